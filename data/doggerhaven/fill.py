"""Patterns of streets within a polygon: cut in halves again and again, or a warped grid."""

from __future__ import annotations

import cmath
import itertools
import math
import random
from collections.abc import Iterator
from typing import NamedTuple

from doggerhaven.geometry import (
    Line,
    Point,
    area,
    bow,
    boxed_angle,
    centroid,
    contains,
    crossings,
    distance_to_line,
    length,
    position_at,
    settle,
    thinned,
)

__all__ = ["Cutting", "divided", "gridded"]


class Cutting(NamedTuple):
    """How a polygon is cut in halves.

    ``block_m2`` is the size at which cutting stops, ``tilt`` how far (radians) a cut may turn from
    the short way across, ``sag`` how far it may swing as a share of its length, and ``narrow`` the
    metres that a cut keeps from the streets that are there.
    """

    block_m2: float
    tilt: float
    sag: float
    narrow: float


_TRIES = 8
_SNAP_M = 16.0


def divided(ring: Line, cutting: Cutting, rng: random.Random) -> Iterator[tuple[int, Line]]:
    """Cuts through a polygon, each with its generation: 0 for the first, 1 for those of its halves.

    As towns grow: a field is halved by a lane, the halves by smaller ones (Parish and Müller 2001
    divide lots in this way).
    """
    pieces = [(0, ring)]
    while pieces:
        generation, piece = pieces.pop(0)
        if area(piece) < cutting.block_m2 * rng.uniform(0.75, 1.5):
            continue
        for _ in range(_TRIES):
            if (cut := _halved(piece, cutting, rng)) is not None:
                line, one, other = cut
                yield generation, line
                pieces += [(generation + 1, one), (generation + 1, other)]
                break


def _halved(piece: Line, cutting: Cutting, rng: random.Random) -> tuple[Line, Line, Line] | None:
    """One cut and the two halves; ``None`` where chance has proposed a bad one."""
    angle, long, _ = boxed_angle(piece)
    pivot = centroid(piece) + cmath.rect(long * rng.uniform(-0.14, 0.14), angle)
    if not contains(piece, pivot):
        pivot = (rng.choice(piece) + rng.choice(piece)) / 2
    across = cmath.rect(1, angle + math.pi / 2 + rng.uniform(-cutting.tilt, cutting.tilt))
    ends = _ends(piece, pivot, across)
    if ends is None or abs(ends[0] - ends[1]) < 25:
        return None
    (start, first), (end, second) = ((_snapped(piece, p), p) for p in ends)
    if start == end:
        return None
    sag = abs(end - start) * rng.uniform(-cutting.sag, cutting.sag)
    line = bow(start, end, sag, 6) if abs(sag) > 2 else [start, end]
    if not _keeps_clear(line, piece, cutting.narrow):
        return None
    halves = _split(piece, line, first, second)
    if halves is None or min(area(half) for half in halves) < 0.22 * area(piece):
        return None
    return line, *halves


def _ends(piece: Line, pivot: Point, across: Point) -> tuple[Point, Point] | None:
    """Where the straight cut through the pivot reaches the border on either side."""
    if not contains(piece, pivot):
        return None
    ring = [*piece, piece[0]]
    ends = []
    for way in (across, -across):
        hits = [point for _, point, _ in crossings([pivot, pivot + 6000 * way], ring)]
        if not hits:
            return None
        ends.append(min(hits, key=lambda point: abs(point - pivot)))
    return ends[0], ends[1]


def _snapped(piece: Line, point: Point) -> Point:
    """A corner of the border nearby, so that streets from two sides meet in one junction."""
    corner = min(piece, key=lambda vertex: abs(vertex - point))
    return corner if abs(corner - point) < _SNAP_M else point


def _keeps_clear(line: Line, piece: Line, narrow: float) -> bool:
    ring = [*piece, piece[0]]
    total = length(line)
    for share in (0.2, 0.35, 0.5, 0.65, 0.8):
        point, _ = position_at(line, total * share)
        wanted = min(narrow, 0.6 * total * min(share, 1 - share))
        if not contains(piece, point) or distance_to_line(point, ring) < wanted:
            return False
    return True


def _split(piece: Line, line: Line, first: Point, second: Point) -> tuple[Line, Line] | None:
    """The polygons on both sides of a cut whose unsnapped ends lie on the border."""
    ring = _with_vertex(_with_vertex(piece, line[0], first), line[-1], second)
    if line[0] not in ring or line[-1] not in ring:
        return None
    i, j = ring.index(line[0]), ring.index(line[-1])
    around = ring[i:] + ring[:i]
    turn = (j - i) % len(ring)
    one = around[: turn + 1] + line[-2:0:-1]
    other = [*around[turn:], *line[:-1]]
    return (one, other) if min(len(one), len(other)) > 2 else None


def _with_vertex(ring: Line, vertex: Point, near: Point) -> Line:
    if vertex in ring:
        return ring
    closed = [*ring, ring[0]]
    gaps = [distance_to_line(near, closed[n : n + 2]) for n in range(len(ring))]
    place = min(range(len(gaps)), key=gaps.__getitem__) + 1
    return [*ring[:place], vertex, *ring[place:]]


def gridded(
    ring: Line, angle: float, spacing: tuple[float, float], rng: random.Random, gaps: float = 0.1
) -> Iterator[Line]:
    """Streets of a grid that bends with the land, within a polygon.

    Parameters
    ----------
    spacing
        Metres between the long streets, and between the streets that cross them.
    gaps
        Share of the blocks that have grown together over a cross street.
    """
    warp = _Warp(rng)
    centre = centroid(ring)
    longs = list(_family(ring, centre, angle, spacing[0], warp, rng))
    yield from longs
    for line in _family(ring, centre, angle + math.pi / 2, spacing[1], warp, rng):
        for piece in _pieces(line, longs):
            if rng.random() >= gaps:
                yield piece


class _Warp:
    """A gentle displacement of the plane, so that no street is quite straight."""

    def __init__(self, rng: random.Random) -> None:
        self._waves = [
            (
                cmath.rect(math.tau / rng.uniform(700, 1600), rng.uniform(0, math.tau)),
                rng.uniform(0, math.tau),
                cmath.rect(rng.uniform(10, 24), rng.uniform(0, math.tau)),
            )
            for _ in range(3)
        ]

    def __call__(self, point: Point) -> Point:
        moved = point
        for wave, phase, push in self._waves:
            moved += push * math.sin((wave.conjugate() * point).real + phase)
        return settle(moved)


def _family(
    ring: Line, centre: Point, angle: float, spacing: float, warp: _Warp, rng: random.Random
) -> Iterator[Line]:
    """Parallel streets from border to border."""
    along, reach = cmath.rect(1, angle), max(abs(point - centre) for point in ring) + 60
    offset = -reach + rng.uniform(0, spacing)
    while offset < reach:
        steps = range(-int(reach), int(reach) + 40, 40)
        line = [warp(centre + along * (step + 1j * offset)) for step in steps]
        yield from _inside(ring, line)
        offset += spacing * rng.uniform(0.86, 1.16)


def _inside(ring: Line, line: Line) -> Iterator[Line]:
    """The parts of a line within a polygon that are worth a street."""
    closed = [*ring, ring[0]]
    hits = sorted(crossings(line, closed), key=lambda hit: hit[0])
    for (start, a, _), (end, b, _) in itertools.pairwise(hits):
        between = line[math.floor(start) + 1 : math.floor(end) + 1]
        part = [a, *between, b]
        if length(part) < 60 or part[0] == part[-1]:
            continue
        samples = [position_at(part, length(part) * share)[0] for share in (0.3, 0.5, 0.7)]
        if all(contains(ring, p) and distance_to_line(p, closed) > 18 for p in samples):
            middle, _ = position_at(part, length(part) / 2)
            if distance_to_line(middle, closed) > 28:
                yield thinned(part, 0.8)


def _pieces(line: Line, others: list[Line]) -> Iterator[Line]:
    """A line cut where others cross it."""
    hits = sorted(
        (hit for other in others for hit in crossings(line, other)), key=lambda hit: hit[0]
    )
    start, rest = line[0], 0.0
    for position, point, _ in hits:
        if 0.001 < position < len(line) - 1.001 and abs(point - start) > 20:
            yield [start, *line[math.floor(rest) + 1 : math.floor(position) + 1], point]
            start, rest = point, position
    yield [start, *line[math.floor(rest) + 1 :]]

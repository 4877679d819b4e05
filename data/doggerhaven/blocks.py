"""What lies within the blocks: closes, crescents, yards, car parks, driveways and parks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from doggerhaven.districts import District, district_at
from doggerhaven.geometry import (
    Line,
    Point,
    area,
    bow,
    centroid,
    contains,
    curve,
    distance_to_line,
    length,
    settle,
)
from doggerhaven.quarters import is_built
from doggerhaven.street import Street

__all__ = ["furnished"]

Maker = Callable[["_Block"], Iterator[Street]]

#: Along streets of these classes houses have doors.
_QUIET = {"residential", "living_street", "unclassified", "tertiary", "service", "pedestrian"}


def furnished(
    rings: Sequence[Line], streets: Sequence[Street], rng: random.Random
) -> Iterator[Street]:
    """Small streets, drives and paths within the blocks between streets."""
    on = {
        frozenset(segment): street
        for street in sorted(streets, key=lambda street: "border" not in street.tags)
        for segment in zip(street.line, street.line[1:], strict=False)
    }
    for ring in rings:
        if is_built(ring) or district_at(centroid(ring)).pattern == "old":
            block = _Block(ring, on, rng)
            for maker in _makers(block, rng):
                yield from maker(block)


def _makers(block: _Block, rng: random.Random) -> list[Maker]:
    """What a block of its size and district gets."""
    draw, pattern = rng.random(), block.district.pattern
    if pattern == "suburb":
        if block.area > 17_000 and draw < 0.07:
            return [_park]
        large = [_crescent] if draw < 0.35 else [_close] if draw < 0.82 else [_car_park]
        return [*(large if block.area > 11_000 else []), _driveways]
    if pattern == "works":
        return [_yards, _car_park] if draw < 0.4 else [_yards]
    if pattern == "grid":
        if draw < 0.03:
            return [_park]
        return [_car_park] if draw < 0.1 else [_courtyard] if draw < 0.3 else []
    return [_courtyard] if block.area > 4500 and draw < 0.5 else []


class _Block:
    """A polygon between streets, which lie to its right as one walks around it."""

    def __init__(self, ring: Line, on: dict[frozenset[Point], Street], rng: random.Random) -> None:
        self.closed = [*ring, ring[0]]
        self.area = area(ring)
        self.district: District = district_at(centroid(ring))
        self.length = length(self.closed)
        self.rng = rng
        self._on = on

    def frontage(self, metres: float) -> tuple[Point, Point] | None:
        """The point so far around, and the way into the block; ``None`` off quiet streets."""
        metres %= self.length
        for a, b in zip(self.closed, self.closed[1:], strict=False):
            step = abs(b - a)
            if metres <= step:
                street = self._on[frozenset((a, b))]
                if street.highway not in _QUIET or min(metres, step - metres) < 9:
                    return None
                return settle(a + (b - a) * metres / step), 1j * (b - a) / step
            metres -= step
        return None

    def depth(self, start: Point, inward: Point) -> float:
        """Metres from the border straight across the block."""
        reach = 8.0
        while contains(self.closed, start + inward * reach) and reach < 400:
            reach += 8
        return reach - 8

    def holds(self, line: Line, margin: float) -> bool:
        """Whether all vertices but the first and last keep so far from the border."""
        return all(
            contains(self.closed, point) and distance_to_line(point, self.closed) >= margin
            for point in line[1:-1]
        )

    def street(self, line: Line, highway: str, **tags: str) -> Street:
        """A street within the block."""
        return Street(line, highway, tags=tags)


def _close(block: _Block) -> Iterator[Street]:
    """A street that ends in the middle of the block."""
    rng = block.rng
    for _ in range(4):
        if (place := block.frontage(rng.uniform(0, block.length))) is None:
            continue
        start, inward = place
        depth = block.depth(start, inward)
        if depth < 90:
            continue
        end = start + inward * depth * rng.uniform(0.5, 0.68)
        line = bow(start, settle(end), rng.uniform(-0.16, 0.16) * abs(end - start), 5)
        if block.holds(line, 16) and distance_to_line(line[-1], block.closed) > 24:
            yield block.street(line, rng.choice(("residential", "residential", "living_street")))
            return


def _crescent(block: _Block) -> Iterator[Street]:
    """A street that leaves another and comes back to it."""
    rng = block.rng
    for _ in range(6):
        begin = rng.uniform(0, block.length)
        first, second = block.frontage(begin), block.frontage(begin + rng.uniform(85, 130))
        if first is None or second is None:
            continue
        (a, into_a), (b, into_b) = first, second
        if abs(b - a) < 70 or (into_a.conjugate() * into_b).real < 0.6:
            continue
        deep = rng.uniform(42, 70)
        top = (a + b) / 2 + (into_a + into_b) / 2 * deep * 1.15
        line = curve(a, a + into_a * deep * 0.8, top, b + into_b * deep * 0.8, b, step=14)
        if block.holds(line[2:-2], 20) and all(contains(block.closed, p) for p in line[1:-1]):
            yield block.street(line, "residential")
            return


def _driveways(block: _Block) -> Iterator[Street]:
    """Private ways to houses: seen on the map, used by nobody else."""
    for _ in range(block.rng.choice((0, 0, 0, 1, 1))):
        if (place := block.frontage(block.rng.uniform(0, block.length))) is not None:
            start, inward = place
            end = settle(start + inward * block.rng.uniform(16, 30))
            if contains(block.closed, end):
                yield block.street([start, end], "service", service="driveway", access="private")


def _yards(block: _Block) -> Iterator[Street]:
    """Ways to the gates and ramps of works."""
    for _ in range(3):
        if (place := block.frontage(block.rng.uniform(0, block.length))) is not None:
            start, inward = place
            turn = settle(start + inward * block.rng.uniform(35, 60))
            line = [start, turn, settle(turn + 1j * inward * block.rng.uniform(30, 70))]
            if block.holds([*line, line[-1]], 14):
                access = block.rng.choice(("", "private", "customers", "delivery"))
                yield block.street(line, "service", **({"access": access} if access else {}))


def _courtyard(block: _Block) -> Iterator[Street]:
    """An alley to the backs of the houses."""
    if (place := block.frontage(block.rng.uniform(0, block.length))) is not None:
        start, inward = place
        end = settle(start + inward * min(55.0, 0.5 * block.depth(start, inward)))
        if abs(end - start) > 14 and distance_to_line(end, block.closed) > 10:
            yield block.street([start, end], "service", service="alley")


def _car_park(block: _Block) -> Iterator[Street]:
    """A way in, and an aisle around the rows."""
    for _ in range(6):
        if (place := block.frontage(block.rng.uniform(0, block.length))) is None:
            continue
        start, inward = place
        door, side = start + inward * 18, -1j * inward
        corners = [door - side * 24, door + side * 24]
        corners = [*corners, corners[1] + inward * 17, corners[0] + inward * 17]
        aisle = [settle(p) for p in (door, corners[1], *corners[2:], corners[0], door)]
        if block.holds([door, *aisle, door], 8):
            yield block.street([start, aisle[0]], "service")
            yield block.street(aisle, "service", service="parking_aisle")
            return


def _park(block: _Block) -> Iterator[Street]:
    """Footpaths that meet, more or less, in the middle."""
    rng, middle = block.rng, settle(centroid(block.closed[:-1]))
    if not contains(block.closed, middle):
        return
    begin = rng.uniform(0, block.length)
    for share in (0.0, 0.22, 0.5, 0.78):
        if (place := block.frontage(begin + share * block.length)) is not None:
            start, _ = place
            line = bow(start, middle, rng.uniform(-0.15, 0.15) * abs(middle - start), 5)
            if block.holds(line, 4):
                yield block.street(line, rng.choice(("footway", "path", "cycleway")))

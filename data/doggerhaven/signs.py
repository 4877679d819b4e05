"""What stands at junctions and across streets: signals, crossings, gates, and forbidden turns."""

from __future__ import annotations

import cmath
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from doggerhaven.connectivity import is_drivable
from doggerhaven.geometry import Point
from doggerhaven.joining import junctions
from doggerhaven.street import Street

__all__ = ["Restriction", "node_tags", "restrictions", "split_at"]

_MAIN = {"primary", "secondary", "tertiary"}
_QUIET = {"residential", "living_street"}
_SIGNALS_M = 2000.0
#: One in so many junctions with signals, where four ways meet, forbids a turn.
_EVERY = 1


class Restriction(NamedTuple):
    """A turn that is forbidden, or the only one allowed, as numbers of streets."""

    kind: str
    origin: int
    via: Point
    destination: int


def node_tags(streets: Sequence[Street], rng: random.Random) -> dict[Point, dict[str, str]]:
    """Tags of single points."""
    tags: dict[Point, dict[str, str]] = {}
    arms = junctions(street for street in streets if is_drivable(street))
    for point in signal_junctions(streets):
        tags[point] = {"highway": "traffic_signals"}
    for street in streets:
        for point in street.line[1:-1]:
            if street.highway in _MAIN and arms[point] == 0 and rng.random() < 0.12:
                tags.setdefault(point, {"highway": "crossing", "crossing": "uncontrolled"})
        for point, sign in _ends_and_gates(street, rng):
            if arms[point] < 3:
                tags.setdefault(point, sign)
    return tags


def signal_junctions(streets: Sequence[Street]) -> list[Point]:
    """Where two main roads of the city meet, other than on a roundabout."""
    arms = junctions(street for street in streets if street.highway in _MAIN)
    rounds = {p for street in streets if "junction" in street.tags for p in street.line}
    return [
        point
        for point, count in arms.items()
        if count > 2 and point not in rounds and abs(point) < _SIGNALS_M
    ]


def _ends_and_gates(street: Street, rng: random.Random) -> Iterator[tuple[Point, dict[str, str]]]:
    draw = rng.random()
    if street.highway in _QUIET and "oneway" not in street.tags:
        for end in (street.line[0], street.line[-1]):
            yield end, {"highway": "turning_circle"}
        if len(street.line) > 4 and draw < 0.012:
            yield street.line[2], {"barrier": "bollard"}
    if street.tags.get("service") == "driveway" and draw < 0.25:
        yield street.line[-1], {"barrier": "gate"}
    if street.highway == "service" and "service" not in street.tags and draw < 0.12:
        gate = (
            {"barrier": "lift_gate", "access": "customers"} if draw < 0.06 else {"barrier": "gate"}
        )
        yield street.line[-1], gate
    if street.highway == "track" and draw < 0.4:
        yield street.line[1], {"barrier": "gate", "access": "private"}


def split_at(streets: Sequence[Street], points: set[Point]) -> list[Street]:
    """The streets cut at some of their vertices."""
    pieces = []
    for street in streets:
        piece = street.line[:1]
        for vertex in street.line[1:]:
            piece.append(vertex)
            if vertex in points:
                pieces.append(street.along(piece))
                piece = [vertex]
        if len(piece) > 1:
            pieces.append(street.along(piece))
    return pieces


def restrictions(streets: Sequence[Street], points: Sequence[Point]) -> list[Restriction]:
    """Forbidden turns at some of the points, at which the streets must have been split."""
    ends: Mapping[Point, list[tuple[int, float]]] = defaultdict(list)
    for number, street in enumerate(streets):
        if is_drivable(street) and street.line[0] != street.line[-1]:
            line = street.line
            ends[line[0]].append((number, cmath.phase(line[1] - line[0])))
            ends[line[-1]].append((number, cmath.phase(line[-2] - line[-1])))
    found = []
    for turn, point in enumerate(points[::_EVERY]):
        arms = ends[point]
        origin, away = arms[turn % len(arms)]
        others = [arm for arm in arms if arm[0] != origin]
        if len(others) < 3:
            continue
        # Seen by those who arrive, the way to the left comes last as one turns counter-clockwise
        # from where they come from.
        by_side = sorted(others, key=lambda arm: (arm[1] - away) % math.tau)
        kind = ("no_left_turn", "no_right_turn", "no_left_turn", "only_straight_on")[turn % 4]
        place = {"no_left_turn": -1, "no_right_turn": 0, "only_straight_on": len(by_side) // 2}
        found.append(Restriction(kind, origin, point, by_side[place[kind]][0]))
    return found

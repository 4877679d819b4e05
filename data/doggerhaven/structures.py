"""Bridges and underpasses: where a street passes from one border of water or rail to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from doggerhaven.geometry import Point, crossings
from doggerhaven.skeleton import bank
from doggerhaven.street import Street

__all__ = ["with_structures"]

#: By the kind of what is crossed and the name of the street; others get the entry without a name.
_STRUCTURES: dict[tuple[str, str], dict[str, str]] = {
    ("river", ""): {"bridge": "yes", "layer": "1"},
    ("river", "Old Bridge"): {"bridge": "yes", "layer": "1", "maxweight": "7.5"},
    ("river", "Fishwives' Bridge"): {"bridge": "yes", "layer": "1", "maxweight": "3.5"},
    ("rail", ""): {"tunnel": "yes", "layer": "-1", "maxheight": "4.2"},
    ("rail", "Tidewater Road"): {"tunnel": "yes", "layer": "-1", "maxheight": "2.8"},
    ("rail", "Ring Road"): {"bridge": "yes", "layer": "1"},
    ("rail", "Southfield Road"): {"bridge": "yes", "layer": "1"},
    ("motorway", ""): {"bridge": "yes", "layer": "1"},
}


def with_structures(streets: Sequence[Street]) -> list[Street]:
    """The streets without the borders, cut where a bridge or an underpass begins and ends."""
    sides: dict[Point, dict[str, str]] = {}
    for street in streets:
        if "border" in street.tags:
            for vertex in street.line:
                sides.setdefault(vertex, {})[street.tags["border"]] = street.tags["side"]
    return [
        piece
        for street in streets
        if "border" not in street.tags
        for piece in _pieces(street, sides)
    ]


def _pieces(street: Street, sides: Mapping[Point, Mapping[str, str]]) -> Iterator[Street]:
    if street.highway == "motorway":
        return _motorway(street)
    return iter((street,)) if "route" in street.tags else _cut(street, sides)


def _cut(street: Street, sides: Mapping[Point, Mapping[str, str]]) -> Iterator[Street]:
    """The pieces of a street: those that cross from side to side, and those between them."""
    line, done = street.line, 0
    last: dict[str, tuple[str, int]] = {}
    for number, vertex in enumerate(line):
        for kind, side in sides.get(vertex, {}).items():
            before = last.get(kind)
            last[kind] = side, number
            if kind == "fields" and 0 < number < len(line) - 1 and number > done:
                yield street.along(line[done : number + 1])
                done = number
            elif before is not None and before[0] != side and before[1] >= done:
                if before[1] > done:
                    yield street.along(line[done : before[1] + 1])
                tags = _STRUCTURES.get((kind, street.name)) or _STRUCTURES[kind, ""]
                yield street.along(line[before[1] : number + 1]).tagged(**tags)
                done = number
    if done < len(line) - 1:
        yield street.along(line[done:])


def _motorway(street: Street) -> Iterator[Street]:
    """A carriageway, which meets no border: its bridge is where it crosses the banks."""
    line = street.line
    hits = [(at, point) for side in (1, -1) for at, point, _ in crossings(line, bank(side))]
    (first, start), (last, end) = sorted(hits, key=lambda hit: hit[0])
    yield street.along([*line[: int(first) + 1], start])
    bridge = [start, *line[int(first) + 1 : int(last) + 1], end]
    yield street.along(bridge).tagged(bridge="yes", layer="1")
    yield street.along([end, *line[int(last) + 1 :]])

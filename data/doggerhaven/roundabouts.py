"""Roundabouts in place of junctions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doggerhaven.geometry import Point, circle, crossings, distance_to_line
from doggerhaven.street import RANK, Street

__all__ = ["with_roundabouts"]

_CENTRES = (
    complex(-2120, 1960),
    complex(-240, 2480),
    complex(1980, 2140),
    complex(2560, -180),
    complex(2060, -1830),
    complex(140, -2450),
    complex(-2620, -1010),
)
_RADIUS_M = 19.0


def with_roundabouts(streets: Sequence[Street]) -> list[Street]:
    """The streets with some of their junctions made into rings, driven counter-clockwise."""
    changed = list(streets)
    for centre in _CENTRES:
        meeting = [street for street in changed if _reaches(street, centre)]
        highest = min(meeting, key=lambda street: RANK[street.highway]).highway
        changed = [piece for street in changed for piece in _outside(street, centre)]
        ring = circle(centre, _RADIUS_M)
        changed.append(Street(ring, highest, tags={"junction": "roundabout"}))
    return changed


def _reaches(street: Street, centre: Point) -> bool:
    return distance_to_line(centre, street.line) < _RADIUS_M


def _outside(street: Street, centre: Point) -> Iterator[Street]:
    """The parts of a street that lie outside the ring around a centre."""
    if not _reaches(street, centre):
        yield street
        return
    line, ring = street.line, circle(centre, _RADIUS_M)
    hits = sorted(crossings(line, ring), key=lambda hit: hit[0])
    if abs(line[0] - centre) > _RADIUS_M:
        position, point, _ = hits[0]
        yield street.along([*line[: int(position) + 1], point])
    if abs(line[-1] - centre) > _RADIUS_M:
        position, point, _ = hits[-1]
        yield street.along([point, *line[int(position) + 1 :]])

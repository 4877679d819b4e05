"""Houses with numbers: the doors that are delivered to, and those beside them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from doggerhaven.geometry import Point, nearest_on_segment, settle
from doggerhaven.street import Street

__all__ = ["Door", "house_nodes"]

#: From one house to the next on the same side of a street.
_FRONT_M = 14.0


class Door(NamedTuple):
    """A place with an address."""

    place: Point
    street: Street
    number: int
    suburb: str

    @property
    def address(self) -> str:
        """As it stands on letters."""
        return f"{self.street.name} {self.number}, {self.suburb}"


def house_nodes(doors: Iterable[Door]) -> dict[Point, Mapping[str, str]]:
    """Tags of the houses of the doors, and of one on either side of each where there is room."""
    doors = list(doors)
    known = {(door.street.name, door.number) for door in doors}
    for door in doors[:]:
        ahead = _direction(door)
        for side in (-1, 1):
            number = door.number + 2 * side
            if number > 0 and (door.street.name, number) not in known:
                known.add((door.street.name, number))
                place = settle(door.place + side * _FRONT_M * ahead)
                doors.append(door._replace(place=place, number=number))
    return {door.place: _tags(door) for door in doors}


def _direction(door: Door) -> Point:
    """The unit vector along the street where the door is nearest to it."""
    a, b = min(
        itertools.pairwise(door.street.line),
        key=lambda ends: abs(nearest_on_segment(door.place, *ends) - door.place),
    )
    return (b - a) / abs(b - a)


def _tags(door: Door) -> dict[str, str]:
    return {
        "addr:housenumber": str(door.number),
        "addr:street": door.street.name,
        "addr:suburb": door.suburb,
    }

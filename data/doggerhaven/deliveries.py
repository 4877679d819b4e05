"""A day of deliveries in the city: two depots and sixty stops."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from doggerhaven.connectivity import cut_off, is_drivable
from doggerhaven.districts import district_at
from doggerhaven.geometry import Point, distance_to_line, length, position_at, settle
from doggerhaven.houses import Door
from doggerhaven.osm_file import degrees
from doggerhaven.street import Street

__all__ = ["Stop", "a_day", "write_stops"]

Row = dict[str, str]

_COLUMNS = "id kind name address lat lon demand pickup service_min tw_start tw_end skills priority "
_COLUMNS += "prize note"
_NAMES = "Abel Brandt Colm Dietz Ebner Falk Gerber Hauck Imhof Jost Lorenz Mertz Nagel Oster Pohl "
_NAMES += "Quast Rieger Seitz Thoma Ulmer Vogt Weiss Zorn"
_ANY_TIME = ("-", "08:00-12:00", "08:00-12:00", "13:00-17:00", "09:00-18:00")
_EARLY = ("07:30-11:00", "06:30-10:00", "07:00-09:30")
_DEMANDS = (8, 10, 10, 12, 12, 15, 20, 25, 30, 35)
_LARGE = (38, 40, 50, 60, 68, 75, 85)


class Stop(NamedTuple):
    """A row of ``stops.csv``, and the door that it is at."""

    row: Row
    door: Door


class _Trade(NamedTuple):
    """A kind of customer: where it is found, how much it takes, when, and what it asks for."""

    label: str
    patterns: tuple[str, ...]
    demands: tuple[int, ...] = _DEMANDS
    windows: tuple[str, ...] = _ANY_TIME
    skills: str = ""
    priority: str = ""
    takes_back: bool = False
    note: str = ""


_CENTRE, _HOMES, _WORKS = ("old", "grid"), ("grid", "suburb"), ("works", "suburb")
_TRADES = (
    _Trade("Bakery", _CENTRE, windows=_EARLY, takes_back=True),
    _Trade("Café", _CENTRE, windows=_EARLY),
    _Trade("Bookshop", _CENTRE),
    _Trade("Pharmacy", _HOMES, skills="cold", priority="90"),
    _Trade("Grocer", _HOMES, _LARGE, takes_back=True),
    _Trade("Florist", _CENTRE, priority="50"),
    _Trade("School kitchen", _HOMES, (30, 35, 40), _EARLY, note="ring at the kitchen door"),
    _Trade("Bistro", ("old",), takes_back=True),
    _Trade("Bike shop", _HOMES),
    _Trade("Delicatessen", _CENTRE),
    _Trade("Butcher", _HOMES, skills="cold"),
    _Trade("Workshop", _WORKS, skills="lift"),
    _Trade("Hotel", _CENTRE, _LARGE, takes_back=True, note="delivery entrance in the yard"),
    _Trade("Kindergarten", ("suburb",), windows=("07:00-09:30",)),
    _Trade("Office", ("grid", "works"), windows=("09:00-18:00", "08:00-12:00")),
    _Trade("Nursing home", ("suburb",), (32, 38, 60), skills="cold|lift", priority="90"),
    _Trade("Wine shop", _CENTRE),
    _Trade("Print shop", ("grid", "works"), priority="20"),
    _Trade("Fishmonger", _CENTRE, skills="cold", priority="20"),
    _Trade("Garden centre", ("suburb",), _LARGE, skills="lift"),
)
#: What sets single stops apart, whatever chance has given them.
_SPECIAL: dict[str, Row] = {
    "S13": {"tw_start": "06:00", "tw_end": "06:05", "note": "opens early"},
    "S16": {"tw_start": "08:00|14:00", "tw_end": "11:30|17:30"},
    "S23": {"prize": "9", "note": "may also come tomorrow"},
    "S37": {"prize": "4", "note": "may also come tomorrow"},
    "S45": {"skills": "crane", "note": "needs a crane truck"},
    "S48": {"prize": "25", "note": "may also come tomorrow"},
}
_DEPOTS = (
    ("north", "North warehouse", complex(-390, 3080), "06:00", "19:00"),
    ("centre", "City hub", complex(230, -760), "07:00", "19:00"),
)
#: Where the stop that opens too early lies: as far from the warehouse as the city goes.
_FAR_SOUTH = complex(100, -3050)
_DOOR_M = (8.0, 22.0)
#: No street has two vertices farther apart than twice this.
_AROUND_M = 500.0


def a_day(streets: Sequence[Street], rng: random.Random) -> list[Stop]:
    """Make the depots and stops of a day."""
    lost = cut_off(streets)
    usable = [
        street
        for street in streets
        if street.name and is_drivable(street) and not lost.intersection(street.line)
        if not {"bridge", "tunnel"} & set(street.tags) and abs(street.line[0]) < 3400
    ]
    return [*_depots(usable, rng), *_stops(usable, rng)]


def write_stops(path: Path, stops: Sequence[Stop]) -> None:
    """Write ``stops.csv``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS.split(), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(stop.row for stop in stops)


def _depots(streets: Sequence[Street], rng: random.Random) -> Iterator[Stop]:
    for identifier, name, place, opens, closes in _DEPOTS:
        hours = {"kind": "depot", "tw_start": opens, "tw_end": closes}
        door = _door_at(place, streets, rng)
        yield Stop({"id": identifier, "name": name} | hours | _address(door), door)


def _stops(streets: Sequence[Street], rng: random.Random) -> Iterator[Stop]:
    names = _NAMES.split()
    taken: set[str] = set()
    for number in range(1, 61):
        identifier = f"S{number:02}"
        trade = _TRADES[(number - 1) % len(_TRADES)]
        free = [name for name in names if f"{trade.label} {name}" not in taken]
        name = f"{trade.label} {rng.choice(free)}"
        taken.add(name)
        place = _FAR_SOUTH if identifier == "S13" else _door(trade.patterns, streets, rng)
        door = _door_at(place, streets, rng)
        row = {"id": identifier, "name": name} | _address(door)
        yield Stop(row | _order(trade, rng) | _SPECIAL.get(identifier, {}), door)


def _order(trade: _Trade, rng: random.Random) -> Row:
    demand = rng.choice(trade.demands)
    pickup = rng.choice((4, 6, 8, 10)) if trade.takes_back and rng.random() < 0.8 else 0
    service = 3 + (demand + pickup) // 10 + 3 * ("lift" in trade.skills)
    opens, _, closes = rng.choice(trade.windows).partition("-")
    return {
        "demand": str(demand),
        "pickup": str(pickup or ""),
        "service_min": str(service),
        "tw_start": opens,
        "tw_end": closes,
        "skills": trade.skills,
        "priority": trade.priority,
        "note": trade.note,
    }


def _door(patterns: Sequence[str], streets: Sequence[Street], rng: random.Random) -> Point:
    """A place a few metres beside a street of a district of one of the kinds."""
    pattern = rng.choice(patterns)
    while True:
        street = rng.choice(streets)
        point, ahead = position_at(street.line, length(street.line) * rng.uniform(0.2, 0.8))
        if district_at(point).pattern == pattern:
            return settle(point + rng.choice((1j, -1j)) * ahead * rng.uniform(*_DOOR_M))


def _door_at(place: Point, streets: Sequence[Street], rng: random.Random) -> Door:
    around = [s for s in streets if min(abs(point - place) for point in s.line) < _AROUND_M]
    nearest = min(around, key=lambda street: distance_to_line(place, street.line))
    return Door(place, nearest, rng.randint(1, 60), district_at(place).name)


def _address(door: Door) -> Row:
    lat, lon = degrees(door.place)
    return {"address": door.address, "lat": f"{lat:.5f}", "lon": f"{lon:.5f}"}

"""``stops.csv``: depots and stops."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vrp.instance import MAX_VALUE, Depot, Stop, TimeWindow
from vrp.read.column_names import ColumnNames, is_load_column
from vrp.read.columns import Bounds, Columns
from vrp.read.coordinates import Coordinates, read_coordinates
from vrp.read.groups import read_groups
from vrp.read.loads import LoadDimensions
from vrp.read.money import Money
from vrp.read.origins import read_origins
from vrp.read.windows import read_times, read_windows, single_window
from vrp.roads.address_source import AddressSource

__all__ = [
    "COLUMNS",
    "KNOWN_COLUMNS",
    "StopSheet",
    "read_kinds",
    "read_stops",
]

KNOWN_COLUMNS = (
    *("id", "kind", "name", "address", "lat", "lon", "demand", "pickup", "origin"),
    *(
        "service_min",
        "setup_min",
        "tw_start",
        "tw_end",
        "release",
        "skills",
        "priority",
        "prize",
        "one_of",
    ),
)

#: Columns of which every load dimension has its own.
_LOAD_PREFIXES = ("demand", "pickup")

COLUMNS = ColumnNames(
    KNOWN_COLUMNS,
    _LOAD_PREFIXES,
    numbers=("lat", "lon", "service_min", "setup_min", "priority", "prize"),
    small=("lat", "lon", "priority"),
    synonyms={
        **dict.fromkeys(("weight", "load", "quantity", "amount", "delivery"), "demand"),
        **dict.fromkeys(("service", "service_time", "service_minutes"), "service_min"),
        **dict.fromkeys(("setup", "setup_time", "parking_min", "park_min", "parking"), "setup_min"),
        **dict.fromkeys(("start", "window_start", "time_window_start", "ready_time"), "tw_start"),
        **dict.fromkeys(("end", "window_end", "time_window_end", "due_time"), "tw_end"),
        **dict.fromkeys(("release_time", "ready"), "release"),
        **dict.fromkeys(("from", "origin_id"), "origin"),
        **dict.fromkeys(("alternative", "alternatives", "one_from"), "one_of"),
        **dict.fromkeys(("skill", "requirements"), "skills"),
        **dict.fromkeys(("stop_id", "order_id", "customer_id", "number", "nr", "no"), "id"),
        "latitude": "lat",
        **dict.fromkeys(("longitude", "lng", "long"), "lon"),
        "type": "kind",
    },
    stand_ins=dict.fromkeys(("lat", "lon"), "address"),
)

_STOPS_ONLY = ("service_min", "setup_min", "release", "skills", "priority", "prize")
_ZERO = re.compile(r"0+(?:[.,]0*)?|")
_MINUTES = Bounds(0, MAX_VALUE / 60, f"minutes from 0 to {MAX_VALUE // 60}")
_PRIORITY = Bounds(0, 100, "a whole number from 0 to 100")


@dataclass(frozen=True)
class StopSheet:
    """What a file of stops says.

    Parameters
    ----------
    depots, stops
        In the order of their rows; no stops if the file has problems.
    windows
        Entry in the columns and time windows of every stop.
    row_ids
        Ids of all rows in order, depots and stops mixed as they are in the file.
    attribution
        Whom to name for the places that were looked up; empty for nobody.
    """

    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    windows: tuple[tuple[int, tuple[TimeWindow, ...]], ...]
    row_ids: tuple[str, ...]
    attribution: str = ""


def read_stops(
    columns: Columns,
    dimensions: LoadDimensions,
    epoch: datetime.date | None,
    *,
    money: Money,
    taken_ids: Mapping[str, str],
    need_coordinates: bool,
    addresses: AddressSource | None = None,
) -> StopSheet:
    """Make depots and stops of the rows of a file; what is wrong goes to the columns' problems.

    Parameters
    ----------
    columns
        The table.
    dimensions
        Load dimensions and their scale.
    epoch
        The date of second 0.
    money
        What prizes are counted in.
    taken_ids
        Ids that no row may have, with the place that has them.
    need_coordinates
        Whether a row without coordinates is a problem.
    addresses
        Where to look up the addresses of rows without coordinates.

    Raises
    ------
    RoadError
        If addresses cannot be looked up.
    """
    ids = columns.ids(dict(taken_ids))
    kinds = read_kinds(columns)
    windows = read_windows(columns, "tw_start", "tw_end", epoch)
    releases = read_times(columns, "release", epoch)
    origins = read_origins(columns, ids, kinds, releases, taken_ids)
    priorities = columns.integers("priority", _PRIORITY, None)
    prizes = money.prices(columns, "prize")
    table = _Rows(
        ids,
        read_coordinates(columns, need_coordinates, addresses),
        windows,
        columns.numbers("service_min", _MINUTES, 0.0),
        columns.numbers("setup_min", _MINUTES, 0.0),
        priorities,
        prizes,
        releases,
        origins,
        read_groups(columns, kinds, ids, origins, {"priority": priorities, "prize": prizes}),
    )
    depot_entries = [entry for entry, kind in enumerate(kinds) if kind == "depot"]
    stop_entries = [entry for entry, kind in enumerate(kinds) if kind != "depot"]
    for entry in depot_entries:
        _check_depot(columns, entry)
    dimensions.check_totals(columns)
    depots = _make_depots(columns, table, depot_entries)
    stops = [] if columns.flawed else _make_stops(columns, table, dimensions, stop_entries)
    return StopSheet(
        tuple(depots),
        tuple(stops),
        tuple((entry, windows[entry]) for entry in stop_entries),
        tuple(ids),
        table.coordinates.attribution,
    )


class _Rows(NamedTuple):
    ids: list[str]
    coordinates: Coordinates
    windows: list[tuple[TimeWindow, ...]]
    services: list[float]
    setups: list[float]
    priorities: list[int | None]
    prizes: list[int | None]
    releases: list[int | None]
    origins: list[str | None]
    groups: list[str | None]


def _make_depots(columns: Columns, rows: _Rows, entries: Sequence[int]) -> list[Depot]:
    names, addresses = columns.text("name"), columns.text("address")
    return [
        Depot(
            id=rows.ids[entry],
            lat=rows.coordinates.lat[entry],
            lon=rows.coordinates.lon[entry],
            window=single_window(columns, entry, "tw_start", rows.windows[entry]),
            name=names[entry],
            address=addresses[entry],
            extra=columns.extra(entry),
        )
        for entry in entries
    ]


def _make_stops(
    columns: Columns, rows: _Rows, dimensions: LoadDimensions, entries: Sequence[int]
) -> list[Stop]:
    names, addresses = columns.text("name"), columns.text("address")
    deliveries = dimensions.stop_loads(columns, "demand")
    pickups = dimensions.stop_loads(columns, "pickup")
    skills = columns.sets("skills")
    return [
        Stop(
            id=rows.ids[entry],
            lat=rows.coordinates.lat[entry],
            lon=rows.coordinates.lon[entry],
            delivery=deliveries[entry],
            pickup=pickups[entry],
            service_s=round(60 * rows.services[entry]),
            windows=rows.windows[entry],
            skills=skills[entry],
            priority=rows.priorities[entry] or 0,
            prize=rows.prizes[entry],
            name=names[entry],
            address=addresses[entry],
            extra=columns.extra(entry),
            release_s=rows.releases[entry] or 0,
            origin=rows.origins[entry],
            group=rows.groups[entry],
            setup_s=round(60 * rows.setups[entry]),
        )
        for entry in entries
    ]


def read_kinds(columns: Columns) -> list[str]:
    """Read what every row is: ``stop`` or ``depot``."""
    kinds = [text.lower() or "stop" for text in columns.text("kind")]
    for entry, kind in enumerate(kinds):
        if kind not in ("stop", "depot"):
            columns.report(entry, "kind", "is no kind of location, expected 'stop' or 'depot'")
    return kinds


def _check_depot(columns: Columns, entry: int) -> None:
    for name in columns.names:
        for_stops = name in _STOPS_ONLY or any(
            is_load_column(name, prefix) for prefix in _LOAD_PREFIXES
        )
        if for_stops and not _ZERO.fullmatch(columns.text(name)[entry]):
            columns.report(entry, name, "is on a depot row, expected a blank: it is for stops only")

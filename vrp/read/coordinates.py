"""Where the rows of ``stops.csv`` are: by ``lat`` and ``lon``, or else by ``address``."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

from vrp.errors import ReadError
from vrp.read.columns import Bounds, Columns
from vrp.read.problems import InputWarning
from vrp.roads.address_source import AddressError, AddressSource, Found

__all__ = ["GIVEN", "PLACE_DECIMALS", "Coordinates", "read_coordinates"]

_DEGREES = Bounds(-1e9, 1e9, "WGS84 degrees")
_LOOKED_UP = (
    "addresses are looked up in the OpenStreetMap file that is given with --roads, or by --geocoder"
)
#: What is found of rows that have coordinates.
GIVEN = "given"
#: Of degrees, as OpenStreetMap has them: what ``vrp locate`` writes is the very place.
PLACE_DECIMALS = 7


class Coordinates(NamedTuple):
    """Where rows are.

    Parameters
    ----------
    lat, lon
        WGS84 degrees; ``None`` where they are not known.
    found
        How they are known: :data:`GIVEN`, or what was found of the address; empty where they are
        not.
    attribution
        Whom to name for them; empty for nobody.
    """

    lat: list[float | None]
    lon: list[float | None]
    found: list[str]
    attribution: str = ""


def read_coordinates(
    columns: Columns, needed: bool, addresses: AddressSource | None = None
) -> Coordinates:
    """Read latitudes and longitudes; addresses stand in for blank ones.

    Parameters
    ----------
    columns
        The table.
    needed
        Whether rows without a place are problems.
    addresses
        Where addresses are looked up.

    Raises
    ------
    RoadError
        If addresses cannot be looked up.

    Warns
    -----
    InputWarning
        Of places that may not be those of their addresses.
    """
    latitudes = columns.numbers("lat", _DEGREES, None)
    longitudes = columns.numbers("lon", _DEGREES, None)
    found = [""] * len(columns)
    wanted = []
    for entry, (lat, lon) in enumerate(zip(latitudes, longitudes, strict=True)):
        if lat is None or lon is None:
            if _is_blank(columns, entry) and columns.text("address")[entry]:
                wanted.append(entry)
            else:
                _check_blank_place(columns, entry, needed, addresses is not None)
        elif not (-90 <= lat <= 90 and -180 <= lon <= 180):
            _report_impossible(columns, entry, lat, lon)
        else:
            found[entry] = GIVEN
    if not wanted:
        return Coordinates(latitudes, longitudes, found)
    if addresses is None:
        if needed:
            _report_not_looked_up(columns, wanted)
        return Coordinates(latitudes, longitudes, found)
    places = _look_up(columns, wanted, addresses)
    for entry, place in places.items():
        latitudes[entry] = round(place.lat, PLACE_DECIMALS)
        longitudes[entry] = round(place.lon, PLACE_DECIMALS)
        found[entry] = place.what
    attribution = addresses.attribution if places else ""
    return Coordinates(latitudes, longitudes, found, attribution)


def _look_up(
    columns: Columns, entries: Sequence[int], addresses: AddressSource
) -> dict[int, Found]:
    """Places by the number of the entry; what has none is a problem, and doubts are warned of."""
    cells = columns.text("address")
    asked = list(dict.fromkeys(cells[entry] for entry in entries))
    known = dict(zip(asked, addresses.find_all(asked), strict=True))
    places: dict[int, Found] = {}
    doubts: list[str] = []
    for entry in entries:
        place = known[cells[entry]]
        if isinstance(place, AddressError):
            columns.report(entry, "address", str(place))
            continue
        places[entry] = place
        if place.doubt:
            where = columns.place(entry, "address")
            doubts.append(f"{where}: {cells[entry]!r} {place.doubt}")
    more = len(doubts) - ReadError.MAX_SHOWN
    if more > 0:
        doubts[ReadError.MAX_SHOWN :] = [
            f"{columns.file}: {more} more addresses were not found as they are: 'vrp locate' "
            "writes what was taken for each"
        ]
    for doubt in doubts:
        warnings.warn(doubt, InputWarning, stacklevel=2)
    return places


def _is_blank(columns: Columns, entry: int) -> bool:
    return not (columns.text("lat")[entry] or columns.text("lon")[entry])


def _report_not_looked_up(columns: Columns, entries: Sequence[int]) -> None:
    """Note rows that have addresses alone, with nothing to look them up in."""
    text = f"expected {_DEGREES.expected}: {_LOOKED_UP}"
    if "lat" not in columns and "lon" not in columns:
        columns.report_whole("lat", f"is missing, and so is 'lon', {text}")
        return
    for entry in entries:
        columns.report(entry, "lat", f"is empty, and so is 'lon', {text}")


def _check_blank_place(columns: Columns, entry: int, needed: bool, looked_up: bool) -> None:
    blank = [name for name in ("lat", "lon") if not columns.text(name)[entry]]
    if needed and looked_up and len(blank) == 2:
        columns.report(
            entry,
            "address",
            f"is empty, as lat and lon are, expected {_DEGREES.expected} or an address to look up",
        )
        return
    if needed or len(blank) == 1:
        for name in blank:
            columns.report(entry, name, f"is empty, expected {_DEGREES.expected}")


def _report_impossible(columns: Columns, entry: int, lat: float, lon: float) -> None:
    if 90 < abs(lat) <= 180 and abs(lon) <= 90:
        columns.report(
            entry,
            "lat",
            f"is no latitude but could be a longitude, and lon {columns.text('lon')[entry]!r} a "
            "latitude: they look swapped, expected lat from -90 to 90",
        )
        return
    if abs(lat) > 90:
        columns.report(entry, "lat", "is out of range, expected a latitude from -90 to 90")
    if abs(lon) > 180:
        columns.report(entry, "lon", "is out of range, expected a longitude from -180 to 180")

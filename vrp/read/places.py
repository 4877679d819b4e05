"""The places of a file alone: all that a matrix needs of it."""

from __future__ import annotations

from pathlib import Path

from vrp.errors import ReadError
from vrp.instance import Depot, Stop
from vrp.pipes import reopenable
from vrp.read import stops as stop_rows
from vrp.read.columns import Columns
from vrp.read.coordinates import read_coordinates
from vrp.read.json import read_json
from vrp.read.problems import Problems
from vrp.read.stand_ins import depot_at
from vrp.read.stops import read_kinds
from vrp.read.table import read_table
from vrp.read.travel import Places
from vrp.roads.address_source import AddressSource

__all__ = ["read_places"]


def read_places(
    path: Path,
    *,
    depot: tuple[float, float] | None = None,
    addresses: AddressSource | None = None,
) -> Places:
    """Read where the rows of a CSV of stops, or the jobs of a VROOM-style JSON file, are.

    Parameters
    ----------
    path
        The file, or a pipe. Of a CSV, only the columns ``id``, ``lat``, ``lon``, ``address`` and
        ``kind`` are looked at.
    depot
        Latitude and longitude of a depot with the id ``depot`` beside those of the file.
    addresses
        Where to look up the addresses of rows without coordinates.

    Returns
    -------
    Places
        Depots first, as the matrices of an instance have them.

    Raises
    ------
    ReadError
        Naming file, row, column and value of everything that is wrong.
    RoadError
        If addresses cannot be looked up.
    """
    with reopenable(path) as file:
        return _json_places(file, depot) if _is_json(file) else _csv_places(file, depot, addresses)


def _csv_places(
    path: Path, depot: tuple[float, float] | None, addresses: AddressSource | None
) -> Places:
    problems, given = Problems(), depot_at(depot)
    names = stop_rows.COLUMNS
    columns = Columns(read_table(path, names, ("id", "lat", "lon"), problems), problems, names)
    ids = columns.ids({place.id: "the depot given by its coordinates" for place in given})
    kinds = read_kinds(columns)
    latitudes, longitudes, _, attribution = read_coordinates(columns, True, addresses)
    if columns.complete and not ids:
        problems.add(columns.file, "no places: expected at least one row")
    problems.raise_any()
    order = sorted(range(len(ids)), key=lambda entry: kinds[entry] != "depot")
    # Blank coordinates were problems, so that none is left.
    return Places(
        [*(place.id for place in given), *(ids[entry] for entry in order)],
        [*(place.lat or 0.0 for place in given), *(latitudes[entry] or 0.0 for entry in order)],
        [*(place.lon or 0.0 for place in given), *(longitudes[entry] or 0.0 for entry in order)],
        n_depots=len(given) + kinds.count("depot"),
        attribution=attribution,
    )


def _is_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4096).decode("utf-8-sig", errors="replace").lstrip().startswith("{")
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error


def _json_places(path: Path, depot: tuple[float, float] | None) -> Places:
    if depot is not None:
        raise ReadError(f"{path.name}: is a JSON file, which has no use for the option 'depot'")
    instance = read_json(path)
    ids, lat, lon = list[str](), list[float](), list[float]()
    places: tuple[Depot | Stop, ...] = (*instance.depots, *instance.stops)
    for place in places:
        if place.lat is None or place.lon is None:
            raise ReadError(f"{path.name}: {place.id!r} has no coordinates, expected them")
        ids.append(place.id)
        lat.append(place.lat)
        lon.append(place.lon)
    return Places(ids, lat, lon, n_depots=len(instance.depots))

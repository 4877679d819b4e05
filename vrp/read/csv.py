"""A CSV of stops, with the vehicles and the matrix that belong to it, as an instance.

The columns are described in ``data/README.md``.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from vrp.errors import ReadError
from vrp.instance import MAX_LOAD, Depot, Instance, IntMatrix, Scale, Stop, Vehicle
from vrp.read import stops as stop_rows
from vrp.read import vehicles as vehicle_rows
from vrp.read.columns import LOAD_DECIMALS, Columns
from vrp.read.loads import LoadDimensions, find_dimensions
from vrp.read.matrix import read_matrix
from vrp.read.problems import Problems
from vrp.read.stops import MONEY, StopSheet, read_stops
from vrp.read.table import read_table
from vrp.read.vehicles import COST_PER_M, read_vehicles
from vrp.read.windows import earliest_date, report_outside_shifts
from vrp.roads import haversine

__all__ = ["read_csv"]

PathLike = str | Path

_DEPOT_ID = "depot"


def read_csv(
    path: PathLike,
    *,
    vehicles: PathLike | int | None = None,
    capacity: float | None = None,
    depot: tuple[float, float] | None = None,
    matrix: PathLike | None = None,
) -> Instance:
    """Read stops, and what else makes an instance of them.

    Parameters
    ----------
    path
        ``stops.csv``.
    vehicles
        ``vehicles.csv``, or the number of equal vehicles at the only depot.
    capacity
        Of each of that number of vehicles; unlimited by default.
    depot
        Latitude and longitude of the only depot, in place of a row of kind ``depot``.
    matrix
        Durations and distances (:mod:`vrp.read.matrix`); great circles by default.

    Returns
    -------
    Instance
        Costs in millionths of the money of ``vehicles.csv``. A dimension that has no column
        ``capacity…`` is unlimited.

    Raises
    ------
    ReadError
        With every problem found in the two files, naming file, row, column, value and expectation.
    InstanceError
        If costs, distances or loads are too large to count with.
    RoadError
        If there are too many locations for a matrix.
    """
    path, problems = Path(path), Problems()
    size = _checked_capacity(capacity, vehicles)
    depots = _given_depot(depot)
    required = ("id", "lat", "lon") if matrix is None else ("id",)
    rows = Columns(
        read_table(path, stop_rows.KNOWN_COLUMNS, required, problems),
        problems,
        known=stop_rows.KNOWN_COLUMNS,
        load_prefixes=stop_rows.LOAD_PREFIXES,
    )
    fleet_rows = _vehicle_columns(vehicles, problems)
    epoch = _epoch(rows, fleet_rows)
    dimensions = find_dimensions(rows, fleet_rows, size)
    sheet = read_stops(
        rows,
        dimensions,
        epoch,
        taken_ids={place.id: "the depot given by its coordinates" for place in depots},
        need_coordinates=matrix is None,
    )
    depots += _sheet_depots(rows.file, sheet, depots, problems)
    if fleet_rows is not None:
        fleet = read_vehicles(fleet_rows, dimensions, epoch, depots)
        if not fleet:
            problems.add(fleet_rows.file, "no vehicles, every count is 0: expected at least one")
    else:
        fleet = _equal_vehicles(vehicles, size, depots, dimensions)
    if fleet and not (fleet_rows is not None and fleet_rows.flawed):
        report_outside_shifts(rows, sheet.windows, fleet, epoch)
    problems.raise_any()
    rows.warn_of_misspelt()
    if fleet_rows is not None:
        fleet_rows.warn_of_misspelt()
    durations_s, distances_m, source = _matrices(matrix, depots, sheet)
    return Instance(
        depots=depots,
        stops=sheet.stops,
        vehicles=fleet,
        distances_m=distances_m,
        durations_s=durations_s,
        name=path.stem,
        load_names=dimensions.names,
        scale=Scale(cost=MONEY, load=dimensions.scale),
        epoch=epoch.isoformat() if epoch else None,
        matrix_source=source,
        estimated=matrix is None,
    )


def _vehicle_columns(vehicles: PathLike | int | None, problems: Problems) -> Columns | None:
    if vehicles is None:
        raise ReadError("no vehicles: expected a vehicles.csv, or their number and capacity")
    if isinstance(vehicles, int):
        return None
    return Columns(
        read_table(Path(vehicles), vehicle_rows.KNOWN_COLUMNS, ("id",), problems),
        problems,
        known=vehicle_rows.KNOWN_COLUMNS,
        load_prefixes=vehicle_rows.LOAD_PREFIXES,
    )


def _epoch(rows: Columns, fleet_rows: Columns | None) -> datetime.date | None:
    cells = [rows.clocks("tw_start"), rows.clocks("tw_end")]
    if fleet_rows is not None:
        cells += [fleet_rows.clocks("shift_start"), fleet_rows.clocks("shift_end")]
    return earliest_date(*cells)


def _checked_capacity(capacity: float | None, vehicles: PathLike | int | None) -> Decimal | None:
    if capacity is None:
        return None
    if vehicles is not None and not isinstance(vehicles, int):
        raise ReadError("capacity goes with a number of vehicles: a vehicles.csv has its own")
    exact = Decimal(str(capacity))
    if not (math.isfinite(capacity) and 0 <= capacity <= MAX_LOAD):
        raise ReadError(f"capacity is {capacity}, expected 0 to {MAX_LOAD}")
    if round(exact, LOAD_DECIMALS) != exact:
        raise ReadError(f"capacity is {capacity}, expected at most {LOAD_DECIMALS} decimals")
    return exact


def _given_depot(place: tuple[float, float] | None) -> tuple[Depot, ...]:
    if place is None:
        return ()
    lat, lon = place
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        swapped = " (they look swapped)" if abs(lat) <= 180 and abs(lon) <= 90 else ""
        raise ReadError(
            f"depot is {lat},{lon}{swapped}, expected a latitude from -90 to 90 and a longitude "
            "from -180 to 180"
        )
    return (Depot(_DEPOT_ID, float(lat), float(lon)),)


def _sheet_depots(
    file: str, sheet: StopSheet, given: Sequence[Depot], problems: Problems
) -> tuple[Depot, ...]:
    if given and sheet.depots:
        problems.add(
            file,
            f"has the depot {sheet.depots[0].id!r} and another was given by its coordinates, "
            "expected one or the other",
        )
    if not given and not sheet.depots:
        problems.add(file, "no depot: expected a row of kind 'depot', or its latitude,longitude")
    if not sheet.windows:
        problems.add(file, "no stops: expected at least one row of kind 'stop'")
    return sheet.depots


def _equal_vehicles(
    vehicles: PathLike | int | None,
    capacity: Decimal | None,
    depots: Sequence[Depot],
    dimensions: LoadDimensions,
) -> tuple[Vehicle, ...]:
    if not isinstance(vehicles, int) or not 1 <= vehicles <= 10**6:
        raise ReadError(f"vehicles is {vehicles}, expected 1 to 1000000 of them")
    if len(depots) > 1:
        raise ReadError(
            f"{vehicles} vehicles at which of the {len(depots)} depots? Expected a vehicles.csv "
            "with the column 'start'"
        )
    if capacity is not None and len(dimensions.names) > 1:
        raise ReadError(
            f"capacity {capacity} of which of the {len(dimensions.names)} load dimensions? "
            "Expected a vehicles.csv with a column 'capacity_<name>' for each"
        )
    units = None if capacity is None else int(capacity * dimensions.scale[0])
    if units is not None and units > MAX_LOAD:
        raise ReadError(
            f"capacity is {capacity}, expected at most {MAX_LOAD // dimensions.scale[0]}"
        )
    sizes = (units,) if units is not None else ()
    return (Vehicle("vehicle", vehicles, sizes, cost_per_m=COST_PER_M),)


def _matrices(
    matrix: PathLike | None, depots: Sequence[Depot], sheet: StopSheet
) -> tuple[IntMatrix, IntMatrix, str]:
    """Durations, distances and where they come from, depots first."""
    places: tuple[Depot | Stop, ...] = (*depots, *sheet.stops)
    if matrix is None:
        lat = [place.lat for place in places if place.lat is not None]
        lon = [place.lon for place in places if place.lon is not None]
        return *haversine.estimate(lat, lon), haversine.describe_estimate()
    ids = [place.id for place in places]
    given = [place.id for place in depots if place not in sheet.depots]
    durations_s, distances_m = read_matrix(
        Path(matrix), ids, n_depots=len(depots), row_ids=[*given, *sheet.row_ids]
    )
    return durations_s, distances_m, f"given matrix {Path(matrix).name}"

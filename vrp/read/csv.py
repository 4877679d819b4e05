"""A CSV of stops, with the vehicles and the matrix that belong to it, as an instance.

The columns are described in ``data/README.md``.
"""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path

from vrp.errors import ReadError
from vrp.instance import Depot, Instance, Scale, Stop, Vehicle
from vrp.pipes import reopenable
from vrp.read import stops as stop_rows
from vrp.read import vehicles as vehicle_rows
from vrp.read.breaks import BREAK_TIMES
from vrp.read.columns import Columns
from vrp.read.decimal_marks import DecimalMarks
from vrp.read.epoch import find_epoch
from vrp.read.far_places import warn_of_far_places
from vrp.read.generalised import minimising
from vrp.read.loads import find_dimensions
from vrp.read.matrix import read_matrix
from vrp.read.matrix_origin import read_origin
from vrp.read.money import Money, coarsest_exact, priced
from vrp.read.problems import InputWarning, Problems
from vrp.read.road_travel import RoadOptions, travel_by_road
from vrp.read.stand_ins import depot_at, equal_vehicles, exact_capacity, vehicle_count
from vrp.read.stops import StopSheet, read_stops
from vrp.read.table import read_table
from vrp.read.travel import Places, Travel, estimated_travel
from vrp.read.vehicles import read_vehicles
from vrp.read.windows import report_outside_shifts, shift_hours
from vrp.roads.address_source import AddressSource
from vrp.roads.mix import Mix

__all__ = ["read_csv"]

_File = str | PathLike[str]


def read_csv(
    path: _File,
    *,
    vehicles: _File | int | None = None,
    capacity: float | None = None,
    depot: tuple[float, float] | None = None,
    matrix: _File | None = None,
    roads: RoadOptions | None = None,
    mix: Mix | None = None,
    addresses: AddressSource | None = None,
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
    roads
        Where to take durations and distances from, unless a matrix is given.
    mix
        What to charge kilometres on instead of the metres driven.
    addresses
        Where to look up the addresses of rows without coordinates.

    Returns
    -------
    Instance
        Costs in millionths of the money of the files, or smaller parts of it where these do not
        make their prices whole. A dimension that has no column
        ``capacity…`` is unlimited.

    Raises
    ------
    ReadError
        With every problem found in the two files, naming file, row, column, value and expectation.
    InstanceError
        If costs, distances or loads are too large to count with.
    RoadError
        If addresses could not be looked up or distances not be had, or there are too many
        locations for a matrix.
    """
    path, problems, marks = Path(path), Problems(), DecimalMarks()
    size = exact_capacity(capacity)
    given = depot_at(depot)
    rows = _stop_columns(path, problems, marks, placed=matrix is None)
    fleet_source = (
        _vehicle_columns(vehicles, problems, marks)
        if isinstance(vehicles, str | PathLike | None)
        else vehicle_count(vehicles)
    )
    fleet_rows = None if isinstance(fleet_source, int) else fleet_source
    if fleet_rows is not None and size is not None:
        raise ReadError("capacity goes with a number of vehicles: a vehicles.csv has its own")
    epoch = _epoch(rows, fleet_rows)
    dimensions = find_dimensions(rows, fleet_rows, size)
    tables = [rows] if fleet_rows is None else [rows, fleet_rows]
    money = coarsest_exact(*tables)
    sheet = read_stops(
        rows,
        dimensions,
        epoch,
        money=money,
        taken_ids={place.id: "the depot given by its coordinates" for place in given},
        need_coordinates=matrix is None,
        addresses=addresses,
    )
    depots = given or sheet.depots
    _check_roles(rows, sheet, given, problems)
    if isinstance(fleet_source, int):
        fleet = equal_vehicles(fleet_source, size, dimensions, money)
        _check_one_depot(rows.file, fleet_source, len(depots), problems)
    else:
        fleet = read_vehicles(fleet_source, dimensions, epoch, depots, money)
        if not fleet:
            problems.add(fleet_source.file, "no vehicles, every count is 0: expected at least one")
    if fleet and (fleet_rows is None or not fleet_rows.flawed):
        report_outside_shifts(rows, sheet.windows, fleet, epoch)
    # Before the problems: a depot may be missing because its column is called otherwise.
    rows.warn_of_misspelt()
    problems.raise_any()
    if fleet_rows is not None:
        fleet_rows.warn_of_unread()
        _warn_of_no_costs(fleet_rows.file, fleet)
    if matrix is None:
        travel = _travel((*depots, *sheet.stops), len(depots), roads, shift_hours(fleet))
    else:
        with reopenable(Path(matrix)) as matrix_file:
            travel = _given_travel(matrix_file, depots, sheet, given, mix)
    travel = travel.crediting(sheet.attribution)
    if travel.generalised_m is None:
        travel = minimising(travel, mix)

    def instance(money: Money, stops: tuple[Stop, ...], vehicles: tuple[Vehicle, ...]) -> Instance:
        return Instance(
            depots=depots,
            stops=stops,
            vehicles=vehicles,
            name=path.stem,
            load_names=dimensions.names,
            scale=Scale(cost=money.scale, load=dimensions.scale),
            epoch=epoch.isoformat() if epoch else None,
            **travel.facts,
        )

    return priced(instance, money, sheet.stops, fleet, tables)


def _stop_columns(path: Path, problems: Problems, marks: DecimalMarks, *, placed: bool) -> Columns:
    names = stop_rows.COLUMNS
    required = ("id", "lat", "lon") if placed else ("id",)
    return Columns(read_table(path, names, required, problems), problems, names, marks)


def _vehicle_columns(vehicles: _File | None, problems: Problems, marks: DecimalMarks) -> Columns:
    if vehicles is None:
        raise ReadError(
            "no vehicles: expected a vehicles.csv (--vehicles FILE), or their number and capacity "
            "(--vehicles 5 --capacity 100)"
        )
    names = vehicle_rows.COLUMNS
    columns = Columns(read_table(Path(vehicles), names, ("id",), problems), problems, names, marks)
    known = [name for name in columns.names if name in names.known]
    if {"lat", "lon"} <= set(columns.names) and set(known) <= {"id", "skills"}:
        # Every one of them would be a van without limits.
        problems.add(columns.file, "has places and nothing of vehicles: are these the stops?")
    return columns


def _epoch(rows: Columns, fleet_rows: Columns | None) -> datetime.date | None:
    stops = (rows, ("tw_start", "tw_end", "release"))
    if fleet_rows is None:
        return find_epoch(stops)
    return find_epoch(stops, (fleet_rows, ("shift_start", "shift_end", *BREAK_TIMES)))


def _check_roles(
    rows: Columns, sheet: StopSheet, given: Sequence[Depot], problems: Problems
) -> None:
    """Note what the rows of a file do not add up to: one kind of depot, and stops."""
    if given and sheet.depots:
        problems.add(
            rows.file,
            f"has the depot {sheet.depots[0].id!r} and another was given by its coordinates, "
            "expected one or the other",
        )
    if rows.complete and not (given or sheet.depots):
        problems.add(
            rows.file,
            "no depot: expected a row of kind 'depot', or its latitude,longitude (--depot LAT,LON)",
        )
    if rows.complete and not sheet.windows:
        problems.add(rows.file, "no stops: expected at least one row of kind 'stop'")


def _check_one_depot(file: str, vehicles: int, depots: int, problems: Problems) -> None:
    if depots > 1:
        problems.add(
            file,
            f"{vehicles} vehicles at which of the {depots} depots? Expected a vehicles.csv with "
            "the column 'start'",
        )


def _warn_of_no_costs(file: str, fleet: Iterable[Vehicle]) -> None:
    if not any(map(_costs_anything, fleet)):
        warnings.warn(
            f"{file}: every cost is 0, so that a plan is as good as any other: leave the columns "
            "blank to count kilometres",
            InputWarning,
            stacklevel=3,
        )


def _costs_anything(vehicle: Vehicle) -> bool:
    return any(
        (vehicle.cost_fixed, vehicle.cost_per_m, vehicle.cost_per_s, vehicle.cost_per_overtime_s)
    )


def _travel(
    places: Sequence[Depot | Stop], n_depots: int, roads: RoadOptions | None, hours: Iterable[int]
) -> Travel:
    # Rows without coordinates have been refused, so that none is lost here.
    lat = [place.lat for place in places if place.lat is not None]
    lon = [place.lon for place in places if place.lon is not None]
    named = Places([place.id for place in places], lat, lon, n_depots)
    if roads is None:
        warn_of_far_places(named)
        return estimated_travel(named)
    return travel_by_road(named, roads, hours)


def _given_travel(
    matrix: Path,
    depots: Sequence[Depot],
    sheet: StopSheet,
    given: Sequence[Depot],
    mix: Mix | None,
) -> Travel:
    ids = [*(depot.id for depot in depots), *(stop.id for stop in sheet.stops)]
    row_ids = [*(place.id for place in given), *sheet.row_ids]
    durations_s, distances_m = read_matrix(matrix, ids, n_depots=len(depots), row_ids=row_ids)
    origin = read_origin(matrix, ids)
    source = f" ({origin.source})" if origin.source else ""
    travel = Travel(
        durations_s,
        distances_m,
        f"given matrix {matrix.name}{source}",
        estimated=origin.estimated,
        attribution=origin.attribution,
        estimated_legs=origin.estimated_legs,
    )
    return minimising(travel, mix, origin.costs if origin.minimised == str(mix) else None)

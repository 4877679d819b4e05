"""Read problems in the JSON form of VROOM: jobs, shipments, vehicles and, if given, matrices.

A shipment becomes two stops: pickup 7 is the stop ``pickup-7``, delivery 7 the stop ``delivery-7``,
as VROOM lets ids of jobs, pickups and deliveries coincide; answers have VROOM's own.

What VROOM can say and this model cannot (setup beside time windows, several breaks, …) is refused
with its JSON path. Three things may not be quite the same, and there is a warning about each:
``max_travel_time`` limits whole routes, waiting and service included, where VROOM counts driving
alone; ``costs.per_hour`` is charged for whole routes where :mod:`vrp.read.json_costs` cannot charge
driving alone; and routes that are back in time for the break, or leave after it, have none, where
VROOM puts it into every route.
"""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vrp.errors import InstanceError, ReadError
from vrp.instance import MAX_VALUE, Break, Depot, Instance, Scale, Stop, TimeWindow, Vehicle
from vrp.read.any_start import ANY_START, with_depot_anywhere
from vrp.read.generalised import minimising
from vrp.read.json_costs import charge_driving
from vrp.read.json_jobs import Job, read_job
from vrp.read.json_object import JsonObject, load_document
from vrp.read.json_places import ANYWHERE, Matrices, Place, read_matrices
from vrp.read.json_shipments import read_shipment
from vrp.read.json_vehicles import HOUR, Driver, cost_scale, number_depots, read_vehicle
from vrp.read.problems import InputWarning
from vrp.read.road_travel import RoadOptions
from vrp.read.travel import Travel
from vrp.read.windows import shift_hours
from vrp.roads.mix import Mix

__all__ = ["read_json"]

_KEYS = ("jobs", "shipments", "vehicles", "matrices", "matrix", "options")
#: Times in this range are Unix timestamps: from the year 2001 rather than 31 years of seconds.
_UNIX_TIMES = range(10**9, 10**11)


def read_json(
    path: str | os.PathLike[str] | Mapping[str, Any],
    *,
    roads: RoadOptions | None = None,
    mix: Mix | None = None,
) -> Instance:
    """Read a VROOM-style JSON problem.

    Parameters
    ----------
    path
        The file, or what :func:`json.loads` makes of it. Coordinates are ``[longitude, latitude]``.
        Times are seconds, or Unix timestamps in UTC.
    roads
        Where to take durations and distances from if the file has no ``matrices``; estimates from
        great circles if ``None``.
    mix
        What to charge kilometres on instead of the metres driven.

    Returns
    -------
    Instance
        One kind of vehicle for every vehicle of the file, and one depot for every distinct place
        where vehicles start or end; those without a start leave the depot ``anywhere``, from which
        no place is a metre away. The plan that ``steps`` of vehicles may be is no part of it:
        :func:`vrp.read.start.read_start` reads it.

    Raises
    ------
    ReadError
        Naming the JSON path of everything that is wrong or that has no model here.
    RoadError
        If distances could not be had.
    """
    problems: list[str] = []
    values, file = load_document(path, "problem")
    document = JsonObject(values, f"{file}: $", problems)
    document.refuse_other_than(_KEYS, {})
    jobs = [read_job(item) for item in document.children("jobs")]
    shipments = [read_shipment(item) for item in document.children("shipments")]
    drivers = [read_vehicle(item) for item in document.children("vehicles")]
    if not jobs and not shipments:
        document.note("jobs", "has no entries, expected at least one, or shipments")
    if not drivers:
        document.note("vehicles", "has no entries, expected at least one")
    profiles = {driver.profile for driver in drivers}
    if len(profiles) > 1:
        document.note("vehicles", f"have profiles {', '.join(sorted(profiles))}, expected only one")
    matrices = read_matrices(document, profiles, str(file))
    dimensions = _dimensions(jobs, shipments, drivers, document)
    _check_distances(matrices, drivers, document)
    _check_costs(matrices, drivers, document, mix)
    jobs += [end for shipment in shipments for end in shipment]
    _check_steps(jobs, drivers, document)
    if problems:
        raise ReadError(problems)
    if document.raw("options"):
        text = f"{file}: options are passed over: budgets and threads go to vrp itself"
        warnings.warn(text, InputWarning, stacklevel=2)
    if any(driver.vehicle.max_duration_s is not None for driver in drivers):
        text = f"{file}: max_travel_time limits whole routes here, waiting and service included"
        warnings.warn(text, InputWarning, stacklevel=2)
    if any(driver.vehicle.breaks for driver in drivers):
        text = f"{file}: routes back in time for their break, or leaving after it, have none here"
        warnings.warn(text, InputWarning, stacklevel=2)
    try:
        return _build(file, jobs, drivers, matrices, dimensions, roads, mix)
    except InstanceError as error:
        raise ReadError(f"{file}: {error}") from error


def _dimensions(
    jobs: Sequence[Job],
    shipments: Sequence[tuple[Job, Job]],
    drivers: Sequence[Driver],
    document: JsonObject,
) -> int:
    """Number of load dimensions, which all tasks and vehicles with loads must share."""
    amounts = [
        (f"jobs[{index}].{name}", amount)
        for index, job in enumerate(jobs)
        for name, amount in (("delivery", job.stop.delivery), ("pickup", job.stop.pickup))
        if amount
    ]
    amounts += [
        (f"shipments[{index}].amount", delivery.stop.delivery)
        for index, (_, delivery) in enumerate(shipments)
        if delivery.stop.delivery
    ]
    capacities = [
        (f"vehicles[{index}].capacity", driver.vehicle.capacity)
        for index, driver in enumerate(drivers)
    ]
    expected = max((len(loads) for _, loads in [*amounts, *capacities]), default=0)
    # A vehicle without a capacity is unlimited only where nothing has a load.
    for name, loads in [*amounts, *capacities]:
        if len(loads) != expected:
            document.note(name, f"has {len(loads)} entries, expected {expected} as elsewhere")
    return max(1, expected)


def _check_distances(matrices: Matrices, drivers: Sequence[Driver], document: JsonObject) -> None:
    """Without distances, nothing may depend on them."""
    if matrices.durations is None or matrices.distances is not None:
        return
    for index, driver in enumerate(drivers):
        needs = {
            "max_distance": driver.vehicle.max_distance_m is not None,
            "costs.per_km": driver.per_km != 0,
        }
        for name, needed in needs.items():
            if needed:
                document.note(
                    f"vehicles[{index}].{name}", "needs matrices.<profile>.distances, not given"
                )


def _check_costs(
    matrices: Matrices, drivers: Sequence[Driver], document: JsonObject, mix: Mix | None
) -> None:
    """A matrix of costs leaves nothing to charge for hours and kilometres."""
    if matrices.costs is None:
        return
    if mix is not None:
        document.note("matrices", f"have costs, beside which {mix} cannot be minimised")
    for index, driver in enumerate(drivers):
        for name, price, default in (
            ("per_hour", driver.per_hour, HOUR),
            ("per_km", driver.per_km, 0),
        ):
            if price != default:
                document.note(
                    f"vehicles[{index}].costs.{name}", "cannot be charged beside matrices' costs"
                )


def _check_steps(jobs: Sequence[Job], drivers: Sequence[Driver], document: JsonObject) -> None:
    """Every step is a task that there is, and that no other step is."""
    left = {job.stop.id for job in jobs}
    known = set(left)
    for index, driver in enumerate(drivers):
        for step in driver.steps:
            named = f"name {step.type} {step.id!r}"
            if step.stop_id not in known:
                source = "jobs" if step.type == "job" else "shipments"
                document.note(f"vehicles[{index}].steps", f"{named}, which is not in {source}")
            elif step.stop_id not in left:
                document.note(f"vehicles[{index}].steps", f"{named} a second time")
            left.discard(step.stop_id)


def _build(
    file: Path,
    jobs: Sequence[Job],
    drivers: Sequence[Driver],
    matrices: Matrices,
    dimensions: int,
    roads: RoadOptions | None,
    mix: Mix | None,
) -> Instance:
    places, vehicles = number_depots(drivers)
    depots = tuple(_depot(number, place) for number, place in enumerate(places, start=1))
    real = [place for place in places if place != ANYWHERE]
    stops = tuple(job.stop for job in jobs)
    epoch, stops, vehicles = _relative_times(stops, vehicles)
    travel = matrices.between(
        [*real, *(job.place for job in jobs)],
        [*(depot.id for depot in depots[: len(real)]), *(stop.id for stop in stops)],
        len(real),
        roads,
        shift_hours(vehicles),
    )
    if len(real) < len(places):
        travel = with_depot_anywhere(travel, len(real))
    travel, vehicles, scale = _charged(file, travel, vehicles, drivers, matrices, mix)
    return Instance(
        depots=depots,
        stops=stops,
        vehicles=vehicles,
        name=file.stem,
        load_names=("",) if dimensions == 1 else tuple(str(d + 1) for d in range(dimensions)),
        scale=Scale(cost=scale, load=(1,) * dimensions),
        epoch=epoch,
        **travel.facts,
    )


def _charged(
    file: Path,
    travel: Travel,
    vehicles: tuple[Vehicle, ...],
    drivers: Sequence[Driver],
    matrices: Matrices,
    mix: Mix | None,
) -> tuple[Travel, tuple[Vehicle, ...], int]:
    """Charge legs as the file has it, and say how many cost units make one of its own."""
    if matrices.costs is not None:
        shares, scale = (1,) * len(drivers), 1
    else:
        by_hour = any(driver.per_hour for driver in drivers)
        charges = charge_driving(travel, drivers) if by_hour and mix is None else None
        if charges is None:
            if by_hour:
                text = f"{file}: per_hour is charged for whole routes here, waiting and service"
                warnings.warn(f"{text} included", InputWarning, stacklevel=4)
            if travel.generalised_m is None:
                travel = minimising(travel, mix)
            return travel, vehicles, cost_scale(drivers)
        travel, shares, scale = charges.travel, charges.cost_per_m, charges.scale
    charged = tuple(
        replace(vehicle, cost_fixed=driver.fixed * scale, cost_per_m=share, cost_per_s=0)
        for vehicle, driver, share in zip(vehicles, drivers, shares, strict=True)
    )
    return travel, charged, scale


def _depot(number: int, place: Place) -> Depot:
    if place == ANYWHERE:
        return ANY_START
    return Depot(id=f"depot-{number}", lat=place.lat, lon=place.lon, extra=place.extra)


def _relative_times(
    stops: tuple[Stop, ...], vehicles: tuple[Vehicle, ...]
) -> tuple[str | None, tuple[Stop, ...], tuple[Vehicle, ...]]:
    """Count Unix timestamps from the midnight (UTC) before the first; cut endless windows off."""
    everywhere = (0, MAX_VALUE)
    windows = [window for stop in stops for window in stop.windows]
    windows += [vehicle.shift_s for vehicle in vehicles if vehicle.shift_s != everywhere]
    windows += [(due.earliest_s, due.latest_s) for vehicle in vehicles for due in vehicle.breaks]
    first = min((start for start, _ in windows), default=0)
    epoch, origin = None, 0
    if first in _UNIX_TIMES:
        date = datetime.datetime.fromtimestamp(first, datetime.UTC).date()
        midnight = datetime.datetime.combine(date, datetime.time(), datetime.UTC)
        epoch, origin = date.isoformat(), int(midnight.timestamp())

    def relative(window: TimeWindow) -> TimeWindow:
        return window[0] - origin, min(window[1] - origin, MAX_VALUE)

    def at_work(vehicle: Vehicle) -> Vehicle:
        shift_s = vehicle.shift_s if vehicle.shift_s == everywhere else relative(vehicle.shift_s)
        breaks = tuple(
            Break(*relative((due.earliest_s, due.latest_s)), due.duration_s)
            for due in vehicle.breaks
        )
        return replace(vehicle, shift_s=shift_s, breaks=breaks)

    return (
        epoch,
        tuple(replace(stop, windows=tuple(map(relative, stop.windows))) for stop in stops),
        tuple(map(at_work, vehicles)),
    )

"""The plan as JSON: enough to check it, to draw it and to start the next search from it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vrp.instance import Instance
from vrp.read.solution import SOLUTION_FORMAT, SOLUTION_FORMAT_VERSION
from vrp.report.group_name import group_name
from vrp.report.plan import Plan, PlannedRoute
from vrp.report.rests import PlacedRest
from vrp.report.shipment_ends import shipment_ends
from vrp.report.units import in_units
from vrp.solution import Cost, Run
from vrp.timetable import Reload, Visit
from vrp.version import package_version

__all__ = ["solution_to_dict"]


def solution_to_dict(plan: Plan) -> dict[str, Any]:
    """Everything about a plan, in values that JSON knows.

    Distances (``_m``), times (``_s``, from midnight of ``epoch``), loads and costs are in the units
    of the input. Times are those expected of the traffic of the hour where ``traffic`` says which;
    costs are those of the plan, made with the slowest hour. ``cost.units`` and ``cost_units`` are
    the integers that the search minimises, ``scale.cost`` of which make one unit of cost.

    Returns
    -------
    dict
        See :func:`vrp.read.solution.read_solution`, which reads it back.
    """
    instance, solution = plan.instance, plan.solution
    return {
        "format": SOLUTION_FORMAT,
        "format_version": SOLUTION_FORMAT_VERSION,
        "package_version": package_version(),
        "instance": _instance(instance),
        "cost": _cost(instance, solution.cost),
        "unserved": solution.unserved,
        "routes": [_route(instance, planned) for planned in plan.routes],
        "unassigned": [
            {
                "stop": instance.stops[reason.stop].id,
                **group_name(instance.stops[reason.stop]),
                "priority": instance.stops[reason.stop].priority,
                "constraint": reason.constraint,
                "text": reason.text,
            }
            for reason in plan.reasons
        ],
        "run": _run(solution.run),
        "matrix_source": instance.matrix_source,
        "estimated": instance.estimated,
        "attribution": instance.attribution,
        "traffic": instance.traffic,
    }


def _instance(instance: Instance) -> dict[str, Any]:
    best = instance.best_known_cost
    return {
        "name": instance.name,
        "stops": len(instance.stops),
        "vehicles": instance.n_vehicles,
        "load_names": list(instance.load_names),
        "epoch": instance.epoch,
        "scale": {**asdict(instance.scale), "load": list(instance.scale.load)},
        "best_known_cost": None if best is None else in_units(best, instance.scale.cost),
    }


def _cost(instance: Instance, cost: Cost) -> dict[str, Any]:
    units = asdict(cost)
    return {
        "total": in_units(cost.total, instance.scale.cost),
        "minimised": instance.minimised,
        "parts": {name: in_units(part, instance.scale.cost) for name, part in units.items()},
        "units": {"total": cost.total, **units},
    }


def _route(instance: Instance, planned: PlannedRoute) -> dict[str, Any]:
    route, schedule, estimated = planned.route, planned.schedule, planned.estimated_legs
    vehicle = instance.vehicles[route.vehicle]
    calls = list(zip(schedule.calls, estimated, strict=False))
    metres, seconds = instance.scale.distance, instance.scale.duration
    facts = {
        "vehicle": vehicle.id,
        "index": route.vehicle,
        "label": planned.label,
        "start": instance.depots[vehicle.start].id,
        "end": None if vehicle.end is None else instance.depots[vehicle.end].id,
        "stops": [instance.stops[stop].id for stop in route.stops],
        "departure_s": in_units(schedule.departure_s, seconds),
        "return_s": in_units(schedule.return_s, seconds),
        "duration_s": in_units(schedule.duration_s, seconds),
        "distance_m": in_units(schedule.distance_m, metres),
        "load_at_start": _loads(instance, schedule.load_at_start),
        "peak_load": _loads(instance, schedule.peak_load),
        "visits": [
            _visit(instance, call) | {"leg_estimated": leg}
            for call, leg in calls
            if isinstance(call, Visit)
        ],
        "last_leg_m": in_units(schedule.last_leg_m, metres),
        "last_leg_s": in_units(schedule.last_leg_s, seconds),
        "last_leg_estimated": vehicle.end is not None and estimated[-1],
    }
    if vehicle.overtime_after_s is not None:
        facts["overtime_s"] = in_units(vehicle.overtime_s(schedule.duration_s), seconds)
    if schedule.reloads:
        facts["reloads"] = [
            _reload(instance, call) | {"leg_estimated": leg}
            for call, leg in calls
            if isinstance(call, Reload)
        ]
    placed = PlacedRest.of(instance, route.vehicle, schedule)
    if placed is not None:
        facts["breaks"] = [_rest(instance, placed)]
    return facts


def _rest(instance: Instance, placed: PlacedRest) -> dict[str, Any]:
    seconds = instance.scale.duration
    return {
        "after_stops": placed.rest.position,
        "where": placed.where,
        "at": None if placed.place is None else placed.place.id,
        "start_s": in_units(placed.rest.start_s, seconds),
        "end_s": in_units(placed.rest.end_s, seconds),
    }


def _reload(instance: Instance, reload: Reload) -> dict[str, Any]:
    metres, seconds = instance.scale.distance, instance.scale.duration
    return {
        "after_stops": reload.position,
        "arrival_s": in_units(reload.arrival_s, seconds),
        "wait_s": in_units(reload.wait_s, seconds),
        "departure_s": in_units(reload.departure_s, seconds),
        "leg_m": in_units(reload.leg_m, metres),
        "leg_s": in_units(reload.leg_s, seconds),
        "load_after": _loads(instance, reload.load_after),
    }


def _visit(instance: Instance, visit: Visit) -> dict[str, Any]:
    metres, seconds = instance.scale.distance, instance.scale.duration
    return {
        "stop": instance.stops[visit.stop].id,
        **shipment_ends(instance, visit.stop),
        **group_name(instance.stops[visit.stop]),
        "arrival_s": in_units(visit.arrival_s, seconds),
        "setup_s": in_units(visit.setup_s, seconds),
        "wait_s": in_units(visit.wait_s, seconds),
        "start_s": in_units(visit.start_s, seconds),
        "departure_s": in_units(visit.departure_s, seconds),
        "leg_m": in_units(visit.leg_m, metres),
        "leg_s": in_units(visit.leg_s, seconds),
        "load_after": _loads(instance, visit.load_after),
    }


def _loads(instance: Instance, loads: tuple[int, ...]) -> list[int | float]:
    scales = instance.scale.load or (1,) * len(loads)
    return [in_units(units, scale) for units, scale in zip(loads, scales, strict=True)]


def _run(run: Run) -> dict[str, Any]:
    facts = asdict(run)
    facts["remarks"] = list(run.remarks)
    facts["trace"] = [
        {
            "elapsed_s": point.elapsed_s,
            "iterations": point.iterations,
            "unserved": point.unserved,
            "cost_units": point.cost,
            "routes": point.routes,
            "unassigned": point.unassigned,
        }
        for point in run.trace
    ]
    return facts

"""The plan in the JSON form in which VROOM answers, for programs that read it from there."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.errors import UnsupportedError
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.read.any_start import ANY_START
from vrp.read.json_breaks import BREAK_DESCRIPTION, BREAK_ID
from vrp.read.json_places import INDEX
from vrp.read.json_tasks import task_of
from vrp.report.plan import Plan, PlannedRoute
from vrp.report.rests import ON_ARRIVAL, PlacedRest
from vrp.report.units import in_units
from vrp.solution import route_cost, route_schedule
from vrp.timetable import Visit

__all__ = ["refuse_reloads", "solution_to_vroom"]

#: An identifier of VROOM, which is a whole number of 64 bits.
_WHOLE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def refuse_reloads(instance: Instance) -> None:
    """Refuse an instance of whose plans VROOM's form may be unable to tell.

    Parameters
    ----------
    instance
        The problem.

    Raises
    ------
    UnsupportedError
        If vehicles may reload during their routes: no step of VROOM's is a return to the depot.
    """
    if instance.has_reloads:
        raise UnsupportedError("VROOM's JSON has no reloads, which vehicles of this instance make")


def solution_to_vroom(plan: Plan) -> dict[str, Any]:
    """Tell a plan as VROOM does, key by key, in values that JSON knows.

    Times are seconds as in the input, Unix times in UTC where that has dates; distances are left
    out where they are not known. Costs are whole, those of every route rounded. Identifiers are
    whole numbers where they read so, and texts otherwise; those of shipments' stops are unique
    among pickups, and among deliveries. Of the computing times only that of the search is known.

    Parameters
    ----------
    plan
        What to tell: ``Plan.of(instance, solution)``.

    Returns
    -------
    dict
        With the keys ``code`` (0), ``summary``, ``unassigned`` and ``routes``.

    Raises
    ------
    UnsupportedError
        For an instance whose vehicles may reload.
    """
    refuse_reloads(plan.instance)
    form = _Form(plan.instance)
    routes = [form.route(planned) for planned in plan.routes]
    served = [visit.stop for planned in plan.routes for visit in planned.schedule.visits]
    return {
        "code": 0,
        "summary": {
            "cost": sum(route["cost"] for route in routes),
            "routes": len(routes),
            "unassigned": len(plan.solution.unassigned),
            **form.totals(
                served,
                driving_s=plan.driving_s,
                setup_s=sum(planned.schedule.setup_s for planned in plan.routes),
                wait_s=plan.wait_s,
                rest_s=plan.rest_s,
                distance_m=plan.distance_m,
            ),
            "violations": [],
            "computing_times": {
                "loading": 0,
                "solving": round(1000 * plan.solution.run.elapsed_s),
                "routing": 0,
            },
        },
        "unassigned": [form.task(stop) for stop in plan.solution.unassigned],
        "routes": routes,
    }


class _Form:
    """What VROOM says of the plans of an instance."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._origin_s = _midnight_s(instance.epoch)
        self._has_distances = instance.distances_m.max(initial=0) > 0
        self._carried = _carried(instance)
        self._has_loads = any(vehicle.capacity for vehicle in instance.vehicles) or any(
            stop.delivery or stop.pickup for stop in instance.stops
        )

    def route(self, planned: PlannedRoute) -> dict[str, Any]:
        """One of ``routes``."""
        instance, route, schedule = self._instance, planned.route, planned.schedule
        # Of the plan, where the schedule shown is what is expected of the traffic.
        cost = route_cost(instance, route, route_schedule(instance, route))
        vehicle = instance.vehicles[route.vehicle]
        rest = schedule.rest
        return {
            "vehicle": _identifier(vehicle.id),
            "cost": _whole(cost.total, instance.scale.cost),
            **_described(vehicle.extra.get("description", "")),
            **self.totals(
                route.stops,
                driving_s=schedule.driving_s,
                setup_s=schedule.setup_s,
                wait_s=schedule.wait_s,
                rest_s=0 if rest is None else rest.end_s - rest.start_s,
                distance_m=schedule.distance_m,
            ),
            "steps": list(self._steps(planned)),
            "violations": [],
        }

    def totals(
        self,
        stops: Sequence[int],
        *,
        driving_s: int,
        setup_s: int,
        wait_s: int,
        rest_s: int,
        distance_m: int,
    ) -> dict[str, Any]:
        """What a route or a plan that serves these stops amounts to; breaks are of the service."""
        instance = self._instance
        served = [instance.stops[stop] for stop in stops]
        # What a shipment carries is picked up and delivered: pickups have it cancelled out.
        carried = self._carried[list(stops)].sum(axis=0)
        brought = self._loads((instance.deliveries[list(stops)].sum(axis=0) + carried).tolist())
        taken = self._loads((instance.pickups[list(stops)].sum(axis=0) + carried).tolist())
        loads = {"delivery": brought, "amount": brought, "pickup": taken}
        return {
            **(loads if self._has_loads else {}),
            "setup": self._seconds(setup_s),
            "service": self._seconds(rest_s + sum(stop.service_s for stop in served)),
            "duration": self._seconds(driving_s),
            "waiting_time": self._seconds(wait_s),
            "priority": sum(stop.priority for stop in served),
            **self._distance(distance_m),
        }

    def _steps(self, planned: PlannedRoute) -> Iterator[dict[str, Any]]:
        """The start, tasks, the break and the end; the ends are at tasks if there is no depot."""
        instance, schedule = self._instance, planned.schedule
        vehicle = instance.vehicles[planned.route.vehicle]
        first, last = (instance.stops[planned.route.stops[at]] for at in (0, -1))
        depot = instance.depots[vehicle.start]
        start = first if depot == ANY_START else depot
        end = last if vehicle.end is None else instance.depots[vehicle.end]
        yield self._step(
            {"type": "start", **_place(start)},
            schedule.load_at_start,
            schedule.departure_s,
        )
        placed = PlacedRest.of(instance, planned.route.vehicle, schedule)
        legs = [(visit.leg_s, visit.leg_m) for visit in schedule.visits]
        legs.append((schedule.last_leg_s, schedule.last_leg_m))
        driven_s = driven_m = 0
        for number, (leg_s, leg_m) in enumerate(legs):
            rested = placed if placed is not None and placed.rest.position == number else None
            if rested is not None:
                share_m = round(leg_m * rested.driven_s / leg_s) if leg_s else 0
                yield self._break(vehicle, rested, driven_s + rested.driven_s, driven_m + share_m)
            driven_s += leg_s
            driven_m += leg_m
            if number < len(schedule.visits):
                yield self._visit(schedule.visits[number], driven_s, driven_m, rested)
        yield self._step(
            {"type": "end", **_place(end)},
            schedule.visits[-1].load_after,
            schedule.return_s,
            driven_s,
            driven_m,
        )

    def task(self, stop: int) -> dict[str, Any]:
        """What is visited, and where: one of ``unassigned``."""
        data, task = self._instance.stops[stop], task_of(self._instance, stop)
        return {
            "id": _identifier(task.id),
            "type": task.type,
            **_described(data.name),
            **_place(data),
        }

    def _break(
        self, vehicle: Vehicle, placed: PlacedRest, driven_s: int, driven_m: int
    ) -> dict[str, Any]:
        """A step that has no place, wherever it is taken; setup before it is a part of it."""
        rest = placed.rest
        facts = {
            "type": "break",
            "id": _identifier(vehicle.extra.get(BREAK_ID) or "1"),
            **_described(vehicle.extra.get(BREAK_DESCRIPTION, "")),
        }
        times = {
            "setup": self._seconds(placed.setup_s),
            "service": self._seconds(rest.end_s - rest.start_s),
            "waiting_time": self._seconds(rest.start_s - placed.arrival_s - placed.setup_s),
        }
        return self._step(facts, placed.load, placed.arrival_s, driven_s, driven_m) | times

    def _visit(
        self, visit: Visit, driven_s: int, driven_m: int, rested: PlacedRest | None
    ) -> dict[str, Any]:
        """A task; after a break on arrival it is come to at the end of that, as VROOM has it."""
        arrival_s, setup_s, wait_s = visit.arrival_s, visit.setup_s, visit.wait_s
        if rested is not None and rested.where == ON_ARRIVAL:
            arrival_s, setup_s = rested.rest.end_s, visit.setup_s - rested.setup_s
            wait_s = visit.start_s - arrival_s - setup_s
        task = self.task(visit.stop)
        times = {
            "setup": self._seconds(setup_s),
            "service": self._seconds(self._instance.stops[visit.stop].service_s),
            "waiting_time": self._seconds(wait_s),
        }
        facts = task | {"job": task["id"]}
        step = self._step(facts, visit.load_after, arrival_s, driven_s, driven_m)
        return step | times

    def _step(
        self,
        facts: dict[str, Any],
        load: Sequence[int],
        arrival_s: int,
        driven_s: int = 0,
        driven_m: int = 0,
    ) -> dict[str, Any]:
        return {
            **facts,
            "setup": 0,
            "service": 0,
            "waiting_time": 0,
            **({"load": self._loads(load)} if self._has_loads else {}),
            "arrival": self._origin_s + self._seconds(arrival_s),
            "duration": self._seconds(driven_s),
            **self._distance(driven_m),
            "violations": [],
        }

    def _seconds(self, units: int) -> int | float:
        return in_units(units, self._instance.scale.duration)

    def _distance(self, units: int) -> dict[str, int | float]:
        scale = self._instance.scale.distance
        return {"distance": in_units(units, scale)} if self._has_distances else {}

    def _loads(self, loads: Sequence[int]) -> list[int | float]:
        scales = self._instance.scale.load or (1,) * len(loads)
        return [in_units(units, scale) for units, scale in zip(loads, scales, strict=True)]


def _carried(instance: Instance) -> npt.NDArray[np.int64]:
    """Load units that come to each stop from another one, shape (n_stops, n_dimensions)."""
    carried = np.zeros_like(instance.deliveries)
    for number, stop in enumerate(instance.stops):
        if stop.origin is not None and stop.delivery:
            carried[number] = stop.delivery
    return carried


def _midnight_s(epoch: str | None) -> int:
    """Unix time of the midnight that times count from, 0 for those without a date."""
    if epoch is None:
        return 0
    midnight = datetime.datetime.fromisoformat(epoch).replace(tzinfo=datetime.UTC)
    return int(midnight.timestamp())


def _identifier(text: str) -> int | str:
    return int(text) if _WHOLE.fullmatch(text) else text


def _whole(units: int, scale: int) -> int:
    """The nearest whole number, of two the larger."""
    return (2 * units + scale) // (2 * scale)


def _described(text: str) -> dict[str, str]:
    return {"description": text} if text else {}


def _place(place: Depot | Stop) -> dict[str, Any]:
    """Where it is, as far as the input says."""
    facts: dict[str, Any] = {}
    if place.lat is not None:
        facts["location"] = [place.lon, place.lat]
    index = _identifier(place.extra.get(INDEX, ""))
    if isinstance(index, int):
        facts[INDEX] = index
    return facts

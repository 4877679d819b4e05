"""VROOM through pyvroom, at its deepest exploration level.

Costs of legs go in as custom matrices, one per kind of vehicle, so that metres, seconds of driving
and of service cost what they cost us; where they leave VROOM's 32 bits, rounded to what fits.
Refused: prizes, alternatives, limits of duration where vehicles may wait, priorities beyond its
scale, goods of depots at the ends of shipments, breaks that the vehicle's hours do not hold. Both
ends of shipments have the mean of their priorities. Breaks are VROOM's own, and may interrupt
drives as ours may; but it takes them within the hours of the vehicle, on every route in use, where
ours may be left for after the route: its plans are valid, and may be dearer for it. A plan to start
from it refuses where it finds no place for the breaks, which it may miss. Waiting and breaks cost
nothing in VROOM: where they would here, the run says so. VROOM has no random numbers and no
incumbents to tell of, and hears of no interrupt; it may end before its time limit, or after, as its
construction heuristics look at no clock. It searches from many starts, on all threads it is given.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib import metadata
from typing import Any

import numpy as np
import vroom

from vrp.argument_types import StopEvent
from vrp.baselines.breaks import due_break, due_breaks, fits_on_the_road
from vrp.baselines.fleet import shared_out, single_vehicles, usable_kinds
from vrp.baselines.groups import grouped
from vrp.baselines.legs import Legs, LongMatrix
from vrp.baselines.outcome import checked_solution
from vrp.baselines.refusal import refuse
from vrp.baselines.shipments import ends, refuse_goods_of_depots, skills_needed
from vrp.baselines.times import closing_at, horizon, may_wait
from vrp.baselines.trips import beyond_single_trips
from vrp.departure import route_hours
from vrp.errors import UnsupportedError
from vrp.instance import MAX_VALUE, Instance
from vrp.solution import Route, Run, Solution

__all__ = ["price", "solve"]

_EXPLORATION_LEVEL = 5
_MAX_PRIORITY = 100
_MAX_COST = 2**32 - 1
_UNLIMITED_M = 2**32 - 1
_WAITING = "VROOM charges no waiting, which costs here: the plan's cost includes it"
_RESTING = "VROOM charges no waiting and no breaks, which cost here: the plan's cost includes both"
_ALONE = "VROOM leaves out stops without a way from or to a depot, even where others lie between"


def solve(
    instance: Instance,
    *,
    time_limit: float,
    seed: int = 0,
    threads: int = 1,
    initial: Solution | None = None,
    stop: StopEvent | None = None,
) -> Solution:
    """Plan routes with VROOM: see :func:`vrp.baselines.solve_with`."""
    started = time.perf_counter()
    _refuse(instance)
    routes: tuple[Route, ...] = ()
    model = _Model(instance, () if initial is None else initial.routes)
    if instance.stops and model.vehicles:
        left = max(0.001, time_limit - (time.perf_counter() - started))
        try:
            found = model.input.solve(_EXPLORATION_LEVEL, threads, timedelta(seconds=left))
        except vroom._vroom.VroomInputException as error:
            asked = "the instance" if initial is None else "the instance and the plan to start from"
            raise UnsupportedError(f"vroom cannot model {asked}: {error}") from error
        routes = model.routes(found)
    run = Run(
        solver="vroom",
        solver_version=metadata.version("pyvroom"),
        seed=None,
        threads=threads,
        time_limit_s=time_limit,
        elapsed_s=time.perf_counter() - started,
        interrupted=stop is not None and stop.is_set(),
        remarks=tuple(model.remarks()),
    )
    return checked_solution(instance, routes, run)


def price(instance: Instance, solution: Solution) -> tuple[int, int]:
    """(stops left out, cost) of a plan as VROOM's plan mode has it.

    Raises
    ------
    UnsupportedError
        If VROOM cannot model the instance.
    """
    _refuse(instance)
    model = _Model(instance, solution.routes)
    summary = model.input.check().summary
    everything = sum(map(model.weight, range(len(instance.stops))))
    served = summary.priority if model.ranked else everything - summary.unassigned
    # Weights count half a unit each.
    return (everything - served) * model.weight_unit // 2, summary.cost * model.divisor


class _Model:
    """VROOM's input: a job per stop or a shipment per pair, a profile per kind of cost.

    Jobs, pickups and deliveries are numbered as their stops are.
    """

    def __init__(self, instance: Instance, planned: Sequence[Route] = ()) -> None:
        self.instance = instance
        self.legs = Legs(instance)
        self.latest = horizon(self.legs) if instance.is_timed else 1
        self.waits = may_wait(instance)
        self.vehicles = single_vehicles(instance)
        self.weights = _doubled_weights(instance)
        self.weight_unit = math.gcd(*self.weights)
        self.ranked = len(set(self.weights)) > 1
        skills = sorted(set().union(*(stop.skills for stop in instance.stops)))
        self.skill_numbers = {name: number for number, name in enumerate(skills)}
        self.input = vroom.Input()
        self.divisor = self._add_profiles()
        for number, share in enumerate(shared_out(self.vehicles, planned)):
            self._add_vehicle(number, share)
        shipments = ends(instance)
        paired = {stop for pair in shipments for stop in pair}
        for stop in range(len(instance.stops)):
            if stop not in paired:
                self._add_job(stop)
        for pair in shipments:
            self._add_shipment(*pair)

    def remarks(self) -> Iterator[str]:
        """What VROOM's plans do not take into account."""
        paid = {kind for kind in self.vehicles if self.instance.vehicles[kind].cost_per_s}
        if any(due_break(self.instance, kind) for kind in paid):
            yield _RESTING
        elif self.waits and paid:
            yield _WAITING
        depots = len(self.instance.depots)
        missing = self.legs.missing
        if missing[:depots, depots:].any() or missing[depots:, :depots].any():
            yield _ALONE

    def routes(self, solution: Any) -> tuple[Route, ...]:
        """Our routes of a solution of VROOM's."""
        visits = solution.routes
        visits = visits[visits["type"].isin(["job", "pickup", "delivery"])]
        return tuple(
            Route(self.vehicles[int(number)], tuple(int(stop) for stop in group["id"]))
            for number, group in visits.groupby("vehicle_id")
        )

    def weight(self, stop: int) -> int:
        """What leaving the stop out counts, in the smallest whole numbers."""
        return self.weights[stop] // self.weight_unit

    def _profile(self, kind: int) -> tuple[int, int, float]:
        vehicle = self.instance.vehicles[kind]
        factor = vehicle.speed_factor if self.instance.is_timed else 1.0
        return vehicle.cost_per_m, vehicle.cost_per_s, factor

    def _add_profiles(self) -> int:
        """Register matrices; the result is how many cost units make one of VROOM's."""
        profiles = {self._profile(kind) for kind in self.vehicles}
        costs = {profile: self._costs(*profile) for profile in profiles}
        divisor = -(-max(map(self._bound, costs.values()), default=0) // _MAX_COST) or 1
        for profile, matrix in costs.items():
            name = repr(profile)
            self.input.set_durations_matrix(name, self._seconds(profile[2]))
            self.input.set_distances_matrix(name, self.legs.metres[:-1, :-1])
            self.input.set_costs_matrix(name, np.rint(matrix / divisor).astype(np.uint32))
        return divisor

    def _bound(self, costs: LongMatrix) -> int:
        """What VROOM checks that its cost type holds, fixed costs and rounding added."""
        leaving, arriving = costs.max(axis=1), costs.max(axis=0)
        depots = len(self.instance.depots)
        bound = int(max(leaving[depots:].sum(), arriving[depots:].sum()))
        for vehicle in (self.instance.vehicles[kind] for kind in self.vehicles):
            back = 0 if vehicle.end is None else int(arriving[vehicle.end])
            bound += vehicle.cost_fixed + int(leaving[vehicle.start]) + back
        return bound + bound // 100

    def _costs(self, per_m: int, per_s: int, factor: float) -> LongMatrix:
        """Metres, driving and the service at the end of a leg, in cost units."""
        costs = per_m * self.legs.charged_m
        if per_s:
            costs = costs + per_s * (self.legs.seconds(factor) + self.legs.service_s[None, :])
        return costs[:-1, :-1]

    def _seconds(self, factor: float) -> LongMatrix:
        """Seconds of a leg, the service at its end included where nobody ever waits.

        Travel is all of a route's duration then, and VROOM can limit it.
        """
        seconds = np.zeros_like(self.legs.metres)
        if self.instance.is_timed:
            seconds = self.legs.seconds(factor)
            if not self.waits:
                seconds = seconds + self.legs.service_s[None, :]
        return np.where(self.legs.missing, 2 * self.latest, seconds)[:-1, :-1]

    def _add_vehicle(self, number: int, share: Sequence[int]) -> None:
        kind = self.vehicles[number]
        vehicle = self.instance.vehicles[kind]
        leave, finish = route_hours(self.instance, kind)
        optional: dict[str, Any] = {}
        if self.instance.is_timed or self.legs.missing.any():
            latest = closing_at(finish, self.latest)[1]
            optional["time_window"] = vroom.TimeWindow(leave[0], latest)
        if vehicle.max_duration_s is not None and not self.waits:
            optional["max_travel_time"] = min(vehicle.max_duration_s, self.latest)
        if vehicle.max_stops is not None:
            optional["max_tasks"] = min(vehicle.max_stops, len(self.instance.stops))
        if vehicle.max_distance_m is not None:
            optional["max_distance"] = min(vehicle.max_distance_m, _UNLIMITED_M)
        due = due_break(self.instance, kind)
        if due is not None:
            begins = closing_at((due.earliest_s, due.latest_s), self.latest)
            optional["breaks"] = [
                vroom.Break(0, [vroom.TimeWindow(*begins)], service=due.duration_s)
            ]
        if share:
            visits = [vroom.VehicleStep(self._step_type(stop), stop) for stop in share]
            optional["steps"] = [vroom.VehicleStep("start"), *visits, vroom.VehicleStep("end")]
        self.input.add_vehicle(
            vroom.Vehicle(
                number,
                start=vehicle.start,
                end=vehicle.end,
                profile=repr(self._profile(kind)),
                capacity=list(self.instance.capacity(kind)),
                skills={self.skill_numbers[s] for s in vehicle.skills if s in self.skill_numbers},
                costs=vroom.VehicleCosts(fixed=round(vehicle.cost_fixed / self.divisor)),
                **optional,
            )
        )

    def _step_type(self, stop: int) -> str:
        if self.instance.origins[stop] is not None:
            return "delivery"
        return "single" if self.instance.destinations[stop] is None else "pickup"

    def _add_job(self, stop: int) -> None:
        self.input.add_job(
            vroom.Job(
                **self._visit(stop),
                **self._requirements(stop),
                delivery=self.instance.deliveries[stop].tolist(),
                pickup=self.instance.pickups[stop].tolist(),
            )
        )

    def _add_shipment(self, origin: int, destination: int) -> None:
        self.input.add_job(
            vroom.Shipment(
                vroom.ShipmentStep(**self._visit(origin)),
                vroom.ShipmentStep(**self._visit(destination)),
                **self._requirements(origin),
                amount=self.instance.pickups[origin].tolist(),
            )
        )

    def _visit(self, stop: int) -> dict[str, Any]:
        data = self.instance.stops[stop]
        return {
            "id": stop,
            "location": self.instance.location(stop),
            "default_service": data.service_s if self.waits else 0,
            "time_windows": [
                vroom.TimeWindow(*closing_at(window, self.latest)) for window in data.windows
            ],
        }

    def _requirements(self, stop: int) -> dict[str, Any]:
        """What a job or a whole shipment asks for."""
        skills = skills_needed(self.instance, stop)
        return {
            "skills": {self.skill_numbers[skill] for skill in skills},
            "priority": self.weight(stop) if self.ranked else 0,
        }


def _doubled_weights(instance: Instance) -> list[int]:
    """Twice what leaving a stop out counts; both stops of a shipment share what theirs count."""
    weights = [2 * (1 + stop.priority) for stop in instance.stops]
    for pair in ends(instance):
        mean = sum(weights[stop] for stop in pair) // 2
        for stop in pair:
            weights[stop] = mean
    return weights


def _refuse(instance: Instance) -> None:
    """Name the first thing that VROOM has no model for."""
    refuse("vroom", beyond_single_trips(instance))
    refuse_goods_of_depots(instance, "vroom")
    refuse("vroom", grouped(instance), why="it serves whatever it can")
    for kind, due in due_breaks(instance):
        if kind in usable_kinds(instance) and not fits_on_the_road(instance, kind, due):
            raise UnsupportedError(
                f"vroom cannot model breaks of vehicle {instance.vehicles[kind].id!r}: it takes "
                "them within hours, which do not hold this one"
            )
    weights = _doubled_weights(instance)
    unit = math.gcd(*weights)
    for stop, weight in zip(instance.stops, weights, strict=True):
        if stop.prize is not None:
            raise UnsupportedError(
                f"vroom cannot model prize of stop {stop.id!r}: it serves whatever it can"
            )
        if len(set(weights)) > 1 and weight // unit > _MAX_PRIORITY:
            raise UnsupportedError(
                f"vroom cannot model priority {stop.priority} of stop {stop.id!r} beside the "
                f"others: its scale ends at {_MAX_PRIORITY - 1}"
            )
    paid_more = (vehicle for vehicle in instance.vehicles if vehicle.cost_per_overtime_s)
    refuse("vroom", (f"cost_per_overtime_s of vehicle {vehicle.id!r}" for vehicle in paid_more))
    for kind, vehicle in enumerate(instance.vehicles):
        if vehicle.max_duration_s is None or not may_wait(instance):
            continue
        leave, finish = route_hours(instance, kind)
        if finish[1] >= MAX_VALUE or finish[1] - leave[0] > vehicle.max_duration_s:
            raise UnsupportedError(
                f"vroom cannot model max_duration_s of vehicle {vehicle.id!r}: it limits travel "
                "time alone, and vehicles may wait in this instance"
            )

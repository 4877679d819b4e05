"""An instance as PyVRP's data, and its plans as ours.

Several windows become clients of which one is visited, and so do alternatives; limits of stops a
load of their own, skills and legs without a way durations that no shift holds, open ends a depot at
no distance, reloads a depot of their own for every kind of vehicle; pairs of stops are its
shipments. See :mod:`vrp.baselines.pyvrp_scope` for what has no such form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyvrp

from vrp.baselines.fleet import usable_kinds
from vrp.baselines.hopeless import hopeless_stops
from vrp.baselines.legs import Legs, LongMatrix
from vrp.baselines.prices import Prices
from vrp.baselines.pyvrp_scope import refuse_beyond_pyvrp
from vrp.baselines.shipments import ends, skills_needed
from vrp.baselines.times import closing_at, horizon
from vrp.departure import route_hours
from vrp.errors import InfeasibleError
from vrp.instance import MAX_VALUE, Depot, Instance, Stop
from vrp.solution import Route, Solution
from vrp.timetable import Reload, Visit

__all__ = ["PyvrpModel"]

_MAX_PENALTY = 100_000.0


class PyvrpModel:
    """PyVRP's data, and which stops its clients and shipments are."""

    def __init__(self, instance: Instance, *, all_served: bool) -> None:
        refuse_beyond_pyvrp(instance)
        self.instance = instance
        self.all_served = all_served
        self.legs = Legs(instance)
        self.prices = Prices.of(self.legs)
        self.latest = horizon(self.legs) if instance.is_timed else 1
        self.kinds = usable_kinds(instance)
        self.limits_stops = any(vehicle.max_stops is not None for vehicle in instance.vehicles)
        #: Stops that are left out at a price even while all others have to be served.
        self.hopeless = hopeless_stops(instance, self.kinds) if all_served else frozenset[int]()
        shipments = ends(instance)
        self.pairs = [pair for pair in shipments if _may_be_served(instance, *pair)]
        #: Price of the shipments that are not in the data.
        self.never_served = sum(
            self.prices.of_leaving_out(stop)
            for pair in shipments
            if not _may_be_served(instance, *pair)
            for stop in pair
        )
        self.stops: list[int] = []
        self.clients: list[Any] = []
        self.groups: list[Any] = []
        self.distances: list[LongMatrix] = []
        self.durations: list[LongMatrix] = []
        self.profiles: dict[tuple[float, frozenset[int]], int] = {}
        paired = {stop for pair in shipments for stop in pair}
        for choice in instance.choices:
            if choice[0] not in paired:
                self._add_choice(choice)
        self.shipments = [self._shipment(*pair) for pair in self.pairs]
        depots = [
            pyvrp.Depot(number, depot.window[0], closing_at(depot.window, self.latest)[1])
            for number, depot in enumerate(instance.depots)
        ]
        depots.append(pyvrp.Depot(self.legs.nowhere))
        if instance.has_reloads:
            depots += [self._reload_depot(kind) for kind in self.kinds]
        types = [self._vehicle_type(kind) for kind in self.kinds]
        self.data = pyvrp.ProblemData(
            locations=[pyvrp.Location(*self._point(n)) for n in range(self.legs.nowhere + 1)],
            clients=self.clients,
            depots=depots,
            vehicle_types=types,
            distance_matrices=self.distances,
            duration_matrices=self.durations,
            groups=self.groups,
            shipments=self.shipments,
        )

    @property
    def max_penalty(self) -> float:
        """Its default where a metre costs 1, and no less than what it must outweigh."""
        vehicles = [self.instance.vehicles[kind] for kind in self.kinds]
        unit = max(max(vehicle.cost_per_m, vehicle.cost_per_s) for vehicle in vehicles)
        prizes = [each.prize for each in (*self.clients, *self.shipments)]
        return float(
            max(_MAX_PENALTY * max(1, self.prices.scaled(unit)), 2 * max(prizes, default=0))
        )

    def solution(self, solution: Solution) -> Any:
        """A plan of ours as one of PyVRP's."""
        return pyvrp.Solution(self.data, self._routes(solution.routes, solution))

    def solution_of_feasible(self, solution: Any) -> Any:
        """A plan of the routes that keep every constraint; the others are left out."""
        kept = [
            pyvrp.Route(self.data, _between_ends(route), route.vehicle_type())
            for route in solution.routes()
            if route.is_feasible()
        ]
        return pyvrp.Solution(self.data, kept)

    def routes(self, solution: Any) -> tuple[Route, ...]:
        """Our routes of a plan of PyVRP's."""
        return tuple(self._route(route) for route in solution.routes())

    def _route(self, route: Any) -> Route:
        stops: list[int] = []
        reloads: list[int] = []
        for activity in _between_ends(route):
            if not activity.is_depot():
                stops.append(self._stop(activity))
            elif len(stops) > (reloads[-1] if reloads else 0):
                reloads.append(len(stops))
        trips = tuple(position for position in reloads if position < len(stops))
        return Route(self.kinds[route.vehicle_type()], tuple(stops), trips)

    def _stop(self, activity: Any) -> int:
        number: int = activity.idx
        if activity.is_client():
            return self.stops[number]
        origin, destination = self.pairs[number]
        return origin if activity.is_pickup() else destination

    def value(self, solution: Any) -> tuple[int, int]:
        """(unserved, cost) of a plan in PyVRP's own terms.

        Raises
        ------
        InfeasibleError
            If the plan is not feasible.
        """
        if not solution.is_feasible():
            raise InfeasibleError("pyvrp takes the plan for infeasible")
        dimensions = self.data.num_load_dimensions
        total = pyvrp.CostEvaluator([0] * dimensions, 0, 0).cost(solution)
        return self.prices.split(total - self._never_collected + self.never_served)

    @property
    def _never_collected(self) -> int:
        """Prizes of the windows and alternatives that are not chosen, whoever is served."""
        return sum((len(group) - 1) * self.clients[group.clients[0]].prize for group in self.groups)

    def _routes(self, routes: Iterable[Route], solution: Solution) -> list[Any]:
        first: dict[int, int] = {}
        for client, stop in enumerate(self.stops):
            first.setdefault(stop, client)
        pairs = {stop: number for number, pair in enumerate(self.pairs) for stop in pair}
        kinds = pyvrp.ActivityType

        def activity(kind: int, call: Visit | Reload) -> Any:
            if isinstance(call, Reload):
                return pyvrp.Activity(kinds.DEPOT, self._reload_depot_number(kind))
            if call.stop in first:
                window = self._window_used(call.stop, call.start_s)
                return pyvrp.Activity(kinds.CLIENT, first[call.stop] + window)
            is_pickup = self.instance.origins[call.stop] is None
            return pyvrp.Activity(kinds.PICKUP if is_pickup else kinds.DELIVERY, pairs[call.stop])

        made = []
        for route, schedule in zip(routes, solution.schedules(self.instance), strict=True):
            kind = self.kinds.index(route.vehicle)
            activities = [activity(kind, call) for call in schedule.calls]
            made.append(pyvrp.Route(self.data, activities, kind))
        return made

    def _reload_depot_number(self, kind: int) -> int:
        """Behind the instance's own and the one where open routes end."""
        return len(self.instance.depots) + 1 + kind

    def _reload_depot(self, kind: int) -> Any:
        """Where vehicles of this kind start, for as long as they reload."""
        vehicle = self.instance.vehicles[kind]
        leave, _ = route_hours(self.instance, kind)
        reload_s = vehicle.reload_s if self.instance.is_timed else 0
        closes = max(leave[0], closing_at(leave, self.latest)[1] - reload_s)
        return pyvrp.Depot(vehicle.start, leave[0], closes, reload_s)

    def _window_used(self, stop: int, start_s: int) -> int:
        windows = self.instance.stops[stop].windows
        used = (at for at, (opens, closes) in enumerate(windows) if opens <= start_s <= closes)
        return next(used, 0)

    def serves_required(self, solution: Solution) -> bool:
        """Whether a plan leaves out only what need not be served."""
        left_out = set(solution.unassigned)
        hopeless = sum(
            left_out.issuperset(choice)
            and self.hopeless.issuperset(choice)
            and self.instance.stops[choice[0]].prize is None
            for choice in self.instance.choices
        )
        return solution.unserved == hopeless

    def _is_required(self, choice: Sequence[int]) -> bool:
        is_optional = self.instance.stops[choice[0]].prize is not None
        return self.all_served and not is_optional and not self.hopeless.issuperset(choice)

    def _add_choice(self, choice: Sequence[int]) -> None:
        """A client per window of every alternative; one of several is visited."""
        options = [
            (stop, window)
            for stop in choice
            for window in self.instance.stops[stop].windows or ((0, MAX_VALUE),)
        ]
        required = self._is_required(choice)
        group = len(self.groups) if len(options) > 1 else None
        if group is not None:
            numbers = list(range(len(self.clients), len(self.clients) + len(options)))
            self.groups.append(pyvrp.ClientGroup(numbers, required))
        for stop, window in options:
            data = self.instance.stops[stop]
            self.stops.append(stop)
            self.clients.append(
                pyvrp.Client(
                    self.instance.location(stop),
                    delivery=self._loads(self.instance.deliveries[stop].tolist()),
                    pickup=self.instance.pickups[stop].tolist() + [0] * self.limits_stops,
                    service_duration=data.service_s if self.instance.is_timed else 0,
                    tw_early=window[0],
                    tw_late=closing_at(window, self.latest)[1],
                    release_time=data.release_s,
                    prize=0 if required else self.prices.of_leaving_out(stop),
                    required=required and group is None,
                    group=group,
                )
            )

    def _shipment(self, origin: int, destination: int) -> Any:
        """Required where one of its ends is; else both are worth their prizes together."""
        first, last = (self.instance.stops[stop] for stop in (origin, destination))
        required = self.all_served and (first.prize is None or last.prize is None)
        prizes = sum(self.prices.of_leaving_out(stop) for stop in (origin, destination))
        return pyvrp.Shipment(
            self.instance.location(origin),
            self.instance.location(destination),
            *self._hours(first),
            *self._hours(last),
            amount=self.instance.pickups[origin].tolist(),
            prize=0 if required else prizes,
            required=required,
        )

    def _hours(self, stop: Stop) -> tuple[int, int, int]:
        """When service may begin, at the earliest and latest, and how long it takes."""
        opens, closes = closing_at((stop.windows or ((0, MAX_VALUE),))[0], self.latest)
        return opens, closes, stop.service_s if self.instance.is_timed else 0

    def _loads(self, units: list[int]) -> list[int]:
        """With every stop a unit of its own dimension where stops are limited."""
        return units + [1] * self.limits_stops

    def _vehicle_type(self, kind: int) -> Any:
        vehicle = self.instance.vehicles[kind]
        leave, finish = route_hours(self.instance, kind)
        back = closing_at(finish, self.latest)[1]
        optional: dict[str, int] = {}
        longest = self.latest
        if vehicle.max_duration_s is not None:
            optional["shift_duration"] = longest = min(vehicle.max_duration_s, self.latest)
        if vehicle.overtime_after_s is not None:
            optional["shift_duration"] = min(vehicle.overtime_after_s, longest)
            optional["max_overtime"] = vehicle.overtime_s(longest)
            optional["unit_overtime_cost"] = self.prices.scaled(vehicle.cost_per_overtime_s)
        if vehicle.max_distance_m is not None:
            optional["max_distance"] = min(vehicle.max_distance_m, 2**60)
        reload_depots: list[int] = []
        if vehicle.max_reloads:
            reload_depots = [self._reload_depot_number(self.kinds.index(kind))]
            optional["max_reloads"] = vehicle.max_reloads
        capacity = list(self.instance.capacity(kind))
        if self.limits_stops:
            most = len(self.instance.stops)
            capacity.append(most if vehicle.max_stops is None else min(vehicle.max_stops, most))
        return pyvrp.VehicleType(
            num_available=min(vehicle.count, len(self.instance.stops)),
            capacity=capacity,
            start_depot=vehicle.start,
            end_depot=len(self.instance.depots) if vehicle.end is None else vehicle.end,
            fixed_cost=self.prices.scaled(vehicle.cost_fixed),
            tw_early=vehicle.shift_s[0],
            tw_late=back,
            start_late=min(closing_at(leave, self.latest)[1], back),
            unit_distance_cost=self.prices.scaled(vehicle.cost_per_m),
            unit_duration_cost=self.prices.scaled(vehicle.cost_per_s),
            profile=self._profile(kind),
            reload_depots=reload_depots,
            **optional,
        )

    def _profile(self, kind: int) -> int:
        """Matrices of a kind of vehicle, which it may share with others."""
        stops = range(len(self.instance.stops))
        vehicle = self.instance.vehicles[kind]
        barred = frozenset(
            stop for stop in stops if not skills_needed(self.instance, stop) <= vehicle.skills
        )
        factor = vehicle.speed_factor if self.instance.is_timed else 1.0
        key = (factor, barred)
        if key not in self.profiles:
            self.profiles[key] = len(self.profiles)
            closed = self._closed(barred)
            metres = self.legs.charged_m
            seconds = np.zeros_like(metres)
            if self.instance.is_timed:
                seconds = self.legs.seconds(factor)
            if closed.any():
                seconds = np.where(closed, 2 * self.latest, seconds)
            self.distances.append(metres)
            self.durations.append(seconds)
        return self.profiles[key]

    def _closed(self, barred: frozenset[int]) -> Any:
        """Legs that no shift holds: those without a way, and those to stops out of bounds."""
        closed = self.legs.missing.copy()
        closed[:, [self.instance.location(stop) for stop in barred]] = True
        np.fill_diagonal(closed, False)
        return closed

    def _point(self, place: int) -> tuple[float, float]:
        """Coordinates, which PyVRP keeps for plots only."""
        places: list[Depot | Stop] = [*self.instance.depots, *self.instance.stops]
        given = places[place] if place < len(places) else None
        if given is None or given.lat is None or given.lon is None:
            return 0.0, 0.0
        return given.lon, given.lat


def _between_ends(route: Any) -> list[Any]:
    """Visits and reloads of a route, without the depots that it starts and ends at."""
    return list(route)[1:-1]


def _may_be_served(instance: Instance, origin: int, destination: int) -> bool:
    """Whether the windows are in an order in which PyVRP takes them."""
    first, last = instance.stops[origin].windows, instance.stops[destination].windows
    return not first or not last or first[0][0] <= last[-1][1]

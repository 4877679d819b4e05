"""Google OR-Tools' routing library: savings or parallel insertion, then guided local search.

Everything that an :class:`~vrp.instance.Instance` can say has a model, but for reloads and release
times: dimensions for loads, time, distance and stops, disjunctions for prizes, alternatives and
stops left out, pairs of pickups and deliveries for shipments, a place at no distance for open ends,
intervals for breaks, which may lie before the route, after it, or between visits as we mean it.
Matrices are registered natively; the only Python that runs during the search records new best
plans. The routing library searches on one thread, and little of its search is random: ``threads``
has no effect and ``seed`` next to none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from ortools import __version__ as ortools_version
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from vrp.argument_types import StopEvent
from vrp.baselines.breaks import due_break
from vrp.baselines.fleet import shared_out, single_vehicles
from vrp.baselines.groups import grouped
from vrp.baselines.interrupt import passed_on
from vrp.baselines.legs import Legs, LongMatrix
from vrp.baselines.outcome import Incumbents, checked_solution
from vrp.baselines.prices import Prices
from vrp.baselines.refusal import refuse
from vrp.baselines.shipments import ends, skills_needed
from vrp.baselines.times import closing_at, horizon, may_wait
from vrp.baselines.trips import beyond_single_trips
from vrp.departure import route_hours
from vrp.errors import InfeasibleError
from vrp.instance import MAX_VALUE, Instance, TimeWindow
from vrp.solution import Route, Run, Solution

__all__ = ["price", "solve"]

_UNLIMITED = 2**60


def solve(
    instance: Instance,
    *,
    time_limit: float,
    seed: int = 0,
    threads: int = 1,
    initial: Solution | None = None,
    stop: StopEvent | None = None,
) -> Solution:
    """Plan routes with OR-Tools: see :func:`vrp.baselines.solve_with`."""
    started = time.perf_counter()
    incumbents = Incumbents()
    routes: tuple[Route, ...] = ()
    if instance.stops and single_vehicles(instance):
        model = _Model(instance)
        model.observe(incumbents, started)
        model.routing.solver().ReSeed(seed)
        left = time_limit - (time.perf_counter() - started)
        routes = model.search(max(0.001, left), initial, stop)
    run = Run(
        solver="ortools",
        solver_version=ortools_version,
        seed=seed,
        threads=1,
        time_limit_s=time_limit,
        elapsed_s=time.perf_counter() - started,
        interrupted=stop is not None and stop.is_set(),
        trace=incumbents.trace(),
    )
    return checked_solution(instance, routes, run)


def price(instance: Instance, solution: Solution) -> tuple[int, int]:
    """(unserved, cost) of a plan as OR-Tools' own objective has it.

    Raises
    ------
    InfeasibleError
        If OR-Tools holds the plan to be infeasible.
    """
    model = _Model(instance)
    model.close(_parameters(model, 1.0))
    value = model.assignment(solution).ObjectiveValue() + model.never_served()
    return model.prices.split(value)


class _Model:
    """A routing model whose nodes are the stops that a vehicle could serve, and route ends."""

    def __init__(self, instance: Instance) -> None:
        refuse("ortools", beyond_single_trips(instance))
        self.instance = instance
        self.legs = Legs(instance)
        self.prices = Prices.of(self.legs)
        self.vehicles = single_vehicles(instance)
        self.kinds = [instance.vehicles[kind] for kind in self.vehicles]
        self.stops = [
            stop
            for stop in range(len(instance.stops))
            if any(skills_needed(instance, stop) <= kind.skills for kind in self.kinds)
        ]
        depots = {vehicle.start for vehicle in self.kinds} | {
            self.legs.end(kind) for kind in self.vehicles
        }
        #: Location of every node: a depot that no route uses would be one to visit.
        self.places = np.array([*map(instance.location, self.stops), *sorted(depots)])
        node = {int(place): number for number, place in enumerate(self.places)}
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.places),
            len(self.vehicles),
            [node[vehicle.start] for vehicle in self.kinds],
            [node[self.legs.end(kind)] for kind in self.vehicles],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._add_costs()
        self._add_stops()
        self._add_loads()
        self._add_limits()
        self._add_shipments()
        if instance.is_timed:
            self._add_time()

    def observe(self, incumbents: Incumbents, started: float) -> None:
        """Record new best plans; the one thing that calls Python during the search."""
        never_served = self.never_served()

        def record() -> None:
            # The variable of the cost is made when the model is closed.
            unserved, units = self.prices.split(self.routing.CostVar().Max() + never_served)
            incumbents.add(time.perf_counter() - started, unserved, units)

        self.routing.AddAtSolutionCallback(record)

    def close(self, parameters: Any) -> None:
        self.routing.CloseModelWithParameters(parameters)

    def search(
        self, seconds: float, initial: Solution | None, stop: StopEvent | None
    ) -> tuple[Route, ...]:
        parameters = _parameters(self, seconds)
        self.close(parameters)
        with passed_on(stop, self.routing.CancelSearch):
            if initial is None:
                found = self.routing.SolveWithParameters(parameters)
            else:
                start = self.assignment(initial)
                found = self.routing.SolveFromAssignmentWithParameters(start, parameters)
        if found is None:
            raise InfeasibleError(
                f"ortools found no plan in the {seconds:.3g} s left when its model was made"
            )
        return tuple(self._routes(found))

    def assignment(self, solution: Solution) -> Any:
        """The plan as OR-Tools keeps it, with its objective value."""
        node = {stop: number for number, stop in enumerate(self.stops)}
        shares = shared_out(self.vehicles, solution.routes)
        routes = [[self.manager.NodeToIndex(node[stop]) for stop in share] for share in shares]
        assignment = self.routing.ReadAssignmentFromRoutes(routes, True)
        if assignment is None:
            # Where breaks or durations have to be solved for, it may be time that it lacks.
            raise InfeasibleError(
                "ortools takes the plan to start from for infeasible, or has too little time for it"
            )
        return assignment

    def never_served(self) -> int:
        """Price of what has no nodes, as no vehicle has the skills."""
        modelled = set(self.stops)
        absent = (choice[0] for choice in self.instance.choices if modelled.isdisjoint(choice))
        return sum(map(self.prices.of_leaving_out, absent))

    def _routes(self, assignment: Any) -> Iterator[Route]:
        for number, kind in enumerate(self.vehicles):
            stops = []
            index = assignment.Value(self.routing.NextVar(self.routing.Start(number)))
            while not self.routing.IsEnd(index):
                stops.append(self.stops[self.manager.IndexToNode(index)])
                index = assignment.Value(self.routing.NextVar(index))
            yield Route(kind, tuple(stops))

    def _matrix(self, matrix: LongMatrix) -> int:
        """Register what every leg adds."""
        nodes = matrix[np.ix_(self.places, self.places)]
        return int(self.routing.RegisterTransitMatrix(nodes.tolist()))

    def _vector(self, per_stop: Sequence[int]) -> int:
        """Register what leaving every stop adds."""
        depots = len(self.places) - len(self.stops)
        values = [int(per_stop[stop]) for stop in self.stops] + [0] * depots
        return int(self.routing.RegisterUnaryTransitVector(values))

    def _add_costs(self) -> None:
        """Costs per leg, time included where it is driving and service alone."""
        evaluators: dict[tuple[int, int, float], int] = {}
        self.pays_for_waiting = may_wait(self.instance)
        for number, vehicle in enumerate(self.kinds):
            per_m = self.prices.scaled(vehicle.cost_per_m)
            per_s = 0 if self.pays_for_waiting else self.prices.scaled(vehicle.cost_per_s)
            key = (per_m, per_s, vehicle.speed_factor if per_s else 1.0)
            if key not in evaluators:
                costs = per_m * self.legs.charged_m
                if per_s:
                    costs = costs + per_s * self._seconds(vehicle.speed_factor)
                evaluators[key] = self._matrix(costs)
            self.routing.SetArcCostEvaluatorOfVehicle(evaluators[key], number)
            self.routing.SetFixedCostOfVehicle(self.prices.scaled(vehicle.cost_fixed), number)

    def _seconds(self, speed_factor: float) -> LongMatrix:
        """From the start of service at a place to the arrival at the next one."""
        seconds: LongMatrix = self.legs.seconds(speed_factor) + self.legs.service_s[:, None]
        return seconds

    def _add_stops(self) -> None:
        """Prices for leaving stops out, and the vehicles that have the skills for them."""
        index_of = {stop: self.manager.NodeToIndex(node) for node, stop in enumerate(self.stops)}
        for choice in self.instance.choices:
            indices = [index_of[stop] for stop in choice if stop in index_of]
            if indices:
                self.routing.AddDisjunction(indices, self.prices.of_leaving_out(choice[0]))
        able: dict[frozenset[str], list[int]] = {}
        for stop, index in index_of.items():
            skills = skills_needed(self.instance, stop)
            if skills not in able:
                able[skills] = [
                    number for number, vehicle in enumerate(self.kinds) if skills <= vehicle.skills
                ]
            if len(able[skills]) < len(self.vehicles):
                # -1 stands for being left out. SetAllowedVehiclesForIndex takes no Python list.
                self.routing.VehicleVar(index).SetValues([-1, *able[skills]])

    def _add_loads(self) -> None:
        capacities = np.array([self.instance.capacity(kind) for kind in self.vehicles])
        for dimension in range(len(self.instance.load_names)):
            deliveries = self.instance.deliveries[:, dimension]
            pickups = self.instance.pickups[:, dimension]
            limits = capacities[:, dimension].tolist()
            # What shipments hand over is below zero.
            if min(limits) >= deliveries.sum() + pickups.clip(min=0).sum():
                continue
            name = f"load {dimension}"
            if deliveries.any() and pickups.any():
                self._add_mixed_load(name, deliveries.tolist(), pickups.tolist(), limits)
            else:
                amounts = self._vector((deliveries + pickups).tolist())
                self.routing.AddDimensionWithVehicleCapacity(amounts, 0, limits, True, name)

    def _add_mixed_load(
        self, name: str, deliveries: list[int], pickups: list[int], limits: list[int]
    ) -> None:
        """What is on board: everything to deliver at the start, everything picked up at the end."""
        delivered = self._vector(deliveries)
        self.routing.AddDimensionWithVehicleCapacity(delivered, 0, limits, True, f"{name} out")
        changes = [up - down for up, down in zip(pickups, deliveries, strict=True)]
        self.routing.AddDimensionWithVehicleCapacity(self._vector(changes), 0, limits, False, name)
        out = self.routing.GetDimensionOrDie(f"{name} out")
        load = self.routing.GetDimensionOrDie(name)
        solver = self.routing.solver()
        for number in range(len(self.vehicles)):
            total = out.CumulVar(self.routing.End(number))
            solver.Add(load.CumulVar(self.routing.Start(number)) >= total)

    def _add_limits(self) -> None:
        """Legs without a way, and the most metres and stops of a route."""
        if self.legs.missing.any():
            ways = self._matrix(self.legs.missing.astype(np.int64))
            self.routing.AddDimension(ways, 0, 0, True, "ways")
        metres = [vehicle.max_distance_m for vehicle in self.kinds]
        if any(limit is not None for limit in metres):
            limits = [_UNLIMITED if limit is None else min(limit, _UNLIMITED) for limit in metres]
            driven = self._matrix(self.legs.metres)
            self.routing.AddDimensionWithVehicleCapacity(driven, 0, limits, True, "distance")
        stops = [vehicle.max_stops for vehicle in self.kinds]
        if self.instance.has_shipments or any(limit is not None for limit in stops):
            most = len(self.instance.stops)
            limits = [most if limit is None else min(limit, most) for limit in stops]
            visits = self._vector([1] * most)
            self.routing.AddDimensionWithVehicleCapacity(visits, 0, limits, True, "stops")

    def _add_shipments(self) -> None:
        """Both ends on one vehicle or on none, in their order: that of how many stops came before.

        Times would not tell where no time passes between them.
        """
        node = {stop: number for number, stop in enumerate(self.stops)}
        solver = self.routing.solver()
        for pair in ends(self.instance):
            if pair[0] not in node:
                continue
            first, last = (self.manager.NodeToIndex(node[stop]) for stop in pair)
            position = self.routing.GetDimensionOrDie("stops").CumulVar
            self.routing.AddPickupAndDelivery(first, last)
            solver.Add(self.routing.VehicleVar(first) == self.routing.VehicleVar(last))
            solver.Add(position(first) <= position(last))

    def _add_time(self) -> None:
        """When service starts at every stop, and the hours of every vehicle."""
        latest = horizon(self.legs)
        factors = sorted({vehicle.speed_factor for vehicle in self.kinds})
        transits = {factor: self._matrix(self._seconds(factor)) for factor in factors}
        each = [transits[vehicle.speed_factor] for vehicle in self.kinds]
        self.routing.AddDimensionWithVehicleTransits(each, latest, latest, False, "time")
        clock = self.routing.GetDimensionOrDie("time")
        for node, stop in enumerate(self.stops):
            windows = self.instance.stops[stop].windows or ((0, MAX_VALUE),)
            _keep_within(clock.CumulVar(self.manager.NodeToIndex(node)), windows, latest)
        self._add_breaks(clock, latest)
        for number, (kind, vehicle) in enumerate(zip(self.vehicles, self.kinds, strict=True)):
            leave, finish = route_hours(self.instance, kind)
            _keep_within(clock.CumulVar(self.routing.Start(number)), (leave,), latest)
            _keep_within(clock.CumulVar(self.routing.End(number)), (finish,), latest)
            if vehicle.max_duration_s is not None:
                longest = min(vehicle.max_duration_s, latest)
                clock.SetSpanUpperBoundForVehicle(longest, number)
            if vehicle.cost_per_s and self.pays_for_waiting:
                per_s = self.prices.scaled(vehicle.cost_per_s)
                clock.SetSpanCostCoefficientForVehicle(per_s, number)
            if vehicle.overtime_after_s is not None:
                per_s = self.prices.scaled(vehicle.cost_per_overtime_s)
                overtime = pywrapcp.BoundCost(min(vehicle.overtime_after_s, latest), per_s)
                clock.SetSoftSpanUpperBoundForVehicle(overtime, number)

    def _add_breaks(self, clock: Any, latest: int) -> None:
        """When drivers have their break: before the route, after it, or on any of its legs."""
        service_s: list[int] = []
        for number, kind in enumerate(self.vehicles):
            due = due_break(self.instance, kind)
            if due is None:
                continue
            if not service_s:
                service_s = self._service_by_index()
            begins = closing_at((due.earliest_s, due.latest_s), latest)
            pause = self.routing.solver().FixedDurationIntervalVar(
                *begins, due.duration_s, False, f"break {number}"
            )
            clock.SetBreakIntervalsOfVehicle([pause], number, service_s)

    def _service_by_index(self) -> list[int]:
        """Seconds of every visit, which no break may interrupt."""
        nodes = (self.manager.IndexToNode(index) for index in range(self.routing.Size()))
        return [int(self.legs.service_s[self.places[node]]) for node in nodes]


def _keep_within(variable: Any, windows: Sequence[TimeWindow], latest: int) -> None:
    """Allow only the windows, which are sorted and disjoint."""
    closed = [closing_at(window, latest) for window in windows]
    variable.SetRange(closed[0][0], closed[-1][1])
    for before, after in pairwise(closed):
        if before[1] + 1 < after[0]:
            variable.RemoveInterval(before[1] + 1, after[0] - 1)


def _parameters(model: _Model, seconds: float) -> Any:
    """What OR-Tools' guides recommend: a first plan for the kind of problem, then guided search."""
    strategies = routing_enums_pb2.FirstSolutionStrategy
    instance = model.instance
    plain = (
        not instance.is_timed
        and not instance.has_shipments
        # Insertion ended ahead of savings on seven of eight GVRP files, by 3 to 16 points.
        and not any(grouped(instance))
        and len(set(model.vehicles)) == 1
    )
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        strategies.SAVINGS if plain else strategies.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMicroseconds(round(seconds * 1e6))
    return parameters

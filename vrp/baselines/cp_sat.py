"""OR-Tools' CP-SAT: the circuit of a single vehicle, with a proven bound.

A literal per leg, one more per stop for leaving it out, and integer variables for loads and times:
everything that one vehicle may be asked for has a model. What it is for is the bound: on small
instances the gap is proven, not guessed. All threads and the seed are CP-SAT's own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from ortools import __version__ as ortools_version
from ortools.sat.python import cp_model

from vrp.argument_types import StopEvent
from vrp.baselines.breaks import due_break
from vrp.baselines.fleet import single_vehicles
from vrp.baselines.interrupt import passed_on
from vrp.baselines.legs import Legs
from vrp.baselines.outcome import Incumbents, checked_solution
from vrp.baselines.prices import Prices
from vrp.baselines.refusal import refuse
from vrp.baselines.shipments import ends, skills_needed
from vrp.baselines.times import closing_at, horizon
from vrp.baselines.trips import beyond_single_trips
from vrp.departure import route_hours
from vrp.errors import InfeasibleError, UnsupportedError
from vrp.instance import MAX_VALUE, Instance
from vrp.solution import Route, Run, Solution

__all__ = ["solve"]

#: A literal per pair of stops: memory, and patience, end about here.
_MAX_STOPS = 1000
_LARGEST_EXACT = 2.0**52


def solve(
    instance: Instance,
    *,
    time_limit: float,
    seed: int = 0,
    threads: int = 1,
    initial: Solution | None = None,
    stop: StopEvent | None = None,
) -> Solution:
    """Plan the route of a single vehicle with CP-SAT: see :func:`vrp.baselines.solve_with`.

    ``run.lower_bound`` of the solution is what CP-SAT proved.
    """
    started = time.perf_counter()
    _refuse(instance)
    incumbents = Incumbents()
    routes: tuple[Route, ...] = ()
    bound: tuple[int, int] | None = None
    if instance.stops and single_vehicles(instance):
        circuit = _Circuit(instance)
        if initial is not None:
            circuit.hint(initial)
        left = max(0.001, time_limit - (time.perf_counter() - started))
        routes, bound = circuit.search(left, seed, threads, incumbents, started, stop)
    run = Run(
        solver="cp-sat",
        solver_version=ortools_version,
        seed=seed,
        threads=threads,
        time_limit_s=time_limit,
        elapsed_s=time.perf_counter() - started,
        interrupted=stop is not None and stop.is_set(),
        trace=incumbents.trace(),
        lower_bound=_bound_on_cost(instance, routes, bound),
    )
    return checked_solution(instance, routes, run)


def _bound_on_cost(
    instance: Instance, routes: Sequence[Route], bound: tuple[int, int] | None
) -> int | None:
    """The bound as one on cost alone, where it is about plans that leave out as little."""
    if bound is None:
        return None
    unserved, cost = bound
    return cost if unserved == Solution.of(instance, routes).unserved else None


class _Circuit:
    """The model: node 0 stands for both ends of the route."""

    def __init__(self, instance: Instance) -> None:
        refuse("cp-sat", beyond_single_trips(instance))
        self.instance = instance
        self.legs = Legs(instance)
        self.prices = Prices.of(self.legs)
        (self.kind,) = single_vehicles(instance)
        self.vehicle = instance.vehicles[self.kind]
        self.model = cp_model.CpModel()
        self.stops = [
            stop
            for stop in range(len(instance.stops))
            if skills_needed(instance, stop) <= self.vehicle.skills
        ]
        self.visited = {stop: self.model.new_bool_var("") for stop in self.stops}
        self.used = self.model.new_bool_var("")
        #: (from, to) as stops, -1 for the ends of the route, and the literal of the leg.
        self.arcs = list(self._arcs())
        self._add_circuit()
        self.cost: Any = self._cost_of_legs()
        self._add_limits()
        self._add_loads()
        self._add_shipments()
        if instance.is_timed:
            self._add_time()
        self.model.minimize(self.cost + self._price_of_absent())

    def hint(self, solution: Solution) -> None:
        """Start from a plan."""
        stops = [stop for route in solution.routes for stop in route.stops]
        driven = set(pairwise([-1, *stops, -1])) if stops else set()
        for origin, destination, literal in self.arcs:
            self.model.add_hint(literal, (origin, destination) in driven)
        for stop, visited in self.visited.items():
            self.model.add_hint(visited, stop in stops)
        self.model.add_hint(self.used, bool(stops))

    def search(
        self,
        seconds: float,
        seed: int,
        threads: int,
        incumbents: Incumbents,
        started: float,
        stop: StopEvent | None,
    ) -> tuple[tuple[Route, ...], tuple[int, int] | None]:
        """Routes, and the bound as (unserved, cost)."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = threads
        solver.parameters.random_seed = seed
        # Its own handler would take Python's away for good: Ctrl-C would kill the process.
        solver.parameters.catch_sigint_signal = False
        recorder = _Recorder(self.prices, incumbents, started)
        with passed_on(stop, solver.stop_search):
            status = solver.solve(self.model, recorder)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise InfeasibleError(
                f"cp-sat found no plan in the {seconds:.3g} s left when its model was made"
            )
        following = {
            origin: destination
            for origin, destination, literal in self.arcs
            if solver.boolean_value(literal)
        }
        stops = []
        at = following.get(-1, -1)
        while at != -1:
            stops.append(at)
            at = following[at]
        routes = (Route(self.kind, tuple(stops)),) if stops else ()
        return routes, self._bound(solver.best_objective_bound)

    def _bound(self, value: float) -> tuple[int, int] | None:
        """What is proven, unless it is too large for CP-SAT's float to be exact."""
        if value > _LARGEST_EXACT:
            return None
        return self.prices.split(max(0, math.ceil(value - 0.01)))

    def _place(self, stop: int, *, leaving: bool) -> int:
        if stop >= 0:
            return self.instance.location(stop)
        return self.vehicle.start if leaving else self.legs.end(self.kind)

    def _arcs(self) -> Iterator[tuple[int, int, Any]]:
        for origin in (-1, *self.stops):
            for destination in (-1, *self.stops):
                places = self._place(origin, leaving=True), self._place(destination, leaving=False)
                if origin != destination and not self.legs.missing[places]:
                    yield origin, destination, self.model.new_bool_var("")

    def _add_circuit(self) -> None:
        node = {-1: 0} | {stop: number for number, stop in enumerate(self.stops, start=1)}
        circuit = [(node[origin], node[end], literal) for origin, end, literal in self.arcs]
        circuit += [(node[stop], node[stop], ~visited) for stop, visited in self.visited.items()]
        circuit.append((0, 0, ~self.used))
        self.model.add_circuit(circuit)
        for visited in self.visited.values():
            self.model.add_implication(visited, self.used)

    def _sum_of_legs(self, matrix: Any) -> Any:
        literals, values = [], []
        for origin, destination, literal in self.arcs:
            places = self._place(origin, leaving=True), self._place(destination, leaving=False)
            literals.append(literal)
            values.append(int(matrix[places]))
        return cp_model.LinearExpr.weighted_sum(literals, values)

    def _cost_of_legs(self) -> Any:
        per_m = self.prices.scaled(self.vehicle.cost_per_m)
        fixed = self.prices.scaled(self.vehicle.cost_fixed)
        return self._sum_of_legs(per_m * self.legs.charged_m) + fixed * self.used

    def _price_of_absent(self) -> Any:
        """What is left out costs; of alternatives one is visited at most."""
        price: Any = 0
        for choice in self.instance.choices:
            visits = sum(self.visited.get(stop, 0) for stop in choice)
            price += self.prices.of_leaving_out(choice[0]) * (1 - visits)
            if len(choice) > 1:
                self.model.add(visits <= 1)
        return price

    def _add_limits(self) -> None:
        if self.vehicle.max_distance_m is not None:
            limit = min(self.vehicle.max_distance_m, 2**60)
            self.model.add(self._sum_of_legs(self.legs.metres) <= limit)
        if self.vehicle.max_stops is not None:
            limit = min(self.vehicle.max_stops, len(self.instance.stops))
            self.model.add(sum(self.visited.values()) <= limit)

    def _add_loads(self) -> None:
        for dimension, capacity in enumerate(self.instance.capacity(self.kind)):
            out = self.instance.deliveries[:, dimension].tolist()
            back = self.instance.pickups[:, dimension].tolist()
            # What shipments hand over is below zero.
            taken = sum(units for units in back if units > 0)
            if sum(out) + taken <= capacity:
                continue
            carried_out = sum(out[stop] * visited for stop, visited in self.visited.items())
            carried_back = sum(back[stop] * visited for stop, visited in self.visited.items())
            self.model.add(carried_out <= capacity)
            self.model.add(carried_back <= capacity)
            if taken and (any(out) or self.instance.has_shipments):
                self._follow_load(out, back, capacity, carried_out)

    def _follow_load(self, out: list[int], back: list[int], capacity: int, start: Any) -> None:
        """What is on board after every stop."""
        after = {stop: self.model.new_int_var(0, capacity, "") for stop in self.stops}
        for origin, destination, literal in self.arcs:
            if destination == -1:
                continue
            before = start if origin == -1 else after[origin]
            change = back[destination] - out[destination]
            self.model.add(after[destination] == before + change).only_enforce_if(literal)

    def _add_shipments(self) -> None:
        """Both ends visited or none, in their order."""
        pairs = [pair for pair in ends(self.instance) if pair[0] in self.visited]
        if not pairs:
            return
        last = len(self.stops) - 1
        position = {stop: self.model.new_int_var(0, last, "") for stop in self.stops}
        for origin, destination, literal in self.arcs:
            if -1 not in (origin, destination):
                following = position[origin] + 1
                self.model.add(position[destination] == following).only_enforce_if(literal)
        for origin, destination in pairs:
            self.model.add(self.visited[origin] == self.visited[destination])
            self.model.add(position[origin] < position[destination])

    def _add_time(self) -> None:
        """When service starts at every stop, when the route starts and when it ends."""
        latest = horizon(self.legs)
        leave, finish = (
            closing_at(window, latest) for window in route_hours(self.instance, self.kind)
        )
        start = self.model.new_int_var(*leave, "")
        end = self.model.new_int_var(*finish, "")
        clock = {stop: self._service_start(stop, latest) for stop in self.stops}
        ready = {
            stop: begins + self.instance.stops[stop].service_s for stop, begins in clock.items()
        }
        ready[-1], clock[-1] = start, end
        rests = self._rests(ready, clock, latest)
        seconds = self.legs.seconds(self.vehicle.speed_factor)
        for origin, destination, literal in self.arcs:
            leg = int(
                seconds[self._place(origin, leaving=True), self._place(destination, leaving=False)]
            )
            self.model.add(
                clock[destination] >= ready[origin] + leg + rests.get(origin, 0)
            ).only_enforce_if(literal)
        duration = self.model.new_int_var(0, latest, "")
        self.model.add(duration == end - start).only_enforce_if(self.used)
        self.model.add(duration == 0).only_enforce_if(~self.used)
        if self.vehicle.max_duration_s is not None:
            self.model.add(duration <= min(self.vehicle.max_duration_s, latest))
        self.cost += self.prices.scaled(self.vehicle.cost_per_s) * duration
        if self.vehicle.overtime_after_s is not None:
            overtime = self.model.new_int_var(0, latest, "")
            self.model.add(overtime >= duration - min(self.vehicle.overtime_after_s, latest))
            self.cost += self.prices.scaled(self.vehicle.cost_per_overtime_s) * overtime

    def _rests(self, ready: dict[int, Any], clock: dict[int, Any], latest: int) -> dict[int, Any]:
        """Seconds of the driver's break on the leg from every place, where one may be due.

        Parameters
        ----------
        ready, clock
            When the vehicle is ready to leave every place, and when it may begin there: at the ends
            of the route, when it leaves and when it is back.
        latest
            The horizon.
        """
        due = due_break(self.instance, self.kind)
        if due is None:
            return {}
        begins = self.model.new_int_var(*closing_at((due.earliest_s, due.latest_s), latest), "")
        before, after = self.model.new_bool_var(""), self.model.new_bool_var("")
        on_leg_from = {place: self.model.new_bool_var("") for place in ready}
        self.model.add_bool_or(~self.used, before, after, *on_leg_from.values())
        self.model.add(ready[-1] >= due.earliest_s + due.duration_s).only_enforce_if(before)
        self.model.add(clock[-1] <= due.latest_s).only_enforce_if(after)
        for place, rests in on_leg_from.items():
            self.model.add_implication(rests, self.visited.get(place, self.used))
            self.model.add(begins >= ready[place]).only_enforce_if(rests)
        for origin, destination, literal in self.arcs:
            self.model.add(clock[destination] >= begins + due.duration_s).only_enforce_if(
                literal, on_leg_from[origin]
            )
        return {place: due.duration_s * rests for place, rests in on_leg_from.items()}

    def _service_start(self, stop: int, latest: int) -> Any:
        windows = self.instance.stops[stop].windows or ((0, MAX_VALUE),)
        closed = [list(closing_at(window, latest)) for window in windows]
        return self.model.new_int_var_from_domain(cp_model.Domain.from_intervals(closed), "")


class _Recorder(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Records every new best plan."""

    def __init__(self, prices: Prices, incumbents: Incumbents, started: float) -> None:
        super().__init__()
        self._prices = prices
        self._incumbents = incumbents
        self._started = started

    def on_solution_callback(self) -> None:
        unserved, cost = self._prices.split(round(self.objective_value))
        self._incumbents.add(time.perf_counter() - self._started, unserved, cost)


def _refuse(instance: Instance) -> None:
    if instance.n_vehicles > 1:
        raise UnsupportedError(
            f"cp-sat cannot model {instance.n_vehicles} vehicles: its circuit is the route of one"
        )
    if len(instance.stops) > _MAX_STOPS:
        raise UnsupportedError(
            f"cp-sat cannot model {len(instance.stops)} stops: it takes a variable per pair, which "
            f"ends at about {_MAX_STOPS}"
        )

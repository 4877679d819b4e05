"""Territories: a large plan is searched part by part, and the borders move all the time.

A ruin touches a handful of routes that lie together. Cut between routes, a plan of many routes
falls into parts that can be searched side by side on several threads, and in turn on one: the same
annealing, of plans whose matrices are made when needed and stay in the processor's caches. Cuts are
straight lines at random, new ones for every sweep over the parts, so no border lasts.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vrp.search._engine import Search, SearchSettings
from vrp.search.budget import Budget
from vrp.search.construct import Construction, best_first
from vrp.search.crew import EnginePlan, Slice, Value
from vrp.search.partition import Part, cut
from vrp.search.problem import EngineProblem
from vrp.search.tour import Tour, join, make_plan, make_tour, renumber

__all__ = ["Territories"]

#: What temperatures and stops left out are measured with: see ``CostScale`` in the engine.
_Scale = tuple[float, float, float]


@dataclass(frozen=True)
class _Task:
    """A part to search, and what that takes."""

    part: Part
    slots: list[int]
    seed: int


@dataclass(frozen=True)
class _Found:
    """What a search made of a part, in the numbers of the whole problem."""

    current: Tour
    best: Tour
    first_value: Value
    current_value: Value
    best_value: Value
    scale: _Scale
    iterations: int


@dataclass
class _Sweep:
    """One time over all parts of a plan of so much ``value``."""

    begin: float
    end: float
    value: Value
    waiting: list[_Task]
    found: list[_Found] = field(default_factory=list)

    def best(self) -> list[Tour]:
        return [part.best for part in self.found] + [task.part.tour for task in self.waiting]

    def best_value(self) -> Value:
        if not self.waiting:
            return _total([part.best_value for part in self.found])
        gains = [_less(part.best_value, part.first_value) for part in self.found]
        return _total([self.value, *gains])


class Territories:
    """One plan, cut anew into territories for every sweep over them."""

    #: With fewer stops to a thread, most ruins would meet a border.
    STOPS = 200
    #: With fewer routes to a thread, islands are better.
    ROUTES = 8
    #: Of a territory: the plan may turn out to have fewer routes than were expected.
    FEWEST_ROUTES = 4
    #: Of a territory: the matrix of more stops would leave the processor's caches.
    MOST_STOPS = 1_000
    #: Mean legs between two stops in what counts as a mean leg where there are many territories:
    #: those of the whole plan tell how far off the depot is rather than what a change may cost.
    LOCAL_LEGS = 3.0
    #: Sweeps over all territories in a run, if visits of bearable length allow it.
    SWEEPS = 20
    SHORTEST_VISIT_S = 0.05
    LONGEST_VISIT_S = 0.5
    FEWEST_ITERATIONS = 1000
    ITERATIONS_PER_STOP = 20

    def __init__(
        self,
        problem: EngineProblem,
        settings: SearchSettings,
        seed: int,
        threads: int,
        budget: Budget,
        construction: Construction | None = None,
    ) -> None:
        self.threads = threads
        self._construction = construction
        self._problem = problem
        self._settings = settings
        self._random = np.random.default_rng(seed)
        self._parts = self._wanted_parts()
        visits = 1 / (self.SWEEPS * self._parts / threads)
        self.slice_s = budget.slice_s(visits, self.SHORTEST_VISIT_S, self.LONGEST_VISIT_S)
        self.first_slice_s = self.slice_s  # a sweep is of equal visits
        most = self.ITERATIONS_PER_STOP * len(problem.stops) // (self._parts // threads)
        self.slice_iterations = budget.slice_iterations(visits, self.FEWEST_ITERATIONS, most)
        self._current: Tour = make_tour([])
        self._value: Value = (0, 0)
        self._scale: _Scale = (0.0, 0.0, 0.0)
        self._sweep = _Sweep(0.0, 0.0, (0, 0), [])
        self._best: list[Tour] = []
        self._best_value: Value = (0, 0)

    @classmethod
    def suit(cls, n_stops: int, n_routes: float, threads: int) -> bool:
        """Whether every thread can have a territory of many stops and routes, or one of several."""
        if n_stops >= 2 * cls.MOST_STOPS:
            return True
        return threads > 1 and n_stops >= cls.STOPS * threads and n_routes >= cls.ROUTES * threads

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Take the first of the plans to improve."""
        self._current = make_tour(plans[0])

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Insert every stop that fits, in every territory by itself."""
        if not self._problem.stops:
            return
        tasks = self._cut(self._parts)
        found = [pool.submit(self._construct, task) for task in tasks]
        self._take_over([part.result() for part in found])
        self._best, self._best_value = [self._current], self._value

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Search as many territories as there are threads, and put what they found together."""
        deadline = time.perf_counter() + part.seconds
        if not self._sweep.waiting:
            self._begin_sweep(part)
        sweep = self._sweep
        tasks = [sweep.waiting.pop() for _ in range(min(self.threads, len(sweep.waiting)))]
        # The first one here: on one thread, waking another one up would take a share of the visit.
        searches = [
            pool.submit(self._search, task, deadline, part.iterations) for task in tasks[1:]
        ]
        found = [self._search(tasks[0], deadline, part.iterations)]
        found += [search.result() for search in searches]
        sweep.found += found
        # With several windows a stop, parts that were not searched may cost less than was known:
        # windows are chosen anew where a plan is laid out.
        if not sweep.waiting or self._problem.native.has_single_windows:
            self._remember(sweep)
        if not sweep.waiting:
            self._take_over(sweep.found)
        return max(each.iterations for each in found)

    def best(self) -> EnginePlan:
        """The best plan so far."""
        return make_plan(join(self._best))

    def best_value(self) -> Value:
        """What the best plan is worth."""
        return self._best_value

    def best_size(self) -> tuple[int, int]:
        """Routes of the best plan, and stops on none."""
        entries = join(self._best)
        stops = len(self._problem.stops)
        served = int(((entries >= 0) & (entries < stops)).sum())
        return int((entries < 0).sum()), self._problem.native.orders - served

    def _wanted_parts(self) -> int:
        stops = len(self._problem.stops)
        return self.threads * max(1, math.ceil(stops / (self.threads * self.MOST_STOPS)))

    def _begin_sweep(self, part: Slice) -> None:
        """Cut anew, when a sweep of slices like the given one begins."""
        cuts = min(self._parts, max(1, int((self._current < 0).sum()) // self.FEWEST_ROUTES))
        slices = math.ceil(cuts / self.threads)
        end = min(1.0, part.begin + slices * (part.end - part.begin))
        self._sweep = _Sweep(part.begin, end, self._value, self._cut(cuts))

    def _cut(self, parts: int) -> list[_Task]:
        n_stops = len(self._problem.stops)
        cuts = cut(self._problem.native, n_stops, self._current, parts, self._random)
        return [
            _Task(part, slots, int(self._random.integers(2**47)))
            for part, slots in zip(cuts, self._share_vehicles(cuts), strict=True)
        ]

    def _take_over(self, found: list[_Found]) -> None:
        """Go on from what was found everywhere."""
        self._current = join([part.current for part in found])
        self._value = _total([part.current_value for part in found])
        legs = np.array([1 + len(part.current) for part in found])
        mean_legs, least_weights, weights = zip(*(part.scale for part in found), strict=True)
        mean_leg = float(np.average(mean_legs, weights=legs))
        self._scale = (mean_leg, max(least_weights), max(weights))

    def _remember(self, sweep: _Sweep) -> None:
        value = sweep.best_value()
        if value < self._best_value:
            self._best, self._best_value = sweep.best(), value

    def _share_vehicles(self, parts: list[Part]) -> list[list[int]]:
        """Vehicles of each kind per part: those in use, and a share of the others."""
        vehicles = np.array(self._problem.native.slots)
        used = np.array(
            [np.bincount(-1 - part.tour[part.tour < 0], minlength=len(vehicles)) for part in parts]
        )
        free = vehicles - used.sum(axis=0)
        turn = int(self._random.integers(len(parts)))
        share = free // len(parts)
        for number, part in enumerate(parts):
            extra = free % len(parts) > (number + turn) % len(parts)
            used[number] = np.minimum(used[number] + share + extra, max(1, len(part.stops)))
        return [[int(count) for count in row] for row in used]

    def _construct(self, task: _Task) -> _Found:
        search = self._searcher(task)
        if self._construction is not None and not len(task.part.tour):
            stops = tuple(self._problem.stops[stop] for stop in task.part.stops)
            problem = EngineProblem(search.problem, stops)
            plans = self._construction(problem, self._settings, 1, task.seed)
            search.start_from(best_first(search.problem, plans)[0])
        search.construct()
        if self._parts > self.threads:
            mean_leg, least_weight, weight = search.scale
            local_leg = self.LOCAL_LEGS * search.between_stops() * mean_leg
            search.scale = (local_leg, least_weight, weight)
        return self._found(task.part, search, search.current_value(), 0)

    def _search(self, task: _Task, deadline: float, iterations: int) -> _Found:
        search = self._searcher(task)
        search.scale = self._scale
        first_value = search.current_value()
        seconds = max(0.0, deadline - time.perf_counter())
        done = search.run(seconds, iterations, self._sweep.begin, self._sweep.end)
        return self._found(task.part, search, first_value, done)

    def _searcher(self, task: _Task) -> Search:
        """A search that stands at the plan of a part."""
        native = self._problem.native.part(task.part.stops, task.slots)
        search = Search(native, self._settings, task.seed)
        numbers = np.zeros(len(self._problem.stops) + 1, dtype=np.int32)
        calls = self._calls(task.part)
        numbers[calls] = np.arange(len(calls), dtype=np.int32)
        search.start_from_tour(renumber(task.part.tour, numbers))
        return search

    def _calls(self, part: Part) -> npt.NDArray[np.int32]:
        """What the search of a part numbers: its stops, and a reload."""
        return np.append(part.stops, np.int32(len(self._problem.stops)))

    def _found(self, part: Part, search: Search, first_value: Value, iterations: int) -> _Found:
        calls = self._calls(part)
        return _Found(
            renumber(search.current_tour(), calls),
            renumber(search.best_tour(), calls),
            first_value,
            search.current_value(),
            search.best_value(),
            search.scale,
            iterations,
        )


def _total(values: list[Value]) -> Value:
    return sum(unserved for unserved, _ in values), sum(cost for _, cost in values)


def _less(one: Value, other: Value) -> Value:
    return one[0] - other[0], one[1] - other[1]

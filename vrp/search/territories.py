"""Territories: every thread searches its own part of the map, and the borders move all the time.

A ruin touches a handful of routes that lie together. Cut between routes, a plan of many routes
falls into parts on which several threads do side by side what one would have done in turn: the same
annealing, with as many iterations more as there are threads. Cuts are straight lines at random, new
ones for every slice, so no border lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.instance import Instance
from vrp.search._engine import Search, SearchSettings
from vrp.search.crew import EnginePlan, Slice, Value
from vrp.search.problem import EngineProblem

__all__ = ["Territories"]

#: Stops that a border is chosen from.
_CANDIDATES = 20

_IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Part:
    """A territory's plan in the numbers of the whole problem."""

    current: EnginePlan
    best: EnginePlan
    current_value: Value
    best_value: Value


class Territories:
    """One plan, cut anew into one territory per thread for every slice."""

    #: With fewer stops or routes to a thread, most ruins would meet a border.
    STOPS = 200
    ROUTES = 4
    SLICE_S = 0.5
    ITERATIONS_PER_STOP = 20

    def __init__(
        self, problem: EngineProblem, settings: SearchSettings, seed: int, threads: int
    ) -> None:
        self.threads = threads
        self.slice_s = self.SLICE_S
        self.slice_iterations = self.ITERATIONS_PER_STOP * len(problem.stops)
        self._problem = problem
        self._settings = settings
        self._random = np.random.default_rng(seed)
        # Makes the first plan, and keeps the scale of the costs.
        self._whole = Search(problem.native, settings, seed * 2**16)
        self._current: EnginePlan = []
        self._best: EnginePlan = []
        self._best_value: Value = (0, 0)

    @classmethod
    def suit(cls, instance: Instance, threads: int) -> bool:
        """Whether there are stops enough for every thread to have a territory."""
        return len(instance.stops) >= cls.STOPS * threads

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Take the first of the plans to improve."""
        self._whole.start_from(plans[0])

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Insert every stop that fits."""
        pool.submit(self._whole.construct).result()
        self._current, self._best = self._whole.current(), self._whole.best()
        self._best_value = self._whole.best_value()

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Search the territories side by side, and put what they found together."""
        cuts = min(self.threads, max(1, len(self._current) // self.ROUTES))
        territories = self._cut(cuts)
        slots = self._share_vehicles(territories)
        searches = [
            pool.submit(self._search, stops, routes, free, int(self._random.integers(2**62)), part)
            for (routes, stops), free in zip(territories, slots, strict=True)
        ]
        found = [search.result() for search in searches]
        self._whole.take_scale_from(found[0][1])
        parts = [part for part, _, _ in found]
        self._current = [route for part in parts for route in part.current]
        value = _total([part.best_value for part in parts])
        if value < self._best_value:
            self._best_value = value
            self._best = [route for part in parts for route in part.best]
        return max(iterations for _, _, iterations in found)

    def best(self) -> EnginePlan:
        """The best plan so far."""
        return self._best

    def best_value(self) -> Value:
        """What the best plan is worth."""
        return self._best_value

    def best_size(self) -> tuple[int, int]:
        """Routes of the best plan, and stops on none."""
        served = sum(len(stops) for _, stops in self._best)
        return len(self._best), len(self._problem.stops) - served

    def _cut(self, parts: int) -> list[tuple[EnginePlan, _IntArray]]:
        """Routes and stops of each territory."""
        routes = self._current
        n = len(self._problem.stops)
        route_of = np.full(n, -1)
        for number, (_, stops) in enumerate(routes):
            route_of[stops] = number
        territory_of_route = np.zeros(len(routes), dtype=np.int64)
        territory_of_stop = np.zeros(n, dtype=np.int64)
        self._bisect(np.arange(n), route_of, 0, parts, territory_of_route, territory_of_stop)
        return [
            (
                [route for route, at in zip(routes, territory_of_route, strict=True) if at == part],
                np.flatnonzero(territory_of_stop == part),
            )
            for part in range(parts)
        ]

    def _bisect(
        self,
        stops: _IntArray,
        route_of: _IntArray,
        first: int,
        parts: int,
        territory_of_route: _IntArray,
        territory_of_stop: _IntArray,
    ) -> None:
        """Number the territories of some stops from ``first`` on."""
        if parts == 1:
            territory_of_stop[stops] = first
            routed = route_of[stops]
            territory_of_route[routed[routed >= 0]] = first
            return
        one, other = self._border(stops)
        to_stop = self._problem.native.distances_to
        nearness = np.subtract(to_stop(one), to_stop(other))[stops]
        # A route lies where its stops lie on average; a stop on no route is one by itself.
        groups, group_of = np.unique(
            np.where(route_of[stops] >= 0, route_of[stops], len(territory_of_route) + stops),
            return_inverse=True,
        )
        sizes = np.bincount(group_of)
        order = np.argsort(np.bincount(group_of, nearness) / sizes, kind="stable")
        lower = parts // 2
        before = np.cumsum(sizes[order]) - sizes[order]
        is_near = np.zeros(len(groups), dtype=bool)
        is_near[order] = before < len(stops) * lower / parts
        near = is_near[group_of]
        outputs = territory_of_route, territory_of_stop
        self._bisect(stops[near], route_of, first, lower, *outputs)
        self._bisect(stops[~near], route_of, first + lower, parts - lower, *outputs)

    def _border(self, stops: _IntArray) -> tuple[int, int]:
        """Two stops, with the border half way between them.

        They are far apart and about as far from the depot, so that the border runs through it and
        along the routes rather than across them.
        """
        one, *others = self._random.choice(stops, min(len(stops), _CANDIDATES), replace=False)
        if not others:
            return int(one), int(one)
        to_place = self._problem.native.distances_to
        to_depot = np.array(to_place(len(self._problem.stops)), dtype=np.int64)
        apart = np.array(to_place(int(one)), dtype=np.int64)[others]
        askew = np.abs(to_depot[others] - to_depot[one])
        return int(one), int(others[int(np.argmax(apart - 2 * askew))])

    def _share_vehicles(self, territories: list[tuple[EnginePlan, _IntArray]]) -> list[list[int]]:
        """Vehicles of each kind per territory: those in use, and a share of the others."""
        vehicles = np.array(self._problem.native.slots)
        used = np.zeros((len(territories), len(vehicles)), dtype=np.int64)
        for part, (routes, _) in enumerate(territories):
            for kind, _ in routes:
                used[part, kind] += 1
        free = vehicles - used.sum(axis=0)
        turn = int(self._random.integers(len(territories)))
        share = free // len(territories)
        for part, (_, stops) in enumerate(territories):
            extra = free % len(territories) > (part + turn) % len(territories)
            used[part] = np.minimum(used[part] + share + extra, max(1, len(stops)))
        return used.tolist()

    def _search(
        self, stops: _IntArray, routes: EnginePlan, slots: list[int], seed: int, part: Slice
    ) -> tuple[_Part, Search, int]:
        number = np.zeros(len(self._problem.stops), dtype=np.int64)
        number[stops] = np.arange(len(stops))
        problem = self._problem.native.part(stops.tolist(), slots)
        search = Search(problem, self._settings, seed)
        search.start_from([(kind, number[visits].tolist()) for kind, visits in routes])
        search.take_scale_from(self._whole)
        iterations = search.run(*part)

        def numbered(plan: EnginePlan) -> EnginePlan:
            return [(kind, stops[visits].tolist()) for kind, visits in plan]

        found = _Part(
            numbered(search.current()),
            numbered(search.best()),
            search.current_value(),
            search.best_value(),
        )
        return found, search, iterations


def _total(values: list[Value]) -> Value:
    return sum(unserved for unserved, _ in values), sum(cost for _, cost in values)

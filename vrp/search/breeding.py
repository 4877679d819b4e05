"""Annealings whose plans breed: short ones first, then a genetic search that begins with theirs.

One long annealing ends where it happens to end, and the more time it has, the less more of it
helps. Here some of the time goes into several short ones, each from the start, and the rest into a
population of their plans (hybrid genetic search, Vidal 2022). Stops that nobody can serve, if
they were alone, are given up then; where others are left out, annealing goes on instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter

from vrp.search._engine import Search, value_of
from vrp.search.crew import EnginePlan
from vrp.search.islands import Islands
from vrp.search.problem import EngineProblem
from vrp.search.stages import Stages

__all__ = ["Breeding"]


class Breeding(Stages):
    """Annealings on all threads, then a population on each.

    Parameters
    ----------
    make_annealing
        Makes an annealing; its argument is a number of its own.
    make_population
        Makes a genetic search, likewise.
    threads
        How many there are.
    problem
        What all of them search.
    has_all_ways
        Whether every leg can be driven; else a stop may be in reach by way of others alone.
    """

    #: Of the time, until the plans breed.
    ANNEALING = 0.4
    #: So many annealings in all, or one a thread.
    ANNEALINGS = 4

    def __init__(
        self,
        make_annealing: Callable[[int], Search],
        make_population: Callable[[int], Search],
        threads: int,
        problem: EngineProblem,
        *,
        has_all_ways: bool,
    ) -> None:
        self._problem = problem
        self._has_all_ways = has_all_ways
        rounds = math.ceil(self.ANNEALINGS / threads)
        ends = [*(self.ANNEALING * number / rounds for number in range(1, rounds + 1)), 1.0]
        super().__init__(make_annealing, make_population, threads, len(problem.stops), ends)

    def _make_next(self, pool: ThreadPoolExecutor) -> Islands:
        if self._is_last(len(self._crews)):
            plans = self._ranked_plans()
            if self._serves_all_it_can(plans[0]):
                return self._make_populations(plans, pool)
        return self._make_islands(self._make_annealing, self._given, pool)

    def _ranked_plans(self) -> list[EnginePlan]:
        """The best plans, best first, of those that leave out as little as that one."""
        valued = [plan for crew in self._crews for plan in crew.valued_plans()]
        ranked = sorted(valued, key=itemgetter(0))
        (least, _), _ = ranked[0]
        return [plan for (unserved, _), plan in ranked if unserved == least]

    def _serves_all_it_can(self, plan: EnginePlan) -> bool:
        """Whether no vehicle that did nothing else could serve a stop that is left out."""
        native = self._problem.native
        absent = set(range(len(self._problem.stops))).difference(*(stops for _, stops in plan))
        left_out = [stop for stop in absent if native.must_be_served(stop)]
        nothing_served, _ = value_of(native, [])
        return not left_out or (
            self._has_all_ways
            and all(
                value_of(native, [(kind, [stop])])[0] == nothing_served
                for stop in left_out
                for kind in native.kinds_for(stop)
            )
        )

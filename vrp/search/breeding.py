"""Annealings whose plans breed: short ones first, then a genetic search that begins with theirs.

One long annealing ends where it happens to end, and the more time it has, the less more of it
helps. Here some of the time goes into several short ones, each from the start, and the rest into a
population of their plans and random ones (hybrid genetic search, Vidal 2022).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from vrp.search._engine import Search
from vrp.search.crew import EnginePlan, Slice, Value
from vrp.search.islands import Islands

__all__ = ["Breeding"]


class Breeding:
    """Annealings on all threads, then a population on each.

    Parameters
    ----------
    make_annealing
        Makes an annealing; its argument is a number of its own.
    make_population
        Makes a genetic search, likewise.
    threads, stops
        How many there are.
    """

    slice_s = 0.05
    #: Of the time, until the plans breed.
    ANNEALING = 0.4
    #: So many annealings in all, or one a thread.
    ANNEALINGS = 4

    def __init__(
        self,
        make_annealing: Callable[[int], Search],
        make_population: Callable[[int], Search],
        threads: int,
        stops: int,
    ) -> None:
        self.threads = threads
        self.slice_iterations = 10 * stops
        self._make_annealing = make_annealing
        self._make_population = make_population
        self._given: Sequence[EnginePlan] = ()
        rounds = math.ceil(self.ANNEALINGS / threads)
        borders = [self.ANNEALING * number / rounds for number in range(rounds + 1)]
        self._stages = list(pairwise([*borders, 1.0]))
        self._crews: list[Islands] = []
        self._crews.append(self._make_annealings())

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Let every annealing begin with one of the plans."""
        self._given = plans
        self._crews[-1].start_from(plans)

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Make the first plans of the first annealings."""
        self._crews[-1].construct(pool)

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Go on with the stage whose turn it is."""
        stage = len(self._crews) - 1
        if part.begin >= self._stages[stage][1] and stage + 1 < len(self._stages):
            self._crews.append(self._make_next(pool))
            stage += 1
        begin, end = self._stages[stage]
        inside = (min(1.0, (at - begin) / (end - begin)) for at in (part.begin, part.end))
        return self._crews[-1].run(pool, Slice(part.seconds, part.iterations, *inside))

    def best(self) -> EnginePlan:
        """The best plan of any stage."""
        return self._leading().best()

    def best_value(self) -> Value:
        """What the best plan is worth."""
        return self._leading().best_value()

    def best_size(self) -> tuple[int, int]:
        """How many routes the best plan has, and how many stops are on none."""
        return self._leading().best_size()

    def _leading(self) -> Islands:
        return min(self._crews, key=Islands.best_value)

    def _make_next(self, pool: ThreadPoolExecutor) -> Islands:
        complete = [plan for crew in self._crews for plan in crew.complete_plans()]
        if len(self._crews) + 1 == len(self._stages) and complete:
            return self._make_populations(pool, complete)
        # Where all have left stops out, the rest of the time is for one more annealing.
        crew = self._make_annealings()
        if self._given:
            crew.start_from(self._given)
        crew.construct(pool)
        return crew

    def _make_annealings(self) -> Islands:
        first = len(self._crews) * self.threads
        return Islands([self._make_annealing(first + at) for at in range(self.threads)], 0)

    def _make_populations(self, pool: ThreadPoolExecutor, plans: Sequence[EnginePlan]) -> Islands:
        searches = [self._make_population(thread) for thread in range(self.threads)]

        def take_all(search: Search) -> None:
            for plan in plans:
                search.start_from(plan)

        list(pool.map(take_all, searches))
        return Islands(searches)

"""Annealings whose plans breed: short ones first, then a genetic search that begins with theirs.

One long annealing ends where it happens to end, and the more time it has, the less more of it
helps. Here some of the time goes into several short ones, each from the start, and the rest into a
population of their plans (hybrid genetic search, Vidal 2022). Stops that the best of them leaves
out, because nobody can serve them or vehicles are too few, are left out from then on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter

from vrp.search._engine import Search
from vrp.search.crew import EnginePlan
from vrp.search.islands import Islands
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
    threads, stops
        How many there are.
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
        stops: int,
    ) -> None:
        rounds = math.ceil(self.ANNEALINGS / threads)
        ends = [*(self.ANNEALING * number / rounds for number in range(1, rounds + 1)), 1.0]
        super().__init__(make_annealing, make_population, threads, stops, ends)

    def _make_next(self, pool: ThreadPoolExecutor) -> Islands:
        if self._is_last(len(self._crews)):
            return self._make_populations(self._ranked_plans(), pool)
        return self._make_islands(self._make_annealing, self._given, pool)

    def _ranked_plans(self) -> list[EnginePlan]:
        """The best plans, best first, of those that leave out as little as that one."""
        valued = [plan for crew in self._crews for plan in crew.valued_plans()]
        ranked = sorted(valued, key=itemgetter(0))
        (least, _), _ = ranked[0]
        return [plan for (unserved, _), plan in ranked if unserved == least]

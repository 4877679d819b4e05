"""Crossing: annealings, what else the best of their plans could be, and the best of all together.

One long annealing ends where it happens to end, and the more time it has, the less more of it
helps; and until it is nearly over, it has nothing to show. Here half of the time goes into several,
each twice as long as the one before, some into short ones that set out from the best plan, and the
rest into crossing all of these plans: routes of one take the place of routes of another.

With more time still, all annealings are alike and there are many of them: longer ones end in the
same few plans, which have nothing left to give each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from vrp.search._engine import Search
from vrp.search.islands import Islands
from vrp.search.stages import Stages

__all__ = ["Crossing"]


class Crossing(Stages):
    """Long annealings on all threads, short ones from their plans, then a population on each.

    Parameters
    ----------
    make_annealing, make_reannealing, make_population
        Make an annealing from the start, one from a warm plan, and a search that crosses plans; the
        argument is a number of its own.
    threads, stops
        How many there are.
    many
        Whether there is time for many annealings alike.
    """

    #: Of the time, until plans are annealed again, and until they are crossed.
    ANNEALING = 0.55
    REANNEALING = 0.8
    #: So many long annealings, each twice as long as the one before, on every thread.
    ANNEALINGS = 5
    #: So many short annealings in all, or one a thread.
    REANNEALINGS = 5
    #: Their first temperature, in mean leg costs of the plan.
    WARM = 0.5
    #: Of the time, until the plans of many annealings are crossed.
    MANY_ANNEALING = 0.5
    #: So many annealings alike in all, or one a thread.
    MANY_ANNEALINGS = 16

    def __init__(
        self,
        make_annealing: Callable[[int], Search],
        make_reannealing: Callable[[int], Search],
        make_population: Callable[[int], Search],
        threads: int,
        stops: int,
        *,
        many: bool = False,
    ) -> None:
        annealed = self._alike(threads) if many else self._growing()
        again = [] if many else self._again(threads)
        self._annealings = len(annealed)
        self._make_reannealing = make_reannealing
        ends = [*annealed, *again, 1.0]
        super().__init__(make_annealing, make_population, threads, stops, ends)

    def _growing(self) -> list[float]:
        """When annealings end each of which is twice as long as the one before."""
        unit = self.ANNEALING / (2**self.ANNEALINGS - 1)
        return [unit * (2**at - 1) for at in range(1, self.ANNEALINGS + 1)]

    def _again(self, threads: int) -> list[float]:
        """When short annealings end that follow on those."""
        rounds = math.ceil(self.REANNEALINGS / threads)
        share = (self.REANNEALING - self.ANNEALING) / rounds
        return [self.ANNEALING + share * number for number in range(1, rounds + 1)]

    def _alike(self, threads: int) -> list[float]:
        """When many annealings end."""
        rounds = math.ceil(self.MANY_ANNEALINGS / threads)
        return [self.MANY_ANNEALING * number / rounds for number in range(1, rounds + 1)]

    def _make_next(self, pool: ThreadPoolExecutor) -> Islands:
        stage = len(self._crews)
        if self._is_last(stage):
            plans = [plan for crew in self._crews for plan in crew.best_plans()]
            return self._make_populations(plans, pool)
        if stage < self._annealings:
            return self._make_islands(self._make_annealing, self._given, pool)
        best = min(self._crews[: self._annealings], key=Islands.best_value)
        return self._make_islands(self._make_reannealing, best.best_plans(), pool)

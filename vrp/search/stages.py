"""Stages: crews that take turns, each of which may make use of what those before it found."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from vrp.search._engine import Search
from vrp.search.crew import EnginePlan, Led, Slice
from vrp.search.islands import Islands

__all__ = ["Stages"]


class Stages(Led):
    """Islands one after another, each for a part of the time.

    Parameters
    ----------
    make_annealing, make_population
        Make what the first stage and the last one search with; the argument is a number of its own.
    threads, stops
        How many there are.
    ends
        When each stage ends, of the whole time; the last one at 1.
    """

    slice_s = Islands.slice_s
    first_slice_s = Islands.first_slice_s

    def __init__(
        self,
        make_annealing: Callable[[int], Search],
        make_population: Callable[[int], Search],
        threads: int,
        stops: int,
        ends: Sequence[float],
    ) -> None:
        self.threads = threads
        self.slice_iterations = 10 * stops
        self._make_annealing = make_annealing
        self._make_population = make_population
        self._ends = ends
        self._crews = [Islands([make_annealing(at) for at in range(threads)], 0)]
        self._given: Sequence[EnginePlan] = ()

    @abstractmethod
    def _make_next(self, pool: ThreadPoolExecutor) -> Islands:
        """Make the islands of the stage that begins, with their plans."""

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        """Let every search that is not made for plans of others begin with one of these."""
        self._given = plans
        self._crews[0].start_from(plans)

    def _make_islands(
        self, make: Callable[[int], Search], plans: Sequence[EnginePlan], pool: ThreadPoolExecutor
    ) -> Islands:
        """Make a search a thread, with numbers of their own, that begin with these plans."""
        first = len(self._crews) * self.threads
        crew = Islands([make(first + at) for at in range(self.threads)], 0)
        if plans:
            crew.start_from(plans)
        crew.construct(pool)
        return crew

    def _make_populations(self, plans: Sequence[EnginePlan], pool: ThreadPoolExecutor) -> Islands:
        searches = [self._make_population(thread) for thread in range(self.threads)]
        return Islands.of_members(searches, plans, pool)

    def construct(self, pool: ThreadPoolExecutor) -> None:
        """Make the first plans of the first stage."""
        self._crews[0].construct(pool)

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        """Go on with the stage whose turn it is, no longer than it lasts."""
        stage = len(self._crews) - 1
        while part.begin >= self._ends[stage] and not self._is_last(stage):
            self._crews.append(self._make_next(pool))
            stage += 1
        begin, end = self._ends[stage - 1] if stage else 0.0, self._ends[stage]
        return self._crews[-1].run(pool, part.until(end).within(begin, end))

    def _is_last(self, stage: int) -> bool:
        return stage + 1 == len(self._ends)

    def _leading(self) -> Islands:
        return min(self._crews, key=Islands.best_value)

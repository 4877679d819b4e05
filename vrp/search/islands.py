"""The outer loop: one annealing search per thread, exchanging plans, watched from Python.

The native engine runs in short slices without the GIL. Between slices this loop records the best
plan, reports progress, listens for interrupts and lets the worst island continue from the best.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from vrp.instance import Instance
from vrp.search._engine import Search
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.solution import Route, TracePoint

__all__ = ["Budget", "Found", "search"]

#: Islands exchange plans this often in a run; rarely enough to stay diverse.
_EXCHANGES = 20
_SLICE_ITERATIONS = 1000
_SLICE_S = 0.05


@dataclass(frozen=True)
class Budget:
    """When to stop: after ``seconds`` or after ``iterations`` on every island.

    With ``iterations`` the annealing schedule follows them alone, so that a run can be repeated bit
    for bit; ``seconds`` then only cuts it off.
    """

    seconds: float | None
    iterations: int | None


@dataclass(frozen=True)
class Found:
    """The best routes found, and how."""

    routes: tuple[Route, ...]
    iterations: int
    elapsed_s: float
    interrupted: bool
    trace: tuple[TracePoint, ...]


def search(
    instance: Instance,
    budget: Budget,
    *,
    seed: int,
    threads: int,
    start: Sequence[Route] | None = None,
    settings: SearchSettings | None = None,
    observe: Callable[[TracePoint], None] | None = None,
    stop: threading.Event | None = None,
) -> Found:
    """Search for good routes (ruin and recreate, Christiaens & Vanden Berghe 2020).

    Parameters
    ----------
    instance
        The problem.
    budget
        When to stop.
    seed, threads
        The same seed, threads and iteration budget give the same routes.
    start
        Routes to start from; stops that do not fit where they stand are inserted anew.
    settings
        Knobs of the search.
    observe
        Called between slices with the best plan's figures.
    stop
        Set it, from anywhere, to end the search. A ``KeyboardInterrupt`` ends it as well.
    """
    started = time.perf_counter()
    settings = settings or SearchSettings()
    if not instance.stops:
        budget = Budget(seconds=0.0, iterations=0)
    problem = make_problem(instance, settings.ranked_neighbours)
    knobs = settings.to_engine(from_plan=start is not None)
    islands = [Search(problem.native, knobs, seed * 2**16 + island) for island in range(threads)]
    if start is not None:
        for island in islands:
            island.start_from(problem.plan(start))
    loop = _Loop(islands, budget, started, observe, stop or threading.Event())
    loop.run()
    return Found(
        routes=problem.routes(loop.best().best()),
        iterations=loop.iterations,
        elapsed_s=time.perf_counter() - started,
        interrupted=loop.interrupted,
        trace=tuple(loop.trace),
    )


class _Loop:
    """State of one run."""

    def __init__(
        self,
        islands: Sequence[Search],
        budget: Budget,
        started: float,
        observe: Callable[[TracePoint], None] | None,
        stop: threading.Event,
    ) -> None:
        self.islands = islands
        self.budget = budget
        self.started = started
        self.observe = observe
        self.stop = stop
        self.iterations = 0
        self.interrupted = False
        self.trace: list[TracePoint] = []

    def run(self) -> None:
        try:
            with ThreadPoolExecutor(len(self.islands)) as pool:
                list(pool.map(Search.construct, self.islands))
                self._record()
                self._anneal(pool)
        except KeyboardInterrupt:
            self.interrupted = True
        self.interrupted |= self.stop.is_set()

    def best(self) -> Search:
        """The island with the best plan."""
        return min(self.islands, key=Search.best_value)

    def _anneal(self, pool: ThreadPoolExecutor) -> None:
        exchanged = 0.0
        done = self._fraction()
        while done < 1.0 and not self.stop.is_set():
            seconds, iterations, end = self._next_slice(done)
            runs = [
                pool.submit(island.run, seconds, iterations, done, end) for island in self.islands
            ]
            self.iterations += max(run.result() for run in runs)
            self._record()
            if self._out_of_time():
                break
            done = self._fraction()
            if len(self.islands) > 1 and done - exchanged >= 1 / _EXCHANGES:
                exchanged = done
                self._exchange()

    def _elapsed(self) -> float:
        return time.perf_counter() - self.started

    def _out_of_time(self) -> bool:
        return self.budget.seconds is not None and self._elapsed() >= self.budget.seconds

    def _fraction(self) -> float:
        """How much of the budget is spent."""
        if self.budget.iterations is not None:
            return self.iterations / self.budget.iterations if self.budget.iterations else 1.0
        if self.budget.seconds is not None:
            return self._elapsed() / self.budget.seconds if self.budget.seconds else 1.0
        return 0.0

    def _next_slice(self, done: float) -> tuple[float, int, float]:
        """Seconds, iterations and the fraction of the schedule at the end of the next slice."""
        left = math.inf
        if self.budget.seconds is not None:
            left = max(0.0, self.budget.seconds - self._elapsed())
        if self.budget.iterations is not None:
            iterations = min(_SLICE_ITERATIONS, self.budget.iterations - self.iterations)
            return left, iterations, done + iterations / self.budget.iterations
        seconds = min(left, _SLICE_S)
        if self.budget.seconds is None:
            return seconds, 2**62, done
        return seconds, 2**62, done + seconds / self.budget.seconds

    def _record(self) -> None:
        best = self.best()
        unserved, cost = best.best_value()
        point = TracePoint(
            self._elapsed(),
            self.iterations,
            unserved,
            cost,
            best.best_routes(),
            best.best_unassigned(),
        )
        if not self.trace or (unserved, cost) < (self.trace[-1].unserved, self.trace[-1].cost):
            self.trace.append(point)
        if self.observe:
            self.observe(point)

    def _exchange(self) -> None:
        """Let the island with the worst current plan continue from the best one's."""
        worst = max(self.islands, key=Search.current_value)
        best = min(self.islands, key=Search.current_value)
        if worst is not best:
            worst.start_from(best.current())

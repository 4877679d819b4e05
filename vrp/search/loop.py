"""The outer loop: annealing in slices, watched from Python.

The native engine runs in short slices without the GIL. Between slices this loop records the best
plan, reports progress and listens for interrupts; the crew shares plans among its threads.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from vrp.argument_types import StopEvent
from vrp.instance import Instance
from vrp.search.budget import Budget
from vrp.search.construct import Construction
from vrp.search.crew import UNLIMITED, Crew, Slice
from vrp.search.crew_choice import Preferred, Terms, choose_crew
from vrp.search.ctrl_c import SecondCtrlC
from vrp.search.reheating import Reheating
from vrp.search.settings import SearchSettings
from vrp.solution import Route, TracePoint

__all__ = ["Budget", "Found", "search"]

#: A slice takes such a share of the time before it at most, apart from the very first ones, so that
#: the trace shows what was found early, too, however short the run.
_GROWTH = 0.2


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
    construction: Construction | None = None,
    preferred: Preferred | None = None,
    settings: SearchSettings | None = None,
    observe: Callable[[TracePoint], object] | None = None,
    stop: StopEvent | None = None,
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
    construction
        Makes plans to start from where none is given, within the budget; ``None`` leaves that to
        the engine.
    preferred : ndarray of int32, shape (n_stops, k), or what makes one for the problem, or None
        For every stop, those to look beside first: see :meth:`EngineProblem.prefer`.
    settings
        Knobs of the search.
    observe
        Called between slices with the best plan's figures.
    stop
        Set it, from anywhere, to end the search as soon as there is a plan. A ``KeyboardInterrupt``
        ends it as well, once there is one.
    """
    started = time.perf_counter()
    if not instance.stops:
        budget = Budget(seconds=0.0, iterations=0)
    terms = Terms(
        budget, seed, threads, settings or SearchSettings(), start, construction, preferred
    )
    problem, crew = choose_crew(instance, terms)
    reheating = Reheating.suited_to(len(instance.stops))
    loop = _Loop(crew, budget, reheating, started, observe, stop or threading.Event())
    loop.run()
    return Found(
        routes=problem.routes(crew.best()),
        iterations=loop.iterations,
        elapsed_s=time.perf_counter() - started,
        interrupted=loop.interrupted,
        trace=tuple(loop.trace),
    )


class _Loop:
    """State of one run."""

    def __init__(
        self,
        crew: Crew,
        budget: Budget,
        reheating: Reheating,
        started: float,
        observe: Callable[[TracePoint], object] | None,
        stop: StopEvent,
    ) -> None:
        self.crew = crew
        self.budget = budget
        self.reheating = reheating
        self.started = started
        self.observe = observe
        self.stop = stop
        self.iterations = 0
        self.interrupted = False
        self.trace: list[TracePoint] = []

    def run(self) -> None:
        with ThreadPoolExecutor(self.crew.threads) as pool:
            # Interrupted in here, there is no plan to return.
            self.crew.construct(pool)
            try:
                self._record()
                self._anneal(pool)
            except SecondCtrlC:
                raise
            except KeyboardInterrupt:
                self.interrupted = True
        self.interrupted |= self.stop.is_set()

    def _anneal(self, pool: ThreadPoolExecutor) -> None:
        done = self._fraction()
        while done < 1.0 and not self.stop.is_set():
            self.iterations += self.crew.run(pool, self._next_slice(done))
            self._record()
            if self._out_of_time():
                break
            done = self._fraction()

    def _elapsed(self) -> float:
        return time.perf_counter() - self.started

    def _out_of_time(self) -> bool:
        return self.budget.seconds is not None and self._elapsed() >= self.budget.seconds

    def _fraction(self) -> float:
        """How much of the budget is spent, none of one without limits."""
        if self.budget.iterations is not None:
            return self.iterations / self.budget.iterations if self.budget.iterations else 1.0
        if self.budget.seconds is not None:
            return self._elapsed() / self.budget.seconds if self.budget.seconds else 1.0
        return 0.0

    def _next_slice(self, done: float) -> Slice:
        """The next piece of the budget, and of the annealing schedule."""
        limit, left = self.budget.seconds, math.inf
        if limit is not None:
            left = max(0.0, limit - self._elapsed())
        if self.budget.iterations is not None:
            total = self.budget.iterations
            iterations = min(self.crew.slice_iterations, total - self.iterations)
            return Slice(left, iterations, done, done + iterations / total)
        seconds = min(left, self._slice_s())
        if limit is None:
            done, limit = self.reheating.at(self._elapsed())
        return Slice(seconds, UNLIMITED, done, min(1.0, done + seconds / limit))

    def _slice_s(self) -> float:
        """Short at first, when plans improve fastest, and longer by and by."""
        return min(self.crew.slice_s, max(self.crew.first_slice_s, _GROWTH * self._elapsed()))

    def _record(self) -> None:
        unserved, cost = self.crew.best_value()
        routes, unassigned = self.crew.best_size()
        point = TracePoint(self._elapsed(), self.iterations, unserved, cost, routes, unassigned)
        if not self.trace or (unserved, cost) < (self.trace[-1].unserved, self.trace[-1].cost):
            self.trace.append(point)
        if self.observe:
            self.observe(point)

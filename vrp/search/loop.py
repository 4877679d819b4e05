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
from functools import partial

import numpy as np
import numpy.typing as npt

from vrp.instance import Instance
from vrp.plane import Plane
from vrp.search._engine import Search, make_genetic_search, make_recombination
from vrp.search._engine import SearchSettings as EngineSettings
from vrp.search.breeding import Breeding
from vrp.search.budget import Budget
from vrp.search.construct import Construction, best_first, quick_construction
from vrp.search.crew import Crew, Slice
from vrp.search.crossing import Crossing
from vrp.search.ctrl_c import SecondCtrlC
from vrp.search.islands import Islands
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.regime import (
    counts_vehicles_first,
    expected_routes,
    lets_plans_breed,
    lets_plans_cross,
    sends_vanguard,
)
from vrp.search.reheating import Reheating
from vrp.search.salesman import as_single_tour, is_single_tour, tour_searches
from vrp.search.settings import SearchSettings
from vrp.search.territories import Territories
from vrp.search.vanguard import Vanguard
from vrp.solution import Route, TracePoint

__all__ = ["Budget", "Found", "search"]

_Lists = npt.NDArray[np.int32]
Preferred = _Lists | Callable[[EngineProblem], _Lists]


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
    settings = settings or SearchSettings()
    crew: Crew
    if not instance.stops:
        budget = Budget(seconds=0.0, iterations=0)
    as_tour = _suits_tour_search(instance, construction, preferred)
    searched = as_single_tour(instance) if as_tour else instance
    in_parts = not as_tour and Territories.suit(
        len(instance.stops), expected_routes(instance), threads
    )
    problem = make_problem(searched, settings.ranked_neighbours, threads, in_parts=in_parts)
    if preferred is not None:
        problem.prefer(preferred(problem.with_matrices()) if callable(preferred) else preferred)
    vehicles_first = counts_vehicles_first(instance)
    knobs = settings.to_engine(
        from_plan=start is not None,
        from_construction=construction is not None,
        vehicles_first=vehicles_first,
    )
    reheating = Reheating.suited_to(len(instance.stops))
    planned = budget if budget.is_limited else Budget(reheating.first_s, None)
    quick = None if as_tour else quick_construction(instance)
    if as_tour:
        searches = tour_searches(problem.native, seed, threads, from_plan=start is not None)
        crew = _make_islands(searches, problem, knobs, seed, construction)
    else:
        made_by = construction or _made_by_default(instance)
        if not vehicles_first and lets_plans_breed(instance, problem.native, budget):
            crew = _make_breeding(problem, knobs, seed, threads, made_by)
        elif not vehicles_first and lets_plans_cross(instance, problem.native, budget):
            warm = settings.to_engine(from_plan=False)
            warm.hot = Crossing.WARM
            crew = _make_crossing(problem, knobs, warm, seed, threads, made_by)
        else:
            crew = _make_crew(problem, knobs, seed, threads, planned, made_by)
    if start is not None:
        crew.start_from([problem.plan(start)])
    elif quick is not None and sends_vanguard(instance, budget):
        colder = settings.to_engine(from_plan=False, vehicles_first=vehicles_first)
        colder.hot = Vanguard.HOT
        lead = budget.part(Vanguard.LEAD)
        make_quick = partial(_make_crew, problem, colder, seed, threads, lead, quick)
        crew = Vanguard(crew, make_quick, lead)
    loop = _Loop(crew, budget, reheating, started, observe, stop or threading.Event())
    loop.run()
    return Found(
        routes=problem.routes(crew.best()),
        iterations=loop.iterations,
        elapsed_s=time.perf_counter() - started,
        interrupted=loop.interrupted,
        trace=tuple(loop.trace),
    )


def _make_crew(
    problem: EngineProblem,
    knobs: EngineSettings,
    seed: int,
    threads: int,
    budget: Budget,
    construction: Construction | None,
) -> Crew:
    if problem.native.in_parts:
        return Territories(problem, knobs, seed, threads, budget, construction)
    searches = [Search(problem.native, knobs, seed * 2**16 + island) for island in range(threads)]
    return _make_islands(searches, problem, knobs, seed, construction)


def _make_islands(
    searches: Sequence[Search],
    problem: EngineProblem,
    knobs: EngineSettings,
    seed: int,
    construction: Construction | None,
) -> Crew:
    return _begin(Islands(searches), problem, knobs, seed, construction)


def _make_breeding(
    problem: EngineProblem,
    knobs: EngineSettings,
    seed: int,
    threads: int,
    construction: Construction | None,
) -> Crew:
    first = seed * 2**16
    crew = Breeding(
        lambda number: Search(problem.native, knobs, first + number),
        lambda number: make_genetic_search(problem.native, first + number),
        threads,
        len(problem.stops),
    )
    return _begin(crew, problem, knobs, seed, construction)


def _make_crossing(
    problem: EngineProblem,
    knobs: EngineSettings,
    warm: EngineSettings,
    seed: int,
    threads: int,
    construction: Construction | None,
) -> Crew:
    first = seed * 2**16
    crew = Crossing(
        lambda number: Search(problem.native, knobs, first + number),
        lambda number: Search(problem.native, warm, first + number),
        lambda number: make_recombination(problem.native, warm, first + number),
        threads,
        len(problem.stops),
    )
    return _begin(crew, problem, knobs, seed, construction)


def _begin(
    crew: Crew,
    problem: EngineProblem,
    knobs: EngineSettings,
    seed: int,
    construction: Construction | None,
) -> Crew:
    """Let a crew start from what a construction makes, if there is one."""
    if construction is not None:
        plans = construction(problem, knobs, crew.threads, seed)
        crew.start_from(best_first(problem.native, plans))
    return crew


def _made_by_default(instance: Instance) -> Construction | None:
    """Coordinates alone stand for more stops than the engine's own construction has time for."""
    return quick_construction(instance) if isinstance(instance.charged_m, Plane) else None


def _suits_tour_search(
    instance: Instance, construction: Construction | None, preferred: Preferred | None
) -> bool:
    """Whether one tour is all there is to find, and nobody asked for what needs more than that."""
    if not is_single_tour(instance):
        return False
    if construction is None and preferred is None:
        return True
    # These are made for the instance as it is, and constructions need a matrix.
    return as_single_tour(instance) is instance and not isinstance(instance.charged_m, Plane)


class _Loop:
    """State of one run."""

    def __init__(
        self,
        crew: Crew,
        budget: Budget,
        reheating: Reheating,
        started: float,
        observe: Callable[[TracePoint], None] | None,
        stop: threading.Event,
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
        seconds = min(left, self.crew.slice_s)
        if limit is None:
            done, limit = self.reheating.at(self._elapsed())
        return Slice(seconds, 2**62, done, min(1.0, done + seconds / limit))

    def _record(self) -> None:
        unserved, cost = self.crew.best_value()
        routes, unassigned = self.crew.best_size()
        point = TracePoint(self._elapsed(), self.iterations, unserved, cost, routes, unassigned)
        if not self.trace or (unserved, cost) < (self.trace[-1].unserved, self.trace[-1].cost):
            self.trace.append(point)
        if self.observe:
            self.observe(point)

"""From an instance to a checked solution: construct, improve, check."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from pathlib import Path
from typing import Literal

from vrp.argument_types import StopEvent, check_event, check_type, whole_number
from vrp.instance import Instance
from vrp.policy.first_plan import INITS, FirstPlan, choose_first_plan
from vrp.policy.policy import Policy
from vrp.processors import usable_processors
from vrp.search.alike import MergedFleet
from vrp.search.ctrl_c import stopped_by_ctrl_c
from vrp.search.loop import Budget, search
from vrp.search.settings import SearchSettings
from vrp.solution import Route, Run, Solution, TracePoint

__all__ = ["INITS", "Progress", "solve"]

#: Where nothing is said of when to stop.
_TIME_LIMIT_S = 10.0
#: Evaluating and checking a plan in Python takes half of that at 1,000 stops on an idle machine,
#: with times to keep and without.
_CHECK_S_PER_STOP = {True: 4.5e-5, False: 2e-5}


@dataclass(frozen=True)
class Progress:
    """The best plan known while the solver works.

    Parameters
    ----------
    elapsed_s
        Seconds since the search began.
    time_limit_s
        Seconds that it was given; ``None`` for no limit.
    iterations
        Made by now, on the thread that made most.
    cost
        In cost units.
    unserved
        Sum of ``1 + priority`` over the unassigned stops that have no prize.
    routes, unassigned
        Their numbers.
    """

    elapsed_s: float
    time_limit_s: float | None
    iterations: int
    cost: int
    unserved: int
    routes: int
    unassigned: int


def solve(
    instance: Instance,
    *,
    time_limit: float | Literal["auto"] | None = "auto",
    iterations: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    initial: Solution | None = None,
    init: str = "auto",
    policy: Policy | str | Path | None = None,
    settings: SearchSettings | None = None,
    progress: Callable[[Progress], object] | None = None,
    stop: StopEvent | None = None,
) -> Solution:
    """Plan routes for an instance.

    Parameters
    ----------
    instance
        The problem.
    time_limit
        Wall-clock seconds, reading the instance not included. ``None``: none. ``auto``: 10, or none
        where ``iterations`` are given.
    iterations
        Ruin-and-recreate iterations per thread; a child of the genetic search counts as many as
        there are stops. With the same seed and threads they make the result repeatable bit for
        bit, as long as no ``time_limit`` beside them cuts them off.
    seed
        Of the random numbers, 0 or more.
    threads
        Searches that run at the same time and exchange plans; by default as many as there are
        processors that the process may use. :func:`vrp.baselines.solve_with` takes 1 by default:
        to compare, give both the same number.
    initial
        A valid plan to start from: the result is never worse.
    init
        How the plan is made that the search starts from where none is given, out of :data:`INITS`;
        :func:`vrp.policy.first_plan.choose_first_plan` describes them. Its time is part of
        ``time_limit``.
    policy
        A trained policy, or its name or file, to make that plan, and to name the stops to look
        beside first: the latter also beside ``initial`` and other ways to make a plan.
    settings
        Knobs of the search.
    progress
        Called several times a second, more often in the first one, with the best plan's figures, in
        the thread that called ``solve``. What it raises ends the search and is raised here.
    stop
        An event of :mod:`threading` or :mod:`multiprocessing`: set it from another thread or
        process, or a signal handler, to get the best plan found so far, or the first one as soon as
        there is one; ``solution.run.interrupted`` tells. In the main thread, where nobody else
        handles it, Ctrl-C sets it, too, and a second one raises. A ``KeyboardInterrupt`` out of
        ``progress`` also ends the search. In a coroutine, call ``solve`` by
        :func:`asyncio.to_thread`, and set the event when that is cancelled.

    Returns
    -------
    Solution
        That has passed :func:`vrp.check`. Stops that could not be served are in ``unassigned``.

    Raises
    ------
    ValueError
        For a limit, a seed or a number of threads out of bounds, an unknown ``init``, one beside
        ``initial``, or a policy beside either that is asked for no neighbours.
    TypeError
        For an argument of another type, as a seed, iterations or threads that are no whole numbers.
    UnsupportedError
        If the instance has a constraint that the search, ``init`` or the policy cannot model,
        naming it, or more load dimensions than the search takes.
    CheckpointError
        If the policy cannot be loaded.
    InfeasibleError
        If ``initial`` is not valid.
    KeyboardInterrupt
        At a second Ctrl-C.

    References
    ----------
    Christiaens & Vanden Berghe (2020), *Slack induction by string removals for vehicle routing
    problems*, Transportation Science 54: ruin and recreate under simulated annealing. Vidal (2022),
    *Hybrid genetic search for the CVRP*, Computers & Operations Research 140: what follows it where
    routes are single trips, every stop is served, or not, by itself, and there is time. Its
    crossover is that of Nagata & Kobayashi (2010), *A memetic algorithm for the pickup and delivery
    problem with time windows using selective route exchange crossover*, PPSN XI.
    """
    _check_types(instance, time_limit, initial, policy, settings, progress, stop)
    seed = whole_number("seed", seed)
    threads = usable_processors() if threads is None else whole_number("threads", threads)
    iterations = None if iterations is None else whole_number("iterations", iterations)
    if time_limit == "auto":
        # Iterations alone are to be spent whole, whatever time they take.
        time_limit = _TIME_LIMIT_S if iterations is None else None
    _check_arguments(time_limit, iterations, seed, threads, stop)
    stop = stop or threading.Event()
    with stopped_by_ctrl_c(stop):
        if initial is not None:
            initial.check(instance)
        started = time.perf_counter()
        settings = settings or SearchSettings()
        budget = Budget(time_limit, iterations)
        fleet = MergedFleet.of(instance)
        first = _first_plan(fleet.instance, init, policy, initial, settings, threads, budget)
        found = search(
            fleet.instance,
            Budget(_search_seconds(time_limit, instance, started), iterations),
            seed=seed,
            threads=threads,
            start=None if initial is None else fleet.gather(initial.routes),
            construction=first.construction,
            preferred=first.preferred,
            settings=settings,
            observe=None if progress is None else lambda at: progress(_progress(at, time_limit)),
            stop=stop,
        )
        solution = _best_plan(instance, fleet, found.routes, initial)
        solution.check(instance)
        run = Run(
            solver="vrp",
            seed=seed,
            threads=threads,
            time_limit_s=time_limit,
            iteration_limit=iterations,
            iterations=found.iterations,
            elapsed_s=found.elapsed_s,
            # By now, so that no Ctrl-C goes unnoticed while the plan is checked.
            interrupted=found.interrupted or stop.is_set(),
            trace=found.trace,
            init=first.name,
        )
    return replace(solution, run=run)


def _first_plan(
    instance: Instance,
    init: str,
    policy: Policy | str | Path | None,
    initial: Solution | None,
    settings: SearchSettings,
    threads: int,
    budget: Budget,
) -> FirstPlan:
    if initial is None:
        return choose_first_plan(instance, init, policy, settings, threads, budget)
    if init != "auto":
        raise ValueError(f"init is {init!r} while an initial plan is given: give one of them")
    if policy is None:
        return FirstPlan("given")
    if not settings.guided_neighbours:
        raise ValueError("a policy is given beside an initial plan: give one of them")
    preferred = choose_first_plan(instance, "policy", policy, settings, threads, budget).preferred
    return FirstPlan("given", preferred=preferred)


def _search_seconds(time_limit: float | None, instance: Instance, started: float) -> float | None:
    """The time limit less what was spent since ``started`` and what checking the plan will take."""
    if time_limit is None:
        return None
    spent = time.perf_counter() - started
    checking = _CHECK_S_PER_STOP[instance.is_timed] * len(instance.stops)
    return max(0.5 * time_limit, time_limit - spent - checking)


def _best_plan(
    instance: Instance, fleet: MergedFleet, routes: Sequence[Route], initial: Solution | None
) -> Solution:
    """The routes found, dealt out to the vehicles, unless the initial plan is better."""
    if initial is None:
        return Solution.of(instance, fleet.deal(routes))
    found = Solution.of(instance, fleet.deal(routes, initial.routes))
    return initial if _rank(initial) < _rank(found) else found


def _rank(solution: Solution) -> tuple[int, int]:
    return solution.unserved, solution.cost.total


def _progress(point: TracePoint, time_limit: float | None) -> Progress:
    return Progress(
        elapsed_s=point.elapsed_s,
        time_limit_s=time_limit,
        iterations=point.iterations,
        cost=point.cost,
        unserved=point.unserved,
        routes=point.routes,
        unassigned=point.unassigned,
    )


def _check_types(
    instance: object,
    time_limit: object,
    initial: object,
    policy: object,
    settings: object,
    progress: object,
    stop: object,
) -> None:
    check_type("instance", instance, Instance)
    if time_limit != "auto":
        check_type("time_limit", time_limit, Real, optional=True)
    check_type("initial", initial, Solution, optional=True)
    check_type("policy", policy, Policy, str, Path, optional=True)
    check_type("settings", settings, SearchSettings, optional=True)
    check_type("progress", progress, Callable, optional=True)  # type: ignore[arg-type]
    check_event("stop", stop)


def _check_arguments(
    time_limit: float | None,
    iterations: int | None,
    seed: int,
    threads: int,
    stop: StopEvent | None,
) -> None:
    if time_limit is not None and not 0 <= time_limit < math.inf:
        raise ValueError(f"time_limit is {time_limit}, expected 0 or more seconds, or None")
    if iterations is not None and iterations < 0:
        raise ValueError(f"iterations is {iterations}, expected 0 or more")
    if not 0 <= seed < 2**47:
        raise ValueError(f"seed is {seed}, expected 0 to {2**47 - 1}")
    if not 1 <= threads <= 1024:
        raise ValueError(f"threads is {threads}, expected 1 to 1024")
    if time_limit is None and iterations is None and stop is None:
        raise ValueError("give a time_limit, iterations or a stop event: nothing would end it")

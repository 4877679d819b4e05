"""PyVRP, from 0.13 on an iterated local search, with its default parameters.

It models nearly all of an :class:`~vrp.instance.Instance`: see :mod:`vrp.baselines.pyvrp_model`.
Two things differ from its defaults: the largest penalty grows with the cost of a metre or second,
as its documentation asks where data are scaled up; and where a quarter of the time passes without a
plan that serves everyone, leaving stops out gets a price. Stops that no vehicle could serve have
that price from the start, so that one of them does not keep it from a plan of all others. It
searches on one thread.
"""

from __future__ import annotations

import time
import warnings
from importlib import metadata
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks, IteratedLocalSearchParams

from vrp.argument_types import StopEvent
from vrp.baselines.fleet import usable_kinds
from vrp.baselines.outcome import Incumbents, checked_solution
from vrp.baselines.pyvrp_model import PyvrpModel
from vrp.errors import InfeasibleError
from vrp.instance import Instance
from vrp.solution import Route, Run, Solution

__all__ = ["price", "solve"]

_ALL_SERVED_SHARE = 0.25
_INFEASIBLE = np.iinfo(np.int64).max


def solve(
    instance: Instance,
    *,
    time_limit: float,
    seed: int = 0,
    threads: int = 1,
    initial: Solution | None = None,
    stop: StopEvent | None = None,
) -> Solution:
    """Plan routes with PyVRP: see :func:`vrp.baselines.solve_with`."""
    started = time.perf_counter()
    search = _Search(instance, started, time_limit, seed, stop)
    routes = search.run(initial) if instance.stops and usable_kinds(instance) else ()
    run = Run(
        solver="pyvrp",
        solver_version=metadata.version("pyvrp"),
        seed=seed,
        threads=1,
        time_limit_s=time_limit,
        iterations=search.iterations,
        elapsed_s=time.perf_counter() - started,
        interrupted=stop is not None and stop.is_set(),
        trace=search.incumbents.trace(),
    )
    return checked_solution(instance, routes, run)


def price(instance: Instance, solution: Solution) -> tuple[int, int]:
    """(unserved, cost) of a plan as PyVRP's own cost evaluator has it.

    Raises
    ------
    InfeasibleError
        If PyVRP holds the plan to be infeasible.
    """
    model = PyvrpModel(instance, all_served=False)
    return model.value(model.solution(solution))


class _Search:
    """One run: with every stop required as long as that may work out, then at a price."""

    def __init__(
        self,
        instance: Instance,
        started: float,
        time_limit: float,
        seed: int,
        stop: StopEvent | None,
    ) -> None:
        self.instance = instance
        self.started = started
        self.deadline = started + time_limit
        self.patience = started + _ALL_SERVED_SHARE * time_limit
        self.seed = seed
        self.stop = stop
        self.incumbents = Incumbents()
        self.iterations = 0

    def run(self, initial: Solution | None) -> tuple[Route, ...]:
        model = PyvrpModel(self.instance, all_served=True)
        if initial is None or model.serves_required(initial):
            start = None if initial is None else model.solution(initial)
            best = self._search(model, start, self._out_of_patience)
            if best.is_feasible():
                return model.routes(best)
            priced = PyvrpModel(self.instance, all_served=False)
            start = priced.solution_of_feasible(best)
        else:
            priced = PyvrpModel(self.instance, all_served=False)
            start = priced.solution(initial)
        best = self._search(priced, start, self._out_of_time)
        if not best.is_feasible():
            raise InfeasibleError("pyvrp found no plan that keeps every constraint")
        return priced.routes(best)

    def _search(self, model: PyvrpModel, start: Any, stop: Any) -> Any:
        observer = _Observer(model, self)
        parameters = pyvrp.SolveParams(
            ils=IteratedLocalSearchParams(callbacks=observer),
            penalty=pyvrp.PenaltyParams(max_penalty=model.max_penalty),
        )
        with warnings.catch_warnings():
            # What it warns of is that no plan may serve everyone: then leaving out gets a price.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            result = pyvrp.solve(
                model.data,
                stop,
                seed=self.seed,
                collect_stats=False,
                params=parameters,
                initial_solution=start,
            )
        self.iterations += result.num_iterations
        return result.best

    def _out_of_time(self, best_cost: int) -> bool:
        stopped = self.stop is not None and self.stop.is_set()
        return stopped or time.perf_counter() >= self.deadline

    def _out_of_patience(self, best_cost: int) -> bool:
        infeasible = best_cost >= _INFEASIBLE
        return self._out_of_time(best_cost) or (infeasible and time.perf_counter() >= self.patience)


class _Observer(IteratedLocalSearchCallbacks):  # type: ignore[misc]
    """Records every new best plan."""

    def __init__(self, model: PyvrpModel, search: _Search) -> None:
        self.model = model
        self.search = search

    def on_start(self, ils: Any) -> None:
        self.on_best(ils.initial_solution)

    def on_best(self, best: Any) -> None:
        if best.is_feasible():
            elapsed = time.perf_counter() - self.search.started
            self.search.incumbents.add(elapsed, *self.model.value(best))

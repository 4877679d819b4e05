"""Which way of searching suits which instance and budget, as ``benchmarks/`` measured them."""

from __future__ import annotations

import math

from vrp.instance import Instance
from vrp.search._engine import Problem
from vrp.search.budget import Budget

__all__ = ["lets_plans_breed", "sends_vanguard", "starts_from_savings"]

#: Ruin and recreate iterations in a second, roughly, whatever the instance.
_ITERATIONS_PER_S = 30_000
#: With more of them for every stop, nothing is left of the first plan but the time it took.
_FEW_ITERATIONS_PER_STOP = 100
#: With more of them for every stop, a fiftieth of them already makes a good plan.
_MANY_ITERATIONS_PER_STOP = 90
#: With more of them for every pair of stops, several annealings and a population beat one annealing.
_ENOUGH_ITERATIONS_TO_BREED = 4
#: Savings join stops that are near; long routes through time windows are made of other things.
_MANY_STOPS_PER_ROUTE = 35


def starts_from_savings(instance: Instance, budget: Budget) -> bool:
    """Whether a plan by savings and a cooler start beat the engine's own insertion.

    They do where routes are short and, with time windows, as long as time is short, too.
    """
    if _stops_per_route(instance) > _MANY_STOPS_PER_ROUTE:
        return False
    return (
        not instance.is_timed or _iterations_per_stop(instance, budget) < _FEW_ITERATIONS_PER_STOP
    )


def sends_vanguard(instance: Instance, budget: Budget) -> bool:
    """Whether a quick search from savings runs ahead of the long one, which may be interrupted."""
    if not instance.stops or not budget.is_limited:
        return False
    if _stops_per_route(instance) > _MANY_STOPS_PER_ROUTE:
        return False
    return _iterations_per_stop(instance, budget) >= _MANY_ITERATIONS_PER_STOP


def lets_plans_breed(instance: Instance, problem: Problem, budget: Budget) -> bool:
    """Whether several annealings and then a genetic search beat one long annealing."""
    if not problem.is_capacitated or not instance.stops or not budget.is_limited:
        return False
    per_pair = _iterations_per_stop(instance, budget) / len(instance.stops)
    return per_pair >= _ENOUGH_ITERATIONS_TO_BREED


def _stops_per_route(instance: Instance) -> float:
    """As many as fit on a vehicle by their loads."""
    totals: list[int] = instance.deliveries.sum(axis=0).tolist()
    capacity = instance.capacity(0)
    loads = zip(totals, capacity, strict=True)
    routes = max((total / max(1, room) for total, room in loads), default=1.0)
    return len(instance.stops) / max(1.0, routes)


def _iterations_per_stop(instance: Instance, budget: Budget) -> float:
    if budget.iterations is not None:
        iterations = float(budget.iterations)
    elif budget.seconds is not None:
        iterations = budget.seconds * _ITERATIONS_PER_S
    else:
        iterations = math.inf
    return iterations / len(instance.stops)

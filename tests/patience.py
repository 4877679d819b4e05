"""Other solvers' answers, whatever a busy machine leaves of the time that they are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vrp.baselines import solve_with
from vrp.errors import InfeasibleError
from vrp.instance import Instance
from vrp.solution import Solution


def solve_patiently(
    name: str,
    instance: Instance,
    is_good: Callable[[Solution], bool] = lambda solution: True,
    *,
    time_limit: float,
    **options: Any,
) -> Solution:
    """Ask again with ten and a hundred times the time where there is no plan, or no good one."""
    for limit in (time_limit, 10 * time_limit):
        try:
            solution = solve_with(name, instance, time_limit=limit, **options)
        except InfeasibleError:
            continue
        if is_good(solution):
            return solution
    return solve_with(name, instance, time_limit=100 * time_limit, **options)


def solve_to_optimum(
    name: str, instance: Instance, optimum: tuple[int, int], *, time_limit: float
) -> Solution:
    """Ask again until what is unserved and the cost are those of the optimum."""

    def is_optimal(solution: Solution) -> bool:
        return (solution.unserved, solution.cost.total) == optimum

    return solve_patiently(name, instance, is_optimal, time_limit=time_limit)

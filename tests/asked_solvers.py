"""What other solvers find of tiny instances, and what they refuse to model."""

from __future__ import annotations

import pytest
from brute_force import optimum
from patience import solve_to_optimum

from vrp.baselines import solve_with
from vrp.errors import UnsupportedError
from vrp.instance import Instance
from vrp.solution import Solution

__all__ = ["BUDGET_S", "assert_optimal", "assert_refused"]

#: Enough for an instance of a few stops, on a machine with nothing else to do.
BUDGET_S = 0.15


def assert_optimal(name: str, instance: Instance, budget_s: float = BUDGET_S) -> Solution:
    """The plan that the solver finds, valid and as good as any."""
    best = optimum(instance)
    solution = solve_to_optimum(name, instance, best, time_limit=budget_s)
    solution.check(instance)
    assert (solution.unserved, solution.cost.total) == best
    return solution


def assert_refused(name: str, instance: Instance, constraint: str) -> None:
    """The solver says first of all that it cannot model the constraint."""
    with pytest.raises(UnsupportedError) as refusal:
        solve_with(name, instance, time_limit=BUDGET_S)
    assert str(refusal.value).startswith(f"{name} cannot model {constraint}")

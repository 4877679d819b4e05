"""From another solver's routes to a checked solution of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vrp.errors import InfeasibleError
from vrp.instance import Instance
from vrp.solution import Route, Run, Solution, TracePoint, check

__all__ = ["Incumbents", "checked_solution"]


@dataclass
class Incumbents:
    """The best plans so far, as a solver tells of them."""

    points: list[TracePoint] = field(default_factory=list)

    def add(self, elapsed_s: float, unserved: int, cost: int, iterations: int = 0) -> None:
        """Keep a plan that is better than all before it."""
        last = self.points[-1] if self.points else None
        if last is None or (unserved, cost) < (last.unserved, last.cost):
            self.points.append(TracePoint(elapsed_s, iterations, unserved, cost, 0))

    def trace(self) -> tuple[TracePoint, ...]:
        """All of them, in time."""
        return tuple(self.points)


def checked_solution(instance: Instance, routes: Sequence[Route], run: Run) -> Solution:
    """Make a solution of routes and check it.

    Raises
    ------
    InfeasibleError
        Naming the solver and every constraint that its plan breaks.
    """
    solution = Solution.of(instance, routes, run)
    violations = check(instance, solution)
    if violations:
        raise InfeasibleError(f"the plan of {run.solver} is not valid:\n" + "\n".join(violations))
    return solution

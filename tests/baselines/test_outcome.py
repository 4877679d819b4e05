from __future__ import annotations

import pytest
from small_instances import plain, with_vehicle

from vrp.baselines.outcome import Incumbents, checked_solution
from vrp.errors import InfeasibleError
from vrp.solution import Route, Run, TracePoint


def test_only_better_plans_are_kept() -> None:
    incumbents = Incumbents()
    for elapsed, unserved, cost in ((0.1, 2, 5), (0.2, 1, 90), (0.3, 1, 95), (0.4, 1, 80)):
        incumbents.add(elapsed, unserved, cost)
    assert incumbents.trace() == (
        TracePoint(0.1, 0, 2, 5, 0),
        TracePoint(0.2, 0, 1, 90, 0),
        TracePoint(0.4, 0, 1, 80, 0),
    )


def test_an_invalid_plan_is_named_with_its_solver() -> None:
    instance = with_vehicle(plain(1), max_stops=2)
    with pytest.raises(InfeasibleError, match=r"the plan of them is not valid:\n.*stops is 3"):
        checked_solution(instance, [Route(0, (0, 1, 2))], Run(solver="them"))

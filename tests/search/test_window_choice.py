"""Windows are chosen anew where a plan is laid out: it loses nothing by that."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from random_instances import random_instance

from vrp.instance import Depot, Instance, Stop, TimeWindow, Vehicle
from vrp.search._engine import value_of
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.solution import Route, Solution

_OTHERS = ("asymmetric", "depot hours", "depots", "fleet", "hourly costs", "open", "pickups")
_MORE = ("releases", "reloads", "service", "shifts")


def _instance(seed: int) -> Instance:
    rng = np.random.default_rng(seed)
    features = {"multiple windows", "limits"}
    features |= {name for name in _OTHERS + _MORE if rng.random() < 0.4}
    n_stops = int(rng.integers(6, 25))
    return random_instance(rng, n_stops=n_stops, n_vehicles=8, features=features)


@pytest.mark.parametrize("first", range(0, 160, 40))
def test_a_plan_that_was_found_is_worth_the_same_when_it_is_laid_out_again(first: int) -> None:
    for seed in range(first, first + 40):
        instance = _instance(seed)
        found = search(instance, Budget(None, 200), seed=seed, threads=1)
        solution = Solution.of(instance, found.routes)
        problem = make_problem(instance, 10)
        value = value_of(problem.native, problem.plan(found.routes))
        assert value == (solution.unserved, solution.cost.total), seed
        again = search(instance, Budget(None, 0), seed=seed, threads=1, start=found.routes)
        restarted = Solution.of(instance, again.routes)
        # What did not fit may fit now.
        assert (restarted.unserved, restarted.cost.total) <= value, seed


def _route(
    windows: list[tuple[TimeWindow, ...]], vehicle: Vehicle, leg: int = 10
) -> tuple[Instance, Route]:
    """A route of stops in their order, all legs being as long."""
    legs = np.full((len(windows) + 1, len(windows) + 1), leg, dtype=np.int32)
    np.fill_diagonal(legs, 0)
    stops = [Stop(f"s{number}", windows=given) for number, given in enumerate(windows)]
    instance = Instance((Depot("d"),), tuple(stops), (vehicle,), legs, legs)
    return instance, Route(0, tuple(range(len(windows))))


def _value(instance: Instance, route: Route) -> tuple[int, int]:
    problem = make_problem(instance, 10)
    return value_of(problem.native, problem.plan([route]))


@pytest.mark.parametrize("vehicle", [{"max_duration_s": 50}, {"cost_per_s": 1}])
def test_a_late_window_is_chosen_where_an_early_one_means_a_long_wait(
    vehicle: dict[str, int],
) -> None:
    windows: list[tuple[TimeWindow, ...]] = [((10, 20), (200, 210)), ((220, 230),)]
    instance, route = _route(windows, Vehicle("v", **vehicle))
    solution = Solution.of(instance, [route])
    solution.check(instance)
    assert _value(instance, route) == (0, solution.cost.total)


def test_many_windows_take_no_time() -> None:
    """Of all choices, few are kept for every stop."""
    windows = tuple((start, start + 5) for start in range(0, 600, 10))
    instance, route = _route([windows] * 40, Vehicle("v", cost_per_s=1), leg=7)
    solution = Solution.of(instance, [route])
    assert _value(instance, route) == (0, solution.cost.total)
    starts = [visit.start_s for visit in solution.schedules(instance)[0].visits]
    assert all(one < other for one, other in pairwise(starts))

"""Plans that are crossed: what becomes of them, and how many may be there to begin with."""

from __future__ import annotations

import math

import numpy as np
import pytest
from brute_force import optimum
from hypothesis import given
from hypothesis import strategies as st
from random_instances import FEATURES, random_features, random_instance
from small_instances import plain

from vrp.instance import Instance
from vrp.search._engine import Search, make_recombination
from vrp.search.crew import EnginePlan
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.settings import SearchSettings
from vrp.solution import Solution

_MIXES = [(), ("windows", "asymmetric"), ("fleet", "depots"), ("reloads",), ("prizes",), FEATURES]


def _annealed(problem: EngineProblem, seed: int, iterations: int = 300) -> Search:
    search = Search(problem.native, SearchSettings().to_engine(from_plan=False), seed)
    search.construct()
    search.run(math.inf, iterations, 0.0, 1.0)
    return search


def _crossed(
    instance: Instance, seed: int, *, members: int = 4, iterations: int = 3000
) -> tuple[EngineProblem, list[Search], Search]:
    problem = make_problem(instance, 20)
    annealed = [_annealed(problem, 10 * seed + number) for number in range(members)]
    search = make_recombination(problem.native, SearchSettings().to_engine(from_plan=False), seed)
    for member in annealed:
        search.start_from(member.best())
    expected = iterations if members and instance.stops else 0
    assert search.run(math.inf, iterations, 0.0, 1.0) == expected
    return problem, annealed, search


@given(seed=st.integers(0, 2**20), n_stops=st.integers(0, 30))
def test_plans_are_valid_cost_what_they_seem_to_and_are_no_worse(seed: int, n_stops: int) -> None:
    rng = np.random.default_rng(seed)
    features = random_features(rng)
    instance = random_instance(rng, n_stops=n_stops, n_vehicles=1 + n_stops // 4, features=features)
    problem, annealed, search = _crossed(instance, seed, iterations=500)
    solution = Solution.of(instance, problem.routes(search.best()))
    solution.check(instance)
    value = (solution.unserved, solution.cost.total)
    assert search.best_routes() == len(solution.routes)
    assert search.best_unassigned() == instance.count_once(solution.unassigned)
    if "multiple windows" in features:
        # The engine keeps to a window of several, and a plan that is laid anew may be in others.
        assert search.best_value() >= value
    else:
        assert search.best_value() == value
        assert value <= min(member.best_value() for member in annealed)


@pytest.mark.parametrize("features", _MIXES)
def test_small_instances_are_solved_to_optimality(features: tuple[str, ...]) -> None:
    for seed in range(3):
        instance = plain(seed, *features)
        assert _crossed(instance, seed)[2].best_value() == optimum(instance)


@pytest.mark.parametrize("features", [(), ("windows",), ("fleet",), ("windows", "reloads")])
def test_crossing_makes_better_plans_of_good_ones(features: tuple[str, ...]) -> None:
    instance = plain(3, *features, n_stops=80, n_vehicles=40)
    _, annealed, search = _crossed(instance, 3, members=6, iterations=60_000)
    assert search.best_value() < min(member.best_value() for member in annealed)


def test_the_same_seed_makes_the_same_plans() -> None:
    instance = plain(2, "windows", n_stops=60, n_vehicles=30)
    plans = [_crossed(instance, seed, iterations=8000)[2].best() for seed in (5, 5, 6)]
    assert plans[0] == plans[1] != plans[2]


@pytest.mark.parametrize("members", [0, 1])
def test_fewer_than_two_plans_cannot_be_crossed(members: int) -> None:
    instance = plain(3, "windows", n_stops=40, n_vehicles=20)
    _, annealed, search = _crossed(instance, 0, members=members)
    if members:
        # What is left is to anneal the one again.
        assert search.best_value() <= annealed[0].best_value()
    else:
        assert search.best() == []
        assert search.best_unassigned() == len(instance.stops)
        assert search.best_value()[0] > 0


def test_a_given_plan_is_not_lost() -> None:
    instance = plain(4, "prizes", n_stops=30, n_vehicles=4)
    problem = make_problem(instance, 20)
    good: EnginePlan = _annealed(problem, 0, 20_000).best()
    search = make_recombination(problem.native, SearchSettings().to_engine(from_plan=False), 0)
    search.start_from(good)
    cost = Solution.of(instance, problem.routes(good)).cost.total
    assert search.best_value()[1] == cost
    search.start_from(_annealed(problem, 1, 10).best())
    assert search.best() == good


def test_what_is_no_plan_is_refused() -> None:
    problem = make_problem(plain(0), 20)
    search = make_recombination(problem.native, SearchSettings().to_engine(from_plan=False), 0)
    with pytest.raises(ValueError, match=r"twice|stop"):
        search.start_from([(0, [0, 1, 1])])

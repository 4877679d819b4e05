"""The genetic search: optimal on small instances, valid on all it takes, and which those are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from brute_force import optimum
from hypothesis import assume, given
from hypothesis import strategies as st
from small_instances import plain, with_stop, with_vehicle

from vrp.instance import Instance
from vrp.search._engine import Search, make_genetic_search, value_of
from vrp.search.construct import insertion
from vrp.search.crew import EnginePlan
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.settings import SearchSettings
from vrp.solution import Solution

_FEATURES = (
    (),
    ("asymmetric",),
    ("fixed costs",),
    ("open",),
    ("asymmetric", "open"),
    ("windows",),
    ("windows", "asymmetric", "fixed costs"),
    ("windows", "open"),
    ("fleet",),
    ("fleet", "depots", "skills", "fixed costs", "asymmetric"),
    ("fleet", "depots", "open", "windows", "shifts", "speed"),
    ("windows", "hourly costs", "service"),
    ("asymmetric", "overtime", "hourly costs", "shifts"),
    ("fleet", "depots", "skills", "windows", "hourly costs", "overtime", "speed", "depot hours"),
    ("multiple windows",),
    ("multiple windows", "fleet", "depots", "asymmetric", "service", "shifts"),
    ("prizes",),
    ("prizes", "fleet", "windows", "hourly costs", "pickups"),
    ("pickups", "asymmetric"),
    ("pickups", "windows", "hourly costs", "fleet"),
    ("dimensions",),
    ("missing ways", "asymmetric"),
    ("missing ways", "fleet", "windows"),
    ("dimensions", "pickups", "fleet", "skills", "windows", "service"),
    ("limits", "asymmetric"),
    ("limits", "windows", "fleet", "depots", "missing ways"),
    ("limits", "pickups", "hourly costs"),
    ("breaks", "windows"),
    ("breaks", "asymmetric", "hourly costs", "overtime", "service", "shifts"),
    ("breaks", "fleet", "depots", "open", "pickups"),
    ("breaks", "limits", "windows"),
)


def _roomy(seed: int, *features: str, n_stops: int = 6) -> Instance:
    """As many vehicles of each kind as there are stops, with room for the largest."""
    instance = plain(seed, *features, n_stops=n_stops)
    largest = np.maximum(instance.deliveries, instance.pickups).max(axis=0)
    kinds = tuple(
        replace(
            kind,
            count=n_stops,
            capacity=tuple(np.maximum(largest, instance.capacity(number)).tolist()),
        )
        for number, kind in enumerate(instance.vehicles)
    )
    return replace(instance, vehicles=kinds)


def _first_plan(problem: EngineProblem) -> EnginePlan:
    knobs = SearchSettings().to_engine(from_plan=False)
    return insertion(problem, knobs, 1, 0)[0]


def _can_serve_all(instance: Instance) -> bool:
    """Whether an insertion finds a place for every stop, as there is a vehicle for each."""
    problem = make_problem(instance, 20)
    plan = _first_plan(problem)
    return value_of(problem.native, plan)[0] == 0


def _bred(instance: Instance, seed: int, children: int = 200) -> tuple[EngineProblem, Search]:
    problem = make_problem(instance, 20)
    search = make_genetic_search(problem.native, seed)
    search.start_from(_first_plan(problem))
    search.run(60.0, children * len(instance.stops), 0.0, 1.0)
    return problem, search


@pytest.mark.parametrize("features", _FEATURES)
def test_small_instances_are_solved_to_optimality(features: tuple[str, ...]) -> None:
    instances = [_roomy(seed, *features) for seed in range(12)]
    complete = [instance for instance in instances if _can_serve_all(instance)]
    assert len(complete) >= 4
    for seed, instance in enumerate(complete[:5]):
        _, search = _bred(instance, seed, children=1000)
        assert search.best_value() == optimum(instance)


@given(seed=st.integers(0, 2**31), n_stops=st.integers(1, 25), features=st.sampled_from(_FEATURES))
def test_plans_are_valid_and_cost_what_they_seem_to(
    seed: int, n_stops: int, features: tuple[str, ...]
) -> None:
    instance = _roomy(seed, *features, n_stops=n_stops)
    assume(_can_serve_all(instance))
    problem, search = _bred(instance, seed, children=30)
    solution = Solution.of(instance, problem.routes(search.best()))
    solution.check(instance)
    assert search.best_value() == (0, solution.cost.total)
    assert search.best_routes() == len(solution.routes)
    assert search.best_unassigned() == len(solution.unassigned)


def test_a_plan_that_was_given_is_not_lost() -> None:
    instance = _roomy(1, n_stops=30)
    problem = make_problem(instance, 20)
    search = make_genetic_search(problem.native, 1)
    assert search.best_unassigned() == 30
    plan = _first_plan(problem)
    search.start_from(plan)
    given_cost = Solution.of(instance, problem.routes(plan)).cost.total
    assert search.best_value() <= (0, given_cost)
    before = search.best_value()
    search.run(60.0, 3000, 0.0, 1.0)
    assert search.best_value() <= before


def test_the_same_seed_breeds_the_same_plans() -> None:
    instance = _roomy(2, n_stops=30)
    plans = [_bred(instance, seed)[1].best() for seed in (5, 5)]
    assert plans[0] == plans[1]


def test_fewer_vehicles_than_routes_would_take_are_kept_to() -> None:
    instance = with_vehicle(_roomy(3, n_stops=24), capacity=(10**4,), count=2, cost_per_m=1)
    problem, search = _bred(instance, 0)
    solution = Solution.of(instance, problem.routes(search.best()))
    solution.check(instance)
    assert len(solution.routes) <= 2


@pytest.mark.parametrize(
    "wrong", ["a stop twice", "too much", "late", "too long", "too far", "too many"]
)
def test_plans_that_cannot_be_driven_are_refused(wrong: str) -> None:
    instance = with_vehicle(_roomy(4, n_stops=4), capacity=(10**4,))
    if wrong == "too much":
        instance = with_vehicle(instance, capacity=(int(instance.deliveries.max()),))
    if wrong == "late":
        instance = with_stop(with_stop(instance, 0, service_s=50), 1, windows=((0, 40),))
    if wrong == "too long":
        instance = with_vehicle(with_stop(instance, 0, service_s=50), max_duration_s=49)
    if wrong == "too far":
        instance = with_vehicle(instance, max_distance_m=1)
    if wrong == "too many":
        instance = with_vehicle(instance, max_stops=3)
    stops = [0, 1, 2, 2] if wrong == "a stop twice" else [0, 1, 2, 3]
    search = make_genetic_search(make_problem(instance, 20).native, 0)
    with pytest.raises(ValueError, match=r"every stop once at most|carries too much, is late"):
        search.start_from([(0, stops)])


@given(seed=st.integers(0, 2**31), n_stops=st.integers(1, 25), features=st.sampled_from(_FEATURES))
def test_what_the_first_plan_leaves_out_stays_out(
    seed: int, n_stops: int, features: tuple[str, ...]
) -> None:
    instance = plain(seed, *features, n_stops=n_stops, n_vehicles=2)
    problem = make_problem(instance, 20)
    assume(problem.native.can_breed)
    plan = _first_plan(problem)
    unserved = value_of(problem.native, plan)[0]
    search = make_genetic_search(problem.native, seed)
    search.start_from(plan)
    search.start_from([])
    search.run(60.0, 30 * n_stops, 0.0, 1.0)
    solution = Solution.of(instance, problem.routes(search.best()))
    solution.check(instance)
    assert search.best_value() == (unserved, solution.cost.total)
    required = {at for at, stop in enumerate(instance.stops) if stop.prize is None}
    served = {stop for route in problem.routes(plan) for stop in route.stops}
    assert required - served == required & set(solution.unassigned)


@pytest.mark.parametrize(
    "features",
    [
        "groups",
        "releases",
        "reloads",
        "shipments",
    ],
)
def test_other_problems_are_refused(features: str) -> None:
    rng_seeds = range(10)
    instances = [plain(seed, features, n_stops=12, n_vehicles=6) for seed in rng_seeds]
    refused = [not make_problem(instance, 20).native.can_breed for instance in instances]
    assert any(refused)
    problem = make_problem(instances[int(np.argmax(refused))], 20).native
    with pytest.raises(ValueError, match="expected stops that are served, or not, each by itself"):
        make_genetic_search(problem, 0)


def test_a_stop_is_left_out_for_a_prize_that_is_less_than_its_way() -> None:
    instance = _roomy(5, n_stops=8)
    for prize, left_out in ((0, 1), (10**4, 0)):
        _, search = _bred(with_stop(instance, 0, prize=prize), 0)
        assert search.best_unassigned() == left_out


def test_nobody_may_be_worth_a_drive() -> None:
    instance = _roomy(6)
    for stop in range(len(instance.stops)):
        instance = with_stop(instance, stop, prize=0)
    _, search = _bred(instance, 0)
    assert search.best() == []
    assert search.best_value() == (0, 0)

"""What a policy does for a search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from policy_instances import instance_of
from random_policies import DENSE, SMALL, random_policy

from vrp.errors import UnsupportedError
from vrp.models.settings import Settings
from vrp.policy.guide import PolicyGuide
from vrp.search.construct import best_first
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.solution import Solution

_KNOBS = SearchSettings().to_engine(from_plan=True)


def test_plans_have_their_longest_routes_in_front() -> None:
    instance = instance_of("acvrp")
    problem = make_problem(instance, 20)
    guide = PolicyGuide(random_policy("acvrp"), instance, threads=2, rollouts=5)
    plans = guide(problem, _KNOBS, 1, 0)
    assert len(plans) == 5
    for plan in plans:
        sizes = [len(stops) for _, stops in plan]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("settings", [SMALL, DENSE], ids=["sparse", "dense"])
def test_neighbours_are_the_likeliest_of_the_lists(settings: Settings) -> None:
    instance = instance_of("acvrptw", 12)
    problem = make_problem(instance, 20)
    policy = random_policy("acvrptw", settings)
    guide = PolicyGuide(policy, instance, threads=1, rollouts=1)
    lists, logits = policy.encode(problem).edge_logits()
    for stop, found in enumerate(guide.neighbours(problem, 3)):
        by_logit = sorted(zip(-logits[stop], lists[stop], strict=True))
        assert found.tolist() == [other for _, other in by_logit[:3]]
    assert guide.neighbours(problem, 99).shape == lists.shape


@pytest.mark.parametrize("settings", [SMALL, DENSE], ids=["sparse", "dense"])
def test_short_lists_end_with_nobody(settings: Settings) -> None:
    instance = instance_of("acvrp", 3)
    guide = PolicyGuide(random_policy("acvrp", settings), instance, threads=1, rollouts=1)
    for stop, found in enumerate(guide.neighbours(make_problem(instance, 2), 9)):
        assert sorted(found[:2]) == sorted({0, 1, 2} - {stop})
        assert (found[2:] == -1).all()


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("vehicles", [3, 40])
def test_searches_start_from_the_best_plan(threads: int, vehicles: int) -> None:
    instance = instance_of("acvrp")
    instance = replace(instance, vehicles=(replace(instance.vehicles[0], count=vehicles),))
    guide = PolicyGuide(random_policy("acvrp"), instance, threads, rollouts=4)
    found = search(
        instance,
        Budget(None, 0),
        seed=0,
        threads=threads,
        construction=guide,
        preferred=lambda problem: guide.neighbours(problem, 4),
    )
    problem = make_problem(instance, 100)
    plans = best_first(problem.native, guide(problem, _KNOBS, 1, 0))
    best = Solution.of(instance, problem.routes(plans[0][:vehicles]))
    Solution.of(instance, found.routes).check(instance)
    assert (found.trace[0].unserved, found.trace[0].cost) <= (best.unserved, best.cost.total)


def test_instances_out_of_scope_are_refused_at_once() -> None:
    with pytest.raises(UnsupportedError, match="trained for acvrptw"):
        PolicyGuide(random_policy("acvrptw"), instance_of("acvrp"), 1, 1)


def test_too_many_stops_for_a_dense_policy_are_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vrp.policy.policy._MOST_PAIR_BYTES", 10_000)
    with pytest.raises(UnsupportedError, match=r"50 stops.* a sparse policy serves larger"):
        PolicyGuide(random_policy("acvrp", DENSE), instance_of("acvrp", 50), 1, 1)


def test_a_guide_encodes_every_problem_it_is_asked_about() -> None:
    instance = instance_of("acvrp")
    guide = PolicyGuide(random_policy("acvrp"), instance, threads=1, rollouts=1)
    one, other = make_problem(instance, 20), make_problem(instance, 20)
    np.testing.assert_array_equal(guide.neighbours(one, 3), guide.neighbours(other, 3))
    assert guide(one, _KNOBS, 1, 0) == guide(other, _KNOBS, 1, 0)

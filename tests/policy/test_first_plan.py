"""Which construction makes the first plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from plane_instances import plane_instance
from policy_instances import instance_of
from random_instances import random_instance
from random_policies import random_policy, save_random_policy

from vrp.cli import values
from vrp.errors import CheckpointError, UnsupportedError
from vrp.policy.first_plan import INITS, choose_first_plan
from vrp.policy.guide import PolicyGuide
from vrp.search.budget import Budget
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.solver import solve

_PLAIN = SearchSettings(guided_neighbours=0)
_GUIDED = SearchSettings(guided_neighbours=4)
_LONG = Budget(seconds=None, iterations=10**9)


def test_the_command_line_knows_them_all() -> None:
    assert values.INITS == INITS


@pytest.mark.parametrize(
    ("init", "chosen", "by_engine"),
    [
        ("auto", "savings", False),
        ("insertion", "insertion", True),
        ("savings", "savings", False),
        ("nearest", "nearest", False),
        ("random", "random", False),
    ],
)
def test_classical_constructions(init: str, chosen: str, by_engine: bool) -> None:
    first = choose_first_plan(instance_of("acvrp"), init, None, _PLAIN, 1, _LONG)
    assert first.name == chosen
    assert (first.construction is None) == by_engine
    assert first.preferred is None


def test_long_searches_through_time_windows_start_from_insertion() -> None:
    instance = instance_of("acvrptw")
    short = Budget(seconds=None, iterations=len(instance.stops))
    assert choose_first_plan(instance, "auto", None, _PLAIN, 1, short).name == "savings"
    assert choose_first_plan(instance, "auto", None, _PLAIN, 1, _LONG).name == "insertion"


@pytest.mark.parametrize("init", ["auto", "policy"])
def test_a_policy_without_a_name_is_not_the_one_that_comes_with_us(init: str) -> None:
    with pytest.raises(CheckpointError, match="there is no checkpoint ''"):
        choose_first_plan(instance_of("acvrp"), init, "", _PLAIN, 1, _LONG)


@pytest.mark.parametrize("init", ["auto", "policy"])
def test_a_policy_makes_plans_where_one_is_given(init: str, tmp_path: Path) -> None:
    instance = instance_of("acvrp")
    path = tmp_path / "mine.safetensors"
    save_random_policy(path, "acvrp")
    for policy in (random_policy("acvrp"), path, str(path)):
        first = choose_first_plan(instance, init, policy, _PLAIN, 1, _LONG)
        assert first.name == "policy"
        assert isinstance(first.construction, PolicyGuide)
        assert first.preferred is None


def test_a_policy_guides_any_construction() -> None:
    instance = instance_of("acvrp")
    for init in ("insertion", "savings", "policy"):
        first = choose_first_plan(instance, init, random_policy("acvrp"), _GUIDED, 1, _LONG)
        assert first.name == init
        assert first.preferred is not None
        lists = first.preferred(make_problem(instance, 20))
        assert lists.shape == (len(instance.stops), _GUIDED.guided_neighbours)
    with pytest.raises(ValueError, match="init is 'savings' while a policy is given"):
        choose_first_plan(instance, "savings", random_policy("acvrp"), _PLAIN, 1, _LONG)


def test_a_policy_for_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    save_random_policy(path, "acvrptw")
    with pytest.raises(CheckpointError, match="was trained for acvrptw, not for acvrp"):
        choose_first_plan(instance_of("acvrp"), "policy", path, _PLAIN, 1, _LONG)
    with pytest.raises(CheckpointError, match="no checkpoint 'nobody'"):
        choose_first_plan(instance_of("acvrp"), "policy", "nobody", _PLAIN, 1, _LONG)


def test_coordinates_take_savings_part_by_part() -> None:
    plane = plane_instance(0, n_stops=9)
    assert choose_first_plan(plane, "auto", None, _PLAIN, 1, _LONG).name == "savings"
    with pytest.raises(UnsupportedError, match="choose savings"):
        choose_first_plan(plane, "insertion", None, _PLAIN, 1, _LONG)


def test_unknown_ways() -> None:
    with pytest.raises(ValueError, match="'sweep', expected one of auto, policy, savings"):
        choose_first_plan(instance_of("acvrp"), "sweep", None, _PLAIN, 1, _LONG)


def test_without_stops_there_is_nothing_to_choose() -> None:
    empty = random_instance(np.random.default_rng(0), n_stops=0, features=())
    for init in INITS:
        assert solve(empty, iterations=0, init=init).routes == ()


@pytest.mark.parametrize("problem", ["atsp", "acvrp", "acvrptw"])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("settings", [_PLAIN, _GUIDED], ids=["plain", "guided"])
def test_solving_with_a_policy_is_repeatable(
    problem: str, threads: int, settings: SearchSettings
) -> None:
    instance, policy = instance_of(problem), random_policy(problem)
    one, two = (
        solve(instance, iterations=300, seed=2, threads=threads, policy=policy, settings=settings)
        for _ in range(2)
    )
    assert one.routes == two.routes
    assert one.run.init == "policy"


def test_a_given_plan_can_be_guided_but_not_replaced() -> None:
    instance, policy = instance_of("acvrp"), random_policy("acvrp")
    plan = solve(instance, iterations=0, init="savings")
    guided = solve(instance, iterations=50, initial=plan, policy=policy, settings=_GUIDED)
    assert guided.run.init == "given"
    assert guided.cost.total <= plan.cost.total
    with pytest.raises(ValueError, match="a policy is given beside an initial plan"):
        solve(instance, iterations=50, initial=plan, policy=policy, settings=_PLAIN)

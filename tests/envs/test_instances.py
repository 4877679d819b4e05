"""Batches as instances and back: nothing lost, every cost the same."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from random_batches import batches
from small_cities import small_city
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.envs.generator import generate
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.instances import routes_of, solution_of, to_batch, to_instance, tour_of
from vrp.envs.problems import PROBLEMS
from vrp.envs.rollout import choose_randomly, rollout
from vrp.errors import InstanceError
from vrp.solution import check

CITY = small_city(60)


def _random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _fields(batch: Batch) -> dict[str, Tensor]:
    return {name: value for name, value in vars(batch).items() if isinstance(value, Tensor)}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_instances_give_the_batch_back(problem: str) -> None:
    batch = generate(CITY, GeneratorSettings(problem=problem, stops=12), 3, _random())
    instances = [to_instance(batch, index, city=CITY) for index in range(3)]
    again = to_batch(instances)
    assert again.problem == problem
    given, got = _fields(batch), _fields(again)
    assert all(torch.equal(given[name], got[name]) for name in given)
    assert (again.durations is again.distances) == (problem != "acvrptw")


@given(batches(), st.integers(0, 2**32))
@settings(max_examples=60)
def test_plans_cost_what_the_environments_say(batch: Batch, seed: int) -> None:
    actions, state = rollout(batch, 3, choose_randomly(_random(seed)))
    costs = environment(batch.problem).cost(batch, state)
    for index in range(len(batch)):
        instance = to_instance(batch, index)
        for visits, metres in zip(actions[index], costs[index], strict=True):
            plan = solution_of(instance, visits.tolist())
            assert check(instance, plan) == ()
            assert (plan.cost.total, plan.unassigned) == (int(metres), ())


def test_instances_say_where_they_come_from() -> None:
    batch = generate(CITY, GeneratorSettings(stops=4), 2, _random())
    instance = to_instance(batch, 1, city=CITY)
    assert instance.name == "small-acvrptw-n4-1"
    assert (instance.matrix_source, instance.attribution) == ("made up", "nobody's")
    assert to_instance(batch, 1).name == "instance-acvrptw-n4-1"
    with pytest.raises(IndexError, match="index is 2, expected 0 to 1"):
        to_instance(batch, 2)


def test_a_stop_open_all_shift_long_has_no_window() -> None:
    batch = generate(CITY, GeneratorSettings(stops=9, windowed=(0, 0)), 1, _random())
    assert [stop.windows for stop in to_instance(batch, 0).stops] == [()] * 9


def test_a_batch_is_of_equal_sizes() -> None:
    sizes = (GeneratorSettings(stops=4), GeneratorSettings(stops=5))
    small, large = (to_instance(generate(CITY, s, 1, _random()), 0) for s in sizes)
    with pytest.raises(InstanceError, match=r"-n5-0: has 5 stops, expected 4 as instance-acv"):
        to_batch([small, large])
    with pytest.raises(InstanceError, match="there are no instances"):
        to_batch([])


def test_tours_and_routes_lead_into_each_other() -> None:
    assert routes_of([2, 1, 0, 0, 3, 0]) == ((1, 0), (2,))
    assert tour_of([(1, 0), (2,)]) == [0, 2, 1, 0, 3, 0]
    assert routes_of(tour_of([(1, 0), (2,)])) == ((1, 0), (2,))
    assert routes_of([]) == ()
    assert routes_of(torch.tensor([0, 1, 0])) == ((0,),)

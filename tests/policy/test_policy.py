"""Policies in the engine: plans are valid, repeatable, and the same on any number of threads."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from policy_instances import instance_of
from random_instances import random_instance
from random_policies import DENSE, SMALL, random_policy, random_weights, save_random_policy

from vrp.errors import CheckpointError, UnsupportedError
from vrp.instance import MAX_VALUE, Stop
from vrp.models.settings import DenseSettings, Settings
from vrp.policy import Policy, load_policy
from vrp.policy.scope import problem_of
from vrp.search import _engine
from vrp.search.problem import make_problem
from vrp.solution import Solution, check

both_kinds = pytest.mark.parametrize("settings", [SMALL, DENSE], ids=["sparse", "dense"])


@both_kinds
@pytest.mark.parametrize("problem", ["atsp", "acvrp", "acvrptw"])
@pytest.mark.parametrize("seed", range(5))
def test_plans_are_valid_and_serve_what_can_be_served(
    problem: str, seed: int, settings: Settings
) -> None:
    instance = instance_of(problem, seed=seed)
    assert problem_of(instance) == problem
    engine = make_problem(instance, 20)
    alone = {
        number
        for number in range(40)
        if not check(
            instance, Solution.of(instance, engine.routes([(0, [engine.stops.index(number)])]))
        )
    }
    for plan in random_policy(problem, settings, seed).encode(engine).rollouts(5, seed, 2):
        solution = Solution.of(instance, engine.routes(plan))
        solution.check(instance)
        assert set(range(40)) - set(solution.unassigned) == alone


@both_kinds
@pytest.mark.parametrize("problem", ["acvrp", "acvrptw"])
def test_threads_change_nothing(problem: str, settings: Settings) -> None:
    engine = make_problem(instance_of(problem, 60), 20)
    policy = random_policy(problem, settings)
    one = policy.encode(engine, 1)
    for threads in (2, 3, 7):
        more = policy.encode(engine, threads)
        for mine, theirs in zip(one.edge_logits(), more.edge_logits(), strict=True):
            np.testing.assert_array_equal(mine, theirs)
        assert more.rollouts(6, 3, threads) == one.rollouts(6, 3, 1)


def test_the_seed_decides_about_all_but_the_first() -> None:
    encoded = random_policy("acvrp").encode(make_problem(instance_of("acvrp"), 20))
    one, other = encoded.rollouts(4, 0, 1), encoded.rollouts(4, 1, 1)
    assert one[0] == other[0]
    assert all(mine != theirs for mine, theirs in zip(one[1:], other[1:], strict=True))
    assert len({str(plan) for plan in one}) == 4
    assert encoded.rollouts(2, 0, 1) == one[:2]
    assert encoded.rollouts(0, 0, 1) == []


@both_kinds
def test_edges_can_be_judged_without_all_that_plans_need(settings: Settings) -> None:
    engine = make_problem(instance_of("acvrptw"), 20)
    policy = random_policy("acvrptw", settings)
    whole, edges = policy.encode(engine), policy.encode(engine, for_plans=False)
    for mine, theirs in zip(whole.edge_logits(), edges.edge_logits(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    with pytest.raises(ValueError, match="this encoding is not for plans"):
        edges.rollouts(1, 0, 1)


def test_a_shift_without_an_end_ends_with_the_last_window() -> None:
    instance = instance_of("acvrptw", 20)
    (vehicle,) = instance.vehicles
    stops = [replace(stop, windows=stop.windows or ((0, 90),)) for stop in instance.stops]
    home = int(instance.durations_s[1:, 0].max())
    latest = max(
        stop.windows[-1][1] + stop.service_s + int(instance.durations_s[1 + number, 0])
        for number, stop in enumerate(stops)
    )
    endless, ending = (
        replace(instance, stops=stops, vehicles=(replace(vehicle, shift_s=(0, end)),))
        for end in (MAX_VALUE, latest)
    )
    assert latest >= home
    policy = random_policy("acvrptw")
    one, other = (
        policy.encode(make_problem(each, 10)).rollouts(3, 0, 1) for each in (endless, ending)
    )
    assert one == other


def test_stops_without_a_window_may_be_served_during_the_shift() -> None:
    instance = instance_of("acvrptw", 20)
    (vehicle,) = instance.vehicles
    vehicle = replace(vehicle, shift_s=(3, 95))
    open_all_day = [replace(stop, windows=()) for stop in instance.stops]
    during_the_shift = [replace(stop, windows=((3, 95),)) for stop in instance.stops]
    policy = random_policy("acvrptw")
    one, other = (
        policy.encode(
            make_problem(replace(instance, stops=stops, vehicles=(vehicle,)), 10)
        ).edge_logits()
        for stops in (open_all_day, during_the_shift)
    )
    for mine, theirs in zip(one, other, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@both_kinds
def test_policies_are_loaded_from_files(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "mine.safetensors"
    save_random_policy(path, "acvrp", settings)
    policy = load_policy(path)
    assert (policy.name, policy.problem, policy.settings) == ("mine", "acvrp", settings)
    engine = make_problem(instance_of("acvrp"), 20)
    expected = random_policy("acvrp", settings).encode(engine).rollouts(3, 0, 1)
    assert policy.encode(engine).rollouts(3, 0, 1) == expected
    with pytest.raises(CheckpointError, match="was trained for acvrp, not for acvrptw"):
        load_policy(path, "acvrptw")


def test_missing_weights() -> None:
    weights = random_weights()
    del weights["heads.key.weight"]
    with pytest.raises(CheckpointError, match=r"heads\.key\.weight of shape \(12, 12\)"):
        Policy("broken", "acvrp", SMALL, weights)


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("heads.key.weight", (12, 11), "heads.key.weight is not 12 by 12"),
        ("heads.key.weight", (12,), "heads.key.weight has not 2 axes"),
        ("encoder.layers.0.node_norm.weight", (3,), "node_norm.weight has not 12 elements"),
        ("decoder.move_score.weight", (2, 5), "decoder.move_score.weight is not 1 by 5"),
        ("decoder.query_out.bias", None, ""),
    ],
)
def test_the_engine_checks_shapes_by_itself(
    name: str, shape: tuple[int, ...] | None, message: str
) -> None:
    weights = random_weights()
    if shape is None:
        # A linear layer may have no bias.
        del weights[name]
        _engine.sparse_policy(weights, "acvrp", 5)
        return
    weights[name] = np.zeros(shape, dtype=np.float32)
    with pytest.raises(ValueError, match=message):
        _engine.sparse_policy(weights, "acvrp", 5)


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("encoder.pair_out.weight", (6, 5), "encoder.pair_out.weight is not 6 by 6"),
        ("encoder.pair_in.bias", (5,), "encoder.pair_in.bias has not 6 elements"),
        ("encoder.layers.1.attention_in.weight", (12, 12), "attention_in.weight is not 36 by 12"),
        ("encoder.layers.0.pair_bias.weight", (3, 6), "pair_bias.weight is not 2 by 6"),
        ("heads.channel.weight", (3, 5), "heads.channel.weight is not 3 by 6"),
        ("heads.edge_source.weight", (12,), "heads.edge_source.weight has not 2 axes"),
        ("decoder.move_channel.weight", (5, 2), "decoder.move_channel.weight is not 5 by 3"),
    ],
)
def test_the_engine_checks_shapes_of_dense_policies(
    name: str, shape: tuple[int, ...], message: str
) -> None:
    weights = random_weights(DENSE)
    weights[name] = np.zeros(shape, dtype=np.float32)
    with pytest.raises(ValueError, match=message):
        _engine.dense_policy(weights, "acvrp", 2)


@pytest.mark.parametrize("heads", [0, 5, 24])
def test_heads_share_the_width(heads: int) -> None:
    with pytest.raises(ValueError, match="no multiple of the number of heads"):
        _engine.dense_policy(random_weights(DENSE), "acvrp", heads)


def test_weights_for_another_number_of_heads() -> None:
    settings = replace(DENSE, heads=3)
    with pytest.raises(CheckpointError, match=r"pair_bias\.weight of shape \(3, 6\)"):
        Policy("broken", "acvrp", settings, random_weights(DENSE))


def test_all_other_stops_are_candidates_of_dense_policies() -> None:
    lists, logits = (
        random_policy("acvrp", DENSE).encode(make_problem(instance_of("acvrp", 9), 4)).edge_logits()
    )
    others = np.where(np.eye(9, dtype=bool), -1, np.arange(9))
    np.testing.assert_array_equal(lists, others)
    assert np.isneginf(np.diag(logits)).all()
    assert np.isfinite(logits[others >= 0]).all()


def test_dense_policies_name_the_memory_that_too_many_stops_would_take() -> None:
    policy = random_policy("acvrp", DenseSettings(layers=1))
    policy.check_size(1500)
    with pytest.raises(UnsupportedError, match=r"take 321 MB for the pairs of 2,000 stops, at"):
        policy.check_size(2000)
    random_policy("acvrp").check_size(10**6)


def test_the_engine_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="there is no problem tsp"):
        _engine.sparse_policy(random_weights(), "tsp", 5)
    with pytest.raises(ValueError, match="a policy needs candidates"):
        _engine.sparse_policy(random_weights(), "acvrp", 0)
    native = random_policy("acvrp").native
    problem = make_problem(instance_of("acvrp", 4), 3).native
    for order in ([0, 1, 2], [0, 1, 2, 2], [1, 2, 3, 4]):
        with pytest.raises(ValueError, match="a number of its own for every stop"):
            native.encode(problem, order, True, 1)
    instance = random_instance(np.random.default_rng(0), n_stops=3, features=("open", "depots"))
    several = make_problem(instance, 3).native
    with pytest.raises(ValueError, match="expected stops, one depot and one kind of vehicle"):
        native.encode(several, [0, 1, 2], True, 1)


def test_the_scope_names_the_largest_value_as_the_engine_does() -> None:
    # A window that is as wide as can be is none: both sides must mean the same number.
    instance = instance_of("acvrptw", 10)
    everyday = [Stop(stop.id, stop.lat, stop.lon) for stop in instance.stops]
    widest = [replace(stop, windows=((0, MAX_VALUE),)) for stop in everyday]
    policy = random_policy("acvrptw")
    one, other = (
        policy.encode(make_problem(replace(instance, stops=stops), 9)).edge_logits()[1]
        for stops in (everyday, widest)
    )
    np.testing.assert_array_equal(one, other)


@both_kinds
@pytest.mark.parametrize("again", [copy.deepcopy, lambda all: pickle.loads(pickle.dumps(all))])
def test_policies_go_to_other_processes(
    settings: Settings, again: Callable[[Policy], Policy]
) -> None:
    policy = random_policy("acvrptw", settings)
    other = again(policy)
    engine = make_problem(instance_of("acvrptw"), 20)
    assert (other.name, other.problem, other.settings) == (policy.name, "acvrptw", settings)
    plans = [each.encode(engine).rollouts(4, 1, 1) for each in (policy, other)]
    assert plans[0] == plans[1]

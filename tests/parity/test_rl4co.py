"""The same weights take the same decisions here and in rl4co's own environments.

rl4co brings some ninety packages, so it is in no test environment: to run this, install
``vrp[rl4co]`` beside the tools of the tests.
"""

from __future__ import annotations

import warnings

import pytest
import torch
from torch import Tensor

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.batch import Batch

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its many dependencies
    pytest.importorskip("rl4co", reason="rl4co is not installed: pip install 'vrp[rl4co]'")
    from rl4co import envs as theirs
    from rl4co.models import AttentionModelPolicy, MatNetPolicy
    from rl4co.utils.ops import unbatchify
    from tensordict import TensorDict

    from vrp.envs import rl4co as ours

pytestmark = pytest.mark.filterwarnings("ignore")

_UNIT_M = 2**20
#: A power of two, so that shares of it are exact however they are added up.
_CAPACITY = 32


def _cvrp(size: int, n_stops: int) -> tuple[theirs.CVRPEnv, TensorDict, TensorDict]:
    """Their environment, and the same instances for it and for ours."""
    env = theirs.CVRPEnv(generator_params={"num_loc": n_stops, "capacity": _CAPACITY}, seed=0)
    drawn = env.generator(batch_size=[size])
    depot = torch.zeros(size, 1)
    points = torch.cat((drawn["depot"][:, None], drawn["locs"]), 1).double()
    batch = _batch(
        "acvrp",
        torch.cdist(points, points, compute_mode="donot_use_mm_for_euclid_dist"),
        points,
        demands=torch.cat((depot, drawn["demand"] * _CAPACITY), 1),
        capacity=_CAPACITY,
    )
    return env, env.reset(drawn), _cvrp_env().reset(_cvrp_env().instances(batch))


def _cvrp_env() -> ours.ACVRPEnv:
    return ours.ACVRPEnv(_none, unit_m=_UNIT_M, coordinates=_as_they_are, seed=0)


def _atsp(size: int, locations: int) -> tuple[theirs.ATSPEnv, TensorDict, TensorDict]:
    env = theirs.ATSPEnv(generator_params={"num_loc": locations}, seed=0)
    drawn = env.generator(batch_size=[size])
    drawn["cost_matrix"] = (drawn["cost_matrix"] * _UNIT_M).round() / _UNIT_M
    nowhere = torch.zeros(size, locations, 2, dtype=torch.float64)
    demands = torch.zeros(size, locations)
    batch = _batch("atsp", drawn["cost_matrix"], nowhere, demands, MAX_LOAD)
    return env, env.reset(drawn), _atsp_env().reset(_atsp_env().instances(batch))


def _atsp_env() -> ours.ATSPEnv:
    return ours.ATSPEnv(_none, unit_m=_UNIT_M, seed=0)


def _batch(problem: str, ways: Tensor, points: Tensor, demands: Tensor, capacity: int) -> Batch:
    size, locations = demands.shape
    distances = (ways * _UNIT_M).round().int()
    zeros = torch.zeros(size, locations, dtype=torch.int32)
    return Batch(
        problem,
        distances,
        distances,
        demands=demands.int(),
        capacity=torch.full((size,), capacity, dtype=torch.int32),
        opens=zeros,
        closes=zeros + MAX_VALUE,
        service=zeros,
        lat=points[..., 0],
        lon=points[..., 1],
    )


def _as_they_are(batch: Batch) -> Tensor:
    return torch.stack((batch.lat, batch.lon), -1).float()


def _none(count: int) -> Batch:
    raise AssertionError("no instances are drawn here")


def _padded(actions: Tensor, length: int) -> list[list[int]]:
    """Actions with zeros after them: who is done stays at the depot."""
    return torch.nn.functional.pad(actions, (0, length - actions.shape[-1])).tolist()


@pytest.mark.parametrize("decode_type", ["greedy", "multistart_greedy"])
@pytest.mark.parametrize("seed", range(3))
def test_the_attention_model_takes_the_same_routes(seed: int, decode_type: str) -> None:
    env, their_td, our_td = _cvrp(size=8, n_stops=20)
    torch.manual_seed(seed)
    policy = AttentionModelPolicy(env_name="cvrp", embed_dim=64, num_heads=4).eval()
    with torch.no_grad():
        expected = policy(their_td, env, decode_type=decode_type)
        found = policy(our_td, _cvrp_env(), decode_type=decode_type)
    length = 2 * 20 + 1
    assert _padded(found["actions"], length) == _padded(expected["actions"], length)
    assert found["actions"].shape[0] == 8 * (20 if decode_type == "multistart_greedy" else 1)
    torch.testing.assert_close(found["reward"], expected["reward"], atol=1e-4, rtol=0)
    torch.testing.assert_close(found["log_likelihood"], expected["log_likelihood"])


def test_cvrp_masks_are_the_same_until_all_is_done() -> None:
    env, their_td, our_td = _cvrp(size=16, n_stops=20)
    generator = torch.Generator().manual_seed(1)
    actions = []
    while not their_td["done"].all():
        assert torch.equal(our_td["action_mask"], their_td["action_mask"])
        torch.testing.assert_close(our_td["used_capacity"], their_td["used_capacity"])
        action = torch.multinomial(their_td["action_mask"].float(), 1, generator=generator)[:, 0]
        their_td = env.step(their_td.set("action", action))["next"]
        our_td = _cvrp_env().step(our_td.set("action", action))["next"]
        actions.append(action)
    driven = torch.stack(actions, 1)
    expected = env.get_reward(their_td, driven)
    found = _cvrp_env().get_reward(our_td, driven)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)


@pytest.mark.parametrize("seed", range(3))
def test_matnet_takes_the_same_tours(seed: int) -> None:
    env, their_td, our_td = _atsp(size=8, locations=15)
    our_env = _atsp_env()  # environments seed all random numbers when they are made
    torch.manual_seed(seed)
    policy = MatNetPolicy(env_name="atsp", embed_dim=32, num_heads=4, num_encoder_layers=2).eval()
    with torch.no_grad():
        torch.manual_seed(seed)  # columns are told apart by random numbers
        all_starts = policy(their_td, env, decode_type="multistart_greedy")
        torch.manual_seed(seed)
        found = policy(our_td, our_env, decode_type="greedy")
    from_depot = unbatchify(all_starts["actions"], 15)[:, 0]
    expected = unbatchify(all_starts["reward"], 15)[:, 0]
    assert from_depot[:, 0].tolist() == [0] * 8
    assert found["actions"].tolist() == from_depot.roll(-1, 1).tolist()
    torch.testing.assert_close(found["reward"], expected, atol=1e-6, rtol=1e-6)


def test_atsp_masks_and_costs_are_the_same_from_the_depot() -> None:
    env, their_td, our_td = _atsp(size=16, locations=12)
    generator = torch.Generator().manual_seed(1)
    depot = torch.zeros(16, dtype=torch.int64)
    actions = [depot]
    their_td = env.step(their_td.set("action", depot))["next"]
    while not their_td["done"].all():
        assert torch.equal(our_td["action_mask"], their_td["action_mask"])
        for name in ("i", "first_node", "current_node"):
            assert torch.equal(our_td[name], their_td[name])
        action = torch.multinomial(their_td["action_mask"].float(), 1, generator=generator)[:, 0]
        their_td = env.step(their_td.set("action", action))["next"]
        our_td = _atsp_env().step(our_td.set("action", action))["next"]
        actions.append(action)
    tours = torch.stack(actions, 1)
    expected = env.get_reward(their_td, tours)
    found = _atsp_env().get_reward(our_td, torch.roll(tours, -1, 1))
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-6)

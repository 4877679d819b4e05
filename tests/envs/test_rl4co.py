"""The environments as rl4co plays them. Skipped where it is absent: see tests/parity."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from random_batches import random_batch

from vrp.envs.environment import environment
from vrp.envs.instances import solution_of, to_instance
from vrp.errors import InfeasibleError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its many dependencies
    pytest.importorskip("rl4co", reason="rl4co is not installed: pip install 'vrp[rl4co]'")
    from rl4co.models import POMO, AttentionModelPolicy, MatNetPolicy
    from rl4co.utils import RL4COTrainer
    from rl4co.utils.ops import unbatchify

    from vrp.envs.rl4co import ACVRPEnv, ACVRPTWEnv, ATSPEnv, BatchEnv, unit_square

pytestmark = pytest.mark.filterwarnings("ignore")

_N_STOPS = 7
_CLASSES = (ATSPEnv, ACVRPEnv, ACVRPTWEnv)


def _env(kind: type[BatchEnv], seed: int = 0, **options: object) -> BatchEnv:
    rng = np.random.default_rng(seed)
    return kind(
        lambda count: random_batch(rng, kind.problem, count, _N_STOPS),
        unit_m=20,
        seed=seed,
        **options,
    )


def _policy(kind: type[BatchEnv]) -> torch.nn.Module:
    sizes = {"embed_dim": 32, "num_heads": 2, "num_encoder_layers": 1}
    if kind is ATSPEnv:
        return MatNetPolicy(**sizes)
    return AttentionModelPolicy(env_name=kind.name, **sizes)


@pytest.mark.parametrize("kind", _CLASSES)
@pytest.mark.parametrize("decode_type", ["sampling", "multistart_sampling"])
def test_rewards_are_costs_of_the_checker(kind: type[BatchEnv], decode_type: str) -> None:
    env = _env(kind, check_solution=True)
    batch = random_batch(np.random.default_rng(1), kind.problem, 4, _N_STOPS)
    with torch.no_grad():
        out = _policy(kind)(env.reset(env.instances(batch)), env, decode_type=decode_type)
    starts = len(out["actions"]) // 4
    assert starts == (1 if decode_type == "sampling" else _N_STOPS)
    actions, rewards = unbatchify(out["actions"], starts), unbatchify(out["reward"], starts)
    for index in range(4):
        instance = to_instance(batch, index)
        for start in range(starts):
            plan = solution_of(instance, actions[index, start].tolist())
            plan.check(instance)
            assert rewards[index, start].item() == pytest.approx(-plan.cost.total / 20)
    if starts > 1:
        assert (actions[..., 0] == torch.arange(1, _N_STOPS + 1)).all()


@pytest.mark.parametrize("kind", _CLASSES)
def test_masks_are_those_of_the_environment(kind: type[BatchEnv]) -> None:
    env, functions = _env(kind), environment(kind.problem)
    batch = random_batch(np.random.default_rng(2), kind.problem, 5, _N_STOPS)
    td, state = env.reset(env.instances(batch)), functions.reset(batch, 1)
    generator = torch.Generator().manual_seed(0)
    while not td["done"].all():
        mask = functions.mask(batch, state).squeeze(1)
        assert torch.equal(td["action_mask"], mask)
        assert torch.equal(env.get_action_mask(td), mask)
        action = torch.multinomial(mask.float(), 1, generator=generator)
        td = env.step(td.set("action", action[:, 0]))["next"]
        state = functions.step(batch, state, action)
    assert torch.equal(td["state", "distance"], functions.cost(batch, state)[:, 0])


@pytest.mark.parametrize("kind", _CLASSES)
def test_observations_are_about_one(kind: type[BatchEnv]) -> None:
    env = _env(kind)
    td = env.reset(batch_size=[6])
    names = {"locs", "cost_matrix", "demand", "used_capacity", "time_windows", "current_time"}
    for name in names & set(td.keys()):
        assert td[name].dtype == torch.float32
        assert 0 <= td[name].min() <= td[name].max() <= 1, name


@pytest.mark.parametrize("kind", _CLASSES)
def test_pomo_trains(kind: type[BatchEnv], tmp_path: Path) -> None:
    env, policy = _env(kind), _policy(kind)
    before = [weights.clone() for weights in policy.parameters()]
    model = POMO(env, policy, train_data_size=16, val_data_size=4, test_data_size=4, batch_size=8)
    trainer = RL4COTrainer(
        max_epochs=1,
        accelerator="cpu",
        precision="32-true",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        default_root_dir=tmp_path,
    )
    trainer.fit(model)
    changed = [not torch.equal(*pair) for pair in zip(policy.parameters(), before, strict=True)]
    assert any(changed)
    assert trainer.callback_metrics["val/reward"] < 0


def test_what_breaks_a_constraint_is_refused() -> None:
    env = _env(ACVRPEnv, check_solution=True)
    batch = random_batch(np.random.default_rng(3), "acvrp", 2, 3)
    td = env.reset(env.instances(batch))
    alone = torch.tensor([[1, 0, 2, 0, 3, 0]]).repeat(2, 1)
    assert (env.get_reward(td, alone) < 0).all()
    twice, unfinished = alone.clone(), alone[:, :4]
    twice[1, 4] = 1
    with pytest.raises(InfeasibleError, match="rollout 1 breaks a constraint"):
        env.get_reward(td, twice)
    with pytest.raises(InfeasibleError, match="rollout 0 breaks a constraint"):
        env.get_reward(td, unfinished)


def test_a_batch_of_another_problem_is_refused() -> None:
    batch = random_batch(np.random.default_rng(3), "acvrp", 2, 3)
    with pytest.raises(ValueError, match="the batch is of acvrp, expected acvrptw"):
        _env(ACVRPTWEnv).instances(batch)


def test_the_unit_square_keeps_the_shape_of_the_city() -> None:
    batch = random_batch(np.random.default_rng(4), "acvrp", 1, 2)
    batch.lat[0] = torch.tensor([50.0, 54.0, 51.0])
    batch.lon[0] = torch.tensor([8.0, 8.0, 10.0])
    assert unit_square(batch).tolist() == [[[0, 0], [1, 0], [0.25, 0.5]]]

"""Rollouts and what is learned of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_training import SIZES, make_city, make_examples

from vrp.envs.environment import environment
from vrp.envs.rollout import rollout
from vrp.models.decoding import choose_by_chance, decode
from vrp.models.policy import make_policy
from vrp.train import decisions
from vrp.train.reinforcement import penalised_costs, reinforce


@pytest.fixture
def batch(tmp_path: Path):  # type: ignore[no-untyped-def]
    city = make_city(tmp_path / "city.npz")
    return make_examples(tmp_path / "e.npz", city, count=3).batch(city, slice(None))


def test_the_gradient_is_that_of_advantage_times_log_probability(batch) -> None:  # type: ignore[no-untyped-def]
    torch.manual_seed(0)
    policy = make_policy(SIZES)
    found = reinforce(policy, batch, 4, 0.0, torch.Generator().manual_seed(5))
    found.policy.backward()
    gradient = policy.decoder.distance_weight.grad.clone()

    policy.zero_grad()
    moves = policy.decoder.moves(batch, policy(batch))
    with torch.no_grad():
        choose = choose_by_chance(policy, moves, torch.Generator().manual_seed(5))
        actions, last = rollout(batch, 4, choose)
    costs = last.distance.double()
    advantages = (costs.mean(1, keepdim=True) - costs) / costs.std(1, keepdim=True)
    env = environment(batch.problem)
    state, logs = env.reset(batch, 4), torch.zeros(3, 4)
    for step in range(actions.shape[2]):
        action = actions[:, :, step]
        logits = policy.decoder.logits(batch, moves, state, env.mask(batch, state))
        logs = logs + logits.log_softmax(2).gather(2, action[..., None])[..., 0]
        state = env.step(batch, state, action)
    loss = -(advantages.float() * logs).mean() / batch.n_stops
    loss.backward()
    assert found.policy.item() == pytest.approx(loss.item(), rel=1e-4)
    assert float(found.cost) == pytest.approx(float(costs.mean()))
    torch.testing.assert_close(policy.decoder.distance_weight.grad, gradient)


def test_looking_at_few_decisions_at_a_time_changes_nothing(
    batch,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gradients() -> list[torch.Tensor]:
        torch.manual_seed(0)
        policy = make_policy(SIZES)
        reinforce(policy, batch, 4, 0.0, torch.Generator().manual_seed(5)).policy.backward()
        return [parameter.grad for parameter in policy.parameters() if parameter.grad is not None]

    whole = gradients()
    monkeypatch.setitem(decisions._LOCATIONS_AT_A_TIME, "cpu", 1)
    for one, other in zip(whole, gradients(), strict=True):
        torch.testing.assert_close(one, other)


def test_a_policy_without_numbers_has_a_loss_that_is_none(batch) -> None:  # type: ignore[no-untyped-def]
    policy = make_policy(SIZES)
    with torch.no_grad():
        policy.encoder.node_in.bias.fill_(torch.nan)
    found = reinforce(policy, batch, 4, 0.0, torch.Generator().manual_seed(0))
    found.policy.backward()
    assert found.policy.isnan()
    assert found.cost.isnan()


def test_load_left_over_is_charged(batch) -> None:  # type: ignore[no-untyped-def]
    torch.manual_seed(0)
    actions, state = decode(make_policy(SIZES), batch, 4, torch.Generator().manual_seed(0))
    plain = penalised_costs(batch, actions, state.distance, 0.0)
    assert torch.equal(plain, state.distance.double())
    charged = penalised_costs(batch, actions, state.distance, 2.0)
    for index in range(3):
        way = (batch.distances[index, 0, 1:] + batch.distances[index, 1:, 0]).double().mean()
        for start in range(4):
            left, load = 0.0, int(batch.capacity[index])
            full = load
            before = 0
            for action in actions[index, start].tolist():
                if action == 0 and before != 0:
                    left, load = left + load / full, full
                load -= int(batch.demands[index, action])
                before = action
            extra = float(charged[index, start] - plain[index, start])
            assert extra == pytest.approx(2.0 * float(way) * left)


def test_better_rollouts_become_more_likely(batch) -> None:  # type: ignore[no-untyped-def]
    torch.manual_seed(0)
    policy = make_policy(SIZES)
    optimiser = torch.optim.Adam(policy.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(0)
    costs = []
    for _ in range(40):
        found = reinforce(policy, batch, 16, 0.0, generator)
        optimiser.zero_grad()
        found.policy.backward()
        optimiser.step()
        costs.append(float(found.cost))
    assert sum(costs[-5:]) < sum(costs[:5])

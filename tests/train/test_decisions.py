"""Gradients of many decisions looked at together are those of rollouts, step by step."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from random_batches import random_batch

from vrp.envs.batch import PROBLEMS
from vrp.envs.environment import environment
from vrp.models.decoding import decode
from vrp.models.policy import make_policy
from vrp.models.settings import DenseSettings, Settings, SparseSettings
from vrp.train import decisions
from vrp.train.decisions import policy_loss

#: Lists so short that tours come to where all candidates are visited.
SPARSE = SparseSettings(candidates=2, width=8, edge_width=4, layers=1, channels=3, hidden=5)
DENSE = DenseSettings(width=8, heads=2, pair_width=4, layers=1, channels=3, hidden=5)


@pytest.mark.parametrize("sizes", [SPARSE, DENSE], ids=["sparse", "dense"])
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("at_a_time", [1, 500, 2**19])
def test_every_weight_has_the_gradient_of_rollouts_step_by_step(
    sizes: Settings, problem: str, at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(decisions._LOCATIONS_AT_A_TIME, "cpu", at_a_time)
    torch.manual_seed(0)
    policy = make_policy(sizes)
    batch = random_batch(np.random.default_rng(4), problem, 3, 9)
    actions, _ = decode(policy, batch, 7, torch.Generator().manual_seed(0))
    advantages = torch.randn(3, 7)
    policy_loss(
        policy, batch, policy.decoder.moves(batch, policy(batch)), actions, advantages
    ).backward()
    together = [weight.grad for weight in policy.parameters()]
    policy.zero_grad()
    moves = policy.decoder.moves(batch, policy(batch))
    env = environment(problem)
    state, logs = env.reset(batch, 7), torch.zeros(3, 7)
    for action in actions.unbind(2):
        logits = policy.decoder.logits(batch, moves, state, env.mask(batch, state))
        logs = logs + logits.log_softmax(2).gather(2, action[..., None])[..., 0]
        state = env.step(batch, state, action)
    (-(advantages * logs).mean() / batch.n_stops).backward()
    for gradient, weight in zip(together, policy.parameters(), strict=True):
        if weight.grad is None:
            assert gradient is None or not gradient.any()
        else:
            torch.testing.assert_close(gradient, weight.grad, rtol=1e-3, atol=1e-6)

"""Policies of one's own are trained as ours are."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from own_policies import Pointer
from random_batches import random_batch
from tiny_training import make_run
from torch.testing import assert_close

from vrp.envs.environment import environment
from vrp.envs.rollout import choose_randomly, rollout
from vrp.errors import ReadError, TrainingError
from vrp.models.checkpoint import load_checkpoint
from vrp.train import decisions
from vrp.train.decisions import policy_loss
from vrp.train.loop import train
from vrp.train.replay import states_along
from vrp.train.run import TrainProgress


class KilledError(Exception):
    """Stands for a power cut."""


def _pointer() -> Pointer:
    torch.manual_seed(3)
    return Pointer()


def test_a_run_goes_on_bit_for_bit_where_layers_draw_at_random(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    whole, broken = _pointer(), _pointer()
    train(settings, whole, tmp_path / "whole", extras=False)

    def kill(at: TrainProgress) -> None:
        if at.step == 8:
            raise KilledError

    with pytest.raises(KilledError):
        train(settings, broken, tmp_path / "broken", extras=False, progress=kill)
    again = Pointer()
    torch.rand(7)
    train(settings, again, tmp_path / "broken", resume=True, extras=False)
    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name]), name
        assert not torch.equal(tensor, _pointer().state_dict()[name]), name
    for name in ("metrics.csv", "validation.csv", "policy.safetensors"):
        first, second = (tmp_path / run / name for run in ("whole", "broken"))
        if name != "policy.safetensors":
            assert first.read_bytes() == second.read_bytes()
    card = load_checkpoint(tmp_path / "whole" / "policy.safetensors", "acvrptw").card
    assert card.settings == whole.settings
    assert card.training["model"] == "own"
    with (tmp_path / "whole" / "metrics.csv").open(newline="") as file:
        assert {row["edge_loss"] for row in csv.DictReader(file)} == {""}


def test_gradients_are_those_of_all_decisions_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = _pointer().eval()
    generator = torch.Generator().manual_seed(0)
    batch = random_batch(np.random.default_rng(1), "acvrptw", 3, 7)
    actions, _ = rollout(batch, 4, choose_randomly(generator))
    advantages = torch.randn(3, 4, generator=generator)

    state = states_along(batch, actions)
    mask = environment("acvrptw").mask(batch, state)
    logits = policy.decoder.logits(batch, policy(batch), state, mask)
    logs = logits.log_softmax(2).gather(2, actions.flatten(1, 2)[..., None])[..., 0]
    logs = logs.masked_fill(state.done, 0.0).unflatten(1, (4, -1)).sum(2)
    expected = -(advantages * logs).sum() / (3 * 4 * 7)
    weights = list(policy.parameters())
    wanted = torch.autograd.grad(expected, weights)

    for at_a_time in (1, 100, 10**6):
        monkeypatch.setattr(decisions, "_LOCATIONS_AT_A_TIME", {"cpu": at_a_time})
        loss = policy_loss(policy, batch, policy(batch), actions, advantages)
        assert_close(loss, expected)
        for found, gradient in zip(torch.autograd.grad(loss, weights), wanted, strict=True):
            assert_close(found, gradient)


def test_weights_that_are_frozen_stay_as_they_are(tmp_path: Path) -> None:
    policy = _pointer()
    policy.node_in.requires_grad_(False)
    train(make_run(tmp_path), policy, tmp_path / "run", extras=False)
    assert torch.equal(policy.node_in.weight, _pointer().node_in.weight)
    assert not torch.equal(policy.query.weight, _pointer().query.weight)


def test_weights_that_are_no_numbers_end_a_run(tmp_path: Path) -> None:
    policy = _pointer()
    with torch.no_grad():
        policy.query.bias.fill_(torch.nan)
    settings = replace(make_run(tmp_path), imitation_steps=0, examples=())
    with pytest.raises(TrainingError, match="loss is nan"):
        train(settings, policy, tmp_path / "run", extras=False)


def test_what_cannot_be_trained_is_refused(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    with pytest.raises(ReadError, match="decisions_every is 4, expected 1 for a policy of one's"):
        train(replace(settings, decisions_every=4), Pointer(), tmp_path / "run", extras=False)
    with pytest.raises(TypeError, match=r"the weight near is of torch\.float64, expected"):
        train(settings, Pointer().double(), tmp_path / "run", extras=False)
    train(settings, Pointer(), tmp_path / "run", extras=False)
    with pytest.raises(ReadError, match="begun with the shape of"):
        train(settings, Pointer(width=4), tmp_path / "run", resume=True, extras=False)

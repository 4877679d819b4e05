"""Policies of one's own: they plan as ours do, and what they get wrong is said by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from own_policies import Pointer
from random_batches import random_batch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.envs.instances import solution_of, to_instance
from vrp.envs.state import State
from vrp.errors import CheckpointError
from vrp.models.checkpoint import Card, load_checkpoint, save_checkpoint
from vrp.models.decoding import decode
from vrp.models.own import OwnPolicy
from vrp.models.policy import load_weights, weights
from vrp.models.settings import OwnSettings
from vrp.policy import load_policy


def _batch(problem: str = "acvrptw", count: int = 3) -> Batch:
    return random_batch(np.random.default_rng(0), problem, count, 9)


@pytest.mark.parametrize("problem", ["atsp", "acvrp", "acvrptw"])
@pytest.mark.parametrize("encodings", [1, 5])
def test_plans_are_valid_and_cost_what_is_said(problem: str, encodings: int) -> None:
    batch = _batch(problem)
    random = torch.Generator().manual_seed(0)
    actions, state = decode(Pointer().eval(), batch, 4, random, encodings)
    cost = environment(problem).cost(batch, state)
    for index in range(len(batch)):
        instance = to_instance(batch, index)
        for sample in range(4):
            plan = solution_of(instance, actions[index, sample].tolist())
            plan.check(instance)
            assert plan.cost.total == cost[index, sample]


def test_weights_go_to_a_file_and_back(tmp_path: Path) -> None:
    torch.manual_seed(0)
    first, second, path = Pointer(), Pointer(), tmp_path / "pointer.safetensors"
    save_checkpoint(path, Card("acvrptw", first.settings), weights(first))
    checkpoint = load_checkpoint(path, "acvrptw")
    assert isinstance(checkpoint.card.settings, OwnSettings)
    assert checkpoint.card.settings == first.settings
    load_weights(second, checkpoint.weights)
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, second.state_dict()[name])
    with pytest.raises(CheckpointError, match="weights of Pointer, which is no policy of vrp"):
        load_policy(path)


def test_a_card_that_is_of_no_policy_is_refused(tmp_path: Path) -> None:
    first, path = Pointer(), tmp_path / "pointer.safetensors"
    saved = weights(first)
    saved.pop("near")
    with pytest.raises(CheckpointError, match="near is missing"):
        save_checkpoint(path, Card("acvrptw", first.settings), saved)
    with pytest.raises(ValueError, match=r"weights is \[\], expected shapes by name"):
        OwnSettings("Pointer", [])  # type: ignore[arg-type]


class Wrong(Pointer):
    def encode(self, batch: Batch, present: Tensor) -> Mapping[str, Tensor]:
        return {**super().encode(batch, present), "scale": torch.ones(1)}


class Short(Pointer):
    def logits(
        self, batch: Batch, known: Mapping[str, Tensor], state: State, mask: Tensor
    ) -> Tensor:
        return super().logits(batch, known, state, mask)[..., 1:]


def test_tensors_of_other_shapes_are_named() -> None:
    with pytest.raises(ValueError, match=r"Wrong.encode: scale has shape \(1,\), expected 3 inst"):
        decode(Wrong(), _batch(), 1)
    with pytest.raises(
        ValueError, match=r"Short.logits has shape \(3, 1, 9\), expected \(3, 1, 10"
    ):
        decode(Short(), _batch(), 1)


def test_both_methods_are_needed() -> None:
    with pytest.raises(NotImplementedError, match="OwnPolicy has no method encode"):
        decode(OwnPolicy(), _batch(), 1)

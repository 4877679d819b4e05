from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from random_batches import random_batch

from vrp.envs.batch import Batch


@pytest.fixture
def batch() -> Batch:
    return random_batch(np.random.default_rng(0), "acvrptw", size=4, n_stops=5)


def _tensors(batch: Batch) -> list[torch.Tensor]:
    return [getattr(batch, field.name) for field in fields(batch) if field.name != "problem"]


def test_size(batch: Batch) -> None:
    assert len(batch) == 4
    assert batch.n_stops == 5
    assert batch.device == torch.device("cpu")


@pytest.mark.parametrize("index", [slice(1, 3), torch.tensor([3, 0, 0])])
def test_some_of_the_instances(batch: Batch, index: slice | torch.Tensor) -> None:
    some = batch[index]
    assert some.problem == "acvrptw"
    for part, whole in zip(_tensors(some), _tensors(batch), strict=True):
        assert torch.equal(part, whole[index])


def test_another_device(batch: Batch) -> None:
    moved = batch.to("meta")
    assert {tensor.device.type for tensor in _tensors(moved)} == {"meta"}
    assert len(moved[1:]) == 3


def test_a_matrix_for_both_stays_one() -> None:
    batch = random_batch(np.random.default_rng(0), "atsp", size=4, n_stops=5)
    shared = replace(batch, durations=batch.distances)
    for same in (shared[1:], shared[torch.tensor([2])], shared.to("meta")):
        assert same.durations is same.distances


def test_unknown_problem(batch: Batch) -> None:
    with pytest.raises(ValueError, match="'tsp', expected one of atsp, acvrp, acvrptw"):
        replace(batch, problem="tsp")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"demands": torch.zeros(4, 5, dtype=torch.int32)}, r"demands has shape \(4, 5\)"),
        (
            {"capacity": torch.zeros(4)},
            r"capacity .* torch.float32, expected \(4,\) and torch.int32",
        ),
        ({"lat": torch.zeros(4, 6)}, r"lat .* expected \(4, 6\) and torch.float64"),
        ({"distances": torch.zeros(4, 5, 6, dtype=torch.int32)}, "distances has shape"),
        ({"opens": torch.zeros(4, 6, dtype=torch.int32, device="meta")}, "opens is on meta"),
    ],
)
def test_wrong_tensors_are_named(
    batch: Batch, changes: dict[str, torch.Tensor], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        replace(batch, **changes)


@pytest.mark.parametrize("index", [0, [0, 1], torch.tensor(0)])
def test_what_is_no_part_of_a_batch(batch: Batch, index: object) -> None:
    with pytest.raises(TypeError, match=r"expected a slice such as batch\[0:1\], or a tensor"):
        batch[index]  # type: ignore[index]

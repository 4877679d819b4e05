"""The dense policy: all stops come into question, and numbers of stops mean nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from random_batches import random_batch
from renumbered_batches import renumbered

from vrp.envs.batch import PROBLEMS
from vrp.envs.environment import environment
from vrp.models.decoding import decode
from vrp.models.dense import DensePolicy
from vrp.models.policy import make_policy, weights
from vrp.models.settings import DenseSettings

SMALL = DenseSettings(width=8, heads=2, pair_width=4, layers=2, channels=3, hidden=5)


@pytest.fixture
def policy() -> DensePolicy:
    torch.manual_seed(0)
    made = make_policy(SMALL)
    assert isinstance(made, DensePolicy)
    return made


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("stops", [1, 3, 9])
def test_every_location_that_is_allowed_has_a_score(
    policy: DensePolicy, problem: str, stops: int
) -> None:
    batch = random_batch(np.random.default_rng(stops), problem, 3, stops)
    env = environment(problem)
    with torch.no_grad():
        moves = policy.decoder.moves(batch, policy(batch))
        state = env.reset(batch, 2)
        while not state.done.all():
            mask = env.mask(batch, state)
            logits = policy.decoder.logits(batch, moves, state, mask)
            assert torch.equal(torch.isfinite(logits), mask)
            state = env.step(batch, state, logits.argmax(-1))


def test_shapes_of_the_settings_are_those_of_the_weights(policy: DensePolicy) -> None:
    for settings in (SMALL, DenseSettings()):
        shapes = {name: array.shape for name, array in weights(make_policy(settings)).items()}
        assert shapes == settings.shapes()


def test_numbering_of_the_stops_means_nothing(policy: DensePolicy) -> None:
    batch = random_batch(np.random.default_rng(3), "acvrptw", 2, 9)
    order = torch.tensor([0, 4, 2, 9, 1, 3, 8, 6, 7, 5])
    with torch.no_grad():
        plain, other = policy(batch), policy(renumbered(batch, order))
    torch.testing.assert_close(plain.keys[:, order], other.keys, rtol=1e-4, atol=1e-4)
    stops = order[1:] - 1
    torch.testing.assert_close(
        plain.edge_logits[:, order][:, :, stops], other.edge_logits, rtol=1e-4, atol=1e-4
    )


def test_distances_and_windows_are_seen(policy: DensePolicy) -> None:
    batch = random_batch(np.random.default_rng(0), "acvrptw", 1, 9)
    with torch.no_grad():
        plain = policy(batch).edge_logits
        for name in ("distances", "durations"):
            matrix = getattr(batch, name).clone()
            matrix[0, 3, 4] += 7
            other = policy(replace(batch, **{name: matrix})).edge_logits
            assert not torch.allclose(plain, other)
        closes = batch.closes.clone()
        closes[0, 3] += 5
        assert not torch.allclose(plain, policy(replace(batch, closes=closes)).edge_logits)


def test_there_is_no_limit_to_the_number_of_stops(policy: DensePolicy) -> None:
    batch = random_batch(np.random.default_rng(0), "acvrp", 1, 300)
    actions, state = decode(policy, batch, 1)
    assert state.done.all()
    assert sorted(set(actions.flatten().tolist())) == list(range(301))


def test_settings_name_what_is_out_of_bounds() -> None:
    with pytest.raises(ValueError, match="width is 10, expected a multiple of 8"):
        DenseSettings(width=10)

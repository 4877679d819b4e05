"""The sparse policy computes what is written down, for every problem and ragged lists."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from policy_by_hand import ByHand, case_of, lists_of
from random_batches import random_batch
from renumbered_batches import renumbered

from vrp.envs.batch import PROBLEMS
from vrp.envs.environment import environment
from vrp.models.features import candidate_lists
from vrp.models.policy import make_policy, weights
from vrp.models.settings import SparseSettings
from vrp.models.sparse import SparsePolicy

SMALL = SparseSettings(candidates=4, width=8, edge_width=4, layers=2, channels=3, hidden=5)


def policy(settings: SparseSettings = SMALL, seed: int = 0) -> SparsePolicy:
    torch.manual_seed(seed)
    made = make_policy(settings)
    with torch.no_grad():
        for tensor in made.parameters():
            tensor.add_(0.2 * torch.randn(tensor.shape))
    return made


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("stops", [1, 3, 9])
def test_lists_are_those_of_the_definition(problem: str, stops: int) -> None:
    batch = random_batch(np.random.default_rng(stops), problem, 3, stops)
    found, listed = candidate_lists(batch, 4)
    for index in range(3):
        expected = lists_of(case_of(batch, index), 4)
        for row, stop_listed, right in zip(found[index], listed[index], expected, strict=True):
            assert row[stop_listed].tolist() == right


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("stops", [1, 3, 9])
def test_logits_are_those_of_the_definition_in_all_states_of_a_rollout(
    problem: str, stops: int
) -> None:
    batch = random_batch(np.random.default_rng(stops), problem, 2, stops)
    model = policy()
    hands = [ByHand(case_of(batch, i), weights(model), 4, 2) for i in range(2)]
    env = environment(problem)
    with torch.no_grad():
        encoding = model(batch)
        moves = model.decoder.moves(batch, encoding)
        state = env.reset(batch, 1)
        while not state.done.all():
            mask = env.mask(batch, state)
            logits = model.decoder.logits(batch, moves, state, mask)
            for i in range(2):
                if not state.done[i, 0]:
                    _compare(hands[i], state, logits, mask, i)
            state = env.step(batch, state, logits.argmax(-1))
    for i, hand in enumerate(hands):
        found = encoding.edge_logits[i][encoding.listed[i]]
        expected = [
            hand.edge_logit(row, rank)
            for row, near in enumerate(hand.lists)
            for rank in range(len(near))
        ]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def _compare(hand: ByHand, state, logits: torch.Tensor, mask: torch.Tensor, i: int) -> None:  # type: ignore[no-untyped-def]
    unserved = set((~state.visited[i, 0]).nonzero()[:, 0].tolist())
    load, time = int(state.load_left[i, 0]), int(state.time[i, 0])
    current = int(state.current[i, 0])
    by_hand = hand.logits(current, load, time, unserved)
    allowed = {j for j in by_hand if mask[i, 0, j]}
    finite = set(torch.isfinite(logits[i, 0]).nonzero()[:, 0].tolist())
    if allowed:
        assert finite == allowed
        for j in allowed:
            assert float(logits[i, 0, j]) == pytest.approx(by_hand[j], rel=1e-3, abs=1e-3)
    else:
        assert hand.case.problem == "atsp"
        assert finite == unserved


def test_shapes_of_the_settings_are_those_of_the_weights() -> None:
    for settings in (SMALL, SparseSettings()):
        shapes = {name: array.shape for name, array in weights(policy(settings)).items()}
        assert shapes == settings.shapes()


def test_instances_of_a_batch_do_not_see_each_other() -> None:
    model = policy()
    batch = random_batch(np.random.default_rng(0), "acvrptw", 3, 7)
    with torch.no_grad():
        together, alone = model(batch), model(batch[1:2])
    torch.testing.assert_close(together.keys[1:2], alone.keys)
    torch.testing.assert_close(together.edge_logits[1:2], alone.edge_logits)


def test_numbering_of_the_stops_means_nothing() -> None:
    model = policy()
    batch = random_batch(np.random.default_rng(3), "acvrp", 1, 9)
    # No two ways are equally long: of equals, the first would be the nearer one.
    metres = torch.randperm(100, generator=torch.Generator().manual_seed(0)).view(1, 10, 10)
    batch = replace(batch, distances=metres.to(torch.int32))
    order = torch.tensor([0, 4, 2, 9, 1, 3, 8, 6, 7, 5])
    shuffled = renumbered(batch, order)
    with torch.no_grad():
        plain, other = model(batch), model(shuffled)
    torch.testing.assert_close(plain.keys[:, order], other.keys, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(plain.contexts[:, order], other.contexts, rtol=1e-4, atol=1e-4)


def test_settings_name_what_is_out_of_bounds() -> None:
    with pytest.raises(ValueError, match="layers is 0, expected a whole number, 1 or more"):
        SparseSettings(layers=0)
    with pytest.raises(ValueError, match="width is 10, expected a multiple of 16"):
        SparseSettings(width=10)

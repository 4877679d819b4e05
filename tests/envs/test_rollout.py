from __future__ import annotations

import numpy as np
import pytest
import torch
from random_batches import random_batch

from vrp.envs.rollout import choose_nearest, choose_randomly, rollout
from vrp.errors import InfeasibleError


def test_nearest_stops_first_and_the_depot_last() -> None:
    batch = random_batch(np.random.default_rng(0), "acvrp", size=1, n_stops=3)
    batch.distances[0] = torch.tensor([[0, 9, 5, 9], [1, 0, 9, 7], [1, 6, 0, 9], [1, 9, 9, 0]])
    batch.demands[0] = torch.tensor([0, 2, 2, 2])
    batch.capacity[0] = 4
    actions, state = rollout(batch, 1, choose_nearest)
    assert actions[0, 0].tolist()[:5] == [2, 1, 0, 3, 0]
    assert state.distance.item() == 5 + 6 + 1 + 9 + 1


def test_random_choices_are_those_of_the_seed() -> None:
    batch = random_batch(np.random.default_rng(0), "acvrptw", size=2, n_stops=8)
    one, same, other = (
        rollout(batch, 5, choose_randomly(torch.Generator().manual_seed(seed)))[0]
        for seed in (1, 1, 2)
    )
    assert torch.equal(one, same)
    assert one.shape != other.shape or not torch.equal(one, other)


def test_every_allowed_location_is_chosen_at_some_time() -> None:
    batch = random_batch(np.random.default_rng(0), "atsp", size=1, n_stops=4)
    actions, _ = rollout(batch, 500, choose_randomly(torch.Generator().manual_seed(0)))
    assert len({tuple(tour) for tour in actions[0].tolist()}) == 24


def test_a_stop_that_cannot_be_served_alone_ends_the_rollout() -> None:
    batch = random_batch(np.random.default_rng(0), "acvrptw", size=2, n_stops=4)
    batch.opens[1, 3] = batch.closes[1, 0] + 1
    with pytest.raises(InfeasibleError, match="a stop cannot be served by a route of its own"):
        rollout(batch, 2, choose_nearest)

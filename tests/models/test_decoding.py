"""Rollouts of policies, and what changes when they look anew at the stops left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from random_batches import random_batch

from vrp.envs.batch import PROBLEMS, Batch
from vrp.envs.environment import environment
from vrp.envs.instances import solution_of, to_instance
from vrp.models import decoder
from vrp.models.decoding import choose_by_chance, decode
from vrp.models.policy import Policy, make_policy
from vrp.models.settings import DenseSettings, Settings, SparseSettings

SPARSE = SparseSettings(candidates=4, width=8, edge_width=4, layers=2, channels=3, hidden=5)
DENSE = DenseSettings(width=8, heads=2, pair_width=4, layers=2, channels=3, hidden=5)


@pytest.fixture(params=[SPARSE, DENSE], ids=["sparse", "dense"])
def policy(request: pytest.FixtureRequest) -> Policy:
    sizes: Settings = request.param
    torch.manual_seed(0)
    return make_policy(sizes)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("encodings", [1, 3, 12])
@pytest.mark.parametrize("samples", [1, 3])
def test_plans_are_valid_and_cost_what_is_said(
    policy: Policy, problem: str, encodings: int, samples: int
) -> None:
    batch = random_batch(np.random.default_rng(5), problem, 2, 12)
    generator = torch.Generator().manual_seed(0) if samples > 1 else None
    actions, state = decode(policy, batch, samples, generator, encodings)
    cost = environment(problem).cost(batch, state)
    assert cost.shape == (2, samples)
    for index in range(2):
        instance = to_instance(batch, index)
        for sample in range(samples):
            solution = solution_of(instance, actions[index, sample].tolist())
            solution.check(instance)
            assert solution.cost.total == cost[index, sample]
            assert not solution.unassigned


def test_stops_that_are_not_looked_at_might_as_well_not_be_there(policy: Policy) -> None:
    batch = random_batch(np.random.default_rng(1), "acvrptw", 2, 12)
    locations = torch.tensor([[0, 2, 3, 5, 7, 8, 11], [0, 1, 2, 3, 4, 10, 12]])
    present = torch.zeros(2, 13, dtype=torch.bool).scatter_(1, locations, True)
    with torch.no_grad():
        among, alone = policy(batch, present), policy(batch.restricted(locations))
    rows = torch.arange(2)[:, None]
    for name in ("keys", "contexts", "to_depot", "from_depot"):
        found = getattr(among, name)[rows, locations]
        torch.testing.assert_close(found, getattr(alone, name), rtol=1e-4, atol=1e-4)
    env = environment("acvrptw")
    with torch.no_grad():
        state = env.reset(batch.restricted(locations), 1)
        sub = batch.restricted(locations)
        expected = policy.decoder.logits(
            sub, policy.decoder.moves(sub, alone), state, env.mask(sub, state)
        )
        whole = _served(env.reset(batch, 1), ~present)
        found = policy.decoder.logits(
            batch, policy.decoder.moves(batch, among), whole, env.mask(batch, whole)
        )
    torch.testing.assert_close(found[rows, 0, locations], expected[:, 0], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_looking_at_all_moves_or_at_those_allowed_is_the_same(
    policy: Policy, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = random_batch(np.random.default_rng(2), problem, 3, 9)
    env = environment(problem)
    with torch.no_grad():
        moves = policy.decoder.moves(batch, policy(batch))
        state = env.reset(batch, 2)
        while not state.done.all():
            mask = env.mask(batch, state)
            monkeypatch.setattr(decoder, "_COUNTING", {"cpu"})
            allowed = policy.decoder.logits(batch, moves, state, mask)
            # As on a GPU, which does not wait until they are counted.
            monkeypatch.setattr(decoder, "_COUNTING", set())
            torch.testing.assert_close(allowed, policy.decoder.logits(batch, moves, state, mask))
            monkeypatch.setattr(decoder, "_COUNTING", {"cpu"})
            monkeypatch.setattr(decoder, "_MOVES_AT_A_TIME", 3)
            torch.testing.assert_close(allowed, policy.decoder.logits(batch, moves, state, mask))
            monkeypatch.undo()
            state = env.step(batch, state, allowed.argmax(-1))


def test_chance_draws_what_the_logits_say(policy: Policy) -> None:
    batch = random_batch(np.random.default_rng(2), "acvrp", 1, 5)
    env = environment("acvrp")
    with torch.no_grad():
        moves = policy.decoder.moves(batch, policy(batch))
        state = env.reset(batch, 20_000)
        mask = env.mask(batch, state)
        choose = choose_by_chance(policy, moves, torch.Generator().manual_seed(0))
        drawn = choose(batch, state, mask)[0].bincount(minlength=6) / 20_000
        expected = policy.decoder.logits(batch, moves, state, mask)[0, 0].softmax(-1)
    assert drawn[0] == 0
    torch.testing.assert_close(drawn, expected, rtol=0, atol=0.02)


def _served(state, absent):  # type: ignore[no-untyped-def]
    visited = state.visited | absent[:, None]
    return replace(state, visited=visited, unserved=(~visited).sum(2))


def test_every_route_can_be_a_problem_of_its_own(policy: Policy) -> None:
    batch = random_batch(np.random.default_rng(2), "acvrptw", 1, 12)
    actions, _ = decode(policy, batch, 1, encodings=12)
    assert _routes(actions[0, 0].tolist()) == _routes_one_by_one(policy, batch)


def _routes_one_by_one(policy: Policy, batch: Batch) -> list[list[int]]:
    left, routes = list(range(1, batch.n_stops + 1)), []
    while left:
        locations = torch.tensor([[0, *left]])
        actions, _ = decode(policy, batch.restricted(locations), 1)
        first = _routes(actions[0, 0].tolist())[0]
        routes.append([left[stop - 1] for stop in first])
        left = [stop for stop in left if stop not in routes[-1]]
    return routes


def _routes(actions: list[int]) -> list[list[int]]:
    routes: list[list[int]] = [[]]
    for location in actions:
        if location:
            routes[-1].append(location)
        elif routes[-1]:
            routes.append([])
    return [route for route in routes if route]


@pytest.mark.parametrize(("samples", "encodings", "name"), [(0, 1, "samples"), (1, 0, "encodings")])
def test_nothing_to_decode(policy: Policy, samples: int, encodings: int, name: str) -> None:
    batch = random_batch(np.random.default_rng(5), "acvrptw", 2, 5)
    with pytest.raises(ValueError, match=f"{name} is 0, expected at least 1"):
        decode(policy, batch, samples, encodings=encodings)

"""What is imitated: routes in any order, and every decision on the way."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from tiny_training import SIZES, make_city, make_examples

from vrp.envs.environment import environment
from vrp.envs.instances import routes_of
from vrp.models.policy import make_policy
from vrp.train.imitation import adjacent, cut_off, imitate, shuffled_routes, without_idle_ends
from vrp.train.replay import states_along


def test_routes_are_shuffled_whole() -> None:
    tours = torch.tensor([[0, 3, 5, 0, 2, 1, 0, 4, 0, 0], [0, 1, 2, 3, 4, 5, 0, 0, 0, 0]])
    orders = set()
    for seed in range(30):
        shuffled = shuffled_routes(tours, torch.Generator().manual_seed(seed))
        assert sorted(routes_of(shuffled[0].tolist())) == [(1, 0), (2, 4), (3,)]
        assert shuffled[1].tolist() == [1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0]
        assert shuffled[0, -3:].tolist() == [0, 0, 0]
        assert shuffled[0, 0] != 0
        orders.add(tuple(routes_of(shuffled[0].tolist())))
    assert len(orders) == 6


@pytest.mark.parametrize("problem", ["acvrp", "acvrptw"])
def test_states_along_a_solution_are_those_of_its_steps(tmp_path: Path, problem: str) -> None:
    city = make_city(tmp_path / "city.npz")
    examples = make_examples(tmp_path / "e.npz", city, problem=problem)
    batch = examples.batch(city, slice(0, 4))
    tours = torch.from_numpy(examples.tours[:4]).long()
    actions = shuffled_routes(tours, torch.Generator().manual_seed(0))
    states = states_along(batch, actions[:, None])
    env = environment(problem)
    state = env.reset(batch, 1)
    for step in range(actions.shape[1]):
        for name in ("current", "visited", "load_left", "time", "distance", "done", "unserved"):
            alone, together = getattr(state, name)[:, 0], getattr(states, name)[:, step]
            assert torch.equal(alone, together), name
        assert env.mask(batch, state)[torch.arange(4), 0, actions[:, step]].all()
        state = env.step(batch, state, actions[:, step : step + 1])
    assert state.done.all()
    assert env.cost(batch, state)[:, 0].tolist() == examples.cost[:4].tolist()


def test_the_loss_is_that_of_every_decision_alone(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city.npz")
    examples = make_examples(tmp_path / "e.npz", city, count=1, stops=20)
    batch = examples.batch(city, slice(None))
    actions = shuffled_routes(
        torch.from_numpy(examples.tours).long(), torch.Generator().manual_seed(0)
    )
    torch.manual_seed(0)
    policy = make_policy(SIZES)
    firsts = {route[0] + 1 for route in routes_of(actions[0].tolist())}
    env = environment(batch.problem)
    losses, decisions = [], 0
    with torch.no_grad():
        moves = policy.decoder.moves(batch, policy(batch))
        state = env.reset(batch, 1)
        for action in actions[0].tolist():
            logits = policy.decoder.logits(batch, moves, state, env.mask(batch, state))[0, 0]
            right = {action}
            if state.current[0, 0] == 0:
                right = {stop for stop in firsts if not state.visited[0, 0, stop]}
            chance = sum(float(logits.softmax(0)[place]) for place in right)
            if not state.done[0, 0]:
                decisions += 1
                if chance:
                    losses.append(-math.log(chance))
            state = env.step(batch, state, torch.tensor([[action]]))
        found = imitate(policy, batch, actions)
    assert float(found.policy) == pytest.approx(sum(losses) / len(losses), rel=1e-4)
    # With four candidates, not every next stop is among them.
    assert 0 < len(losses) < decisions
    assert float(found.listed) == pytest.approx(len(losses) / decisions)


def test_neighbours_are_those_just_before_and_after() -> None:
    actions = torch.tensor([[2, 3, 0, 1, 0]])
    candidates = torch.tensor([[[1, 2, 3], [2, 3, 1], [1, 3, 2], [1, 2, 3]]])
    assert adjacent(candidates, actions)[0].tolist() == [
        [True, True, True],
        [False, False, False],
        [False, True, False],
        [False, True, False],
    ]


def test_what_is_left_of_a_solution_is_one_of_what_is_left(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city.npz")
    examples = make_examples(tmp_path / "e.npz", city, count=6, stops=12)
    whole = examples.batch(city, slice(None))
    generator = torch.Generator().manual_seed(0)
    actions = shuffled_routes(torch.from_numpy(examples.tours).long(), generator)
    batch, kept = cut_off(whole, actions, 5)
    kept = without_idle_ends(shuffled_routes(kept, generator))
    env = environment(batch.problem)
    state = env.reset(batch, 1)
    for step in range(kept.shape[1]):
        assert env.mask(batch, state)[torch.arange(6), 0, kept[:, step]].all()
        state = env.step(batch, state, kept[:, step : step + 1])
    assert state.done.all()
    for index in range(6):
        last = [stop for stop in actions[index].tolist() if stop][-5:]
        demands = whole.demands[index, sorted(last)].tolist()
        assert batch.demands[index, 1:].tolist() == demands
        assert len(routes_of(kept[index].tolist())) <= len(routes_of(actions[index].tolist()))


def test_waiting_ends_are_cut_and_nothing_else() -> None:
    actions = torch.tensor([[1, 0, 2, 0, 0, 0], [2, 0, 1, 0, 0, 0]])
    assert without_idle_ends(actions).tolist() == [[1, 0, 2, 0], [2, 0, 1, 0]]

"""All environments against the independent checker, the engine and brute force."""

from __future__ import annotations

import brute_force
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from random_batches import batches, random_batch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from vrp.envs.batch import PROBLEMS, Batch
from vrp.envs.environment import environment
from vrp.envs.instances import routes_of, solution_of, to_instance
from vrp.envs.rollout import choose_nearest, choose_randomly, rollout
from vrp.envs.state import State
from vrp.instance import Instance
from vrp.search._engine import Search
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.solution import Route, check

_STARTS = 3


def _random(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@given(batches(), st.integers(0, 2**32))
@settings(max_examples=60)
def test_costs_are_those_of_the_checker_and_of_the_engine(batch: Batch, seed: int) -> None:
    actions, state = rollout(batch, _STARTS, choose_randomly(_random(seed)))
    costs = environment(batch.problem).cost(batch, state)
    assert costs.dtype == torch.int64
    for index in range(len(batch)):
        instance = to_instance(batch, index)
        for visits, metres in zip(actions[index].tolist(), costs[index].tolist(), strict=True):
            plan = solution_of(instance, visits)
            assert check(instance, plan) == ()
            assert plan.unassigned == ()
            assert plan.cost.total == metres
            assert _engine_value(instance, plan.routes) == (0, metres)


def _engine_value(instance: Instance, routes: tuple[Route, ...]) -> tuple[int, int]:
    problem = make_problem(instance, neighbours=4)
    search = Search(problem.native, SearchSettings().to_engine(from_plan=True), 0)
    search.start_from(problem.plan(routes))
    return search.current_value()


@given(batches(), st.integers(0, 2**32))
@settings(max_examples=60)
def test_exactly_what_breaks_a_constraint_is_masked(batch: Batch, seed: int) -> None:
    env, choose = environment(batch.problem), choose_randomly(_random(seed))
    instances = [to_instance(batch, index) for index in range(len(batch))]
    state = env.reset(batch, _STARTS)
    so_far: list[list[int]] = [[] for _ in range(len(batch) * _STARTS)]
    for _ in range(2 * batch.n_stops + 2):
        mask = env.mask(batch, state)
        for number, (visits, row) in enumerate(zip(so_far, mask.flatten(0, 1), strict=True)):
            instance = instances[number // _STARTS]
            assert row.nonzero().flatten().tolist() == _feasible(batch.problem, instance, visits)
        action = choose(batch, state, mask)
        state = env.step(batch, state, action)
        for visits, location in zip(so_far, action.flatten().tolist(), strict=True):
            visits.append(location)
    assert state.done.all()


def _feasible(problem: str, instance: Instance, visits: list[int]) -> list[int]:
    """Where a vehicle may go on to, by trying everything with the checker."""
    left = set(range(1, len(instance.stops) + 1)) - set(visits)
    at_depot = not visits or visits[-1] == 0
    depot = not left if problem == "atsp" else not (at_depot and left)
    stops = [
        stop
        for stop in sorted(left)
        if check(instance, solution_of(instance, [*visits, stop])) == ()
    ]
    return [0] * depot + stops


@given(batches(max_stops=3, roads="fastest"))
@settings(max_examples=30)
def test_the_best_plan_can_be_driven(batch: Batch) -> None:
    for index in range(len(batch)):
        single = batch[index : index + 1]
        unserved, best = brute_force.optimum(to_instance(batch, index))
        assert unserved == 0
        assert _best_rollout(single, environment(batch.problem).reset(single, 1)) == best


def _best_rollout(batch: Batch, state: State) -> int:
    env = environment(batch.problem)
    if state.done.item():
        return int(env.cost(batch, state).item())
    allowed = env.mask(batch, state).flatten().nonzero()
    return min(_best_rollout(batch, env.step(batch, state, action[None])) for action in allowed)


@given(batches(), st.integers(0, 2**32))
def test_instances_and_starts_do_not_touch_each_other(batch: Batch, seed: int) -> None:
    env = environment(batch.problem)
    actions, state = rollout(batch, _STARTS, choose_randomly(_random(seed)))
    for index in range(len(batch)):
        for start in range(_STARTS):
            single = batch[index : index + 1]
            alone = env.reset(single, 1)
            for action in actions[index, start]:
                assert env.mask(single, alone)[0, 0, action]
                alone = env.step(single, alone, action.view(1, 1))
            assert env.cost(single, alone).item() == env.cost(batch, state)[index, start].item()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_first_stops_can_be_given(problem: str) -> None:
    n_stops = 7
    batch = random_batch(np.random.default_rng(1), problem, 4, n_stops)
    first = torch.arange(1, n_stops + 1).expand(len(batch), n_stops)
    actions, state = rollout(batch, n_stops, choose_nearest, first)
    assert torch.equal(actions[..., 0], first)
    for index in range(len(batch)):
        instance = to_instance(batch, index)
        for visits, metres in zip(
            actions[index].tolist(), state.distance[index].tolist(), strict=True
        ):
            plan = solution_of(instance, visits)
            plan.check(instance)
            assert plan.cost.total == metres


@pytest.mark.parametrize("problem", PROBLEMS)
def test_rollouts_that_are_done_stay_at_the_depot_at_no_cost(problem: str) -> None:
    batch = random_batch(np.random.default_rng(2), problem, 3, 5)
    assert (batch.distances[:, 0, 0] > 0).all()
    env = environment(problem)
    _, done = rollout(batch, _STARTS, choose_nearest)
    depot_only = torch.zeros(6, dtype=torch.bool)
    depot_only[0] = True
    assert (env.mask(batch, done) == depot_only).all()
    later = env.step(batch, done, torch.zeros_like(done.current))
    assert torch.equal(later.distance, done.distance)
    assert torch.equal(later.time, batch.opens[:, :1].expand(3, _STARTS))
    assert later.done.all()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_stops_are_done_at_once(problem: str) -> None:
    batch = random_batch(np.random.default_rng(3), problem, 2, 0)
    actions, state = rollout(batch, _STARTS, choose_nearest)
    assert actions.tolist() == [[[0]] * _STARTS] * 2
    assert state.done.all()
    assert not state.distance.any()


@pytest.mark.parametrize("problem", ["acvrp", "acvrptw"])
def test_a_whole_load_and_the_last_second_suffice(problem: str) -> None:
    batch = _three_in_a_row(problem)
    actions, state = rollout(batch, 1, choose_nearest)
    assert actions[0, 0].tolist()[:4] == [1, 2, 3, 0]
    assert routes_of(actions[0, 0].tolist()) == ((0, 1, 2),)
    assert state.distance.item() == 6


@pytest.mark.parametrize(
    ("field", "place"),
    [("capacity", (0,)), ("closes", (0, 3)), ("closes", (0, 0))],
    ids=["load", "window", "shift"],
)
def test_one_unit_less_does_not(field: str, place: tuple[int, ...]) -> None:
    batch = _three_in_a_row("acvrptw")
    getattr(batch, field)[place] -= 1
    actions, _ = rollout(batch, 1, choose_nearest)
    assert routes_of(actions[0, 0].tolist()) == ((0, 1), (2,))


def _three_in_a_row(problem: str) -> Batch:
    """Stops 1, 2 and 3 m down a street, 2 s of service each: full load, everything just in time."""
    places = torch.arange(4, dtype=torch.int32)
    metres = (places[:, None] - places).abs()[None]
    timed = problem == "acvrptw"
    return Batch(
        problem,
        metres,
        metres,
        demands=torch.tensor([[0, 3, 4, 5]], dtype=torch.int32),
        capacity=torch.tensor([12], dtype=torch.int32),
        opens=torch.tensor([[10, 0, 0, 0]], dtype=torch.int32) * timed,
        closes=torch.tensor([[22, 11, 14, 17]], dtype=torch.int32),
        service=torch.tensor([[0, 2, 2, 2]], dtype=torch.int32) * timed,
        lat=torch.zeros(1, 4, dtype=torch.float64),
        lon=places[None].double(),
    )


class _Watch(TorchDispatchMode):
    """Notes the largest tensor made, and every operation whose result the host must wait for."""

    _WAITING = ("_local_scalar_dense", "nonzero", "equal", "is_nonzero", "masked_select", "unique")

    def __init__(self) -> None:
        super().__init__()
        self.largest_bytes = 0
        self.waited: list[str] = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        result = func(*args, **(kwargs or {}))
        if func.overloadpacket.__name__ in self._WAITING:
            self.waited.append(str(func))
        if isinstance(result, Tensor):
            self.largest_bytes = max(self.largest_bytes, result.untyped_storage().nbytes())
        return result


@pytest.mark.parametrize("problem", PROBLEMS)
def test_nothing_waits_for_the_device_or_copies_matrices_for_every_start(problem: str) -> None:
    size, starts, n_stops = 2, 30, 9
    env = environment(problem)
    batch = random_batch(np.random.default_rng(4), problem, size, n_stops)
    first = torch.arange(starts).remainder(n_stops).add(1).expand(size, starts)
    with _Watch() as watch:
        state = env.step(batch, env.reset(batch, starts), first)
        env.mask(batch, state)
        env.step(batch, state, torch.zeros_like(first))
        env.cost(batch, state)
    assert watch.waited == []
    assert watch.largest_bytes <= size * starts * (n_stops + 1) * 8


def test_the_watch_sees_what_waits() -> None:
    with _Watch() as watch:
        torch.ones(1).item()
        torch.ones(3).nonzero()
    assert len(watch.waited) == 2


def test_unknown_problem() -> None:
    with pytest.raises(ValueError, match="'cvrp', expected one of atsp, acvrp, acvrptw"):
        environment("cvrp")

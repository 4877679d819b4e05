"""Territories: cuts between routes, shares of vehicles, and plans put together again."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from random_instances import random_instance

from vrp.instance import Instance
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.search.territories import Territories
from vrp.solution import Solution


@pytest.fixture(autouse=True)
def _small_territories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Territories, "STOPS", 5)
    monkeypatch.setattr(Territories, "ROUTES", 1)
    monkeypatch.setattr(Territories, "ITERATIONS_PER_STOP", 2)


def _instance(
    n_stops: int = 60,
    n_vehicles: int = 14,
    features: tuple[str, ...] = ("windows", "priorities"),
    seed: int = 0,
) -> Instance:
    rng = np.random.default_rng(seed)
    return random_instance(rng, n_stops=n_stops, n_vehicles=n_vehicles, features=features)


def _crew(instance: Instance, threads: int) -> Territories:
    settings = SearchSettings()
    problem = make_problem(instance, settings.ranked_neighbours)
    crew = Territories(problem, settings.to_engine(from_plan=False), 0, threads)
    crew._whole.construct()
    crew._current = crew._whole.current()
    return crew


@pytest.mark.parametrize("parts", [1, 2, 3, 5])
def test_every_stop_is_in_one_territory_and_every_route_is_whole(parts: int) -> None:
    instance = _instance(n_vehicles=4)  # too few: some stops are on no route
    crew = _crew(instance, parts)
    for _ in range(20):
        territories = crew._cut(parts)
        assert sorted(chain(*(stops.tolist() for _, stops in territories))) == list(range(60))
        for routes, stops in territories:
            assert set(chain(*(visits for _, visits in routes))) <= set(stops.tolist())
        cut_routes = sorted(chain(*(routes for routes, _ in territories)))
        assert cut_routes == sorted(crew._current)


def test_territories_are_about_equal() -> None:
    crew = _crew(_instance(), 3)
    largest_route = max(len(stops) for _, stops in crew._current)
    for _ in range(20):
        for _, stops in crew._cut(3):
            assert abs(len(stops) - 20) <= largest_route


def test_borders_move() -> None:
    crew = _crew(_instance(), 2)
    assert len({tuple(crew._cut(2)[0][1].tolist()) for _ in range(10)}) > 5


@pytest.mark.parametrize("parts", [2, 3])
def test_no_vehicle_is_handed_out_twice(parts: int) -> None:
    crew = _crew(_instance(features=("windows", "fleet")), parts)
    vehicles = np.array(crew._problem.native.slots)
    for _ in range(20):
        territories = crew._cut(parts)
        shares = np.array(crew._share_vehicles(territories))
        assert (shares.sum(axis=0) <= vehicles).all()
        for (routes, _), share in zip(territories, shares, strict=True):
            used = np.bincount([kind for kind, _ in routes], minlength=len(vehicles))
            assert (used <= share).all()


@pytest.mark.parametrize("threads", [2, 3])
def test_the_value_is_that_of_the_routes(threads: int) -> None:
    instance = _instance()
    found = search(instance, Budget(None, 2000), seed=1, threads=threads)
    solution = Solution.of(instance, found.routes)
    solution.check(instance)
    last = found.trace[-1]
    assert (last.unserved, last.cost) == (solution.unserved, solution.cost.total)
    assert (last.routes, last.unassigned) == (len(solution.routes), len(solution.unassigned))


def test_the_same_seed_and_threads_give_the_same_routes() -> None:
    runs = [search(_instance(), Budget(None, 2000), seed=3, threads=3) for _ in range(2)]
    assert runs[0].routes == runs[1].routes
    assert runs[0].routes != search(_instance(), Budget(None, 2000), seed=4, threads=3).routes


def test_a_given_plan_is_kept_or_improved() -> None:
    instance = _instance()
    first = search(instance, Budget(None, 1000), seed=0, threads=1)
    again = search(instance, Budget(None, 500), seed=0, threads=2, start=first.routes)
    before, after = (Solution.of(instance, found.routes) for found in (first, again))
    assert (after.unserved, after.cost.total) <= (before.unserved, before.cost.total)


def test_few_stops_are_for_islands(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = _instance(n_stops=60)
    monkeypatch.setattr(Territories, "STOPS", 30)
    assert Territories.suit(instance, 2)
    assert not Territories.suit(instance, 3)

"""Territories: cuts between routes, shares of vehicles, and plans put together again."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np
import pytest
from random_instances import random_instance

from vrp.instance import Instance
from vrp.search.budget import Budget
from vrp.search.crew import Slice
from vrp.search.loop import search
from vrp.search.partition import Part
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.search.territories import Territories, _Found
from vrp.search.tour import make_plan, make_tour
from vrp.solution import Solution


@pytest.fixture(autouse=True)
def _small_territories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Territories, "STOPS", 5)
    monkeypatch.setattr(Territories, "ROUTES", 0)
    monkeypatch.setattr(Territories, "FEWEST_ROUTES", 1)
    monkeypatch.setattr(Territories, "FEWEST_ITERATIONS", 100)
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
    problem = make_problem(instance, settings.ranked_neighbours, in_parts=True)
    knobs = settings.to_engine(from_plan=False)
    crew = Territories(problem, knobs, 0, threads, Budget(None, 1000))
    with ThreadPoolExecutor(threads) as pool:
        crew.construct(pool)
    return crew


def _cut(crew: Territories, parts: int) -> list[Part]:
    return [task.part for task in crew._cut(parts)]


@pytest.mark.parametrize("parts", [1, 2, 3, 5])
def test_every_stop_is_in_one_territory_and_every_route_is_whole(parts: int) -> None:
    instance = _instance(n_vehicles=4)  # too few: some stops are on no route
    crew = _crew(instance, parts)
    for _ in range(20):
        territories = _cut(crew, parts)
        assert sorted(chain(*(part.stops.tolist() for part in territories))) == list(range(60))
        for part in territories:
            visits = chain(*(stops for _, stops in make_plan(part.tour)))
            assert set(visits) <= set(part.stops.tolist())
        cut_routes = sorted(chain(*(make_plan(part.tour) for part in territories)))
        assert cut_routes == sorted(make_plan(crew._current))


def test_territories_are_about_equal() -> None:
    crew = _crew(_instance(), 3)
    largest_route = max(len(stops) for _, stops in make_plan(crew._current))
    for _ in range(20):
        for part in _cut(crew, 3):
            assert abs(len(part.stops) - 20) <= largest_route


def test_borders_move() -> None:
    crew = _crew(_instance(), 2)
    assert len({tuple(_cut(crew, 2)[0].stops.tolist()) for _ in range(10)}) > 5


@pytest.mark.parametrize("parts", [2, 3])
def test_no_vehicle_is_handed_out_twice(parts: int) -> None:
    crew = _crew(_instance(features=("windows", "fleet")), parts)
    vehicles = np.array(crew._problem.native.slots)
    for _ in range(20):
        tasks = crew._cut(parts)
        shares = np.array([task.slots for task in tasks])
        assert (shares.sum(axis=0) <= vehicles).all()
        for task, share in zip(tasks, shares, strict=True):
            kinds = [kind for kind, _ in make_plan(task.part.tour)]
            assert (np.bincount(kinds, minlength=len(vehicles)) <= share).all()


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_small_parts_are_searched_in_turn(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(Territories, "MOST_STOPS", 10)
    crew = _crew(_instance(), threads)
    values = [crew.best_value()]
    with ThreadPoolExecutor(threads) as pool:
        for number in range(40):
            part = Slice(math.inf, 30, number / 40, (number + 1) / 40)
            assert crew.run(pool, part) == 30
            values.append(crew.best_value())
            routes = crew._problem.routes(crew.best())
            solution = Solution.of(_instance(), routes)
            assert (solution.unserved, solution.cost.total) == crew.best_value()
            assert crew.best_size() == (len(solution.routes), len(solution.unassigned))
    assert values == sorted(values, reverse=True)
    assert values[-1] < values[0]


def test_no_visit_is_shorter_than_others_of_its_sweep() -> None:
    crew = _crew(_instance(), 2)
    assert crew.first_slice_s == crew.slice_s


def test_the_price_of_leaving_out_is_the_highest_of_all_parts() -> None:
    crew = _crew(_instance(n_vehicles=3), 3)
    scales = (1.0, 2.0, 30.0), (3.0, 4.0, 10.0), (2.0, 1.0, 20.0)
    tour = make_tour([(0, [0, 1, 2])])
    crew._take_over([_Found(tour, tour, (0, 0), (0, 0), (0, 0), scale, 1) for scale in scales])
    assert crew._scale == (2.0, 4.0, 30.0)


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


def test_few_stops_or_routes_are_for_islands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Territories, "STOPS", 30)
    monkeypatch.setattr(Territories, "ROUTES", 8)
    assert Territories.suit(60, 16, 2)
    assert not Territories.suit(60, 15, 2)
    assert not Territories.suit(60, 50, 3)
    assert not Territories.suit(60, 50, 1)


def test_there_are_territories_wherever_one_thread_has_too_many_stops() -> None:
    assert Territories.suit(2 * Territories.MOST_STOPS, 1, 1)


@pytest.mark.parametrize("threads", [2, 3])
def test_trips_are_kept_together(threads: int) -> None:
    instance = _instance(n_vehicles=5, features=("windows", "reloads", "releases"))
    found = search(instance, Budget(None, 2000), seed=1, threads=threads)
    solution = Solution.of(instance, found.routes)
    solution.check(instance)
    assert any(route.reloads for route in solution.routes)
    last = found.trace[-1]
    assert (last.unserved, last.cost) == (solution.unserved, solution.cost.total)
    assert (last.routes, last.unassigned) == (len(solution.routes), len(solution.unassigned))
    again = search(instance, Budget(None, 0), seed=0, threads=threads, start=found.routes)
    assert sorted(again.routes, key=str) == sorted(found.routes, key=str)

"""Bundles first, then their stops: who searches when, and what that is worth."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from random_instances import random_instance
from shared_places import buildings, with_stops_repeated

import vrp
from vrp.instance import Vehicle
from vrp.search import bundles as module
from vrp.search.crew import EnginePlan, Slice, Value
from vrp.search.unbundling import Unbundling


class _FakeCrew:
    """Remembers its slices; its plans cost what it is told."""

    threads = 1

    def __init__(self, cost: int, slice_s: float, left_out: int = 0) -> None:
        self.cost = cost
        self.slice_s = slice_s
        self.first_slice_s = slice_s / 10
        self.slice_iterations = round(1000 * slice_s)
        self.left_out = left_out
        self.started_from: Sequence[EnginePlan] = ()
        self.slices: list[tuple[float, float]] = []

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        self.started_from = plans

    def construct(self, pool: ThreadPoolExecutor) -> None:
        pass

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        self.slices.append((part.begin, part.end))
        return part.iterations

    def best(self) -> EnginePlan:
        return [(0, [self.cost])]

    def best_value(self) -> Value:
        return self.left_out, self.cost

    def best_size(self) -> tuple[int, int]:
        return 1, self.left_out


def _unpack(plan: EnginePlan) -> EnginePlan:
    """Every bundle is of two stops, the number of all stops marks a reload."""
    return [(kind, [0, 1, 9, *calls]) for kind, calls in plan]


def _run(crew: Unbundling, *parts: tuple[float, float]) -> None:
    with ThreadPoolExecutor(1) as pool:
        crew.construct(pool)
        for begin, end in parts:
            assert crew.run(pool, Slice(1.0, 10, begin, end)) == 10


def test_stops_are_searched_when_half_of_the_time_is_over() -> None:
    bundled, single = _FakeCrew(8, 0.05), _FakeCrew(7, 0.2)
    crew = Unbundling(bundled, _unpack, lambda: single, 9)
    _run(crew, (0.0, 0.25))
    assert (crew.slice_s, crew.slice_iterations) == (0.05, 50)
    assert crew.first_slice_s == 0.05 / 10
    _run(crew, (0.25, 0.5), (0.5, 0.75), (0.75, 1.0))
    assert (crew.slice_s, crew.slice_iterations) == (0.2, 200)
    assert crew.first_slice_s == 0.2 / 10
    assert bundled.slices == [(0.0, 0.5), (0.5, 1.0)]
    assert single.slices == [(0.0, 0.5), (0.5, 1.0)]
    assert single.started_from == [[(0, [0, 1, 9, 8])]]


def test_bundles_stay_unpacked_when_the_search_is_heated_again() -> None:
    bundled, single = _FakeCrew(8, 0.05), _FakeCrew(7, 0.05)
    _run(Unbundling(bundled, _unpack, lambda: single, 9), (0.9, 1.0), (0.0, 0.1), (0.5, 0.75))
    assert not bundled.slices
    assert single.slices == [(0.8, 1.0), (0.0, 0.0), (0.0, 0.5)]


def test_the_better_plan_counts_stop_by_stop() -> None:
    crew = Unbundling(_FakeCrew(8, 0.05), _unpack, lambda: _FakeCrew(9, 0.05), 9)
    for parts in ((), ((0.5, 1.0),)):
        _run(crew, *parts)
        assert crew.best() == [(0, [0, 1, 9, 8])]
        assert crew.best_value() == (0, 8)
        assert crew.best_size() == (1, 0)
    _run(better := Unbundling(_FakeCrew(8, 0.05), _unpack, lambda: _FakeCrew(7, 0.05), 9), (0.5, 1))
    assert (better.best(), better.best_value()) == ([(0, [7])], (0, 7))


def test_stops_left_out_are_counted_one_by_one() -> None:
    short = _FakeCrew(8, 0.05, left_out=1)
    crew = Unbundling(short, _unpack, lambda: _FakeCrew(9, 0.05, left_out=2), 9)
    assert crew.best_size() == (1, 6)  # two stops and call 8 are on a route, the mark is no stop


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("threads", [1, 2])
def test_parcels_of_a_building_cost_hardly_more_than_all_at_once(seed: int, threads: int) -> None:
    single, whole = buildings(seed, 60, 10)
    bound = vrp.solve(whole, iterations=10_000, threads=1).cost.total
    found = vrp.solve(single, iterations=6_000, threads=threads)
    assert found.cost.total <= 1.01 * bound
    again = vrp.solve(single, iterations=6_000, threads=threads)
    assert again.routes == found.routes


def test_one_tour_comes_to_every_building_once() -> None:
    single, whole = buildings(5, 40, 25)
    single, whole = (
        vrp.Instance(each.depots, each.stops, (Vehicle("van"),), each.distances_m, each.durations_s)
        for each in (single, whole)
    )
    best = vrp.solve(whole, iterations=20_000, threads=1).cost.total
    assert vrp.solve(single, iterations=3_000, threads=1).cost.total == best


@pytest.mark.parametrize("seed", range(20))
def test_every_mix_of_features_is_solved(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SHARE", 0.5)
    monkeypatch.setattr(module, "_MOST_BUNDLES", 1.0)
    rng = np.random.default_rng(seed)
    instance = with_stops_repeated(rng, random_instance(rng, n_stops=6, n_vehicles=6), 3)
    trace = vrp.solve(instance, iterations=400, seed=seed, threads=1).run.trace
    values = [(point.unserved, point.cost) for point in trace]
    assert values == sorted(values, reverse=True)

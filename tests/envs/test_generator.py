"""Instances as drawn: possible, repeatable, and distributed as their settings say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cities import small_city, small_history
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.batch import Batch
from vrp.envs.city import City, euclidean
from vrp.envs.city_tensors import CityTensors
from vrp.envs.generator import draw_sample, generate
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.problems import PROBLEMS

CITY = small_city(60)
TENSORS = CityTensors.of(CITY)
PAST = small_city(60, history=small_history())
PAST_TENSORS = CityTensors.of(PAST)
QUARTER = 900


def _random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _fields(batch: Batch) -> dict[str, Tensor]:
    return {name: value for name, value in vars(batch).items() if isinstance(value, Tensor)}


def _can_serve_each_alone(batch: Batch) -> bool:
    out, back = batch.durations[:, 0, 1:].long(), batch.durations[:, 1:, 0].long()
    opens, closes, service = batch.opens.long(), batch.closes.long(), batch.service[:, 1:].long()
    start = torch.maximum(opens[:, :1] + out, opens[:, 1:])
    on_time = (start <= closes[:, 1:]) & (start + service + back <= closes[:, :1])
    fits = batch.demands <= batch.capacity[:, None]
    return bool(on_time.all() and fits.all() and (batch.demands >= 0).all())


@st.composite
def _settings(draw: st.DrawFn) -> GeneratorSettings:
    """Extreme ones among them: shifts too short for the city, services as long as shifts."""
    low_high = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted).map(tuple)
    shares = low_high.map(lambda pair: (pair[0] / 10, pair[1] / 10))
    widths = st.lists(st.integers(1, 40).map(lambda n: n * QUARTER), min_size=1, max_size=3)
    return GeneratorSettings(
        problem=draw(st.sampled_from(PROBLEMS)),
        stops=draw(st.integers(1, 150)),
        depot=draw(st.none() | st.integers(0, 59)),
        edge_depots=draw(st.floats(0, 1)),
        clustered=draw(shares),
        clusters=draw(low_high.map(lambda pair: (pair[0] + 1, pair[1] + 1))),
        cluster_spread_s=draw(low_high.map(lambda pair: (1.0 + pair[0], 1.0 + 50 * pair[1]))),
        demands=draw(low_high.map(lambda pair: (pair[0] + 1, pair[1] + 1))),
        demand_skew=draw(st.floats(0.1, 5)),
        stops_per_route=draw(low_high.map(lambda pair: (1.0 + pair[0], 1.0 + pair[1]))),
        shift_begin_s=draw(low_high.map(lambda pair: (QUARTER * pair[0], QUARTER * pair[1]))),
        shift_s=draw(low_high.map(lambda p: (QUARTER * (p[0] + 1), QUARTER * (p[1] + 1)))),
        service_s=draw(low_high.map(lambda pair: (500 * pair[0], 500 * pair[1]))),
        windowed=draw(shares),
        window_widths_s=tuple(draw(widths)),
        from_history=draw(st.booleans()),
    )


@given(_settings(), st.integers(0, 2**40))
@settings(max_examples=80)
def test_every_stop_can_be_served_alone(drawn: GeneratorSettings, seed: int) -> None:
    batch = generate(PAST_TENSORS, drawn, 5, _random(seed))
    assert (len(batch), batch.n_stops, batch.problem) == (5, drawn.stops, drawn.problem)
    assert _can_serve_each_alone(batch)
    assert (batch.opens <= batch.closes).all()
    assert not batch.demands[:, 0].any()
    assert not batch.service[:, 0].any()
    # Nothing reaches beyond the shift: that would only blur what a policy sees.
    assert (batch.opens >= batch.opens[:, :1]).all()
    assert (batch.closes <= batch.closes[:, :1]).all()


@given(_settings(), st.integers(0, 2**40))
@settings(max_examples=30)
def test_matrices_are_the_citys(drawn: GeneratorSettings, seed: int) -> None:
    sample = draw_sample(PAST_TENSORS, drawn, 3, _random(seed))
    batch = sample.batch(PAST_TENSORS)
    for index, points in enumerate(sample.points.numpy()):
        pairs = np.ix_(points, points)
        assert np.array_equal(batch.distances[index], PAST.distances_m[pairs])
        timed = drawn.problem == "acvrptw"
        durations = PAST.durations_s if timed else PAST.distances_m
        assert np.array_equal(batch.durations[index], durations[pairs])
        assert np.array_equal(batch.lat[index], PAST.lat[points])
        assert np.array_equal(batch.lon[index], PAST.lon[points])


@given(_settings(), st.integers(0, 2**40))
@settings(max_examples=30)
def test_no_point_is_drawn_twice_while_there_are_others(
    drawn: GeneratorSettings, seed: int
) -> None:
    assert drawn.stops is not None
    points = draw_sample(PAST_TENSORS, drawn, 4, _random(seed)).points
    different = [len(set(row.tolist())) for row in points]
    if drawn.stops < 60:
        assert different == [drawn.stops + 1] * 4
    elif drawn.stops == 60:
        assert different == [60] * 4
    if drawn.depot is not None:
        assert (points[:, 0] == drawn.depot).all()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_seeds_repeat(problem: str) -> None:
    drawn = GeneratorSettings(problem=problem, stops=20)
    one, again, other = (_fields(generate(CITY, drawn, 8, _random(seed))) for seed in (1, 1, 2))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["distances"], other["distances"])
    assert torch.equal(one["lat"], generate(TENSORS, drawn, 8, _random(1)).lat)


def test_problems_without_loads_and_times_have_neither() -> None:
    tour = generate(CITY, GeneratorSettings(problem="atsp", stops=9), 2, _random())
    assert not tour.demands.any()
    assert (tour.capacity == MAX_LOAD).all()
    for problem in ("atsp", "acvrp"):
        batch = generate(CITY, GeneratorSettings(problem=problem, stops=9), 2, _random())
        assert batch.durations is batch.distances
        assert not batch.opens.any()
        assert not batch.service.any()
        assert (batch.closes == MAX_VALUE).all()


def test_demands_and_capacities_are_as_settled() -> None:
    drawn = GeneratorSettings(problem="acvrp", stops=40, demands=(1, 20), stops_per_route=(4, 6))
    batch = generate(CITY, drawn, 300, _random())
    demands = batch.demands[:, 1:].double()
    assert (demands.min(), demands.max()) == (1, 20)
    # 1 + 20·u² rounded down: 1 + 20/3 less about a half.
    assert float(demands.mean()) == pytest.approx(7.17, abs=0.15)
    filling = batch.capacity / demands.mean(dim=1)
    assert filling.min() >= 4
    assert filling.max() < 6.3
    even = generate(CITY, replace(drawn, demand_skew=1.0), 300, _random())
    assert float(even.demands[:, 1:].double().mean()) == pytest.approx(10.5, abs=0.2)


def test_hours_are_as_settled() -> None:
    drawn = GeneratorSettings(stops=30, windowed=(0.5, 0.5))
    batch = generate(CITY, drawn, 200, _random())
    begin, end = batch.opens[:, 0], batch.closes[:, 0]
    assert set((begin % QUARTER).tolist()) == {0}
    assert (begin.min() / 3600, begin.max() / 3600) == (6, 9)
    assert ((end - begin).min() / 3600, (end - begin).max() / 3600) == (8, 10)
    service = batch.service[:, 1:]
    assert (service.min(), service.max()) == (60, 360)
    opens, closes = batch.opens[:, 1:], batch.closes[:, 1:]
    windowed = (opens > begin[:, None]) | (closes < end[:, None])
    assert float(windowed.double().mean()) == pytest.approx(0.5, abs=0.03)
    inside = windowed & (opens > begin[:, None]) & (closes < end[:, None])
    widths, counts = np.unique((closes - opens)[inside].numpy(), return_counts=True)
    assert {1800, 3600, 7200, 14400} <= set(widths.tolist())
    assert counts.max() / counts.sum() < 0.4


def test_windows_spread_over_the_shift() -> None:
    drawn = GeneratorSettings(stops=40, windowed=(1, 1), window_widths_s=(1800,))
    batch = generate(CITY, drawn, 100, _random())
    share = (batch.opens[:, 1:] - batch.opens[:, :1]) / (batch.closes - batch.opens)[:, :1]
    counts, _ = np.histogram(share.numpy(), bins=4, range=(0.02, 0.92))
    assert counts.min() > 0.8 * counts.max()


def test_clusters_are_closer_than_scattered_stops() -> None:
    city = euclidean(800, speed_m_per_s=8.0, rng=np.random.default_rng(0))
    drawn = GeneratorSettings(stops=40, problem="acvrp", clusters=(3, 3), cluster_spread_s=(30, 60))
    near = []
    for share in (0.0, 0.5, 1.0):
        batch = generate(city, replace(drawn, clustered=(share, share)), 30, _random())
        ways = batch.distances[:, 1:, 1:] + 10**6 * torch.eye(40, dtype=torch.int32)
        near.append(float(ways.amin(dim=1).double().mean()))
    assert near[0] > near[1] > near[2]
    assert near[2] < 0.6 * near[0]


def test_depots_lie_at_the_edge_or_anywhere() -> None:
    remoteness = CITY.durations_s.mean(axis=0) + CITY.durations_s.mean(axis=1)
    farthest = set(np.argsort(-remoteness)[:6].tolist())
    drawn = GeneratorSettings(stops=5)
    at_edge = draw_sample(TENSORS, replace(drawn, edge_depots=1.0), 200, _random()).points[:, 0]
    assert set(at_edge.tolist()) == farthest
    anywhere = draw_sample(TENSORS, replace(drawn, edge_depots=0.0), 999, _random()).points[:, 0]
    assert set(anywhere.tolist()) == set(range(60))


def test_histories_are_drawn_from() -> None:
    drawn = GeneratorSettings(stops=3, from_history=True)
    sample = draw_sample(PAST_TENSORS, drawn, 400, _random())
    assert set(sample.points[:, 0].tolist()) == {0, 1}
    known = sample.points[:, 0] == 0
    assert set(sample.capacity[known].tolist()) == {10}
    assert set(sample.opens[known, 0].tolist()) == {21_600}
    assert set(sample.closes[known, 0].tolist()) == {64_800}
    assert set(sample.demands[:, 1:].flatten().tolist()) == {2, 4, 6, 8}
    # Demand, service and window come from one stop; windows move by up to a quarter of an hour.
    second = sample.demands[:, 1:] == 4
    assert set(sample.service[:, 1:][second].tolist()) == {120}
    opens = set(sample.opens[:, 1:][second].tolist())
    assert opens == {36_000 - QUARTER, 36_000, 36_000 + QUARTER}
    counts = torch.bincount(sample.points[:, 1:].flatten(), minlength=60)
    assert counts[[3, 4, 5]].min() > 3 * counts.sum() / 60


def test_unknown_hours_are_drawn_around_all_windows() -> None:
    late = replace(small_history(), closes_s=np.array([MAX_VALUE, 39_600, 43_200, 80_000]))
    city = CityTensors.of(small_city(60, history=late))
    drawn = GeneratorSettings(stops=3, from_history=True, shift_begin_s=(32_400, 32_400))
    sample = draw_sample(city, drawn, 50, _random())
    unknown = sample.points[:, 0] == 1
    assert set(sample.opens[unknown, 0].tolist()) == {28_800}
    assert set(sample.closes[unknown, 0].tolist()) == {80_000}


def test_a_day_of_the_history_says_how_many_stops() -> None:
    drawn = GeneratorSettings(stops=None, from_history=True)
    sizes = {generate(PAST, drawn, 1, _random(seed)).n_stops for seed in range(20)}
    assert sizes == {1, 3}


def test_large_instances() -> None:
    city = euclidean(1500, rng=np.random.default_rng(0))
    batch = generate(city, GeneratorSettings(stops=2000), 1, _random())
    assert batch.n_stops == 2000
    assert _can_serve_each_alone(batch)


class _Watch(TorchDispatchMode):
    """Notes every operation that the host would have to wait for, or copy something for."""

    _WAITING = ("_local_scalar_dense", "nonzero", "equal", "masked_select", "unique", "lift_fresh")

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[str] = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        if func.overloadpacket.__name__ in self._WAITING:
            self.waited.append(str(func))
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("from_history", [False, True])
@pytest.mark.parametrize("stops", [20, 80])
def test_nothing_waits_for_the_device(stops: int, from_history: bool) -> None:
    drawn = GeneratorSettings(stops=stops, from_history=from_history)
    with _Watch() as watch:
        generate(PAST_TENSORS, drawn, 3, _random())
    assert watch.waited == []


@pytest.mark.parametrize(
    ("city", "change", "count", "message"),
    [
        (CITY, {}, 0, "count is 0, expected at least 1"),
        (CITY, {"depot": 60}, 1, "depot is 60, expected a point from 0 to 59"),
        (CITY, {"from_history": True}, 1, "the city has no history: make it with 'vrp city"),
    ],
)
def test_what_a_city_does_not_have_is_refused(
    city: City, change: dict[str, object], count: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        generate(city, GeneratorSettings(**change), count, _random())


@pytest.mark.parametrize(
    ("city", "settings", "count", "generator", "message"),
    [
        ("city.npz", GeneratorSettings(), 2, _random(), "city is of type str, expected vrp.envs"),
        (TENSORS, {"stops": 5}, 2, _random(), "settings is of type dict, expected vrp.envs"),
        (TENSORS, GeneratorSettings(), 2.0, _random(), "count is 2.0, expected a whole number"),
        (TENSORS, GeneratorSettings(), 2, 0, "generator is of type int, expected torch"),
    ],
)
def test_arguments_of_a_wrong_type_are_named(
    city: object, settings: object, count: object, generator: object, message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        generate(city, settings, count, generator)  # type: ignore[arg-type]

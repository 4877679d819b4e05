"""Matrices on roads: both engines held to networkx, on networks made to be awkward."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx_paths import networkx_matrix
from random_roads import made_network, random_network, random_points

from vrp.errors import RoadError
from vrp.roads import dijkstra as dijkstra_module
from vrp.roads import matrix as matrix_module
from vrp.roads.edge_costs import path_weights
from vrp.roads.matrix import snapped_matrices
from vrp.roads.network import RoadNetwork
from vrp.roads.snap import snap

seeds = st.integers(0, 2**32 - 1)
LINE = np.array([[49.0, 8.0], [49.0, 8.01], [49.0, 8.02], [49.01, 8.01]])


@pytest.fixture
def star() -> RoadNetwork:
    """Three two-way roads from node 1, of 10, 20 and 40 s and 100, 200 and 300 m."""
    between = np.empty((0, 2))
    return made_network(
        LINE,
        [(0, 1, "both", between), (1, 2, "both", between), (1, 3, "both", between)],
        duration_ms=[(10_000, 11_000), (20_000, 20_000), (40_000, 40_000)],
        length_dm=[1000, 2000, 3000],
    )


def shrink_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_module, "_FEW", 0)


def assert_as_networkx(network: RoadNetwork, points: tuple[np.ndarray, np.ndarray]) -> None:
    snapped = snap(network, *points, warn_m=np.inf, refuse_m=np.inf)
    milliseconds, decimetres = networkx_matrix(network, snapped)
    weights = network.path_graph.fastest
    for engine in ("dijkstra", "hierarchy"):
        found = snapped_matrices(network, snapped, weights, engine=engine)
        assert np.array_equal(
            found.durations_s, (milliseconds / 1000).astype(np.float32), equal_nan=True
        )
        assert np.array_equal(
            found.distances_m, (decimetres / 10).astype(np.float32), equal_nan=True
        )


@settings(max_examples=40)
@given(seed=seeds)
def test_durations_and_distances_are_those_of_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    with pytest.MonkeyPatch.context() as monkeypatch:
        if seed % 4:
            shrink_always(monkeypatch)
        assert_as_networkx(network, random_points(rng, network, int(rng.integers(1, 9))))


@settings(max_examples=40)
@given(seed=seeds)
def test_weights_that_do_not_fit_one_number_give_the_same_durations(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    packed = network.path_graph.fastest
    apart = replace(packed, scale=0.0, cost_unit=1e-3, parts=packed.parts[:, [0, 1, 0]])
    snapped = snap(network, *random_points(rng, network, 6), warn_m=np.inf, refuse_m=np.inf)
    with pytest.MonkeyPatch.context() as monkeypatch:
        shrink_always(monkeypatch)
        expected = snapped_matrices(network, snapped, packed)
        for engine in ("dijkstra", "hierarchy"):
            found = snapped_matrices(network, snapped, apart, engine=engine)
            assert np.array_equal(found.durations_s, expected.durations_s, equal_nan=True)
            assert (found.distances_m >= expected.distances_m).all()


@settings(max_examples=40)
@given(seed=seeds)
def test_engines_agree_on_any_cost_and_count_time_and_length_of_the_cheapest_path(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng)
    # So many digits that every path has a cost of its own: there are no ties to break.
    cost = rng.integers(1, 2**40, network.n_edges).astype(np.float64)
    cost[rng.random(network.n_edges) < 0.1] = np.inf
    points = random_points(rng, network, 6)
    snapped = snap(network, *points, warn_m=np.inf, refuse_m=np.inf)
    weights = path_weights(network, cost)
    with pytest.MonkeyPatch.context() as monkeypatch:
        shrink_always(monkeypatch)
        one, other = (
            snapped_matrices(network, snapped, weights, engine=engine)
            for engine in ("dijkstra", "hierarchy")
        )
    fastest = network.matrix(*points, warn_m=np.inf, refuse_m=np.inf)
    for name in ("costs", "durations_s", "distances_m"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        assert np.array_equal(np.isnan(one.costs), np.isnan(getattr(one, name)))
    reached = ~np.isnan(one.costs)
    assert (one.durations_s[reached] >= fastest.durations_s[reached]).all()


def test_a_large_network_is_shrunk_and_still_as_networkx() -> None:
    rng = np.random.default_rng(7)
    network = random_network(rng, most_nodes=300)
    assert_as_networkx(network, random_points(rng, network, 40))


def test_points_on_one_road_drive_along_it(star: RoadNetwork) -> None:
    found = star.matrix([49.0, 49.0], [8.002, 8.008])
    assert found.durations_s.tolist() == [[0, 6], [pytest.approx(6.6), 0]]
    assert found.distances_m.tolist() == [[0, 60], [60, 0]]


def test_on_a_one_way_road_the_way_back_goes_round() -> None:
    network = made_network(
        LINE[:2],
        [(0, 1, "along", np.empty((0, 2))), (0, 1, "against", np.array([[49.002, 8.005]]))],
        duration_ms=[(10_000, 0), (0, 30_000)],
        length_dm=[1000, 3000],
    )
    found = network.matrix([49.0, 49.0], [8.002, 8.008])
    assert found.durations_s.tolist() == [[0, 6], [2 + 30 + 2, 0]]
    assert found.distances_m.tolist() == [[0, 60], [20 + 300 + 20, 0]]


def test_points_may_be_given_as_pairs(star: RoadNetwork) -> None:
    pairs = star.matrix([(49.0, 8.002), (49.005, 8.01)])
    apart = star.matrix([49.0, 49.005], [8.002, 8.01])
    assert np.array_equal(pairs.durations_s, apart.durations_s)
    with pytest.raises(RoadError, match=r"points have shape \(3,\), expected \(n, 2\)"):
        star.matrix([1, 2, 3])


def test_no_points_and_one_point(star: RoadNetwork) -> None:
    assert star.matrix([], []).durations_s.shape == (0, 0)
    assert star.matrix([49.0], [8.001]).distances_m.tolist() == [[0]]


def test_matrices_are_read_only_and_say_where_they_come_from(star: RoadNetwork) -> None:
    found = star.matrix([49.0], [8.001])
    assert (found.source, found.attribution, found.costs) == ("made-up roads", "", None)
    for values in (found.durations_s, found.distances_m):
        assert not values.flags.writeable


def test_closed_roads_leave_pairs_without_a_way(star: RoadNetwork) -> None:
    cost = np.ones(star.n_edges)
    cost[(star.tail == 3) | (star.head == 3)] = np.inf
    found = star.matrix([49.0, 49.0, 49.01], [8.0, 8.02, 8.01], cost=cost)
    assert found.unreachable.tolist() == [[0, 2], [1, 2], [2, 0], [2, 1]]
    assert np.array_equal(np.isnan(found.durations_s), np.isnan(found.costs))


def test_progress_is_told_the_rows_and_may_end_the_work(
    star: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    lon = np.linspace(8.0, 8.02, 70)
    for engine in ("dijkstra", "hierarchy"):
        told: list[tuple[int, int]] = []
        with_progress = partial(star.matrix, progress=lambda *done, told=told: told.append(done))
        with_progress(np.full(70, 49.0), lon, engine=engine)
        assert told == sorted(told)
        assert told[-1] == (70, 70)
        assert len(told) >= 3

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        star.matrix(np.full(70, 49.0), lon, progress=stop)


def test_worker_processes_give_the_same(star: RoadNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dijkstra_module, "_SOURCES_PER_WORKER", 35)
    lat, lon = np.full(70, 49.0), np.linspace(8.0, 8.02, 70)
    alone, together = (star.matrix(lat, lon, threads=threads) for threads in (1, 2))
    assert np.array_equal(alone.durations_s, together.durations_s)
    assert np.array_equal(alone.distances_m, together.distances_m)


def test_many_points_take_the_hierarchy_where_it_is_installed(
    star: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_module, "_MANY", 2)
    asked: list[int] = []
    hierarchy = matrix_module.hierarchy_paths
    monkeypatch.setattr(
        matrix_module,
        "hierarchy_paths",
        lambda *given, **more: asked.append(1) or hierarchy(*given, **more),
    )
    star.matrix([49.0] * 2, [8.0, 8.01])
    assert not asked
    star.matrix([49.0] * 3, [8.0, 8.01, 8.02])
    assert asked
    monkeypatch.setattr(matrix_module, "find_spec", lambda name: None)
    star.matrix([49.0] * 3, [8.0, 8.01, 8.02])
    assert len(asked) == 1


def test_the_hierarchy_names_the_missing_extra(
    star: RoadNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyroutingkit", None)
    with pytest.raises(RoadError, match=r"pip install 'vrp\[cch\]'"):
        star.matrix([49.0], [8.0], engine="hierarchy")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "magic"}, "engine is 'magic', expected one of auto, dijkstra, hierarchy"),
        ({"threads": 0}, "threads is 0, expected at least 1"),
        ({"cost": "dearest"}, "cost is 'dearest', expected fastest, shortest, eco"),
        ({"names": ["a", "b"]}, "2 names for 1 points"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    star: RoadNetwork, options: dict[str, object], message: str
) -> None:
    with pytest.raises(RoadError, match=message):
        star.matrix([49.0], [8.0], **options)


def test_roads_that_lead_nowhere_are_refused() -> None:
    network = made_network(
        LINE[:2], [(0, 1, "along", np.empty((0, 2)))], duration_ms=[(1, 1)], length_dm=[1]
    )
    with pytest.raises(RoadError, match="made-up roads: no two junctions of the network reach"):
        network.matrix([49.0], [8.0])

"""Neighbours and orders of points, against what all pairs say."""

from __future__ import annotations

import numpy as np
import pytest
from plane_instances import plane_instance, with_matrices

from vrp.plane import Plane
from vrp.search import nearest
from vrp.search.nearest import _Remoteness, along_a_curve, nearest_stops
from vrp.search.problem import make_problem


def test_nearest_stops_are_those_of_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "_ROWS", 7)
    instance = plane_instance(0, n_stops=50)
    plane = instance.distances_m
    assert isinstance(plane, Plane)
    stops = np.random.default_rng(0).permutation(50)
    lists = nearest_stops(instance, plane, stops, 6)
    places = plane.points[1 + stops]
    for number, neighbours in enumerate(lists):
        apart = np.hypot(*(places - places[number]).T)
        apart[number] = np.inf
        assert sorted(neighbours) == sorted(np.argsort(apart)[:6])
        assert (np.diff(apart[neighbours]) >= 0).all()


def test_where_time_matters_the_engine_ranks_the_same() -> None:
    instance = plane_instance(0, n_stops=30, features=("windows", "service"))
    plane = instance.distances_m
    assert isinstance(plane, Plane)
    problem = make_problem(with_matrices(instance), 8)
    lists = nearest_stops(instance, plane, np.array(problem.stops), 8)
    shared = [
        len(set(problem.native.neighbours_of(number)) & set(row.tolist())) / 8
        for number, row in enumerate(lists)
    ]
    assert np.mean(shared) > 0.9  # but for ties


@pytest.mark.parametrize("features", [("windows", "service"), ("multiple windows", "service")])
def test_remoteness_is_measured_as_the_engine_does(features: tuple[str, ...]) -> None:
    instance = with_matrices(plane_instance(1, n_stops=40, features=features))
    problem = make_problem(instance, 12)
    stops = np.array(problem.stops)
    remoteness = _Remoteness(instance)
    for number, stop in enumerate(stops):
        remote = remoteness.between(stop, np.delete(stops, number))
        ranked = remoteness.between(stop, stops[problem.native.neighbours_of(number)])
        assert sorted(ranked) == sorted(remote)[:12]


def test_coinciding_points_are_neighbours_but_not_their_own() -> None:
    instance = plane_instance(0, n_stops=12)
    plane = Plane(np.zeros((13, 2)))
    lists = nearest_stops(instance, plane, np.arange(12), 4)
    assert lists.shape == (12, 4)
    for number, neighbours in enumerate(lists.tolist()):
        assert number not in neighbours
        assert len(set(neighbours)) == 4


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_fewer_stops_than_neighbours(n: int) -> None:
    instance = plane_instance(0, n_stops=n)
    plane = instance.distances_m
    assert isinstance(plane, Plane)
    assert nearest_stops(instance, plane, np.arange(n), 4).shape == (n, max(0, min(4, n - 1)))


def test_a_curve_visits_every_point_and_stays_close() -> None:
    points = np.random.default_rng(0).uniform(-5, 5, (4000, 2))
    order = along_a_curve(points)
    assert sorted(order) == list(range(4000))
    steps = np.hypot(*np.diff(points[order], axis=0).T)
    # A random order has steps of about 5; along the curve they are about 1 / sqrt(density).
    assert steps.mean() < 2 * 10 / np.sqrt(4000)


def test_the_curve_of_a_grid_goes_from_cell_to_cell() -> None:
    points = np.array([(x, y) for x in range(16) for y in range(16)], dtype=float)
    steps = np.abs(np.diff(points[along_a_curve(points)], axis=0)).sum(axis=1)
    assert (steps == 1).all()

"""A tour that lacks stops is completed: what it has keeps its order, what is added goes near by."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tour_instances import TOUR_FEATURES, matrix_tour, on_plane, tour_instance

from vrp.instance import Instance
from vrp.search.problem import make_problem
from vrp.search.salesman import as_single_tour, is_single_tour, tour_searches
from vrp.solution import Route, Solution

_SYMMETRIC = sorted({*TOUR_FEATURES} - {"asymmetric"})


def _completed(instance: Instance, stops: list[int], neighbours: int) -> list[int]:
    """The tour of all stops that the search makes of one of some."""
    problem = make_problem(as_single_tour(instance), neighbours)
    (search,) = tour_searches(problem.native, 0, 1, from_plan=True)
    search.start_from(problem.plan([Route(0, tuple(stops))]))
    (route,) = problem.routes(search.current())
    assert search.current_value() == (0, Solution.of(as_single_tour(instance), [route]).cost.total)
    return list(route.stops)


@given(
    seed=st.integers(0, 2**32 - 1),
    n_stops=st.integers(1, 30),
    features=st.frozensets(st.sampled_from(TOUR_FEATURES)),
    plane=st.booleans(),
    neighbours=st.integers(0, 5),
    data=st.data(),
)
def test_what_the_tour_has_keeps_its_order(
    seed: int,
    n_stops: int,
    features: frozenset[str],
    plane: bool,
    neighbours: int,
    data: st.DataObject,
) -> None:
    instance = tour_instance(seed, n_stops, features)
    if plane and features <= {*_SYMMETRIC}:
        on_points = on_plane(instance, seed)
        instance = on_points if is_single_tour(on_points) else instance
    kept = data.draw(st.lists(st.sampled_from(range(n_stops)), min_size=1, unique=True))
    completed = _completed(instance, kept, neighbours)
    assert sorted(completed) == list(range(n_stops))
    assert [stop for stop in completed if stop in kept] == kept


def test_each_of_several_clusters_is_found() -> None:
    """Whose stops have all their neighbours among themselves."""
    rng = np.random.default_rng(0)
    centres = 1000 * np.array([(0, 0), (0, 9), (9, 9), (9, 0)])
    points = np.repeat(centres, 10, axis=0) + rng.uniform(0, 100, (40, 2))
    completed = _completed(_on(points), [3], neighbours=4)
    clusters = [stop // 10 for stop in completed]
    assert sum(one != other for one, other in pairwise(clusters)) <= 4


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_missing_part_of_the_city_is_served_better_than_stop_by_stop(share: float) -> None:
    ours = theirs = 0
    for seed in range(5):
        points = np.random.default_rng(seed).uniform(0, 10_000, (200, 2))
        instance = _on(points)
        kept = sorted(
            np.argsort(np.linalg.norm(points, axis=1))[int(share * 200) :].tolist(),
            key=lambda stop, points=points: np.arctan2(*(points[stop] - 5000)),
        )
        legs = np.asarray(instance.distances_m)
        ours += _length(legs, _completed(instance, kept, neighbours=30))
        theirs += _length(legs, _inserted_in_turn(legs, kept))
    assert ours < theirs


def _on(points: npt.NDArray[np.float64]) -> Instance:
    """Stops at these points, with a depot at the first one."""
    points = np.vstack([points[:1], points])
    legs = np.rint(np.linalg.norm(points[:, None] - points[None], axis=2)).astype(np.int64)
    return matrix_tour(legs)


def _length(legs: npt.NDArray[np.int32], stops: list[int]) -> int:
    places = [0, *(stop + 1 for stop in stops), 0]
    return sum(int(legs[leg]) for leg in pairwise(places))


def _inserted_in_turn(legs: npt.NDArray[np.int32], kept: list[int]) -> list[int]:
    """Every missing stop where it costs least, one after the other."""
    places = [0, *(stop + 1 for stop in kept), 0]
    for place in sorted({*range(len(legs))} - {*places}):
        before, behind = np.array(places[:-1]), np.array(places[1:])
        detours = legs[before, place] + legs[place, behind] - legs[before, behind]
        places.insert(int(detours.argmin()) + 1, place)
    return [place - 1 for place in places[1:-1]]

"""Speed factors, and the matrices that they make."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from random_roads import made_network

from vrp.errors import ReadError
from vrp.roads.network import RoadNetwork
from vrp.roads.road_classes import ROAD_CLASSES, road_class_number
from vrp.roads.traffic import SpeedFactors, traffic_matrices

MOTORWAY, LINK = road_class_number("motorway"), road_class_number("motorway_link")
PRIMARY = road_class_number("primary")
FERRY = road_class_number("ferry")


def factors_of(*given: tuple[slice | int, int | slice, float]) -> SpeedFactors:
    """One but for some hours and classes."""
    factors = np.ones((24, len(ROAD_CLASSES)))
    for hours, classes, factor in given:
        factors[hours, classes] = factor
    return SpeedFactors(factors)


def test_factors_are_checked_and_kept_from_change() -> None:
    ones = np.ones((24, len(ROAD_CLASSES)))
    mine = SpeedFactors(ones)
    ones[3, MOTORWAY] = 9
    assert mine.factors[3, MOTORWAY] == 1
    with pytest.raises(ReadError, match="speed factor of motorway in hour 3 is 9"):
        SpeedFactors(ones)
    with pytest.raises(ReadError, match=r"speed factors have shape \(2,\)"):
        SpeedFactors(np.ones(2))


@pytest.fixture
def network() -> RoadNetwork:
    """A motorway with a bend, and a primary road straight beside it."""
    made = made_network(
        np.array([[49.0, 8.0], [49.0, 8.01]]),
        [(0, 1, "both", np.array([[49.002, 8.005]])), (0, 1, "both", np.empty((0, 2)))],
        duration_ms=[(30_000, 30_000), (40_000, 40_000)],
        length_dm=[9000, 7300],
    )
    return replace(made, road_class=np.where(made.length_dm == 9000, MOTORWAY, PRIMARY))


def test_every_hour_has_its_own_fastest_paths(network: RoadNetwork) -> None:
    rush = (slice(7, 9), slice(None), 0.8), (slice(7, 9), MOTORWAY, 0.5)
    night = (slice(22, 24), PRIMARY, 1.25), (slice(0, 2), PRIMARY, 1.25)
    factors = factors_of(*rush, *night)
    told: list[tuple[int, int]] = []
    stack = traffic_matrices(
        network, [49.0, 49.0], [8.0, 8.01], factors, progress=lambda *done: told.append(done)
    )
    assert len(stack.matrices) == 3
    assert stack.at(12).durations_s[0, 1] == 30
    assert (stack.at(7).durations_s[0, 1], stack.at(7).distances_m[0, 1]) == (50, 730)
    assert stack.at(23).durations_s[0, 1] == 30
    assert stack.slowest().durations_s[0, 1] == 50
    assert told[-1] == (6, 6)


def test_hours_that_differ_on_roads_that_are_not_there_share_a_matrix(network: RoadNetwork) -> None:
    factors = factors_of((7, FERRY, 0.5))
    stack = traffic_matrices(network, [49.0, 49.0], [8.0, 8.01], factors)
    assert len(stack.matrices) == 1
    assert stack.matrix_of == (0,) * 24

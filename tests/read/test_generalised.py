"""What kilometres are charged on where a mix is minimised."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vrp.errors import ReadError
from vrp.instance import NO_WAY
from vrp.read.generalised import minimising
from vrp.read.travel import Travel
from vrp.roads.mix import Mix

DISTANCES = np.array([[0, 1000, 3000], [1000, 0, 2000], [3000, 2000, 0]], dtype=np.int32)
DURATIONS = np.array([[0, 300, 100], [300, 0, 100], [100, 100, 0]], dtype=np.int32)
TRAVEL = Travel(DURATIONS, DISTANCES, "a test")


@pytest.mark.parametrize("mix", [None, Mix({"distance": 1})])
def test_metres_driven_need_nothing_else(mix: Mix | None) -> None:
    assert minimising(TRAVEL, mix) is TRAVEL


def test_durations_are_scaled_to_the_metres_of_all_pairs() -> None:
    travel = minimising(TRAVEL, Mix.parse("duration"))
    assert travel.generalised_m is not None
    assert travel.generalised_m.tolist() == [[0, 3600, 1200], [3600, 0, 1200], [1200, 1200, 0]]
    assert travel.generalised_m.sum() == DISTANCES.sum()
    assert travel.minimised == "duration"
    assert travel.durations_s is DURATIONS


def test_a_mix_lies_between_its_measures() -> None:
    travel = minimising(TRAVEL, Mix.parse("0.25*duration+0.75*distance"))
    assert travel.generalised_m is not None
    assert travel.generalised_m[0].tolist() == [0, 900 + 750, 300 + 2250]
    assert travel.minimised == "0.25·duration + 0.75·distance"


def test_costs_of_the_roads_are_scaled_whatever_their_unit() -> None:
    costs = np.array([[0, 1, 1], [1, 0, 2], [2, 2, 0]], dtype=np.float32)
    travel = minimising(TRAVEL, Mix.parse("eco"), costs)
    assert travel.generalised_m is not None
    np.testing.assert_array_equal(travel.generalised_m, np.rint(costs * 12_000 / 9))
    # A pair that the roads do not know is charged its (estimated) metres.
    costs[0, 1] = np.nan
    known = minimising(TRAVEL, Mix.parse("eco"), costs).generalised_m
    assert known is not None
    assert known[0, 1] == 1000
    assert known[0, 2] == round(11_000 / 8)


def test_legs_without_a_way_are_left_without_one() -> None:
    durations, distances = DURATIONS.copy(), DISTANCES.copy()
    durations[0, 1] = distances[0, 1] = NO_WAY
    broken = replace(TRAVEL, durations_s=durations, distances_m=distances)
    travel = minimising(broken, Mix.parse("duration"))
    assert travel.generalised_m is not None
    assert travel.generalised_m[0, 1] == NO_WAY
    assert travel.generalised_m[0, 2] == round(100 * 11_000 / 700)


def test_fuel_is_known_by_networks_only() -> None:
    with pytest.raises(ReadError, match="a test: knows no fuel"):
        minimising(TRAVEL, Mix.parse("0.5*eco+0.5*duration"))

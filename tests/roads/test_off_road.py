from __future__ import annotations

import warnings

import numpy as np
import pytest

from vrp.errors import RoadError
from vrp.roads.off_road import check_limits, check_off_road
from vrp.roads.warning import RoadWarning

NAMES = ["stop 'a'", "stop 'b'", "stop 'c'"]


def test_points_on_roads_go_without_a_word() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_off_road(np.array([0.0, 100.0, np.nan]), NAMES, "city.osm")


def test_points_some_way_off_are_warned_of() -> None:
    with pytest.warns(RoadWarning) as caught:
        check_off_road(np.array([101.0, 3.0, 500.0]), NAMES, "city.osm")
    assert str(caught.pop().message) == (
        "city.osm: more than 100 m from any road, and put on the nearest: stop 'c' (500 m), "
        "stop 'a' (101 m)"
    )


def test_points_far_off_are_refused() -> None:
    with pytest.raises(RoadError) as caught:
        check_off_road(np.array([501.0, 3.0, 200.0]), NAMES, "city.osm", hint="look there")
    assert str(caught.value) == (
        "city.osm: more than 500 m from any road: stop 'a' (501 m); look there"
    )


def test_many_points_are_counted() -> None:
    names = [f"point {number}" for number in range(25)]
    with pytest.raises(RoadError, match=r"point 9 \(1,000 m\), and 15 more$"):
        check_off_road(np.full(25, 1_000.0), names, "city.osm")


@pytest.mark.parametrize("limits", [(-1, 500), (100, float("nan"))])
def test_limits_that_make_no_sense(limits: tuple[float, float]) -> None:
    with pytest.raises(RoadError, match=r"expected metres from 0"):
        check_limits(*limits)

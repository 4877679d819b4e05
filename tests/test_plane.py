"""Planes: the same legs as dense matrices, computed where they are asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.errors import InstanceError
from vrp.instance import NO_WAY
from vrp.plane import MAX_DENSE, Plane

_COORDINATE = st.floats(-1e6, 1e6) | st.integers(-1000, 1000)
_POINTS = st.lists(st.tuples(_COORDINATE, _COORDINATE), min_size=1, max_size=12)
_ROUNDINGS = st.sampled_from([(1, 0.5), (10, 1e-9), (100, 0.5)])


@given(_POINTS, _ROUNDINGS, st.booleans(), st.sampled_from([1.0, 0.7, 3.0]))
def test_every_leg_is_what_the_rule_says(
    points: list[tuple[float, float]],
    rounding: tuple[float, float],
    ceiled: bool,
    divisor: float,
) -> None:
    scale, offset = rounding
    plane = Plane(np.array(points), scale, offset, ceiled, divisor)
    for i, (x, y) in enumerate(points):
        for j, (to_x, to_y) in enumerate(points):
            distance = math.sqrt((x - to_x) * (x - to_x) + (y - to_y) * (y - to_y))
            whole = math.floor((math.ceil(distance) if ceiled else distance) * scale + offset)
            assert plane[i, j] == round(whole / divisor)


@given(_POINTS, _ROUNDINGS)
def test_it_is_indexed_like_its_matrix(
    points: list[tuple[float, float]], rounding: tuple[float, float]
) -> None:
    plane = Plane(np.array(points), *rounding)
    matrix = np.asarray(plane)
    places = np.arange(len(points))
    assert matrix.dtype == np.int32
    assert matrix.shape == plane.shape
    assert np.array_equal(matrix, matrix.T)
    assert np.array_equal(plane[np.ix_(places, places)], matrix)
    assert np.array_equal(plane[places, places[::-1]], matrix[places, places[::-1]])
    assert np.array_equal(plane[places, 0], matrix[places, 0])
    assert np.array_equal(plane[0, places], matrix[0, places])
    assert plane[0, places].dtype == np.int32
    assert matrix.max() <= plane.max()


def test_points_are_copied_once() -> None:
    points = np.zeros((2, 2))
    plane = Plane(points)
    points[0] = 7
    assert plane[0, 1] == 0
    assert not plane.points.flags.writeable
    assert Plane(plane.points).points is plane.points


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([[0, 0], [NO_WAY, 0]], f"lie up to {NO_WAY} apart, expected less than {NO_WAY}"),
        ([[0, 0], [math.nan, 0]], "not finite"),
        ([[0, 0, 0]], r"shape \(1, 3\), expected \(n, 2\)"),
        (np.empty((0, 2)), r"shape \(0, 2\)"),
    ],
)
def test_points_that_are_refused(points: object, message: str) -> None:
    with pytest.raises(InstanceError, match=message):
        Plane(np.array(points, dtype=float))


@pytest.mark.parametrize("rule", [{"scale": 0}, {"offset": 1.0}, {"divisor": 0}])
def test_roundings_that_are_refused(rule: dict[str, float]) -> None:
    with pytest.raises(InstanceError, match="the rounding of points has scale"):
        Plane(np.zeros((1, 2)), **rule)


def test_a_matrix_too_large_for_the_memory_is_refused() -> None:
    with pytest.raises(InstanceError, match=f"over {MAX_DENSE + 1} locations"):
        np.asarray(Plane(np.zeros((MAX_DENSE + 1, 2))))

"""Journeys through the hours of a day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.errors import RoadError
from vrp.roads.matrices import RoadMatrices
from vrp.roads.matrix_stack import HOURS, MatrixStack

RUSH = tuple(int(hour in (7, 8)) for hour in range(HOURS))


def matrices(duration_s: float, distance_m: float) -> RoadMatrices:
    durations = np.array([[0, duration_s], [np.nan, 0]], dtype=np.float32)
    distances = np.array([[0, distance_m], [np.nan, 0]], dtype=np.float32)
    return RoadMatrices(durations, distances, source="made-up hours")


def stack() -> MatrixStack:
    return MatrixStack((matrices(600, 5000), matrices(1200, 4000)), RUSH)


def test_within_an_hour_its_duration_counts() -> None:
    assert stack().durations_at(0, 1, [0, 7 * 3600, 32 * 3600]).tolist() == [600, 1200, 1200]


def test_over_the_hour_the_rest_is_driven_at_the_next_pace() -> None:
    # Five minutes of ten before seven: half is left, ten of twenty minutes.
    assert stack().durations_at(0, 1, 7 * 3600 - 300) == 300 + 600
    assert stack().durations_at(0, 1, 9 * 3600 - 300) == pytest.approx(300 + 0.75 * 600)


def test_where_no_road_leads_there_is_no_duration() -> None:
    assert np.isnan(stack().durations_at(1, 0, 0))
    assert stack().durations_at([0, 1], [0, 1], 7 * 3600).tolist() == [0, 0]


@given(
    st.lists(st.floats(1, 50_000), min_size=3, max_size=3),
    st.lists(st.integers(0, 2), min_size=HOURS, max_size=HOURS),
)
def test_who_leaves_later_never_arrives_earlier_nor_drives_longer_than_the_slowest(
    durations: list[float], matrix_of: list[int]
) -> None:
    made = MatrixStack(tuple(matrices(d, d) for d in durations), tuple(matrix_of))
    leaving = np.arange(0, 86_400, 300)
    driven = made.durations_at(0, 1, leaving)
    assert (np.diff(leaving + driven) >= -1e-6).all()
    slowest = float(made.slowest().durations_s[0, 1])
    assert (driven <= slowest * (1 + 1e-9)).all()


def test_the_slowest_keeps_the_distance_of_the_same_path() -> None:
    slowest = stack().slowest()
    assert (slowest.durations_s[0, 1], slowest.distances_m[0, 1]) == (1200, 4000)
    assert np.isnan(slowest.durations_s[1, 0])
    assert not slowest.durations_s.flags.writeable
    assert stack().slowest(range(9, 18)).durations_s[0, 1] == 600
    assert stack().at(8).durations_s[0, 1] == 1200


def test_stacks_that_make_no_sense_are_refused() -> None:
    with pytest.raises(RoadError, match="matrix_of has 1 values, expected 24"):
        MatrixStack((matrices(1, 1),), (0,))
    with pytest.raises(RoadError, match=r"matrix_of\[7\] is 1, expected 0 to 0"):
        MatrixStack((matrices(1, 1),), RUSH)
    with pytest.raises(RoadError, match="no hours"):
        stack().slowest([])

"""Consecutive numbers of several ranges."""

from __future__ import annotations

import numpy as np

from vrp.roads.ranges import joined_ranges


def test_ranges_follow_each_other() -> None:
    ranges = joined_ranges(np.array([10, 5, 7]), np.array([2, 3, 0]))
    assert ranges.tolist() == [10, 11, 5, 6, 7]


def test_no_ranges_have_no_numbers() -> None:
    empty = np.array([], dtype=np.int64)
    assert joined_ranges(empty, empty).tolist() == []

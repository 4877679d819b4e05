"""Lengths along polylines."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.roads.polylines import step_lengths_m
from vrp.roads.sphere import METRES_PER_DEGREE


def test_steps_follow_each_other() -> None:
    lengths = step_lengths_m(np.array([0.0, 1, 1, 60, 60]), np.array([0.0, 0, 0, 0, 1]))
    assert lengths[:2] == pytest.approx([METRES_PER_DEGREE, 0])
    assert lengths[3] == pytest.approx(METRES_PER_DEGREE / 2, rel=1e-4)


def test_a_point_has_no_length() -> None:
    assert step_lengths_m(np.array([49.0]), np.array([8.0])).size == 0

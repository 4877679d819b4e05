"""The size of the earth, and distances on it."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.roads.sphere import EARTH_RADIUS_M, METRES_PER_DEGREE, great_circle_m

ZERO = np.zeros(1)


def test_a_degree_is_what_it_is_on_earth() -> None:
    assert pytest.approx(111_195, abs=1) == METRES_PER_DEGREE


def test_half_the_way_around_the_earth() -> None:
    metres = great_circle_m(ZERO, np.array([-90.0]), ZERO, np.array([90.0]))
    assert metres == pytest.approx(np.pi * EARTH_RADIUS_M)


def test_the_date_line_is_no_border() -> None:
    metres = great_circle_m(ZERO, np.array([179.5]), ZERO, np.array([-179.5]))
    assert metres == pytest.approx(METRES_PER_DEGREE)


def test_shapes_go_together() -> None:
    lat, lon = np.array([0.0, 1.0, 2.0]), np.zeros(3)
    metres = great_circle_m(lat[:, None], lon[:, None], lat, lon)
    apart = np.abs(np.subtract.outer([0, 1, 2], [0, 1, 2]))
    np.testing.assert_allclose(metres, apart * METRES_PER_DEGREE, atol=1e-6)

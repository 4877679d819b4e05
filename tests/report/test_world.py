"""The plane of the map."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.report.world import map_box, to_world


def test_known_corners() -> None:
    x, y = to_world(np.array([-180.0, 0.0, 180.0]), np.array([0.0, 85.0, -90.0]))
    assert x == pytest.approx([0, 0.5, 1])
    assert y[0] == 0.5
    assert 0 < y[1] < 0.01
    assert 0.99 < y[2] < 1


@pytest.mark.parametrize(
    "points", [[(8.6, 49.4)], [(8.6, 49.3), (8.7, 49.3)], [(8.6, 0), (8.6, 9)]]
)
def test_a_box_holds_its_points_with_room_around_them(points: list[tuple[float, float]]) -> None:
    box = map_box(points)
    assert box is not None
    south, west, north, east = box
    assert all(west < lon < east and south < lat < north for lon, lat in points)
    (left, right), (bottom, top) = to_world(np.array([west, east]), np.array([south, north]))
    assert 0.9 < (right - left) / (bottom - top) < 2.1


def test_no_points_have_no_box() -> None:
    assert map_box([]) is None

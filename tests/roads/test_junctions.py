"""Junctions at which one slows down."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.roads.junctions import is_delayed
from vrp.roads.road_classes import road_class_number


def delayed_towards_node_0(classes: list[str]) -> list[bool]:
    """For roads of these classes that all meet in node 0: whether one slows down at the end."""
    roads = np.arange(len(classes))
    ends = np.stack((roads + 1, np.zeros_like(roads)), axis=1)
    numbers = np.array([road_class_number(name) for name in classes])
    head = np.zeros_like(roads)
    return is_delayed(head, numbers, roads, ends, len(classes) + 1).tolist()


@pytest.mark.parametrize(
    ("classes", "delayed"),
    [
        (["residential"], [False]),
        (["residential", "primary"], [False, False]),
        (["residential", "primary", "primary"], [True, True, True]),
        (["primary", "primary", "service"], [False, False, True]),
        (["primary", "primary", "primary", "service"], [True, True, True, True]),
        (["service", "service", "service"], [True, True, True]),
        (["motorway", "motorway", "motorway_link"], [False, False, False]),
        (["primary", "primary", "trunk"], [True, True, False]),
    ],
)
def test_who_slows_down(classes: list[str], delayed: list[bool]) -> None:
    assert delayed_towards_node_0(classes) == delayed

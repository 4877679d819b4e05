"""What is left out counts by its worth, and a group as one stop."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.unassigned import count_unserved, find_unassigned, sum_prizes


def five_stops() -> Instance:
    stops = (
        Stop("low", priority=1),
        Stop("first of a group", priority=3, group="x"),
        Stop("prized", priority=3, prize=40),
        Stop("second of a group", priority=3, group="x"),
        Stop("high", priority=9),
    )
    nowhere = np.zeros((6, 6), dtype=np.int32)
    return Instance((Depot("d"),), stops, (Vehicle("van"),), nowhere, nowhere)


@pytest.mark.parametrize(
    ("visited", "unassigned", "unserved", "prizes"),
    [
        ((), (4, 1, 2, 3, 0), 10 + 4 + 2, 40),
        ((3,), (4, 2, 0), 10 + 2, 40),
        ((1, 2), (4, 0), 10 + 2, 0),
        ((4, 0, 2), (1, 3), 4, 0),
        ((0, 1, 2, 4), (), 0, 0),
    ],
)
def test_what_is_left_out_and_what_it_counts(
    visited: tuple[int, ...], unassigned: tuple[int, ...], unserved: int, prizes: int
) -> None:
    instance = five_stops()
    assert find_unassigned(instance, visited) == unassigned
    assert count_unserved(instance, unassigned) == unserved
    assert sum_prizes(instance, unassigned) == prizes

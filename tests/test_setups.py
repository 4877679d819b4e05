"""Setups once per place."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.instance import NO_WAY
from vrp.setups import setup_legs


@pytest.mark.parametrize(
    ("metres", "seconds", "same"),
    [
        ((0, 0), (0, 0), True),
        ((1, 0), (0, 0), False),
        ((0, 1), (0, 0), False),
        ((0, 0), (1, 0), False),
        ((0, 0), (0, NO_WAY), False),
    ],
)
def test_a_place_is_left_by_any_metre_or_second_there_or_back(
    metres: tuple[int, int], seconds: tuple[int, int], same: bool
) -> None:
    def legs(there: int, back: int) -> np.ndarray:
        return np.array([[0, there], [back, 0]], dtype=np.int32)

    setups = setup_legs([0, 7], legs(*metres), legs(*seconds))
    assert setups is not None
    assert not setups.flags.writeable
    assert setups.tolist() == [[0, 0 if same else 7], [0, 0]]


def test_no_place_is_left_on_the_way_to_itself() -> None:
    legs = np.ones((2, 2), dtype=np.int32)
    setups = setup_legs([0, 7], legs, legs)
    assert setups is not None
    assert setups.tolist() == [[0, 7], [0, 0]]


def test_where_nothing_is_set_up_there_is_no_matrix() -> None:
    legs = np.ones((3, 3), dtype=np.int32)
    assert setup_legs([0, 0, 0], legs, legs) is None

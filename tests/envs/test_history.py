"""What makes a history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from small_cities import small_history

from vrp.errors import ReadError


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"points": np.array([3, 4])}, "demands has 4 entries, expected 2"),
        ({"depots": np.array([1])}, "day_sizes has 2 entries, expected 1"),
        ({"day_sizes": np.array([3, 2])}, "days have 5 stops, expected 4"),
        ({"demands": np.array([3, -4, 1, 1])}, "demands has -4, expected 0 to"),
        ({"demands": np.array([3, 2**31, 1, 1])}, "demands has 2147483648, expected 0 to"),
        ({"service_s": np.zeros(4)}, "service_s has shape .* and dtype float64"),
        ({"points": np.array([], dtype=int)}, r"points has shape \(0,\)"),
    ],
)
def test_arrays_that_do_not_go_together_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ReadError, match=f"history: {message}"):
        replace(small_history(), **change)


def test_places_beyond_the_city_are_named() -> None:
    small_history().check_points(6)
    with pytest.raises(ReadError, match="points has 5, expected 0 to 4"):
        small_history().check_points(5)
    with pytest.raises(ReadError, match="depots has 9, expected 0 to 5"):
        replace(small_history(), depots=np.array([0, 9])).check_points(6)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.compare.bootstrap import mean_interval


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20))
def test_the_interval_lies_among_the_differences(differences: list[float]) -> None:
    low, high = mean_interval(differences)
    assert min(differences) - 1e-9 <= low <= high <= max(differences) + 1e-9


def test_equal_differences_leave_no_doubt() -> None:
    assert mean_interval([0.25, 0.25, 0.25]) == (0.25, 0.25)


def test_as_wide_as_theory_says() -> None:
    # Of ± 1, the mean of n pairs has the standard error 1 / √n.
    low, high = mean_interval([-1.0, 1.0] * 50)
    assert (low, high) == (pytest.approx(-0.196, abs=0.03), pytest.approx(0.196, abs=0.03))


def test_the_same_every_time() -> None:
    assert mean_interval([0.1, 0.4, -0.2]) == mean_interval([0.1, 0.4, -0.2])

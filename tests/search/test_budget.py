"""Shares of a budget."""

from __future__ import annotations

from vrp.search.budget import Budget


def test_slices_are_shares_within_bounds() -> None:
    assert Budget(10.0, None).slice_s(0.05, 0.1, 2.0) == 0.5
    assert Budget(10.0, None).slice_s(0.001, 0.1, 2.0) == 0.1
    assert Budget(100.0, None).slice_s(0.05, 0.1, 2.0) == 2.0
    assert Budget(None, 1000).slice_iterations(0.05, 10, 100) == 50
    assert Budget(None, 1000).slice_iterations(0.001, 10, 100) == 10
    assert Budget(None, 10_000).slice_iterations(0.05, 10, 100) == 100


def test_without_a_limit_slices_are_long() -> None:
    unlimited = Budget(None, None)
    assert not unlimited.is_limited
    assert unlimited.slice_s(0.05, 0.1, 2.0) == 2.0
    assert unlimited.slice_iterations(0.05, 10, 100) == 100


def test_a_part_of_a_budget_is_limited_as_the_whole_is() -> None:
    assert Budget(10.0, None).part(0.02) == Budget(0.2, None)
    assert Budget(None, 1010).part(0.02) == Budget(None, 20)
    assert Budget(None, None).part(0.5) == Budget(None, None)

"""Cycles of annealing that get longer."""

from __future__ import annotations

import pytest

from vrp.search.reheating import Reheating


def test_cycles_follow_one_another_without_a_gap() -> None:
    reheating = Reheating(2.0)
    for begin, length in ((0.0, 2.0), (2.0, 4.0), (6.0, 8.0), (14.0, 16.0)):
        assert reheating.at(begin) == (0.0, length)
        assert reheating.at(begin + length / 4) == (0.25, length)
        done, same = reheating.at(begin + length - 1e-6)
        assert (done, same) == (pytest.approx(1.0, abs=1e-5), length)
        assert done < 1


def test_larger_instances_have_longer_cycles() -> None:
    assert Reheating.suited_to(10_000).first_s > Reheating.suited_to(10).first_s

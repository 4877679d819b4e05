from __future__ import annotations

import pytest
from compared_results import made_up_results, result

from vrp.compare.result import INVALID, Result
from vrp.compare.standings import Gaps, Loss, losses, standings


def test_gaps_are_to_the_best_known_cost() -> None:
    gaps = Gaps([result("vrp", 103)])
    assert gaps.all_known
    assert gaps.of(result("vrp", 103)) == pytest.approx(0.03)
    assert gaps.of(result("vrp", 99)) == pytest.approx(-0.01)


def test_without_a_best_known_cost_gaps_are_to_the_best_found() -> None:
    found = [result("a", 50, best_known=None), result("b", 60, best_known=None)]
    gaps = Gaps(found)
    assert not gaps.all_known
    assert [gaps.of(each) for each in found] == [0.0, pytest.approx(0.2)]


def test_a_plan_that_leaves_out_more_has_no_gap() -> None:
    full = result("a", 60, best_known=None)
    partial = result("b", 10, best_known=None, unserved=1, unassigned=1)
    gaps = Gaps([full, partial])
    assert gaps.of(full) == 0.0
    assert gaps.of(partial) is None


def test_no_plan_has_no_gap() -> None:
    nothing = result("a", None, status=INVALID)
    assert Gaps([nothing]).of(nothing) is None


def test_costs_of_nothing() -> None:
    free = [result("a", 0, best_known=None), result("b", 3, best_known=None)]
    gaps = Gaps(free)
    assert [gaps.of(each) for each in free] == [0.0, None]


def test_numbers_of_a_made_up_comparison() -> None:
    ours, theirs, picky = standings(made_up_results())
    assert (ours.solver, theirs.solver, picky.solver) == ("vrp", "theirs", "picky")
    assert ours.mean_gap == pytest.approx((0.00 + 0.04 + 0.10 + 0.05) / 4)
    assert theirs.mean_gap == pytest.approx((0.10 + 0.02 + 0.05 + 0.05) / 4)
    assert theirs.gap_to_ours == pytest.approx((0.10 - 0.02 - 0.05 + 0.00) / 4)
    assert theirs.interval is not None
    assert theirs.interval[0] < theirs.gap_to_ours < theirs.interval[1]
    assert (ours.best, theirs.best) == (2, 3)
    assert (theirs.ahead, theirs.level, theirs.behind) == (2, 1, 1)
    assert (picky.runs, picky.valid, picky.refused, picky.mean_gap) == (1, 0, 1, None)
    assert (picky.ahead, picky.level, picky.behind) == (0, 0, 0)
    assert ours.wall_s == pytest.approx(1.1)


def test_an_invalid_plan_is_behind_ours() -> None:
    invalid = result("theirs", None, status=INVALID)
    _, theirs = standings([result("vrp", 100), invalid])
    assert (theirs.invalid, theirs.behind, theirs.best) == (1, 1, 0)


def test_a_proven_gap_is_to_the_bound() -> None:
    proven, vague = standings([result("a", 120, lower_bound=114), result("b", 120)])
    assert proven.proven_gap == pytest.approx(0.05)
    assert vague.proven_gap is None


def test_budgets_stand_apart() -> None:
    rows = standings([result("vrp", 110), result("vrp", 105, budget_s=10.0)])
    assert [(row.budget_s, row.mean_gap) for row in rows] == [
        (1.0, pytest.approx(0.10)),
        (10.0, pytest.approx(0.05)),
    ]


def test_where_we_lose() -> None:
    assert losses(made_up_results()) == (Loss("theirs", 1.0, "two", pytest.approx(0.025)),)


@pytest.mark.parametrize(
    ("theirs", "lost"),
    [
        (result("theirs", 500, unserved=0), True),
        (result("theirs", 1, unserved=2, unassigned=2), False),
        (result("theirs", None, status=INVALID), False),
    ],
)
def test_whoever_serves_more_wins_at_any_cost(theirs: Result, lost: bool) -> None:
    ours = result("vrp", 90, unserved=1, unassigned=1)
    assert losses([ours, theirs]) == ((Loss("theirs", 1.0, "one", None),) if lost else ())

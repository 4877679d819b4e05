"""Where we lose, and where nothing can be said about it."""

from __future__ import annotations

import pytest
from compared_results import made_up_results, result

from vrp.compare.defeat import Match, losses, matches
from vrp.compare.result import FAILED, INVALID, REFUSED, Result


def _lost(instance: str, by: float | None) -> Match:
    """To the other solver, in runs of a second on one thread."""
    return Match("theirs", 1.0, 1, instance, comparable=True, lost=True, by=by)


def test_where_we_lose() -> None:
    assert losses(made_up_results()) == (_lost("two", by=pytest.approx(0.025)),)


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
    assert losses([ours, theirs]) == ((_lost("one", by=None),) if lost else ())


def test_a_seed_that_they_failed_on_hides_no_loss_on_the_others() -> None:
    runs = [
        result("vrp", 110),
        result("theirs", 100),
        result("vrp", 110, seed=1),
        result("theirs", None, seed=1, status=FAILED),
    ]
    assert losses(runs) == (_lost("one", by=pytest.approx(0.10)),)


def test_only_seeds_that_both_finished_are_compared() -> None:
    runs = [
        result("vrp", 100),
        result("theirs", 105),
        result("vrp", 120, seed=1),
        result("theirs", None, seed=1, status=INVALID),
    ]
    assert losses(runs) == ()


def test_whoever_has_a_plan_more_often_wins() -> None:
    runs = [
        result("vrp", 100),
        result("theirs", 105),
        result("vrp", None, seed=1, status=INVALID),
        result("theirs", 120, seed=1),
    ]
    assert losses(runs) == (_lost("one", by=None),)


def test_runs_on_other_numbers_of_threads_stand_apart() -> None:
    runs = [
        result("vrp", 110, threads=1),
        result("theirs", 100, threads=1),
        result("vrp", 100, threads=8),
        result("theirs", 120, threads=8),
    ]
    assert losses(runs) == (_lost("one", by=pytest.approx(0.10)),)
    assert [match.lost for match in matches(runs)] == [True, False]


@pytest.mark.parametrize("status", [FAILED, REFUSED, INVALID])
def test_without_a_plan_of_theirs_nothing_is_comparable(status: str) -> None:
    (match,) = matches([result("vrp", 100), result("theirs", None, status=status)])
    assert not match.comparable
    assert not match.lost

from __future__ import annotations

import pytest
from compared_results import made_up_results, result

from vrp.compare.result import INVALID
from vrp.compare.standings import Gaps, standings


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


def test_a_mean_says_over_how_many_runs_it_is() -> None:
    nothing = result("theirs", None, seed=1, status=INVALID)
    ours, theirs = standings(
        [result("vrp", 104), result("vrp", 104, seed=1), result("theirs", 100), nothing]
    )
    assert (ours.runs, ours.with_gap) == (2, 2)
    assert (theirs.runs, theirs.with_gap, theirs.pairs) == (2, 1, 1)


def test_the_interval_is_over_instances_and_not_over_their_seeds() -> None:
    """Seeds of an instance agree: they are no more evidence than one of them."""
    few, many = (
        [
            result(solver, 100 + by * (solver == "theirs"), seed=seed, fingerprint=str(number))
            for number, by in enumerate((-2, 1, 4, 9))
            for seed in range(seeds)
            for solver in ("vrp", "theirs")
        ]
        for seeds in (1, 20)
    )
    assert standings(many)[1].interval == standings(few)[1].interval
    assert standings(many)[1].gap_to_ours == pytest.approx(0.03)


def test_instances_count_alike_however_many_seeds_they_have() -> None:
    runs = [result(solver, cost) for solver, cost in (("vrp", 100), ("theirs", 104))]
    for seed in range(9):
        runs += [result(s, 100, seed=seed, fingerprint="2") for s in ("vrp", "theirs")]
    assert standings(runs)[1].gap_to_ours == pytest.approx(0.02)


def test_a_single_instance_has_no_interval() -> None:
    runs = [
        result(solver, cost + seed, seed=seed)
        for solver, cost in (("vrp", 100), ("theirs", 105))
        for seed in range(9)
    ]
    _, theirs = standings(runs)
    assert theirs.gap_to_ours == pytest.approx(0.05)
    assert theirs.interval is None

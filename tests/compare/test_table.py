from __future__ import annotations

import io

from compared_results import made_up_results, result
from rich.console import Console

from vrp.compare.result import FAILED, INVALID, Result
from vrp.compare.table import comparison_table


def printed(*results: Result) -> str:
    console = Console(width=110, file=io.StringIO())
    console.print(comparison_table(results))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def cells(text: str, solver: str) -> list[str]:
    rows = (line.split() for line in text.splitlines())
    return next(row for row in rows if row[1:3] == ["s", solver])


def test_the_numbers_of_a_made_up_comparison() -> None:
    text = printed(*made_up_results())
    assert cells(text, "vrp")[:6] == ["1", "s", "vrp", "4/4", "4.75", "2"]
    theirs = cells(text, "theirs")
    assert theirs[3:7] == ["4/4", "5.50", "+0.75", "[-2.50,"]
    assert theirs[8:] == ["3", "2/1/1", "0.0", "1.1", "1.0", "50"]
    assert "1 s: vrp loses to theirs on 1 instance: two (2.50%)" in text
    assert "picky on one: refused: picky cannot model stops" in text
    assert "on abacus" in text


def test_mean_costs_and_stops_left_out() -> None:
    text = printed(result("vrp", 12345, cost_scale=100), result("b", 9, unserved=2, unassigned=2))
    row = next(line for line in text.splitlines() if " one  " in line)
    assert row.split()[2:] == ["one", "5", "123.45", "9", "(−2)", "1.00"]
    assert "(−2): leaves out 2 stops" in text
    assert "leaves out" not in printed(result("vrp", 12345))


def test_losing_to_nobody_is_said() -> None:
    text = printed(result("vrp", 100), result("theirs", 101))
    assert "1 s: vrp loses to nobody on any instance" in text


def test_without_us_nobody_is_told_where_we_lose() -> None:
    assert "loses" not in printed(result("a", 100), result("b", 101))


def test_invalid_plans_are_shown_with_the_reason() -> None:
    text = printed(
        result("vrp", 100),
        result("b", None, status=INVALID, reason="too late\nand too heavy"),
    )
    assert "0/1" in text
    assert "b on one: invalid: too late · and too heavy" in text


def test_proven_gaps_have_a_column_where_there_are_any() -> None:
    assert "proven" not in printed(result("vrp", 100))
    assert cells(printed(result("cp-sat", 100, lower_bound=98)), "cp-sat")[4:6] == ["0.00", "2.00"]


def test_it_fits_its_width() -> None:
    assert max(map(len, printed(*made_up_results()).splitlines())) <= 110


def test_figures_of_a_wide_comparison_are_whole() -> None:
    """The last columns were cut to ``1…``."""
    runs = []
    for number in range(12):
        own = {"instance": f"x{number}", "fingerprint": f"{number}", "peak_mib": 1234.0}
        own |= {"unassigned": 72, "cpu_s": 60.04, "wall_s": 60.04}
        runs += [result("vrp", 100 + number, **own), result("ortools", 150 + 5 * number, **own)]
        runs.append(result("ortools", None, seed=1, status=INVALID, **own))
    text = printed(*runs)
    assert max(map(len, text.splitlines())) <= 110
    assert "…" not in text
    row = cells(text, "ortools")
    assert row[3:6] == ["12/24", "77.50", "(12/24)"]
    assert row[-6:] == ["0", "0/0/12", "72.0", "60.0", "60.0", "1,234"]


def test_nobody_to_lose_to_is_no_victory() -> None:
    text = printed(result("vrp", 100), result("b", None, status=FAILED))
    assert "loses" not in text
    assert "1 s: no comparable run of b" in text


def test_instances_without_a_comparable_run_are_counted() -> None:
    other = {"instance": "two", "fingerprint": "2"}
    text = printed(
        result("vrp", 100),
        result("b", 105),
        result("vrp", 100, **other),
        result("b", None, status=FAILED, **other),
    )
    assert "1 s: vrp loses to nobody on any instance" in text
    assert "1 s: no comparable run of b on 1 of 2 instances" in text


def test_numbers_of_threads_are_told_apart() -> None:
    text = printed(
        *(result("vrp", cost, threads=threads) for threads, cost in ((1, 110), (8, 100))),
        *(result("b", cost, threads=threads) for threads, cost in ((1, 100), (8, 110))),
    )
    assert "1 s, threads 1: vrp loses to b on 1 instance: one (10.00%)" in text
    assert "1 s, threads 8: vrp loses to nobody on any instance" in text
    rows = [line.split() for line in text.splitlines() if " one " in line]
    assert [row[2:6] for row in rows[:2]] == [["1", "one", "5", "110"], ["8", "one", "5", "100"]]


def test_a_mean_over_some_of_the_runs_says_so() -> None:
    text = printed(
        result("vrp", 104),
        result("vrp", 104, seed=1),
        result("b", 102),
        result("b", None, seed=1, status=INVALID),
    )
    assert "2.00 (1/2)" in text
    assert "-2.00 (" not in text  # where theirs has a gap, ours has one
    assert "(3/4): the mean is over 3 of 4 runs" in text
    row = next(line for line in text.splitlines() if " one  " in line)
    assert row.split()[3:] == ["5", "104", "102", "(1/2)", "100"]


def test_a_difference_over_some_of_the_gaps_says_so() -> None:
    text = printed(
        result("vrp", 104),
        result("vrp", None, seed=1, status=INVALID),
        result("b", 102),
        result("b", 102, seed=1),
    )
    assert "-2.00 (1/2)" in text


def test_the_interval_says_what_it_is_over() -> None:
    assert "bootstrap over instances" in printed(*made_up_results())
    assert "bootstrap" not in printed(result("vrp", 104), result("b", 102))

"""``--solver``: whose search it is, and which options go with it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from small_instances import plain

from vrp.cli.arguments import parse_arguments
from vrp.cli.chosen_solver import Countdown, chosen_search
from vrp.cli.search_line import SearchLine
from vrp.errors import ReadError, SolverError
from vrp.solution import Solution

INSTANCE = plain(1)


def search(tmp_path: Path, *options: str) -> Any:
    stops = tmp_path / "stops.csv"
    stops.write_text("id\n")
    arguments = parse_arguments(["solve", str(stops), *options])
    return chosen_search(INSTANCE, arguments, SearchLine(INSTANCE, None))


@pytest.mark.parametrize("solver", ["vrp", "ortools", "pyvrp", "vroom"])
def test_the_one_that_is_asked_for_searches(tmp_path: Path, solver: str) -> None:
    if solver != "vrp":
        pytest.importorskip(solver)
    chosen = search(tmp_path, "--solver", solver, "--time-limit", "0.2", "--threads", "1")
    solution: Solution = chosen(None, threading.Event())
    assert solution.run.solver == solver
    solution.check(INSTANCE)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--iterations", "9"], "--iterations: pyvrp has another kind; give --time-limit"),
        (["--time-limit", "0"], "--time-limit: is 0, expected more"),
        (["--seed", str(2**31)], "--seed: is 2147483648, expected at most"),
    ],
)
def test_options_that_others_have_no_use_for(
    tmp_path: Path, options: list[str], message: str
) -> None:
    pytest.importorskip("pyvrp")
    with pytest.raises(ReadError, match=message):
        search(tmp_path, "--solver", "pyvrp", *options)


def test_a_solver_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vrp.baselines.find_spec", lambda name: None)
    with pytest.raises(SolverError, match=r"pip install 'vrp\[ortools\]'"):
        search(tmp_path, "--solver", "cp-sat")


@pytest.mark.parametrize(("solver", "shown"), [("vroom", ["vroom · 3.0 s left"]), ("vrp", [])])
def test_only_others_are_counted_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, solver: str, shown: list[str]
) -> None:
    stops = tmp_path / "stops.csv"
    stops.write_text("id\n")
    arguments = parse_arguments(["solve", str(stops), "--solver", solver, "--time-limit", "3"])
    monkeypatch.setattr("vrp.cli.chosen_solver.time.monotonic", lambda: 5.0)
    line = SearchLine(INSTANCE, None)
    texts: list[str] = []
    monkeypatch.setattr(line, "show", texts.append)
    Countdown(arguments, line).show()
    assert texts == shown

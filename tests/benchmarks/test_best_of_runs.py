"""Benchmarks on made-up instances: rows with gaps to the best plan of all runs."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from vrp.errors import InfeasibleError
from vrp.instance import Instance
from vrp.solution import Route, Solution

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("name", "unit", "kinds", "peer"),
    [
        ("breaks", "stops", ["8", "8, hours paid"], "vroom"),
        ("overtime", "stops", ["8"], "pyvrp"),
        ("shipments", "shipments", ["8"], "vroom"),
    ],
)
def test_a_row_for_every_kind_of_instances(
    name: str,
    unit: str,
    kinds: list[str],
    peer: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for package in (peer, "ortools"):
        pytest.importorskip(package)
    monkeypatch.syspath_prepend(BENCHMARKS)
    monkeypatch.setattr("sys.argv", f"x --{unit} 8 --budgets 1 --solvers {peer} ortools".split())
    importlib.import_module(name).main()
    head, _, *rows = capsys.readouterr().out.splitlines()
    assert head == f"| {unit} | budget | {peer} | ortools |"
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]
    assert [row[:2] for row in cells] == [[kind, "1 s"] for kind in kinds]
    for row in cells:
        assert all(cell.endswith((" %", "stops left out", "no plan")) for cell in row[2:])


def test_gaps_are_to_the_best_of_all_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    benchmark = importlib.import_module("best_of_runs")
    breaks = importlib.import_module("breaks")

    def solve_with(name: str, instance: Instance, *, time_limit: float, seed: int) -> Solution:
        order = {"one by one": [(0,), (1,), (2,)], "short": [(0,), (1,)], "at once": [(0, 1, 2)]}
        if name not in order:
            raise InfeasibleError(f"{name} found no plan in {time_limit:g} s")
        return Solution.of(instance, [Route(0, stops) for stops in order[name]])

    monkeypatch.setattr(benchmark, "solve_with", solve_with)
    monkeypatch.setattr("sys.argv", ["x", "--sizes", "3", "--budgets", "1", "2"])
    made = breaks.instances
    solvers = ("one by one", "at once", "short", "none")
    benchmark.print_gaps("", "sizes", solvers, {" of a kind": made})
    rows = capsys.readouterr().out.splitlines()[2:]
    assert len(rows) == 2
    dearer, best, short, none = (cell.strip() for cell in rows[0].split("|")[3:-1])
    assert best == "0.00 %"
    assert float(dearer.removesuffix(" %")) > 0
    assert short == "1.0 stops left out"
    assert none == "no plan"
    assert rows[0].startswith("| 3 of a kind | 1 s |")

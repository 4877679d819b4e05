"""All result files together."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from vrp.errors import InfeasibleError
from vrp.report import result_files, write_report
from vrp.solution import Route, Solution

_FILES = {"routes.csv", "unassigned.csv", "solution.json", "routes.geojson", "report.html"}


def test_writes_every_file_and_returns_the_page(plan: Any, tmp_path: Path) -> None:
    instance, solution = plan
    page = write_report(instance, solution, str(tmp_path / "routes"))
    assert page == tmp_path / "routes" / "report.html"
    assert {path.name for path in page.parent.iterdir()} == _FILES
    json.loads((page.parent / "solution.json").read_text(encoding="utf-8"))


def test_a_second_plan_replaces_the_first(make_plan: Any, tmp_path: Path) -> None:
    texts = []
    for stops in (12, 20):
        instance, solution = make_plan(stops, 3)
        write_report(instance, solution, tmp_path)
        texts.append((tmp_path / "routes.csv").read_text(encoding="utf-8"))
    assert texts[0] != texts[1]


def test_a_benchmark_also_gets_a_sol_file(make_plan: Any, tmp_path: Path) -> None:
    instance, solution = make_plan(planar=True)
    write_report(dataclasses.replace(instance, name="../X n101/k25"), solution, tmp_path)
    extra = {path.name for path in tmp_path.iterdir()} - _FILES
    assert extra == {"_X_n101_k25.sol"}


def test_the_names_of_the_files_are_known_before_they_are_there(
    make_plan: Any, tmp_path: Path
) -> None:
    for planar in (False, True):
        instance, solution = make_plan(planar=planar)
        folder = tmp_path / str(planar)
        write_report(instance, solution, folder)
        assert {path.name for path in folder.iterdir()} == set(result_files(instance))


def test_a_plan_that_breaks_the_instance_is_not_written(plan: Any, tmp_path: Path) -> None:
    instance, _ = plan
    overloaded = Solution.of(instance, [Route(0, tuple(range(len(instance.stops))))])
    pointing_nowhere = Solution((Route(0, (99,)),), (), overloaded.cost, 0)
    for solution, broken in (
        (overloaded, "load demand reaches"),
        (pointing_nowhere, "no stop number 99"),
    ):
        with pytest.raises(InfeasibleError, match=broken):
            write_report(instance, solution, tmp_path / "routes")
    assert not (tmp_path / "routes").exists()

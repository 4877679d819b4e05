"""``vrp compare`` and ``vrp solve --solver`` as a user runs them."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from command_line import command, environment, run_in
from vrplib_text import write

for _name in ("ortools", "pyvrp", "vroom", "matplotlib"):
    pytest.importorskip(_name)

OPTIONS = ("--solvers", "vrp,pyvrp", "--budgets", "0.2", "--seeds", "1", "--out", "found")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(tmp_path)
    return tmp_path


def stored(place: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((place / "found" / "results.json").read_text())[
        "results"
    ]
    return rows


def test_a_table_a_plot_and_files(place: Path) -> None:
    (instance,) = place.glob("*.vrp")
    ended = run_in(place, "compare", instance.name, *OPTIONS)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert "vrp loses to nobody" in ended.stdout
    assert {path.name for path in (place / "found").iterdir()} == {
        "gap.png",
        "gap.svg",
        "results.csv",
        "results.json",
    }
    assert [row["status"] for row in stored(place)] == ["valid"] * 2


def test_ctrl_c_keeps_what_was_done_and_the_same_command_goes_on(place: Path) -> None:
    (instance,) = place.glob("*.vrp")
    options = ("compare", instance.name, *OPTIONS[:3], "0.2,60", *OPTIONS[4:])
    process = subprocess.Popen(
        command(*options),
        cwd=place,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if (place / "found" / "results.json").exists() and len(stored(place)) == 2:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert "interrupted: 2 runs are in found; the same command makes the others" in errors
    assert "Traceback" not in errors
    assert "0.2 s" in output
    before = stored(place)
    assert run_in(place, "compare", instance.name, *OPTIONS).returncode == 0
    assert stored(place) == before


def test_files_of_the_same_name_are_told_apart_and_the_same_file_counts_once(place: Path) -> None:
    rows = "id,kind,lat,lon\nhub,depot,41.15,-8.61\nx,,41.16,-8.62\n"
    for folder, more in (("a", ""), ("b", "y,,41.17,-8.63\n")):
        (place / folder).mkdir()
        (place / folder / "stops.csv").write_text(rows + more)
    files = ("a/stops.csv", "b/stops.csv", "./a/stops.csv")
    ended = run_in(place, "compare", *files, "--vehicles", "1", *OPTIONS)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == (
        "vrp: warning: a/stops.csv: is the same problem as a/stops.csv, and is left out\n"
    )
    assert sorted({row["instance"] for row in stored(place)}) == ["a/stops.csv", "b/stops.csv"]
    assert "2/2" in ended.stdout
    assert "3/3" not in ended.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--solvers", "vrp,gurobi"], "'gurobi' is no solver, expected some of vrp, ortools"),
        (["--budgets", "0,1"], "has a budget of 0 s"),
        (["--seeds", "0"], "not a whole number from 1 to 1000"),
    ],
)
def test_unusable_arguments(place: Path, options: list[str], message: str) -> None:
    (instance,) = place.glob("*.vrp")
    ended = run_in(place, "compare", instance.name, *options)
    assert ended.returncode == 2
    assert message in ended.stderr


def test_a_file_is_no_directory_for_results(place: Path) -> None:
    (instance,) = place.glob("*.vrp")
    (place / "found").write_text("a file")
    ended = run_in(place, "compare", instance.name, *OPTIONS)
    assert ended.stderr == (
        "vrp: error: --out: cannot write to found: is a file, expected a directory\n"
    )
    assert ended.returncode == 2


def test_a_directory_with_the_name_of_a_result_is_noticed_before_the_runs(place: Path) -> None:
    (instance,) = place.glob("*.vrp")
    (place / "found" / "gap.svg").mkdir(parents=True)
    ended = run_in(place, "compare", instance.name, *OPTIONS)
    assert ended.stderr == (
        "vrp: error: --out: cannot write found/gap.svg: is a directory, expected a file\n"
    )
    assert ended.returncode == 2


def test_another_solver_solves_and_its_plan_can_be_started_from(place: Path) -> None:
    (instance,) = place.glob("*.vrp")
    options = ("--time-limit", "0.3", "--out", "theirs")
    ended = run_in(place, "solve", instance.name, "--solver", "pyvrp", *options)
    assert ended.returncode == 0, ended.stderr
    run = json.loads((place / "theirs" / "solution.json").read_text())["run"]
    assert run["solver"] == "pyvrp"
    start = ("--start", "theirs/solution.json", "--time-limit", "0.3")
    assert run_in(place, "solve", instance.name, *start).returncode == 0


def test_a_refusal_is_an_error_of_the_input(place: Path) -> None:
    (instance,) = place.glob("*.vrp")
    ended = run_in(place, "solve", instance.name, "--solver", "cp-sat")
    assert ended.returncode == 2
    assert ended.stderr.startswith("vrp: error: cp-sat cannot model 3 vehicles")

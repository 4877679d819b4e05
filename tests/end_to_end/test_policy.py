"""``vrp solve --init`` and ``--policy``: whose first plan it is, and that the output says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Program, environment
from random_policies import DENSE, SMALL, save_random_policy

QUICK = ("--iterations", "100", "--threads", "1", "--out", "out")


@pytest.fixture(params=[SMALL, DENSE], ids=["sparse", "dense"])
def policy(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "city.safetensors"
    save_random_policy(path, "acvrptw", request.param)
    return path


@pytest.fixture
def day(tmp_path: Path) -> tuple[str | Path, ...]:
    """Stops with windows, and vans of one kind."""
    stops = tmp_path / "day.csv"
    lines = ["id,kind,lat,lon,demand,service_min,tw_start,tw_end", "d,depot,52.5,13.4,,,,"]
    lines += [
        f"s{i},,{52.45 + (i * 7 % 20) / 200},{13.3 + (i * 11 % 20) / 100},2,5,"
        f"{8 + i % 6:02d}:00,{11 + i % 6:02d}:00"
        for i in range(30)
    ]
    stops.write_text("\n".join(lines) + "\n")
    vans = tmp_path / "vans.csv"
    vans.write_text("id,count,capacity,shift_start,shift_end\nvan,30,20,07:00,18:00\n")
    return stops, "--vehicles", vans


def run(directory: Path) -> dict[str, object]:
    facts = json.loads((directory / "out/solution.json").read_text(encoding="utf-8"))["run"]
    assert isinstance(facts, dict)
    return facts


@pytest.mark.parametrize("init", ["savings", "nearest", "random", "insertion"])
def test_classical_constructions(
    vrp: Program, day: tuple[str | Path, ...], tmp_path: Path, init: str
) -> None:
    ended = vrp("solve", *day, "--init", init, *QUICK)
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert run(tmp_path)["init"] == init


@pytest.mark.parametrize("options", [(), ("--init", "policy"), ("--init", "auto")])
def test_a_policy_of_one_s_own(
    vrp: Program,
    day: tuple[str | Path, ...],
    policy: Path,
    tmp_path: Path,
    options: tuple[str, ...],
) -> None:
    ended = vrp("solve", *day, "--policy", policy, *options, *QUICK)
    assert (ended.stderr, ended.returncode) == ("", 0)
    assert run(tmp_path)["init"] == "policy"
    assert "trained policy" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_a_policy_needs_no_framework(
    day: tuple[str | Path, ...], policy: Path, tmp_path: Path
) -> None:
    program = (
        "import sys\n"
        "from vrp.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "heavy = {'torch', 'onnxruntime', 'rl4co', 'scipy'} & set(sys.modules)\n"
        "sys.exit(code or (f'imported {heavy}' if heavy else 0))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, "solve", *map(str, day), "--policy", policy, *QUICK],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stderr, ended.returncode) == ("", 0)

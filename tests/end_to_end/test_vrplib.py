"""Benchmark instances: from the VRPLIB file to a ``.sol`` and back."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from command_line import Program

QUICK = ("--iterations", "200", "--threads", "1")


def sol_cost(path: Path) -> float:
    return float(re.findall(r"Cost\s+([\d.]+)", path.read_text())[0])


def test_the_best_known_plan_is_not_written_over(
    vrp: Program, vrplib: Path, tmp_path: Path
) -> None:
    instance = vrplib.rename(tmp_path / "toy-n21-k4.vrp")
    best = vrplib.with_suffix(".sol").rename(instance.with_suffix(".sol"))
    before = best.read_bytes()
    ended = vrp("solve", instance, "--iterations", "10", "--out", ".")
    assert ended.returncode == 2
    assert "--out: cannot write toy-n21-k4.sol: the command reads it" in ended.stderr
    assert best.read_bytes() == before


def test_round_trip(vrp: Program, vrplib: Path, tmp_path: Path) -> None:
    ended = vrp("solve", vrplib, *QUICK, "--json")
    assert ended.stderr == ""
    assert ended.returncode == 0
    (sol,) = (tmp_path / "routes").glob("*.sol")
    assert sol.stem == "toy-n21-k4"
    assert len(re.findall(r"Route #\d+:", sol.read_text())) >= 4
    for plan in (sol, tmp_path / "routes/solution.json"):
        checked = vrp("check", vrplib, plan)
        assert checked.stderr == ""
        assert checked.returncode == 0


def test_gap_to_the_best_known_cost_is_shown(vrp: Program, vrplib: Path) -> None:
    assert "best known" in vrp("solve", vrplib, *QUICK, "--no-quiet").stdout


@pytest.mark.parametrize("rounding", ["nearest", "truncate1", "none"])
def test_cost_is_in_the_unit_of_the_rounded_distances(
    vrp: Program, vrplib: Path, tmp_path: Path, rounding: str
) -> None:
    vrplib.with_suffix(".sol").unlink()
    ended = vrp("solve", vrplib, "--round", rounding, *QUICK, "--json")
    assert ended.returncode == 0
    cost = sol_cost(tmp_path / "routes/toy-n21-k4.sol")
    # The same tours are within half a unit a leg of each other, whatever the rounding.
    exact = tour_lengths(vrplib, tmp_path / "routes/toy-n21-k4.sol")
    assert cost == pytest.approx(exact, abs=0.5 * 40)
    assert (cost == int(cost)) == (rounding == "nearest")
    assert json.loads(ended.stdout)


def tour_lengths(instance: Path, sol: Path) -> float:
    """Unrounded length of the routes, computed from the two texts alone."""
    text = instance.read_text()
    nodes = re.findall(r"^(\d+) (\d+) (\d+)$", text, re.MULTILINE)
    places = [complex(int(x), int(y)) for _, x, y in nodes]
    total = 0.0
    for route in re.findall(r"Route #\d+: *([\d ]+)", sol.read_text()):
        tour = [places[0], *(places[int(stop)] for stop in route.split()), places[0]]
        total += sum(abs(b - a) for a, b in itertools.pairwise(tour))
    return total


def test_other_rounding_makes_the_cost_another(vrp: Program, vrplib: Path) -> None:
    assert vrp("solve", vrplib, *QUICK).returncode == 0
    checked = vrp("check", vrplib, "routes/solution.json", "--round", "truncate1")
    assert checked.returncode == 4
    assert "claims" in checked.stderr


def test_a_wrong_cost_in_a_sol_is_found(vrp: Program, vrplib: Path, tmp_path: Path) -> None:
    assert vrp("solve", vrplib, *QUICK).returncode == 0
    sol = tmp_path / "routes/toy-n21-k4.sol"
    text = sol.read_text()
    sol.write_text(re.sub(r"Cost .*", f"Cost {sol_cost(sol) - 7:.0f}", text))
    checked = vrp("check", vrplib, sol)
    assert checked.returncode == 4
    assert "claims" in checked.stderr

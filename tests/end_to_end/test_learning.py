"""``vrp city`` and ``vrp examples``, as a user types them, on the made-up city."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import REPOSITORY, Program, environment

from vrp.cli import examples_command
from vrp.envs.city import City
from vrp.envs.examples import Examples
from vrp.envs.instances import solution_of, to_instance
from vrp.instance import Instance
from vrp.solution import Solution
from vrp.solver import solve as search

ROADS = REPOSITORY / "data/city.osm.pbf"


@pytest.fixture
def city(vrp: Program, tmp_path: Path) -> City:
    ended = vrp("city", ROADS, "-o", "doggerhaven.npz", "--points", "80")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    return City.load(tmp_path / "doggerhaven.npz")


def test_a_city_is_made_of_its_streets(city: City, vrp: Program, tmp_path: Path) -> None:
    assert (city.name, city.size, city.profile) == ("doggerhaven", 80, "car")
    assert city.source == "roads of city.osm.pbf (car)"
    assert city.attribution == ""
    assert (city.distances_m + np.eye(80) > 0).all()
    vrp("city", ROADS, "-o", "again.npz", "--points", "80")
    vrp("city", ROADS, "-o", "other.npz", "--points", "80", "--seed", "1")
    assert City.load(tmp_path / "again.npz").fingerprint == city.fingerprint
    assert City.load(tmp_path / "other.npz").fingerprint != city.fingerprint


def test_examples_are_made_solved_and_continued(city: City, vrp: Program, tmp_path: Path) -> None:
    asked = ("examples", "doggerhaven.npz", "-o", "e.npz", "--stops", "10", "--iterations", "60")
    ended = vrp(*asked, "--count", "2")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    two = Examples.load(tmp_path / "e.npz")
    assert vrp(*asked, "--count", "4", "--jobs", "2").returncode == 0
    four = Examples.load(tmp_path / "e.npz")
    assert (len(two), len(four), four.n_stops) == (2, 4, 10)
    assert four.cost[:2].tolist() == two.cost.tolist()
    batch = four.batch(city, slice(None))
    for index in range(4):
        instance = to_instance(batch, index, city=city)
        solution = solution_of(instance, four.tours[index])
        solution.check(instance)
        assert (solution.cost.total, solution.unassigned) == (four.cost[index], ())
    ended = vrp(*asked, "--count", "4", "--problem", "acvrp")
    assert ended.returncode == 2
    assert ended.stderr == (
        "vrp: error: e.npz: holds other examples: problem is acvrptw, expected acvrp\n"
    )


def test_a_history_is_learnt_and_drawn_from(vrp: Program, tmp_path: Path) -> None:
    ended = vrp("city", ROADS, "-o", "c.npz", "--points", "80", "--history", REPOSITORY / "data")
    assert (ended.returncode, ended.stderr) == (0, "")
    history = City.load(tmp_path / "c.npz").history
    assert history is not None
    assert history.day_sizes.tolist() == [60]
    asked = ("-o", "e.npz", "--stops", "8", "--count", "2", "--iterations", "50")
    assert vrp("examples", "c.npz", *asked, "--from-history").returncode == 0
    examples = Examples.load(tmp_path / "e.npz")
    assert set(examples.capacity.tolist()) == set(history.capacities.tolist())
    assert set(examples.demands[:, 1:].flatten()) <= set(history.demands.tolist())
    assert set(examples.points[:, 0].tolist()) == set(history.depots.tolist())


def test_a_history_without_vehicles_is_warned_about(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / "monday.csv").write_text("id,lat,lon\na,54.6932,2.3036\n")
    history = ("--history", "days", "--depot", "54.6963,2.2538")
    ended = vrp("city", ROADS, "-o", "c.npz", "--points", "80", *history)
    assert ended.returncode == 0
    assert ended.stderr.startswith("vrp: warning: days: has no vehicles.csv: what vehicles hold")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["city", "none.osm.pbf", "-o", "c.npz"], 3, "there is no such file of roads"),
        (["city", ROADS, "-o", "none/c.npz"], 2, "its directory does not exist"),
        (["city", ROADS, "-o", "c.npz", "--points", "1"], 2, "'1' is not a whole number from 2"),
        (["city", ROADS, "-o", "c.npz", "--history", "none"], 2, "'none' does not exist"),
        (["city", ROADS, "-o", "c.npz", "--depot", "54.7,2.3"], 2, "--depot goes with --history"),
        (["city", ROADS, "-o", "c.npz", "--points", "9", "--history", "."], 2, "has no days"),
        (["examples", "none.npz", "-o", "e.npz"], 2, "'none.npz' does not exist"),
        (["examples", ROADS, "-o", "e.npz"], 2, "is no city; make it again with 'vrp city'"),
        (["examples", ROADS, "-o", "none/e.npz"], 2, "its directory does not exist"),
        (["examples", ROADS, "-o", "e.npz", "--stops", "5001"], 2, "from 1 to 5000"),
        (["examples", ROADS, "-o", "e.npz", "--problem", "tsp"], 2, "invalid choice: 'tsp'"),
    ],
)
def test_bad_input_is_refused(
    vrp: Program, arguments: list[str | Path], code: int, message: str
) -> None:
    ended = vrp(*arguments)
    assert ended.returncode == code
    assert message in ended.stderr
    assert ended.stderr.startswith("vrp: error: ")


def test_without_torch_the_extra_is_named(city: City, tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['torch'] = None; from vrp.cli import main;"
        "sys.exit(main(['examples', 'doggerhaven.npz', '-o', 'e.npz']))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "vrp: error: torch is not installed, which examples are made with: "
        "pip install 'vrp[train]'\n"
    )


def test_no_history_no_draws_from_it(city: City, vrp: Program) -> None:
    ended = vrp("examples", "doggerhaven.npz", "-o", "e.npz", "--from-history")
    assert ended.returncode == 2
    assert "doggerhaven.npz has no history: make it with 'vrp city --history'" in ended.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_was_made_until_the_signal_is_kept(
    city: City,
    vrp: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
    code: int,
) -> None:
    def solve(instance: Instance, *, seed: int, stop: threading.Event, **options: Any) -> Solution:
        if seed == 2:
            # To this thread: it does not wake the main one, as a signal just before it falls asleep
            # would not.
            signal.pthread_kill(threading.get_ident(), number)
            assert stop.wait(60)
        return search(instance, seed=seed, stop=stop, **options)

    monkeypatch.setattr(examples_command, "solve", solve)
    asked = ("-o", "e.npz", "--stops", "9", "--count", "50", "--iterations", "100")
    ended = vrp("examples", "doggerhaven.npz", *asked)
    assert ended.returncode == code
    assert ended.stderr == (
        "vrp: interrupted: what was made is in e.npz; the same command makes the rest\n"
    )
    assert len(Examples.load(tmp_path / "e.npz")) == 2

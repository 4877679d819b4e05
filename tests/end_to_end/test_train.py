"""``vrp train``, as a user types it: from roads to a policy, killed, resumed, in processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import REPOSITORY, Program, command, environment
from random_policies import random_weights
from tiny_training import SIZES, make_run

from vrp.envs.examples import Examples
from vrp.instance import Instance
from vrp.models.checkpoint import Card, load_checkpoint, save_checkpoint
from vrp.models.settings import SparseSettings
from vrp.models.tensor_file import read_tensors
from vrp.solution import Solution
from vrp.solver import solve as search
from vrp.train.settings import write_settings

ROADS = REPOSITORY / "data/city.osm.pbf"
CONFIG = """\
imitation_steps = 3
reinforce_steps = 2
stops = [10]
imitation_stops = 20
reinforce_stops = 40
starts = 2
validate_every = 5
validation_instances = 2
width = 8
edge_width = 4
layers = 1
candidates = 5
"""

#: Runs the program, which kills itself at a step, or before a file gets its name the nth time.
KILLED = """
import os, signal, sys
from pathlib import Path
from vrp.cli import main, train_command

_, name, number, *words = sys.argv
replace, seen = Path.replace, []

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def replace_file(path, target):
    seen.append(Path(target).name)
    if seen[-1] == name and seen.count(name) == int(number):
        die()
    return replace(path, target)

def progress_text(progress):
    if name == "step" and progress.step == int(number):
        die()
    return ""

Path.replace = replace_file
train_command.progress_text = progress_text
sys.exit(main(words))
"""


def config(folder: Path, **changes: object) -> Path:
    """A run of 12 steps with its files."""
    write_settings(folder / "run.toml", make_run(folder, **changes), SIZES)
    return folder / "run.toml"


def assert_same_run(one: Path, other: Path) -> None:
    for name in ("metrics.csv", "validation.csv"):
        assert (one / name).read_text() == (other / name).read_text()
    first, second = (read_tensors(path / "state.safetensors")[0] for path in (one, other))
    for key, array in first.items():
        np.testing.assert_array_equal(array, second[key], err_msg=key)


def test_roads_become_a_policy_and_it_is_tuned_further(
    vrp: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vrp.cli.train_preparation._VALIDATION_EXAMPLES", 3)
    monkeypatch.setattr("vrp.cli.train_preparation._ITERATIONS", 50)
    (tmp_path / "config.toml").write_text(CONFIG)
    asked = ("train", "config.toml", "--roads", ROADS, "--examples", "4", "--threads", "1")
    ended = vrp(*asked, "--out", "first")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    names = {path.name for path in (tmp_path / "first").iterdir()}
    assert names == {
        *(
            "begin.json",
            "city.npz",
            "curve.png",
            "examples_city_10.npz",
            "metrics.csv",
            "policy.json",
        ),
        *("policy.safetensors", "settings.toml", "state.safetensors", "tensorboard"),
        *("validation.csv", "validation_city_10.npz"),
    }
    card = load_checkpoint(tmp_path / "first" / "policy.safetensors").card
    assert card.evaluation["validation"][0]["greedy_gap"] is not None

    city = tmp_path / "first" / "city.npz"
    begin = ("--from", "first/policy.safetensors", "--city", city)
    ended = vrp("train", "config.toml", *begin, "--examples", "4", "--plain", "--out", "second")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (
        load_checkpoint(tmp_path / "second" / "policy.safetensors").card.settings == card.settings
    )
    assert not (tmp_path / "second" / "curve.png").exists()


@pytest.mark.parametrize(
    "moment", ["step 23", "policy.json 1", "policy.json 2", "state.safetensors 8"]
)
def test_a_process_killed_at_any_moment_goes_on(vrp: Program, tmp_path: Path, moment: str) -> None:
    path = config(tmp_path, save_every=1, imitation_steps=60)
    words = ("train", path, "--plain", "--threads", "1", "--out")
    assert vrp(*words, "whole").returncode == 0
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *moment.split(), *map(str, words), "killed"],
        cwd=tmp_path,
        env=environment() | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    resumed = vrp("train", "--out", "killed", "--resume", "--plain", "--threads", "1")
    assert (resumed.returncode, resumed.stderr) == (0, "")
    assert_same_run(tmp_path / "whole", tmp_path / "killed")
    load_checkpoint(tmp_path / "killed" / "policy.safetensors")
    assert (tmp_path / "killed" / "policy.json").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("begun_with", ["roads", "policy"])
def test_a_run_stopped_while_its_examples_are_made_goes_on(
    vrp: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    begun_with: str,
    number: signal.Signals,
    code: int,
) -> None:
    monkeypatch.setattr("vrp.cli.train_preparation._VALIDATION_EXAMPLES", 3)
    monkeypatch.setattr("vrp.cli.train_preparation._ITERATIONS", 50)
    monkeypatch.setattr("vrp.cli.train_preparation.usable_processors", lambda: 1)
    (tmp_path / "config.toml").write_text(CONFIG)
    words: list[str | Path] = ["config.toml", "--roads", ROADS]
    if begun_with == "policy":
        assert vrp("city", ROADS, "-o", "city.npz", "--points", "80").returncode == 0
        sizes = SparseSettings(candidates=5, width=8, edge_width=4, layers=1)
        save_checkpoint(
            tmp_path / "start.safetensors", Card("acvrptw", sizes), random_weights(sizes)
        )
        words = ["config.toml", "--city", "city.npz", "--from", "start.safetensors"]
    asked = ("train", *words, "--examples", "4", "--plain", "--threads", "1")
    assert vrp(*asked, "--out", "whole").returncode == 0

    def solve(instance: Instance, *, seed: int, stop: threading.Event, **options: Any) -> Solution:
        if seed == 2:
            # To this thread: it does not wake the main one, as a signal just before it falls asleep
            # would not.
            signal.pthread_kill(threading.get_ident(), number)
            assert stop.wait(60)
        return search(instance, seed=seed, stop=stop, **options)

    with monkeypatch.context() as patch:
        patch.setattr("vrp.cli.examples_command.solve", solve)
        ended = vrp(*asked, "--out", "stopped")
    assert (ended.returncode, ended.stdout) == (code, "")
    said = "vrp: interrupted: vrp train --out stopped --resume goes on from what was saved\n"
    assert ended.stderr == (said if number == signal.SIGINT else "")
    assert len(Examples.load(tmp_path / "stopped" / "examples_city_10.npz")) == 2
    resume = ("train", "--out", "stopped", "--resume", "--plain", "--threads", "1")
    for told_again in (["config.toml"], ["--profile", "truck"]):
        refused = vrp(*resume, *told_again)
        assert refused.returncode == 2
        assert "as it was told then: leave out CONFIG, --city, --roads and" in refused.stderr

    (tmp_path / "config.toml").unlink()
    ended = vrp(*resume)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert_same_run(tmp_path / "whole", tmp_path / "stopped")
    whole, stopped = (
        load_checkpoint(tmp_path / name / "policy.safetensors").card.data
        for name in ("whole", "stopped")
    )
    assert whole == stopped
    assert ("ancestor" in stopped) == (begun_with == "policy")
    assert vrp(*resume).returncode == 0


def test_a_damaged_order_is_refused(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    for text in ("{", "[]", "{}"):
        (tmp_path / "run" / "begin.json").write_text(text)
        ended = vrp("train", "--out", "run", "--resume", "--plain")
        assert ended.returncode == 2
        assert "run/begin.json is damaged: begin the run again without --resume" in ended.stderr


def test_ctrl_c_before_there_is_a_run(
    vrp: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vrp.train.device.choose_device", interrupted)
    for words in ([config(tmp_path)], ["--resume"]):
        ended = vrp("train", *words, "--out", "run")
        assert ended.returncode == 130
        assert ended.stderr == "vrp: interrupted before the run had begun\n"


def test_several_processes_train_one_policy(tmp_path: Path) -> None:
    path = config(tmp_path)
    words = ("train", str(path), "--plain", "--threads", "1", "--out", "shared")
    launch = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    ended = subprocess.run(
        [sys.executable, *launch, "-m", "vrp", *words],
        cwd=tmp_path,
        env=environment() | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr
    card = load_checkpoint(tmp_path / "shared" / "policy.safetensors").card
    assert card.training["processes"] == 2
    steps = (tmp_path / "shared" / "metrics.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in steps] == ["step", "3", "5", "6", "8", "9", "10", "12"]


def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    path = config(tmp_path, imitation_steps=100_000, save_every=1)
    process = subprocess.Popen(
        command("train", path, "--plain", "--threads", "1", "--out", "run"),
        cwd=tmp_path,
        env=environment() | {"OMP_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    while not (tmp_path / "run" / "state.safetensors").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "vrp: interrupted: vrp train --out run --resume goes on from what was saved\n"

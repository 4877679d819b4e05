"""``vrp train``, as a user types it: from roads to a policy, killed, resumed, in processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from command_line import REPOSITORY, Program, command, environment
from tiny_training import SIZES, make_run

from vrp.models.checkpoint import load_checkpoint
from vrp.models.tensor_file import read_tensors
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
    monkeypatch.setattr("vrp.cli.train_command._VALIDATION_EXAMPLES", 3)
    monkeypatch.setattr("vrp.cli.train_command._ITERATIONS", 50)
    (tmp_path / "config.toml").write_text(CONFIG)
    asked = ("train", "config.toml", "--roads", ROADS, "--examples", "4", "--threads", "1")
    ended = vrp(*asked, "--out", "first")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    names = {path.name for path in (tmp_path / "first").iterdir()}
    assert names == {
        *("city.npz", "curve.png", "examples_city_10.npz", "metrics.csv", "policy.json"),
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


def test_a_process_killed_at_any_moment_goes_on(vrp: Program, tmp_path: Path) -> None:
    path = config(tmp_path, save_every=1, imitation_steps=60)
    assert vrp("train", path, "--plain", "--threads", "1", "--out", "whole").returncode == 0
    process = subprocess.Popen(
        command("train", path, "--plain", "--threads", "1", "--out", "killed"),
        cwd=tmp_path,
        env=environment() | {"OMP_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
    )
    metrics = tmp_path / "killed" / "metrics.csv"
    while not (metrics.exists() and metrics.read_text().count("\n") > 10):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    resumed = vrp("train", "--out", "killed", "--resume", "--plain", "--threads", "1")
    assert (resumed.returncode, resumed.stderr) == (0, "")
    assert_same_run(tmp_path / "whole", tmp_path / "killed")


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
    while not (tmp_path / "run" / "metrics.csv").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "vrp: interrupted: vrp train --out run --resume goes on from the last state\n"

"""Runs: they learn, they can be stopped at any moment, and they stop where there is no sense."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_training import SIZES, make_city, make_examples, make_run

from vrp.envs.batch import Batch
from vrp.envs.generator import GeneratorSettings
from vrp.errors import CheckpointError, ReadError, TrainingError
from vrp.models.checkpoint import load_checkpoint
from vrp.models.settings import DenseSettings, SparseSettings
from vrp.models.tensor_file import read_tensors, write_tensors
from vrp.train.data import draw_instances
from vrp.train.lessons import Lessons
from vrp.train.loop import train
from vrp.train.run import TrainProgress
from vrp.train.settings import TrainSettings


class KilledError(Exception):
    """Stands for a power cut."""


class AlwaysBest(float):
    """So that every validation writes the policy."""

    def __lt__(self, other: float) -> bool:
        return True


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def run(settings: TrainSettings, folder: Path, *, resume: bool = False, kill_at: int = 0) -> None:
    def progress(at: TrainProgress) -> None:
        if at.step == kill_at:
            raise KilledError

    train(settings, SIZES, folder, resume=resume, extras=False, progress=progress)


def assert_same_run(one: Path, other: Path) -> None:
    for name in ("metrics.csv", "validation.csv"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    for name in ("policy.safetensors", "state.safetensors"):
        first, second = read_tensors(one / name)[0], read_tensors(other / name)[0]
        assert first.keys() == second.keys()
        for key, array in first.items():
            np.testing.assert_array_equal(array, second[key], err_msg=key)


def test_a_run_leaves_a_policy_tables_and_a_state(tmp_path: Path) -> None:
    scores = train(make_run(tmp_path), SIZES, tmp_path / "run", extras=False)
    metrics, validation = (rows(tmp_path / "run" / f"{n}.csv") for n in ("metrics", "validation"))
    assert [int(row["step"]) for row in metrics] == [3, 5, 6, 8, 9, 10, 12]
    assert [row["stage"] for row in metrics] == ["imitation"] * 4 + ["reinforcement"] * 3
    assert {row["stops"] for row in metrics} == {"8", "6", "9"}
    assert [int(row["step"]) for row in validation] == [5, 10, 12]
    checkpoint = load_checkpoint(tmp_path / "run" / "policy.safetensors", "acvrptw")
    assert checkpoint.card.settings == SIZES
    assert checkpoint.card.data == {"cities": {"city": ""}, "examples": 12}
    best = min(float(row["greedy_gap"]) for row in validation)
    assert checkpoint.card.evaluation["validation"][0]["greedy_gap"] == best
    assert checkpoint.card.training["learning_rate"] == 1e-3
    assert checkpoint.card.training["hours"] >= 0
    assert scores[0].greedy_gap == float(validation[-1]["greedy_gap"])
    assert scores[0].best <= scores[0].greedy


def test_losses_fall(tmp_path: Path) -> None:
    changes = {"imitation_steps": 60, "reinforce_steps": 0, "shortest_suffix": 1.0}
    settings = make_run(tmp_path, learning_rate=0.01, **changes)
    train(settings, SIZES, tmp_path / "run", extras=False)
    losses = [float(row["loss"]) for row in rows(tmp_path / "run" / "metrics.csv")]
    assert sum(losses[-3:]) < 0.8 * sum(losses[:3])


def test_decisions_may_be_learned_less_often_than_edges(tmp_path: Path) -> None:
    settings = make_run(tmp_path, decisions_every=3, imitation_steps=6, reinforce_steps=0)
    run(settings, tmp_path / "run")
    first, second = rows(tmp_path / "run" / "metrics.csv")[:2]
    # Steps 0 and 3 learned from decisions: a row has the means of those steps that did.
    assert [first["step"], second["step"]] == ["3", "5"]
    assert first["policy_loss"]
    assert second["policy_loss"]
    every = make_run(tmp_path, decisions_every=100, imitation_steps=6, reinforce_steps=0)
    run(every, tmp_path / "edges")
    first, second = rows(tmp_path / "edges" / "metrics.csv")[:2]
    assert first["policy_loss"]
    assert not second["policy_loss"]
    assert second["edge_loss"]


@pytest.mark.parametrize("kill_at", [3, 5, 8, 10])
def test_a_run_that_was_killed_goes_on_as_if_it_had_not(tmp_path: Path, kill_at: int) -> None:
    settings = make_run(tmp_path)
    run(settings, tmp_path / "whole")
    with pytest.raises(KilledError):
        run(settings, tmp_path / "killed", kill_at=kill_at)
    run(settings, tmp_path / "killed", resume=True)
    assert_same_run(tmp_path / "whole", tmp_path / "killed")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("file", "time"),
    [
        ("policy.safetensors", 1),
        ("policy.safetensors", 2),
        ("policy.json", 1),
        ("policy.json", 2),
        ("state.safetensors", 2),
    ],
)
def test_a_run_that_was_killed_while_it_wrote_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, time: int, after: bool
) -> None:
    """Before and after a file appears under its name."""
    settings = make_run(tmp_path)
    monkeypatch.setattr("vrp.train.run.mean_greedy", lambda scores: AlwaysBest())
    train(settings, SIZES, tmp_path / "whole", extras=False)
    replace_file, seen = Path.replace, []

    def cut_short(self: Path, target: Path) -> Path:
        seen.append(target.name)
        dies = seen.count(file) == time and target.name == file
        if dies and not after:
            raise KilledError
        replaced = replace_file(self, target)
        if dies:
            raise KilledError
        return replaced

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut_short)
        with pytest.raises(KilledError):
            train(settings, SIZES, tmp_path / "killed", extras=False)
    policy = tmp_path / "killed" / "policy.safetensors"
    if policy.exists():
        load_checkpoint(policy)
    run(settings, tmp_path / "killed", resume=True)
    assert_same_run(tmp_path / "whole", tmp_path / "killed")
    assert load_checkpoint(policy).card.data == {"cities": {"city": ""}, "examples": 12}
    assert policy.with_suffix(".json").exists()


def test_a_copy_of_the_card_that_is_gone_comes_back(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    run(settings, tmp_path / "run")
    card = tmp_path / "run" / "policy.json"
    before = card.read_bytes()
    card.unlink()
    run(settings, tmp_path / "run", resume=True)
    assert card.read_bytes() == before


@pytest.mark.parametrize("cut", ["9,reinf", "1", "10,Zür"])
def test_a_row_that_was_cut_off_is_written_again(tmp_path: Path, cut: str) -> None:
    settings = make_run(tmp_path)
    run(settings, tmp_path / "whole")
    with pytest.raises(KilledError):
        run(settings, tmp_path / "killed", kill_at=8)
    for name in ("metrics.csv", "validation.csv"):
        with (tmp_path / "killed" / name).open("ab") as file:
            # Without the last byte: in the middle of a letter, where that takes two.
            file.write((cut + "ü").encode()[:-1])
    run(settings, tmp_path / "killed", resume=True)
    assert_same_run(tmp_path / "whole", tmp_path / "killed")


def test_resuming_a_run_that_is_done_changes_nothing(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    run(settings, tmp_path / "run")
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()}
    run(settings, tmp_path / "run", resume=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir()} == before


def test_runs_and_folders_that_do_not_go_together(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    with pytest.raises(ReadError, match="holds no run to go on with"):
        run(settings, tmp_path / "run", resume=True)
    run(settings, tmp_path / "run")
    with pytest.raises(ReadError, match="holds a run already: go on with it"):
        run(settings, tmp_path / "run")
    with pytest.raises(ReadError, match=r"begun with learning_rate = 0.001, not 0.01"):
        run(replace(settings, learning_rate=0.01), tmp_path / "run", resume=True)
    deeper = replace(SIZES, layers=2)
    with pytest.raises(ReadError, match=r"begun with layers = 1, not 2"):
        train(settings, deeper, tmp_path / "run", resume=True, extras=False)


def test_a_damaged_state_is_refused(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    run(settings, tmp_path / "run")
    state = tmp_path / "run" / "state.safetensors"
    state.write_bytes(state.read_bytes()[:-10])
    with pytest.raises(CheckpointError, match=r"state\.safetensors is damaged"):
        run(settings, tmp_path / "run", resume=True)


def test_training_stops_where_the_loss_is_no_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_run(tmp_path)
    learn = Lessons.learn

    def broken(self, policy, stage, step):  # type: ignore[no-untyped-def]
        lesson = learn(self, policy, stage, step)
        return replace(lesson, loss=lesson.loss * torch.nan) if step == 7 else lesson

    monkeypatch.setattr(Lessons, "learn", broken)
    with pytest.raises(TrainingError, match="loss is nan at step 8: training stopped") as caught:
        run(settings, tmp_path / "run")
    assert str(tmp_path / "run" / "policy.safetensors") in str(caught.value)
    for name in ("policy", "state"):
        tensors, about = read_tensors(tmp_path / "run" / f"{name}.safetensors")
        assert all(np.isfinite(array).all() for array in tensors.values())
    assert json.loads(about["standing"])["step"] == 6
    assert load_checkpoint(tmp_path / "run" / "policy.safetensors").card.training["step"] == 5
    assert rows(tmp_path / "run" / "metrics.csv")[-1]["step"] == "6"


def test_the_policy_to_begin_with_is_where_it_begins(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    run(settings, tmp_path / "first")
    start = load_checkpoint(tmp_path / "first" / "policy.safetensors")
    still = replace(settings, learning_rate=0.0, reinforce_learning_rate=0.0)
    train(still, SIZES, tmp_path / "second", start=start, extras=False)
    again = load_checkpoint(tmp_path / "second" / "policy.safetensors")
    for name, array in start.weights.items():
        np.testing.assert_array_equal(again.weights[name], array)
    assert again.card.data["ancestor"]["training"] == start.card.training


def test_a_run_knows_its_ancestor_without_a_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vrp.train.run.mean_greedy", lambda scores: AlwaysBest())
    settings = make_run(tmp_path)
    run(settings, tmp_path / "first")
    start = load_checkpoint(tmp_path / "first" / "policy.safetensors")

    def killed(at: TrainProgress) -> None:
        raise KilledError

    folder = tmp_path / "second"
    with pytest.raises(KilledError):
        train(settings, SIZES, folder, start=start, extras=False, progress=killed)
    for name in ("policy.safetensors", "policy.json"):
        (folder / name).unlink()
    run(settings, folder, resume=True)
    ancestor = {"data": start.card.data, "training": start.card.training}
    assert load_checkpoint(folder / "policy.safetensors").card.data["ancestor"] == ancestor


@pytest.mark.parametrize("whole", [True, False])
def test_older_states_leave_the_ancestor_to_the_policy(tmp_path: Path, whole: bool) -> None:
    settings = make_run(tmp_path)
    run(settings, tmp_path / "first")
    start = load_checkpoint(tmp_path / "first" / "policy.safetensors")
    folder = tmp_path / "second"

    def killed(at: TrainProgress) -> None:
        if at.step == 8:
            raise KilledError

    with pytest.raises(KilledError):
        train(settings, SIZES, folder, start=start, extras=False, progress=killed)
    tensors, about = read_tensors(folder / "state.safetensors")
    del about["ancestor"]
    write_tensors(folder / "state.safetensors", tensors, about)
    if not whole:
        # As older programs left it when they were killed between its two files.
        write_tensors(folder / "policy.safetensors", start.weights)
    run(settings, folder, resume=True)
    about = read_tensors(folder / "state.safetensors")[1]
    assert (json.loads(about["ancestor"]) is not None) == whole


def test_training_on_never_hands_back_a_worse_policy(tmp_path: Path) -> None:
    """Its own score is the first of the run, and what comes after has to beat it."""
    settings = make_run(tmp_path)
    run(settings, tmp_path / "first")
    start = load_checkpoint(tmp_path / "first" / "policy.safetensors")
    best = min(float(row["greedy"]) for row in rows(tmp_path / "first" / "validation.csv"))
    spoilt = replace(settings, learning_rate=1.0, reinforce_learning_rate=1.0)
    train(spoilt, SIZES, tmp_path / "second", start=start, extras=False)
    first, *others = rows(tmp_path / "second" / "validation.csv")
    assert (first["step"], float(first["greedy"])) == ("0", best)
    assert all(float(row["greedy"]) > best for row in others)
    kept = load_checkpoint(tmp_path / "second" / "policy.safetensors")
    assert kept.card.training["step"] == 0
    for name, array in start.weights.items():
        np.testing.assert_array_equal(kept.weights[name], array)


def test_files_that_do_not_go_together(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    other = make_city(tmp_path / "other.npz", seed=1)
    make_examples(tmp_path / "elsewhere.npz", other)
    make_examples(tmp_path / "loads.npz", other, problem="acvrp")

    def refused(reason: str, **changes: object) -> None:
        with pytest.raises(ReadError, match=reason):
            run(replace(settings, **changes), tmp_path / "run")  # type: ignore[arg-type]

    refused("there is no city", cities=())
    refused("was made of other, .* give its city file", examples=(str(tmp_path / "elsewhere.npz"),))
    refused("holds acvrp, expected acvrptw", examples=(str(tmp_path / "loads.npz"),))
    refused("there are no solutions to imitate", examples=())
    refused("is trained on as well", validation=settings.examples)


def test_without_solutions_rollouts_alone_teach(tmp_path: Path) -> None:
    settings = make_run(tmp_path, examples=(), validation=(), imitation_steps=0)
    run(settings, tmp_path / "run")
    validation = rows(tmp_path / "run" / "validation.csv")
    assert validation[-1]["greedy_gap"] == ""
    assert validation[-1]["name"] == "city, 9 stops"
    assert all(row["cost"] for row in rows(tmp_path / "run" / "metrics.csv"))


def test_extras_draw_a_picture_and_write_events(tmp_path: Path) -> None:
    settings = make_run(tmp_path)
    train(settings, SIZES, tmp_path / "run")
    assert (tmp_path / "run" / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert len(list((tmp_path / "run" / "tensorboard").iterdir())) == 1


def test_progress_says_how_it_goes(tmp_path: Path) -> None:
    seen: list[TrainProgress] = []
    train(make_run(tmp_path), SIZES, tmp_path / "run", extras=False, progress=seen.append)
    assert [at.step for at in seen] == [3, 5, 6, 8, 9, 10, 12]
    assert {at.steps for at in seen} == {12}
    assert seen[0].cost is None
    assert seen[-1].gap is not None
    assert seen[-1].left_s == 0
    assert all(at.instances_per_s > 0 for at in seen)


def test_sizes_may_differ_from_the_defaults(tmp_path: Path) -> None:
    sizes = SparseSettings(candidates=30, width=8, edge_width=8, layers=2, channels=1, hidden=2)
    train(make_run(tmp_path), sizes, tmp_path / "run", extras=False)
    assert load_checkpoint(tmp_path / "run" / "policy.safetensors").card.settings == sizes


def test_the_dense_policy_trains_in_the_same_loop(tmp_path: Path) -> None:
    sizes = DenseSettings(width=8, heads=2, pair_width=4, layers=1, channels=2, hidden=4)
    train(make_run(tmp_path, model="dense"), sizes, tmp_path / "run", extras=False)
    card = load_checkpoint(tmp_path / "run" / "policy.safetensors", "acvrptw").card
    assert card.settings == sizes


def test_no_row_is_of_instances_of_two_sizes(tmp_path: Path) -> None:
    settings = make_run(
        tmp_path, imitation_steps=0, reinforce_steps=6, validate_every=100, save_every=100
    )
    run(replace(settings, stops=(6, 9, 12)), tmp_path / "run")
    metrics = rows(tmp_path / "run" / "metrics.csv")
    assert [(row["step"], row["stops"]) for row in metrics] == [("2", "6"), ("4", "9"), ("6", "12")]


def test_instances_are_drawn_as_the_run_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Batch] = []

    def draw(*arguments: Any) -> Batch:
        drawn.append(draw_instances(*arguments))
        return drawn[-1]

    monkeypatch.setattr("vrp.train.lessons.draw_instances", draw)
    like = GeneratorSettings(depot=5, demands=(3, 3), service_s=(77, 77))
    settings = make_run(tmp_path, imitation_steps=0, distributions=like)
    run(settings, tmp_path / "run")
    depot = make_city(tmp_path / "city.npz").lat[5]
    for batch in drawn:
        assert set(batch.demands[:, 1:].unique().tolist()) == {3}
        assert set(batch.service[:, 1:].unique().tolist()) == {77}
        assert set(batch.lat[:, 0].unique().tolist()) == {depot}
    card = load_checkpoint(tmp_path / "run" / "policy.safetensors").card
    assert card.training["demands"] == [3, 3]
    assert "distributions" not in card.training
    with pytest.raises(ReadError, match=r"begun with demands = \[3, 3\], not None"):
        run(replace(settings, distributions=GeneratorSettings()), tmp_path / "run", resume=True)
    elsewhere = replace(settings, distributions=GeneratorSettings(depot=40))
    with pytest.raises(ReadError, match="depot is 40, expected a point of city, 0 to 39"):
        run(elsewhere, tmp_path / "other")

"""Whatever is wrong with what a training is given, the program says what, and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from command_line import Ended, call_in
from own_policies import Pointer
from tiny_training import SIZES, make_city, make_run

from vrp.models.checkpoint import Card, save_checkpoint
from vrp.models.policy import make_policy, weights
from vrp.sole_use import sole_use
from vrp.train.settings import write_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a configuration that works and a policy to begin with."""
    write_settings(tmp_path / "run.toml", make_run(tmp_path), SIZES)
    path = tmp_path / "policy.safetensors"
    save_checkpoint(path, Card("acvrptw", SIZES), weights(make_policy(SIZES)))
    return tmp_path


def train(folder: Path, *words: str) -> Ended:
    return call_in(folder, "train", *words, "--plain", "--out", "out")


def assert_refused(ended: Ended, *reasons: str, code: int = 2) -> None:
    assert (ended.returncode, ended.stdout) == (code, "")
    assert ended.stderr.startswith("vrp: error: ")
    assert "Traceback" not in ended.stderr
    for reason in reasons:
        assert reason in ended.stderr


def test_keys_and_sections_that_nobody_knows(folder: Path) -> None:
    with (folder / "run.toml").open("a") as file:
        file.write("learnign_rate = 1\n")
    assert_refused(
        train(folder, "run.toml"), "run.toml: the key learnign_rate", "did you mean learning_rate?"
    )
    (folder / "run.toml").write_text("[training]\nseed = 1\n")
    assert_refused(train(folder, "run.toml"), "has a section [training]")


def test_nothing_to_train(folder: Path) -> None:
    assert_refused(train(folder), "give a CONFIG, or a policy to begin with (--from)")
    assert_refused(train(folder, "--from", "policy.safetensors"), "there is no city to train on")


def test_nothing_to_go_on_with(folder: Path) -> None:
    assert_refused(train(folder, "--resume"), "out holds no run to go on with")
    assert_refused(train(folder, "run.toml", "--resume"), "out holds no run to go on with")


def test_what_only_a_new_run_can_be_told(folder: Path) -> None:
    assert train(folder, "run.toml").returncode == 0
    assert_refused(
        train(folder, "--resume", "--from", "policy.safetensors"),
        "--resume goes on with the weights of the run in out: leave out --from",
    )
    assert_refused(
        train(folder, "--resume", "--examples", "20"),
        "--resume goes on with the examples of the run in out: leave out --examples",
    )


def test_a_city_without_matrices(folder: Path) -> None:
    city = dict(np.load(folder / "city.npz"))
    del city["distances_m"]
    np.savez(folder / "city.npz", **city)
    assert_refused(train(folder, "run.toml"), "city.npz: has no distances_m", "vrp city")


def test_files_that_are_something_else(folder: Path) -> None:
    (folder / "city.npz").write_bytes(b"PK\x03\x04 nothing of use")
    assert_refused(train(folder, "run.toml"), "city.npz")
    make_city(folder / "city.npz")
    (folder / "examples.npz").write_bytes(b"")
    assert_refused(train(folder, "run.toml"), "examples.npz")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 9}, "is of format 9"),
        ({"architecture": "huge"}, "says other things than the card in policy.safetensors"),
        ({"sha256": ""}, "is the card of other weights"),
    ],
)
def test_policies_that_cannot_be_begun_with(
    folder: Path, changes: dict[str, object], reason: str
) -> None:
    card = folder / "policy.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | changes))
    assert_refused(train(folder, "run.toml", "--from", "policy.safetensors"), reason)


def test_a_policy_of_another_problem_or_size(folder: Path) -> None:
    text = (folder / "run.toml").read_text()
    (folder / "run.toml").write_text(text.replace('"acvrptw"', '"acvrp"'))
    assert_refused(
        train(folder, "run.toml", "--from", "policy.safetensors"),
        "problem is acvrp, and the policy to begin with has acvrptw",
    )
    (folder / "run.toml").write_text(text.replace("layers = 1", "layers = 2"))
    assert_refused(
        train(folder, "run.toml", "--from", "policy"),
        "layers is 2, and the policy to begin with has 1",
    )
    assert_refused(train(folder, "run.toml", "--from", "nobody"), "there is no checkpoint 'nobody'")
    missing = train(folder, "run.toml", "--from", "nope.safetensors")
    assert_refused(missing, "nope.safetensors: there is no such file")


def test_a_policy_of_somebodys_own(folder: Path) -> None:
    policy = Pointer()
    card = Card("acvrptw", policy.settings)
    save_checkpoint(folder / "pointer.safetensors", card, weights(policy))
    assert_refused(
        train(folder, "run.toml", "--from", "pointer"),
        "pointer.safetensors has weights of Pointer, which is no policy of vrp",
    )


def test_a_depot_that_no_city_has(folder: Path) -> None:
    with (folder / "run.toml").open("a") as file:
        file.write("depot = 40\n")
    assert_refused(train(folder, "run.toml"), "depot is 40, expected a point of", "0 to 39")


def test_pickles_are_not_opened(folder: Path) -> None:
    (folder / "policy.safetensors").write_bytes(b"\x80\x04cos\nsystem\n(S'touch hacked'\ntR.")
    assert_refused(train(folder, "run.toml", "--from", "policy"), "is damaged")
    assert not (folder / "hacked").exists()


def test_roads_that_may_not_be_looked_for(folder: Path) -> None:
    ended = train(folder, "--from", "policy.safetensors", "--roads", "x" * 300)
    assert_refused(ended, "xxx: cannot be read: File name too long", code=3)


def test_a_device_that_is_not_there(folder: Path) -> None:
    assert_refused(
        train(folder, "run.toml", "--device", "quantum"), "the device 'quantum' cannot be used here"
    )


def test_a_directory_that_holds_a_run(folder: Path) -> None:
    assert train(folder, "run.toml").returncode == 0
    assert_refused(train(folder, "run.toml"), "out holds a run already", "--resume")


def test_a_directory_that_another_training_writes_to(folder: Path) -> None:
    with sole_use(folder / "out"):
        assert_refused(train(folder, "run.toml"), "out: another vrp is at work there")
    assert not list((folder / "out").iterdir())
    assert train(folder, "run.toml").returncode == 0
    with sole_use(folder / "out"):
        assert_refused(train(folder, "--resume"), "out: another vrp is at work there")


def test_cities_are_looked_at_before_instances_of_them_are_solved(folder: Path) -> None:
    (folder / "short.toml").write_text("from_history = true\nstops = [5]\n")
    said = train(folder, "short.toml", "--city", "city.npz")
    assert_refused(said, "from_history is set, and city.npz has no history: make it with 'vrp city")
    roads = train(folder, "short.toml", "--roads", "city.osm.pbf")
    assert_refused(roads, "cities made by --roads have no history")
    (folder / "short.toml").write_text("stops = [5]\n")
    (folder / "cut.npz").write_bytes((folder / "city.npz").read_bytes()[:1000])
    damaged = train(folder, "short.toml", "--city", "city.npz", "cut.npz", "--examples", "1")
    assert_refused(damaged, "cut.npz: is damaged")
    assert_refused(train(folder, "short.toml"), "there is no city to train on")
    assert not (folder / "out").exists()


def test_a_profile_without_roads_to_drive_on(folder: Path) -> None:
    said = train(folder, "run.toml", "--city", "city.npz", "--profile", "bike")
    assert_refused(said, "--profile goes with --roads")


def test_a_city_more_is_not_instead_of_the_first(folder: Path) -> None:
    make_city(folder / "town.npz", seed=1)
    (folder / "short.toml").write_text("imitation_steps = 0\nreinforce_steps = 1\nstops = [5]\n")
    assert train(folder, "short.toml", "--city", "city.npz", "--city", "town.npz").returncode == 0
    card = json.loads((folder / "out" / "policy.json").read_text())
    assert list(card["data"]["cities"]) == ["city", "town"]

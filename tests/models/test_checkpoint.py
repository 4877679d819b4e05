"""Policies on disk come back as they were, and are refused by name where they cannot."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from vrp.errors import CheckpointError
from vrp.models import checkpoint
from vrp.models.checkpoint import (
    Card,
    find_checkpoint,
    load_checkpoint,
    mend_checkpoint,
    save_checkpoint,
)
from vrp.models.policy import load_weights, make_policy, weights
from vrp.models.settings import SparseSettings
from vrp.models.tensor_file import read_tensors, write_tensors

SMALL = SparseSettings(candidates=3, width=8, edge_width=4, layers=1, channels=2, hidden=3)
CARD = Card("acvrptw", SMALL, data={"cities": ["Heidelberg"]}, training={"seed": 3})


class KilledError(Exception):
    """Stands for a power cut."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "small.safetensors"
    save_checkpoint(path, CARD, weights(make_policy(SMALL)))
    return path


@pytest.fixture
def older(path: Path) -> Path:
    """As before weights had their card in them."""
    edit_weights(path, {})
    return path


def edit_card(path: Path, **changes: Any) -> None:
    card = path.with_suffix(".json")
    card.write_text(json.dumps(json.loads(card.read_text()) | changes))


def edit_weights(path: Path, changes: dict[str, np.ndarray | None]) -> None:
    """Change weights behind the back of the card beside them, and make that fit again."""
    tensors: dict[str, Any] = read_tensors(path)[0] | changes
    write_tensors(path, {name: array for name, array in tensors.items() if array is not None})
    edit_card(path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_policy_comes_back_as_it_was(path: Path) -> None:
    saved = load_checkpoint(path, "acvrptw")
    assert saved.card == CARD
    torch.manual_seed(0)
    original, restored = make_policy(SMALL), make_policy(saved.card.settings)
    load_weights(restored, saved.weights)
    for name, tensor in original.state_dict().items():
        torch.testing.assert_close(restored.state_dict()[name], tensor, rtol=0, atol=0)


def test_the_card_can_be_read_by_people(path: Path) -> None:
    text = json.loads(path.with_suffix(".json").read_text())
    assert text["format"] == 2
    assert text["architecture"] == "sparse"
    assert text["settings"]["candidates"] == 3
    assert text["data"] == {"cities": ["Heidelberg"]}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 1}, "is of format 1, this version of vrp reads format 2: use the version"),
        ({"architecture": "giant"}, "architecture 'giant' is unknown, expected one of sparse"),
        ({"architecture": []}, "architecture .* is unknown"),
        ({"settings": {"breadth": 3}}, "settings make no sparse policy: .*breadth"),
        ({"settings": {"width": 10}}, "width is 10, expected a multiple of 16"),
        ({"settings": 3}, "settings or problem are missing"),
        ({"problem": None}, "settings or problem are missing"),
        ({"sha256": "0"}, "is the card of other weights .* copy both files again"),
    ],
)
def test_cards_that_cannot_be_used(older: Path, changes: dict[str, Any], reason: str) -> None:
    edit_card(older, **changes)
    with pytest.raises(CheckpointError, match=reason):
        load_checkpoint(older)


def test_weights_have_their_card_in_them(path: Path) -> None:
    whole = load_checkpoint(path)
    path.with_suffix(".json").unlink()
    alone = load_checkpoint(path, "acvrptw")
    assert alone.card == whole.card
    inside = json.loads(read_tensors(path)[1]["card"])
    for changes, reason in (
        ("{", "is damaged: its card is no JSON"),
        (json.dumps(inside | {"format": 3}), "is of format 3, this version of vrp reads format 2"),
        (json.dumps(inside | {"problem": None}), "settings or problem are missing"),
    ):
        write_tensors(path, whole.weights, {"card": changes})
        with pytest.raises(CheckpointError, match=rf"small\.safetensors.*{reason}"):
            load_checkpoint(path)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 3}, "is of format 3, this version of vrp reads format 2"),
        ({"sha256": "0"}, "is the card of other weights .* copy both files again"),
        ({"problem": "acvrp"}, r"says other things than the card in .*: delete it"),
    ],
)
def test_a_copy_of_the_card_is_checked(path: Path, changes: dict[str, Any], reason: str) -> None:
    edit_card(path, **changes)
    with pytest.raises(CheckpointError, match=rf"small\.json {reason}"):
        load_checkpoint(path)


def test_a_copy_with_a_number_that_is_none(path: Path) -> None:
    save_checkpoint(path, replace(CARD, evaluation={"gap": np.nan}), load_checkpoint(path).weights)
    assert np.isnan(load_checkpoint(path).card.evaluation["gap"])


def test_a_copy_that_is_missing_or_of_other_weights_is_mended(path: Path) -> None:
    card = path.with_suffix(".json")
    right = card.read_bytes()
    card.unlink()
    mend_checkpoint(path)
    assert card.read_bytes() == right
    edit_card(path, sha256="0")
    mend_checkpoint(path)
    assert card.read_bytes() == right


def test_what_older_programs_wrote_is_left_alone(older: Path) -> None:
    before = {file: file.read_bytes() for file in (older, older.with_suffix(".json"))}
    assert load_checkpoint(older, "acvrptw").card == CARD
    mend_checkpoint(older)
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.parametrize("cut", ["write_tensors", "mend_checkpoint", "write_whole"])
def test_a_policy_is_whole_whenever_saving_it_is_cut_short(
    path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    def die(*_: object) -> None:
        raise KilledError

    weights = load_checkpoint(path).weights
    newer = replace(CARD, training={"seed": 4})
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, cut, die)
        with pytest.raises(KilledError):
            save_checkpoint(path, newer, weights)
    assert load_checkpoint(path).card == (CARD if cut == "write_tensors" else newer)
    mend_checkpoint(path)
    assert path.with_suffix(".json").exists()
    assert load_checkpoint(path).card == (CARD if cut == "write_tensors" else newer)


def test_another_problem(path: Path) -> None:
    with pytest.raises(CheckpointError, match="was trained for acvrptw, not for acvrp: choose"):
        load_checkpoint(path, "acvrp")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"encoder.node_in.bias": None}, r"encoder\.node_in\.bias is missing"),
        ({"more": np.zeros(2, np.float32)}, "more has no place in a policy of these settings"),
        (
            {"decoder.distance_weight": np.zeros(2, np.float32)},
            r"decoder\.distance_weight has shape \(2,\) and type float32, expected \(1,\)",
        ),
        ({"decoder.distance_weight": np.zeros(1)}, "type float64"),
        (
            {"decoder.distance_weight": np.full(1, np.nan, np.float32)},
            "has values that are not finite",
        ),
    ],
)
def test_weights_that_do_not_fit_the_card(
    path: Path, changes: dict[str, np.ndarray | None], reason: str
) -> None:
    edit_weights(path, changes)
    with pytest.raises(CheckpointError, match=reason):
        load_checkpoint(path)


def test_damaged_files(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    with pytest.raises(CheckpointError, match=r"is damaged: .*; copy or make it again"):
        load_checkpoint(path)
    path.write_bytes(whole)
    for text in ("{", "[]", "\udcff"):
        path.with_suffix(".json").write_bytes(text.encode(errors="surrogateescape"))
        with pytest.raises(CheckpointError, match=r"small\.json is damaged"):
            load_checkpoint(path)


def test_older_weights_need_the_card_beside_them(older: Path) -> None:
    older.with_suffix(".json").unlink()
    with pytest.raises(CheckpointError, match="weights are of no use without their card"):
        load_checkpoint(older)


def test_saving_nonsense_is_refused(tmp_path: Path) -> None:
    broken = weights(make_policy(SMALL))
    broken["decoder.distance_weight"][0] = np.inf
    with pytest.raises(CheckpointError, match="not finite"):
        save_checkpoint(tmp_path / "broken.safetensors", CARD, broken)
    assert not list(tmp_path.iterdir())


def test_checkpoints_are_found_by_name_or_path(path: Path) -> None:
    assert find_checkpoint(path) == path
    assert find_checkpoint(path.with_suffix("")) == path
    with pytest.raises(CheckpointError, match="there is no checkpoint 'particular'"):
        find_checkpoint("particular")


@pytest.mark.parametrize("name", [".", "..", "/", ""])
def test_a_folder_is_no_checkpoint(name: str) -> None:
    with pytest.raises(CheckpointError, match="there is no checkpoint"):
        find_checkpoint(name)


def test_a_checkpoint_that_may_not_be_looked_for_is_said_to_be(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CheckpointError, match="xxx: cannot be read: File name too long"):
        find_checkpoint("x" * 300)

    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", closed)
    with pytest.raises(CheckpointError, match="cannot be read: Permission denied"):
        find_checkpoint(path)


def test_what_follows_a_point_is_part_of_the_name(path: Path, tmp_path: Path) -> None:
    """``small.v2`` is not another way to say ``small``, whose weights are other ones."""
    second = tmp_path / "small.v2.safetensors"
    with pytest.raises(CheckpointError, match="there is no checkpoint"):
        find_checkpoint(tmp_path / "small.v2")
    save_checkpoint(second, CARD, load_checkpoint(path).weights)
    assert find_checkpoint(tmp_path / "small.v2") == second


def test_what_is_there_in_place_of_weights_is_said(path: Path, tmp_path: Path) -> None:
    torch.save({}, tmp_path / "small.pt")
    with pytest.raises(CheckpointError, match=r"small\.pt does not end in \.safetensors"):
        find_checkpoint(tmp_path / "small.pt")
    path.rename(tmp_path / "policy.safetensors")
    with pytest.raises(CheckpointError, match=r"is a folder: give .*policy\.safetensors"):
        find_checkpoint(tmp_path)


def test_files_of_torch_are_not_called_cut_off(tmp_path: Path) -> None:
    torch.save(make_policy(SMALL).state_dict(), tmp_path / "small.safetensors")
    with pytest.raises(CheckpointError, match="which is never opened, expected a file of"):
        load_checkpoint(tmp_path / "small.safetensors")


def test_nothing_is_saved_that_could_not_be_used(tmp_path: Path) -> None:
    policy = make_policy(SMALL)
    name = str(tmp_path / "small.safetensors")
    with pytest.raises(CheckpointError, match="does not end in"):
        save_checkpoint(tmp_path / "small.pt", CARD, weights(policy))
    with pytest.raises(CheckpointError, match="problem is 'cvrptw', expected one of"):
        save_checkpoint(name, replace(CARD, problem="cvrptw"), weights(policy))
    tensors: dict[str, Any] = policy.state_dict()
    with pytest.raises(CheckpointError, match=r"of type Tensor, expected an ndarray: .*weights\("):
        save_checkpoint(name, CARD, tensors)
    assert not list(tmp_path.iterdir())
    save_checkpoint(name, CARD, weights(policy))
    assert load_checkpoint(name).card == CARD


def test_a_state_dict_is_loaded_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    one, other = make_policy(SMALL), make_policy(SMALL)
    load_weights(one, other.state_dict())
    assert not recwarn.list
    name, tensor = next(iter(other.state_dict().items()))
    torch.testing.assert_close(one.state_dict()[name], tensor, rtol=0, atol=0)
    assert one.state_dict()[name].data_ptr() != tensor.data_ptr()

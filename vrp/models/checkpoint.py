"""Policies on disk: ``NAME.safetensors`` with weights and a card of what they are.

``NAME.json`` is a copy of the card for people to read. Older weights have no card in them, so that
for these it is the card itself. Needs NumPy alone. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.envs.problems import PROBLEMS
from vrp.errors import CheckpointError
from vrp.models.settings import ARCHITECTURES, OWN, OwnSettings, Settings, architecture_of
from vrp.models.tensor_file import read_tensors, write_tensors
from vrp.whole_file import write_whole

__all__ = [
    "FORMAT",
    "Card",
    "Checkpoint",
    "find_checkpoint",
    "load_checkpoint",
    "mend_checkpoint",
    "save_checkpoint",
]

#: Counts up whenever older programs would misread a checkpoint. The card in the weights did not
#: raise it: programs that do not look for it there find all they need in the one beside them.
FORMAT = 2

_SHIPPED = Path(__file__).parents[1] / "weights"
_WEIGHTS, _CARD = ".safetensors", ".json"
#: Under which the weights have their card among the texts kept with them.
_INSIDE = "card"


@dataclass(frozen=True)
class Card:
    """What a policy is, and where it comes from.

    Parameters
    ----------
    problem
        One of ``atsp``, ``acvrp``, ``acvrptw``.
    settings
        Sizes of the network; their class decides about the architecture.
    data
        What it was trained on: cities, sizes, examples.
    training
        How: configuration, seed, steps, hours, hardware, versions.
    evaluation
        What it achieved, where.
    """

    problem: str
    settings: Settings | OwnSettings
    data: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)
    evaluation: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A policy as it is kept in a file.

    Parameters
    ----------
    card
        What it is, and where it comes from.
    weights
        By the names of ``card.settings.shapes()``, float32.
    """

    card: Card
    weights: dict[str, npt.NDArray[np.float32]]


def find_checkpoint(name: str | Path) -> Path:
    """Find a checkpoint that is shipped with the package by its name, or any other by its path.

    Parameters
    ----------
    name
        Such as ``"general"``, or the path of a ``.safetensors`` file, whose ending may be left out.

    Raises
    ------
    CheckpointError
        If there is neither, naming those that are shipped, or if its folder is closed.
    """
    given = Path(name)
    # A folder such as "." has no name that could end in anything. What looks like another ending
    # is part of the name: "tuned.v2" is not to be taken for "tuned".
    named = given.with_name(given.name + _WEIGHTS) if given.name.strip(".") else given
    for path in (given, named, _SHIPPED / f"{name}{_WEIGHTS}"):
        try:
            if path.suffix == _WEIGHTS and path.is_file():
                return path
        except OSError as error:
            raise CheckpointError(f"{name}: cannot be read: {error.strerror or error}") from error
    if given.suffix == _WEIGHTS:
        raise CheckpointError(f"{name}: there is no such file")
    _refuse_other_places(given)
    shipped = sorted(path.stem for path in _SHIPPED.glob(f"*{_WEIGHTS}"))
    raise CheckpointError(
        f"there is no checkpoint {str(name)!r}: give a file that ends in {_WEIGHTS}, or the name "
        "of one that comes with vrp: "
        f"{', '.join(shipped) or 'this version has none'}"
    )


def _refuse_other_places(given: Path) -> None:
    """Say what is there under the name instead of weights, if anything is."""
    if given.is_file():
        raise CheckpointError(
            f"{given} does not end in {_WEIGHTS}: expected weights as 'vrp train' and "
            "vrp.models.checkpoint.save_checkpoint write them"
        )
    inside = sorted(given.glob(f"policy{_WEIGHTS}")) if given.name else []
    if inside:
        raise CheckpointError(f"{given} is a folder: give the policy in it, {inside[0]}")


def save_checkpoint(
    path: str | Path, card: Card, weights: Mapping[str, npt.NDArray[np.float32]]
) -> None:
    """Write weights and card so that a policy is there whole, whenever this is cut short.

    Parameters
    ----------
    path
        Of the weights, ending in ``.safetensors``; the copy of the card goes beside them.
    card, weights
        The policy; :func:`vrp.models.policy.weights` makes arrays of a module's tensors.

    Raises
    ------
    CheckpointError
        If weights are missing, have another shape than the settings say, or are not finite, for an
        unknown problem, and for a path that ends in anything else.
    OSError
        If a file cannot be written.
    """
    path = Path(path)
    if path.suffix != _WEIGHTS:
        raise CheckpointError(f"{path} does not end in {_WEIGHTS}")
    if card.problem not in PROBLEMS:
        raise CheckpointError(
            f"{path}: problem is {card.problem!r}, expected one of {', '.join(PROBLEMS)}"
        )
    _check_weights(path, card.settings, weights)
    text = {"format": FORMAT, "architecture": architecture_of(card.settings), **asdict(card)}
    # No two files change at the same moment. Weights without a copy of their card are whole, and
    # a copy that is there is always theirs.
    path.with_suffix(_CARD).unlink(missing_ok=True)
    write_tensors(path, weights, {_INSIDE: json.dumps(text, ensure_ascii=False)})
    mend_checkpoint(path)


def mend_checkpoint(path: Path) -> None:
    """Write the copy of the card again where it is missing or not that of the weights.

    Parameters
    ----------
    path
        Of the weights; those that have no card in them are left alone.

    Raises
    ------
    CheckpointError
        If they are damaged.
    OSError
        If the copy cannot be written.
    """
    inside = _card_inside(path, read_tensors(path)[1])
    if inside is None:
        return
    text = inside | {"sha256": _fingerprint(path)}
    copy = (json.dumps(text, indent=2, ensure_ascii=False) + "\n").encode()
    beside = path.with_suffix(_CARD)
    if not beside.exists() or beside.read_bytes() != copy:
        write_whole(beside, copy)


def load_checkpoint(path: str | Path, problem: str | None = None) -> Checkpoint:
    """Read a policy, and check that it is whole.

    Parameters
    ----------
    path
        Of the weights; the copy of their card is beside them, or nothing is.
    problem
        What the policy is to be used for, if it has to be for that.

    Raises
    ------
    CheckpointError
        If a file is missing or damaged, is of another version, problem or an unknown architecture,
        or weights and card do not fit: says what to do.
    """
    path = Path(path)
    beside = path.with_suffix(_CARD)
    # Before the weights, which another version may write in other ways as well.
    copy = _read_card(beside) if beside.exists() else None
    weights, about = read_tensors(path)
    inside = _card_inside(path, about)
    if copy is not None:
        _check_copy(path, copy, inside)
    if inside is None:
        card = _card_of(beside, copy or _read_card(beside))
    else:
        card = _card_of(path, inside)
    if problem is not None and card.problem != problem:
        raise CheckpointError(
            f"{path} was trained for {card.problem}, not for {problem}: choose another checkpoint, "
            f"or train one with problem = {problem!r}"
        )
    _check_weights(path, card.settings, weights)
    return Checkpoint(card, weights)


def _card_inside(path: Path, about: Mapping[str, str]) -> dict[str, Any] | None:
    """The card that weights have in them, if they do."""
    return _parse_card(path, about[_INSIDE]) if _INSIDE in about else None


def _check_copy(path: Path, copy: dict[str, Any], inside: dict[str, Any] | None) -> None:
    """Refuse a card beside weights that is that of others, or says what the one in them does not.

    Compared as texts: a number that is none is equal to itself there.
    """
    beside = path.with_suffix(_CARD)
    if copy.get("sha256") != _fingerprint(path):
        raise CheckpointError(
            f"{beside} is the card of other weights than those in {path}: copy both files again"
        )
    if inside is None:
        return
    said = {name: value for name, value in copy.items() if name != "sha256"}
    if json.dumps(said, sort_keys=True) != json.dumps(inside, sort_keys=True):
        raise CheckpointError(
            f"{beside} says other things than the card in {path}, which it is a copy of: delete "
            "it, or copy both files again"
        )


def _read_card(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError(
            f"{path}: {error.strerror}: weights are of no use without their card, in them or "
            "beside them (vrp.models.checkpoint.save_checkpoint writes both)"
        ) from error
    return _parse_card(path, content)


def _parse_card(path: Path, content: str | bytes) -> dict[str, Any]:
    """Read a card, which is or is in the file named."""
    try:
        text = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is damaged: its card is no JSON; copy it again") from error
    if not isinstance(text, dict):
        raise CheckpointError(f"{path} is damaged: its card is no JSON object; copy it again")
    if text.get("format") != FORMAT:
        raise CheckpointError(
            f"{path} is of format {text.get('format')!r}, this version of vrp reads format "
            f"{FORMAT}: use the version that wrote it, or train again"
        )
    return text


def _card_of(path: Path, text: dict[str, Any]) -> Card:
    architecture = text.get("architecture")
    known: dict[str, type[Settings | OwnSettings]] = {**ARCHITECTURES, OWN: OwnSettings}
    if not isinstance(architecture, str) or architecture not in known:
        raise CheckpointError(
            f"{path}: architecture {architecture!r} is unknown, expected one of "
            f"{', '.join(known)}: use the version of vrp that wrote it"
        )
    if not isinstance(text.get("settings"), dict) or not isinstance(text.get("problem"), str):
        raise CheckpointError(f"{path} is damaged: settings or problem are missing; copy it again")
    try:
        settings = known[architecture](**text["settings"])
    except (TypeError, ValueError) as error:
        raise CheckpointError(f"{path}: settings make no {architecture} policy: {error}") from error
    about = {name: text.get(name, {}) for name in ("data", "training", "evaluation")}
    return Card(problem=text["problem"], settings=settings, **about)


def _check_weights(
    path: Path, settings: Settings | OwnSettings, weights: Mapping[str, npt.NDArray[Any]]
) -> None:
    shapes = settings.shapes()
    for name in (*shapes, *weights):
        if name not in weights:
            raise CheckpointError(f"{path}: {name} is missing; copy or make it again")
        if name not in shapes:
            raise CheckpointError(f"{path}: {name} has no place in a policy of these settings")
        array = weights[name]
        if not isinstance(array, np.ndarray):
            raise CheckpointError(
                f"{path}: {name} is of type {type(array).__name__}, expected an ndarray: "
                "vrp.models.policy.weights(policy) has them"
            )
        if array.shape != shapes[name] or array.dtype != np.float32:
            raise CheckpointError(
                f"{path}: {name} has shape {array.shape} and type {array.dtype}, expected "
                f"{shapes[name]} and float32 by the settings in its card"
            )
        if not np.isfinite(array).all():
            raise CheckpointError(f"{path}: {name} has values that are not finite; make it again")


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

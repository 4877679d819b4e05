"""Policies on disk: weights as ``NAME.safetensors``, and what they are in a card, ``NAME.json``.

Needs NumPy alone. Nothing is ever unpickled.
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

from vrp.errors import CheckpointError
from vrp.models.settings import ARCHITECTURES, Settings, architecture_of
from vrp.models.tensor_file import read_tensors, write_tensors
from vrp.whole_file import write_whole

__all__ = ["FORMAT", "Card", "Checkpoint", "find_checkpoint", "load_checkpoint", "save_checkpoint"]

#: Counts up whenever older programs would misread a checkpoint.
FORMAT = 2

_SHIPPED = Path(__file__).parents[1] / "weights"
_WEIGHTS, _CARD = ".safetensors", ".json"


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
    settings: Settings
    data: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)
    evaluation: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A policy: its card, and its weights by the names of :meth:`SparseSettings.shapes`."""

    card: Card
    weights: dict[str, npt.NDArray[np.float32]]


def find_checkpoint(name: str | Path) -> Path:
    """Find a checkpoint that is shipped with the package by its name, or any other by its path.

    Raises
    ------
    CheckpointError
        If there is neither, naming those that are shipped.
    """
    for path in (Path(name), Path(name).with_suffix(_WEIGHTS), _SHIPPED / f"{name}{_WEIGHTS}"):
        if path.suffix == _WEIGHTS and path.is_file():
            return path
    shipped = sorted(path.stem for path in _SHIPPED.glob(f"*{_WEIGHTS}"))
    raise CheckpointError(
        f"there is no checkpoint {str(name)!r}: give a file that ends in {_WEIGHTS}, with its card "
        f"({_CARD}) beside it, or the name of one that comes with vrp: "
        f"{', '.join(shipped) or 'this version has none'}"
    )


def save_checkpoint(path: Path, card: Card, weights: Mapping[str, npt.NDArray[np.float32]]) -> None:
    """Write weights and card, each under a temporary name that is then changed.

    Parameters
    ----------
    path
        Of the weights, ending in ``.safetensors``; the card goes beside them.
    card, weights
        The policy.

    Raises
    ------
    CheckpointError
        If weights are missing, have another shape than the settings say, or are not finite.
    OSError
        If a file cannot be written.
    """
    _check_weights(path, card.settings, weights)
    write_tensors(path, weights)
    text = {
        "format": FORMAT,
        "architecture": architecture_of(card.settings),
        **asdict(card),
        "sha256": _fingerprint(path),
    }
    content = json.dumps(text, indent=2, ensure_ascii=False) + "\n"
    write_whole(path.with_suffix(_CARD), content.encode())


def load_checkpoint(path: Path, problem: str | None = None) -> Checkpoint:
    """Read a policy, and check that it is whole.

    Parameters
    ----------
    path
        Of the weights; the card is beside them.
    problem
        What the policy is to be used for, if it has to be for that.

    Raises
    ------
    CheckpointError
        If a file is missing or damaged, is of another version, problem or an unknown architecture,
        or the weights do not fit the card: says what to do.
    """
    card_path = path.with_suffix(_CARD)
    text = _read_card(card_path)
    card = _card_of(card_path, text)
    if problem is not None and card.problem != problem:
        raise CheckpointError(
            f"{path} was trained for {card.problem}, not for {problem}: choose another checkpoint, "
            f"or train one with problem = {problem!r}"
        )
    weights, _ = read_tensors(path)
    if _fingerprint(path) != text.get("sha256"):
        raise CheckpointError(
            f"{card_path} is the card of other weights than those in {path}: copy both files again"
        )
    _check_weights(path, card.settings, weights)
    return Checkpoint(card, weights)


def _read_card(path: Path) -> dict[str, Any]:
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CheckpointError(
            f"{path}: {error.strerror}: weights are of no use without their card"
        ) from error
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{path} is damaged: it is no JSON; copy it again") from error
    if not isinstance(text, dict):
        raise CheckpointError(f"{path} is damaged: it is no JSON object; copy it again")
    if text.get("format") != FORMAT:
        raise CheckpointError(
            f"{path} is of format {text.get('format')!r}, this version of vrp reads format "
            f"{FORMAT}: use the version that wrote it, or train again"
        )
    return text


def _card_of(path: Path, text: dict[str, Any]) -> Card:
    architecture = text.get("architecture")
    if not isinstance(architecture, str) or architecture not in ARCHITECTURES:
        raise CheckpointError(
            f"{path}: architecture {architecture!r} is unknown, expected one of "
            f"{', '.join(ARCHITECTURES)}: use the version of vrp that wrote it"
        )
    if not isinstance(text.get("settings"), dict) or not isinstance(text.get("problem"), str):
        raise CheckpointError(f"{path} is damaged: settings or problem are missing; copy it again")
    try:
        settings = ARCHITECTURES[architecture](**text["settings"])
    except (TypeError, ValueError) as error:
        raise CheckpointError(f"{path}: settings make no {architecture} policy: {error}") from error
    about = {name: text.get(name, {}) for name in ("data", "training", "evaluation")}
    return Card(problem=text["problem"], settings=settings, **about)


def _check_weights(path: Path, settings: Settings, weights: Mapping[str, npt.NDArray[Any]]) -> None:
    shapes = settings.shapes()
    for name in (*shapes, *weights):
        if name not in weights:
            raise CheckpointError(f"{path}: {name} is missing; copy or make it again")
        if name not in shapes:
            raise CheckpointError(f"{path}: {name} has no place in a policy of these settings")
        array = weights[name]
        if array.shape != shapes[name] or array.dtype != np.float32:
            raise CheckpointError(
                f"{path}: {name} has shape {array.shape} and type {array.dtype}, expected "
                f"{shapes[name]} and float32 by the settings in its card"
            )
        if not np.isfinite(array).all():
            raise CheckpointError(f"{path}: {name} has values that are not finite; make it again")


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

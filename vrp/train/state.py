"""The state of a run on disk, from which it goes on as if nothing had happened.

Every step draws from random numbers of its own and every batch depends on its number alone, so that
weights, the optimiser's memory and the number of steps done are all that there is to a state.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch.optim import AdamW

from vrp.errors import CheckpointError, ReadError
from vrp.models.checkpoint import load_checkpoint
from vrp.models.policy import Policy, load_weights, weights
from vrp.models.settings import OwnSettings
from vrp.models.tensor_file import read_tensors, write_tensors
from vrp.train.settings import TrainSettings

__all__ = [
    "POLICY",
    "STATE",
    "Standing",
    "check_is_begun",
    "check_is_free",
    "restore_state",
    "save_state",
]

POLICY, STATE = "policy.safetensors", "state.safetensors"
_FORMAT = "1"
_ANCESTOR = "ancestor"
_POLICY, _ADAM = "policy.", "adam."
_PATHS = ("cities", "examples", "validation")


@dataclass(frozen=True)
class Standing:
    """How far a run has come.

    Parameters
    ----------
    step
        Steps done.
    seconds
        Wall-clock time spent, all sessions together.
    best
        The best validation so far; see :func:`vrp.train.validation.mean_greedy`.
    """

    step: int = 0
    seconds: float = 0.0
    best: float | None = None


def check_is_free(folder: Path) -> None:
    """Refuse a folder that holds a run.

    Raises
    ------
    ReadError
        If it does.
    """
    if (folder / STATE).exists():
        raise ReadError(
            f"{folder} holds a run already: go on with it (--resume), or name another directory"
        )


def check_is_begun(folder: Path) -> None:
    """Refuse a folder that holds no run.

    Raises
    ------
    ReadError
        If there is nothing to resume.
    """
    if not (folder / STATE).exists():
        raise ReadError(f"{folder} holds no run to go on with: begin one without --resume")


def save_state(
    folder: Path,
    policy: Policy,
    optimiser: AdamW,
    standing: Standing,
    settings: TrainSettings,
    workers: int,
    ancestor: Mapping[str, Any] | None,
) -> None:
    """Write the state to a temporary name and rename it, so that there always is a whole one."""
    tensors: dict[str, Any] = {_POLICY + name: array for name, array in weights(policy).items()}
    for name, parameter in policy.named_parameters():
        for key, value in optimiser.state[parameter].items():
            tensors[f"{_ADAM}{key}.{name}"] = value.detach().cpu().numpy()
    about = {
        "format": _FORMAT,
        "standing": json.dumps(asdict(standing)),
        "run": json.dumps(_facts(policy, settings, workers)),
        _ANCESTOR: json.dumps(ancestor),
    }
    write_tensors(folder / STATE, tensors, about)


def restore_state(
    folder: Path, policy: Policy, optimiser: AdamW, settings: TrainSettings, workers: int
) -> tuple[Standing, dict[str, Any] | None]:
    """Put policy and optimiser into the state saved.

    Returns
    -------
    standing
        How far the run had come.
    ancestor
        What the policy that it began with was trained on, and how; ``None`` if it began with none.

    Raises
    ------
    ReadError
        If there is no state, or it is of a run with other settings, naming them.
    CheckpointError
        If it is damaged or of another version.
    """
    check_is_begun(folder)
    path = folder / STATE
    tensors, about = read_tensors(path)
    if about.get("format") != _FORMAT:
        raise CheckpointError(
            f"{path} is of format {about.get('format')}, this version of vrp reads {_FORMAT}: "
            f"start a new run with --from {folder / POLICY}"
        )
    try:
        _check_same(folder, json.loads(about["run"]), _facts(policy, settings, workers))
        standing = Standing(**json.loads(about["standing"]))
        ancestor = json.loads(about[_ANCESTOR]) if _ANCESTOR in about else _ancestor_beside(folder)
        _load(policy, optimiser, tensors)
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise CheckpointError(f"{path} is damaged: {error}; start a new run") from error
    return standing, ancestor


def _ancestor_beside(folder: Path) -> dict[str, Any] | None:
    """What older states do not say, but the policy of their run does where that is whole."""
    with suppress(CheckpointError):
        ancestor: dict[str, Any] | None = load_checkpoint(folder / POLICY).card.data.get(_ANCESTOR)
        return ancestor
    return None


def _facts(policy: Policy, settings: TrainSettings, workers: int) -> dict[str, Any]:
    """What a run cannot change on its way; folders of files may."""
    facts = asdict(settings) | _network(policy) | {"workers": workers}
    for name in _PATHS:
        facts[name] = [Path(file).name for file in facts[name]]
    facts["stops"] = list(facts["stops"])
    # Of these, what is as it is by default goes without saying: older states do not say it.
    del facts["distributions"]
    return facts | settings.own_distributions()


def _network(policy: Policy) -> dict[str, Any]:
    sizes = policy.settings
    if isinstance(sizes, OwnSettings):
        shapes = {f"the shape of {name}": list(shape) for name, shape in sizes.weights.items()}
        return {"model": sizes.name, **shapes}
    return asdict(sizes)


def _check_same(folder: Path, before: dict[str, Any], now: dict[str, Any]) -> None:
    changed = [
        f"{folder} was begun with {name} = {before.get(name)}, not {now.get(name)}"
        for name in {**before, **now}
        if before.get(name) != now.get(name)
    ]
    if changed:
        raise ReadError([*changed, "go on with the same settings, or start a new run elsewhere"])


def _load(policy: Policy, optimiser: AdamW, tensors: dict[str, Any]) -> None:
    load_weights(
        policy,
        {
            name.removeprefix(_POLICY): array
            for name, array in tensors.items()
            if name.startswith(_POLICY)
        },
    )
    for name, parameter in policy.named_parameters():
        for key in ("step", "exp_avg", "exp_avg_sq"):
            array = tensors.get(f"{_ADAM}{key}.{name}")
            if array is not None:
                device = "cpu" if key == "step" else parameter.device
                optimiser.state[parameter][key] = torch.tensor(array, device=device)

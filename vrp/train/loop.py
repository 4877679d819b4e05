"""The training loop, to be read from top to bottom."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch
from torch.optim import AdamW

from vrp.errors import ReadError
from vrp.models.checkpoint import Checkpoint
from vrp.models.own import OwnPolicy
from vrp.models.policy import Policy, load_weights, make_policy
from vrp.models.settings import Settings
from vrp.train.data import Cities, ExampleDeck, check_apart, load_examples
from vrp.train.lessons import Lessons
from vrp.train.run import Run, TrainProgress
from vrp.train.schedule import stage_of
from vrp.train.settings import TrainSettings
from vrp.train.validation import Score, trials
from vrp.train.workers import Workers

__all__ = ["train"]

_CPU = torch.device("cpu")


def train(
    settings: TrainSettings,
    network: Settings | OwnPolicy,
    folder: Path,
    *,
    start: Checkpoint | None = None,
    resume: bool = False,
    device: torch.device = _CPU,
    extras: bool = True,
    progress: Callable[[TrainProgress], None] | None = None,
) -> list[Score]:
    """Train a policy.

    Parameters
    ----------
    settings, network
        The run, and what is trained: sizes of a network of ours, or a policy of one's own with its
        first weights, which ends with the last ones. Every process of ``torchrun`` makes the same.
    folder
        Where everything goes: the best policy so far, the state to resume from, tables and picture.
    start
        Weights to begin with, of the same sizes; random ones by default, or those that a policy of
        one's own has.
    resume
        Go on with the run that the folder holds.
    device
        See :func:`vrp.train.device.choose_device`.
    extras
        Whether to write TensorBoard's events and the picture, which need packages of their own.
    progress
        Called every few steps.

    Returns
    -------
    list of Score
        The last validation, of the first process; empty if there was none in this session.

    Raises
    ------
    ReadError
        For files that cannot be used, a folder that holds another run, nothing to learn from, or
        a policy of one's own that is to learn from edges alone.
    CheckpointError
        If the state to resume from is damaged.
    SolverError
        If the extras are wanted and their packages are not installed.
    TypeError
        For a policy of one's own with weights other than float32, naming one.
    TrainingError
        If a loss is not a number any more: the folder still holds the last good state.
    """
    if isinstance(network, OwnPolicy):
        _check_own(network, settings)
    workers = Workers.joined(device)
    cities = Cities.load(settings.cities, device)
    cities.check_depot(settings.distributions.depot)
    examples = load_examples(settings.examples, cities, settings.problem)
    apart = load_examples(settings.validation, cities, settings.problem)
    check_apart(examples, apart)
    deck = ExampleDeck(examples, settings.imitation_stops, settings.seed)
    lessons = Lessons(settings, cities, deck, workers, device)

    torch.manual_seed(settings.seed)
    policy: Policy = network if isinstance(network, OwnPolicy) else make_policy(network)
    policy.to(device).train()
    if start is not None:
        load_weights(policy, start.weights)
    optimiser = AdamW(policy.parameters(), lr=0.0, weight_decay=settings.weight_decay)
    run = Run(
        folder,
        settings,
        {
            "cities": cities.credits,
            "examples": sum(len(file.examples) for file in examples),
        },
        _ancestor(start),
        policy,
        optimiser,
        trials(settings, cities, apart),
        workers,
        extras=extras,
        progress=progress,
    )

    done = run.begin(resume=resume)
    for step in range(done, settings.steps):
        stage = stage_of(settings, step)
        with _autocast(device):
            lesson = lessons.learn(policy, stage, step)
        optimiser.zero_grad(set_to_none=True)
        lesson.loss.backward()  # type: ignore[no-untyped-call]
        workers.average_gradients(policy.parameters())
        norm = torch.nn.utils.clip_grad_norm_(policy.parameters(), settings.gradient_clip)
        for group in optimiser.param_groups:
            group["lr"] = stage.learning_rate
        optimiser.step()
        run.after_step(stage, lesson, norm)

    return run.end()


def _check_own(policy: OwnPolicy, settings: TrainSettings) -> None:
    if settings.imitation_steps and settings.decisions_every != 1:
        raise ReadError(
            f"decisions_every is {settings.decisions_every}, expected 1 for a policy of one's own: "
            "it has no edges to learn in the other steps"
        )
    for name, weight in policy.named_parameters():
        if weight.dtype != torch.float32:
            raise TypeError(f"the weight {name} is of {weight.dtype}, expected torch.float32")


def _ancestor(start: Checkpoint | None) -> dict[str, Any] | None:
    """What the policy that a run begins with was trained on, and how."""
    return None if start is None else {"data": start.card.data, "training": start.card.training}


def _autocast(device: torch.device) -> AbstractContextManager[Any]:
    """Half precision on a GPU, where it is fast; numbers as they are elsewhere."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")

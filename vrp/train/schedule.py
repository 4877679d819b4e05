"""How large the optimiser's steps are, and which stage and size of instances each belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vrp.train.settings import TrainSettings

__all__ = ["IMITATION", "REINFORCEMENT", "Stage", "stage_of"]

IMITATION, REINFORCEMENT = "imitation", "reinforcement"
#: The share of the learning rate that is left at the end of a stage.
_LAST_SHARE = 0.05


@dataclass(frozen=True)
class Stage:
    """Where a step stands.

    Parameters
    ----------
    name
        ``imitation`` or ``reinforcement``.
    number
        Of the step within the stage, from 0.
    stops
        Size of the instances to draw; 0 where they come from files.
    learning_rate
        Of the optimiser.
    """

    name: str
    number: int
    stops: int
    learning_rate: float


def stage_of(settings: TrainSettings, step: int) -> Stage:
    """Say what step number ``step``, from 0, does."""
    number = step - settings.imitation_steps
    if number < 0:
        rate = settings.learning_rate * _share(settings, step, settings.imitation_steps)
        return Stage(IMITATION, step, 0, rate)
    size = number * len(settings.stops) // settings.reinforce_steps
    rate = settings.reinforce_learning_rate * _share(settings, number, settings.reinforce_steps)
    return Stage(REINFORCEMENT, number, settings.stops[size], rate)


def _share(settings: TrainSettings, number: int, steps: int) -> float:
    """Share of the largest learning rate: up in a line, down along a cosine."""
    warmup = min(settings.warmup_steps, steps // 2)
    if number < warmup:
        return (number + 1) / warmup
    done = (number - warmup) / max(1, steps - warmup)
    return _LAST_SHARE + (1 - _LAST_SHARE) * (1 + math.cos(math.pi * done)) / 2

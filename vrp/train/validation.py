"""What a policy is worth so far: costs of instances that it never learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.models.decoding import decode
from vrp.models.policy import Policy
from vrp.train.data import Cities, ExampleFile, draw_instances, step_generator
from vrp.train.settings import TrainSettings

__all__ = ["Score", "Trial", "mean_gap", "mean_greedy", "trials", "validate"]

#: Beside the seed of a run, so that no step draws the instances or samples of a validation.
_APART = 2**31
#: Locations that rollouts look at together, which bounds the memory that they take.
_LOCATIONS_AT_A_TIME = 2**24


@dataclass(frozen=True, eq=False)
class Trial:
    """Instances to validate with.

    Parameters
    ----------
    name
        What tables call them.
    batch
        The instances.
    reference : ndarray of int64, shape (B,), or None
        Costs of the engine's solutions, in metres.
    """

    name: str
    batch: Batch
    reference: npt.NDArray[np.int64] | None


@dataclass(frozen=True)
class Score:
    """How a policy did in one trial; costs are means in metres, gaps means of single gaps.

    Parameters
    ----------
    name, stops, instances
        Of the trial.
    greedy
        Cost of the greedy rollouts.
    best
        Cost of the best of all rollouts, the greedy and the sampled ones.
    reference
        Cost of the engine's solutions; ``None``: not known, as are the gaps.
    greedy_gap, best_gap
        Excess over the engine's, 0.01 being one per cent.
    """

    name: str
    stops: int
    instances: int
    greedy: float
    best: float
    reference: float | None
    greedy_gap: float | None
    best_gap: float | None


def trials(settings: TrainSettings, cities: Cities, files: Sequence[ExampleFile]) -> list[Trial]:
    """Take instances from files, or where there are none, draw some of every city."""
    count = settings.validation_instances
    if files:
        return [
            Trial(
                f"{file.examples.city_name}, {file.examples.n_stops} stops",
                file.batch(np.arange(min(count, len(file.examples)))),
                file.examples.cost[:count].astype(np.int64),
            )
            for file in files
        ]
    stops = settings.stops[-1]
    drawn = []
    for number, (name, city) in enumerate(zip(cities.names, cities.tensors, strict=True)):
        generator = step_generator(settings.seed, number, _APART, city.device)
        batch = draw_instances(city, settings, stops, count, generator)
        drawn.append(Trial(f"{name}, {stops} stops", batch, None))
    return drawn


def validate(policy: Policy, trial: Trial, samples: int, seed: int, encodings: int = 1) -> Score:
    """Let the policy solve the instances of a trial.

    Parameters
    ----------
    policy, trial
        What does, and what it does.
    samples
        Solutions drawn by chance beside the greedy one.
    seed
        Of their random numbers, the same for every validation.
    encodings
        See :func:`vrp.models.decoding.decode`.
    """
    device = trial.batch.device
    generator = step_generator(seed, 0, _APART + 1, device)
    locations = trial.batch.n_stops + 1
    together = max(1, _LOCATIONS_AT_A_TIME // (max(1, samples) * locations**2))
    greedy, best = [], []
    for start in range(0, len(trial.batch), together):
        part = trial.batch[start : start + together]
        costs = [_costs(policy, part, 1, None, encodings)]
        if samples:
            costs.append(_costs(policy, part, samples, generator, encodings))
        greedy.append(costs[0][:, 0])
        best.append(torch.cat(costs, dim=1).min(dim=1).values)
    return _score(trial, torch.cat(greedy).cpu().numpy(), torch.cat(best).cpu().numpy())


def mean_greedy(scores: Sequence[Score]) -> float:
    """Mean over all trials of the greedy cost, in metres per stop, or of the gap where known."""
    gap = mean_gap(scores)
    return float(np.mean([score.greedy / score.stops for score in scores])) if gap is None else gap


def mean_gap(scores: Sequence[Score]) -> float | None:
    """Mean over all trials of the greedy gap, if it is known of all."""
    gaps = [score.greedy_gap for score in scores if score.greedy_gap is not None]
    return float(np.mean(gaps)) if gaps and len(gaps) == len(scores) else None


def _costs(
    policy: Policy, batch: Batch, samples: int, generator: torch.Generator | None, encodings: int
) -> torch.Tensor:
    _, state = decode(policy, batch, samples, generator, encodings)
    return environment(batch.problem).cost(batch, state)


def _score(trial: Trial, greedy: npt.NDArray[np.int64], best: npt.NDArray[np.int64]) -> Score:
    reference = trial.reference

    def gap(costs: npt.NDArray[np.int64]) -> float | None:
        return None if reference is None else float((costs / reference - 1).mean())

    return Score(
        name=trial.name,
        stops=trial.batch.n_stops,
        instances=len(trial.batch),
        greedy=float(greedy.mean()),
        best=float(best.mean()),
        reference=None if reference is None else float(reference.mean()),
        greedy_gap=gap(greedy),
        best_gap=gap(best),
    )

"""A run on disk: tables, validations, the best policy so far, and the state to resume from."""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.optim import AdamW

from vrp.errors import SolverError, TrainingError
from vrp.models.checkpoint import Card, mend_checkpoint, save_checkpoint
from vrp.models.policy import Policy, weights
from vrp.models.settings import architecture_of
from vrp.train.curve import save_curve
from vrp.train.lessons import Lesson
from vrp.train.log import Log
from vrp.train.schedule import Stage, stage_of
from vrp.train.settings import TrainSettings
from vrp.train.state import POLICY, Standing, check_is_free, restore_state, save_state
from vrp.train.validation import Score, Trial, mean_gap, mean_greedy, validate
from vrp.train.workers import Workers
from vrp.version import package_version

__all__ = ["Run", "TrainProgress"]

_STEPS_PER_ROW = 10
#: A new run keeps no row of older tables, not even that of a validation before its first step.
_NOTHING = -1


@dataclass(frozen=True)
class TrainProgress:
    """How a run is doing.

    Parameters
    ----------
    step, steps
        Done, and to do in all.
    stage
        ``imitation`` or ``reinforcement``.
    cost, gap
        Of the greedy rollouts of the last validation: mean metres, and excess over the engine's
        solutions where these are known.
    instances_per_s
        Learned from since the last call, by all processes.
    left_s
        Time left, at the speed of this session.
    """

    step: int
    steps: int
    stage: str
    cost: float | None
    gap: float | None
    instances_per_s: float
    left_s: float


class Run:
    """What happens around the steps.

    Parameters
    ----------
    folder
        Of the run.
    settings, data
        The run, and what its policy is to say of the data that it was trained on.
    ancestor
        What the policy that a new run begins with was trained on, and how; ``None`` without one.
    policy, optimiser
        What is trained.
    trials
        To validate with.
    workers
        Of which the first one writes.
    extras
        Whether to write TensorBoard's events and the picture.
    progress
        Called every few steps.
    """

    def __init__(
        self,
        folder: Path,
        settings: TrainSettings,
        data: dict[str, Any],
        ancestor: dict[str, Any] | None,
        policy: Policy,
        optimiser: AdamW,
        trials: Sequence[Trial],
        workers: Workers,
        *,
        extras: bool,
        progress: Callable[[TrainProgress], None] | None,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._data = data
        self._ancestor = ancestor
        self._policy = policy
        self._optimiser = optimiser
        self._trials = trials
        self._workers = workers
        self._extras = extras
        self._progress = progress
        self._standing = Standing()
        self._log: Log | None = None
        self._rows: list[dict[str, Tensor]] = []
        self._instances = 0
        self._scores: list[Score] = []

    def begin(self, *, resume: bool) -> int:
        """Open a new run or an old one, and say how many steps are done.

        A new run that begins with a policy validates it first, so that the best policy of the run
        is never worse than that one.

        Raises
        ------
        ReadError
            If there is a run where a new one is to begin, or none where one is to go on.
        CheckpointError
            If the state is damaged.
        SolverError
            If what the extras need is not installed.
        """
        if self._extras:
            _check_extras()
        if resume:
            self._standing, self._ancestor = restore_state(
                self._folder, self._policy, self._optimiser, self._settings, self._workers.count
            )
        else:
            check_is_free(self._folder)
        self._workers.wait()
        if self._workers.is_first:
            self._folder.mkdir(parents=True, exist_ok=True)
            done = self._standing.step if resume else _NOTHING
            self._log = Log(self._folder, done, tensorboard=self._extras)
            if resume and (self._folder / POLICY).exists():
                mend_checkpoint(self._folder / POLICY)
        self._session = self._row_begun = time.monotonic()
        self._first_step = self._standing.step
        self._seconds_before = self._standing.seconds
        if not resume:
            if self._ancestor is not None:
                self._validate()
            self._save()
        return self._standing.step

    def after_step(self, stage: Stage, lesson: Lesson, norm: Tensor) -> None:
        """Count a step, and do what is due after it.

        Raises
        ------
        TrainingError
            If a loss or a gradient since the last call that looked was no number.
        """
        step = self._standing.step + 1
        self._standing = replace(self._standing, step=step)
        self._rows.append({"loss": lesson.loss.detach(), **lesson.metrics, "gradient_norm": norm})
        self._instances += lesson.instances
        settings, last = self._settings, step == self._settings.steps
        validates = last or step % settings.validate_every == 0
        saves = last or step % settings.save_every == 0
        # A row that spans two sizes would have the costs of both and be called after one.
        turns = last or (step >= settings.imitation_steps and _turns(settings, step))
        if validates or saves or turns or step % _STEPS_PER_ROW == 0:
            self._finish_row(stage, lesson.stops)
        if validates:
            self._validate()
        if saves:
            self._save()

    def end(self) -> list[Score]:
        """Close the tables, draw the picture, and return the last validation."""
        if self._log is not None:
            self._log.close()
        self._workers.leave()
        return self._scores

    def _finish_row(self, stage: Stage, stops: int) -> None:
        """Average what was measured since the last row, which is when the host looks at it."""
        measured: dict[str, list[Tensor]] = {}
        for row in self._rows:
            for name, value in row.items():
                measured.setdefault(name, []).append(value.double())
        means = {name: float(torch.stack(values).mean()) for name, values in measured.items()}
        self._rows.clear()
        self._check_finite(means)
        now = time.monotonic()
        speed = self._workers.count * self._instances / max(1e-9, now - self._row_begun)
        self._instances, self._row_begun = 0, now
        if self._log is not None:
            self._log.add_metrics(
                self._standing.step,
                {
                    "stage": stage.name,
                    "stops": stops,
                    "learning_rate": stage.learning_rate,
                    **means,
                },
            )
            self._log.add_speed(self._standing.step, speed)
        if self._progress is not None and self._workers.is_first:
            self._progress(self._progress_now(stage, speed))

    def _check_finite(self, means: dict[str, float]) -> None:
        wrong = [name for name, value in means.items() if not math.isfinite(value)]
        if wrong:
            raise TrainingError(
                f"{wrong[0]} is {means[wrong[0]]} at step {self._standing.step}: training stopped. "
                f"The best policy so far is {self._folder / POLICY}, if there was a validation; "
                "begin again from it (--from) with a lower learning_rate or gradient_clip"
            )

    def _progress_now(self, stage: Stage, speed: float) -> TrainProgress:
        step, steps = self._standing.step, self._settings.steps
        pace = (time.monotonic() - self._session) / max(1, step - self._first_step)
        costs = [score.greedy for score in self._scores]
        return TrainProgress(
            step=step,
            steps=steps,
            stage=stage.name,
            cost=sum(costs) / len(costs) if costs else None,
            gap=mean_gap(self._scores) if costs else None,
            instances_per_s=speed,
            left_s=pace * (steps - step),
        )

    def _validate(self) -> None:
        if self._workers.is_first:
            settings = self._settings
            self._policy.eval()
            self._scores = [
                validate(
                    self._policy,
                    trial,
                    settings.validation_samples,
                    settings.seed,
                    settings.encodings,
                )
                for trial in self._trials
            ]
            self._policy.train()
            found = mean_greedy(self._scores)
            if self._log is not None:
                self._log.add_scores(self._standing.step, self._scores)
            if self._standing.best is None or found < self._standing.best:
                self._standing = replace(self._standing, best=found)
                save_checkpoint(self._folder / POLICY, self._card(), weights(self._policy))
            if self._extras:
                save_curve(self._folder)
        self._workers.wait()
        # Validating is no learning: it does not count for the speed.
        self._row_begun = time.monotonic()

    def _save(self) -> None:
        if self._workers.is_first:
            seconds = self._seconds_before + time.monotonic() - self._session
            self._standing = replace(self._standing, seconds=seconds)
            save_state(
                self._folder,
                self._policy,
                self._optimiser,
                self._standing,
                self._settings,
                self._workers.count,
                self._ancestor,
            )

    def _card(self) -> Card:
        settings = asdict(self._settings)
        # A policy of one's own is none of the models that settings know.
        settings["model"] = architecture_of(self._policy.settings)
        del settings["distributions"]
        settings |= self._settings.own_distributions()
        for name in ("cities", "examples", "validation"):
            settings[name] = [Path(file).name for file in settings[name]]
        ancestor = {} if self._ancestor is None else {"ancestor": self._ancestor}
        hours = (self._seconds_before + time.monotonic() - self._session) / 3600
        return Card(
            problem=self._settings.problem,
            settings=self._policy.settings,
            data=self._data | ancestor,
            training={
                **{name: value for name, value in settings.items() if name != "problem"},
                "step": self._standing.step,
                "hours": round(hours, 3),
                "processes": self._workers.count,
                "hardware": _hardware(next(self._policy.parameters()).device),
                "versions": {"vrp": package_version(), "torch": torch.__version__},
            },
            evaluation={"validation": [asdict(score) for score in self._scores]},
        )


def _turns(settings: TrainSettings, step: int) -> bool:
    """Whether the next step is of another stage, or of instances of another size."""
    before, behind = stage_of(settings, step - 1), stage_of(settings, step)
    return (before.name, before.stops) != (behind.name, behind.stops)


def _hardware(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{torch.get_num_threads()} of {os.cpu_count()} cores, {platform.machine()}"


def _check_extras() -> None:
    for package in ("matplotlib", "tensorboard"):
        if find_spec(package) is None:
            raise SolverError(
                f"the picture and TensorBoard's events need the package {package}: "
                "pip install 'vrp[train]', or leave both out (--plain)"
            )

"""What learns in ``benchmarks/policy_alone.py``, each for so many seconds of the processor.

All learn from new instances of one generator: uniform points on a square, demands and capacities
as rl4co has them. Ours are trained by :func:`vrp.train.loop.train`, of which steps have to be known
before: a short run, which does not count, says how many fit. What does count is all that training
takes from random weights on, the solutions to imitate and the validations included.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from environments import SQUARE_M, capacity_for
from torch import Tensor

import vrp
from vrp.entities import MAX_VALUE
from vrp.envs.batch import Batch
from vrp.envs.city import City, euclidean
from vrp.envs.city_tensors import CityTensors
from vrp.envs.example_making import make_examples
from vrp.envs.examples import Recipe
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.history import History
from vrp.envs.rollout import rollout
from vrp.models.checkpoint import load_checkpoint
from vrp.models.decoding import choose_best, decode
from vrp.models.policy import Policy, load_weights, make_policy
from vrp.models.settings import Settings
from vrp.train.data import draw_instances, step_generator
from vrp.train.loop import train
from vrp.train.run import TrainProgress
from vrp.train.settings import TrainSettings, make_sizes, read_settings

if TYPE_CHECKING:
    from rl4co_cvrp import Trainee

__all__ = ["LEARNERS", "SAMPLES", "Course", "Learner", "Ours", "Theirs", "Trained", "Way"]

_CONFIGS = Path(__file__).parents[1] / "configs"
_PLACES = 1800
_DEMANDS = 9
#: Of a budget, where solutions are imitated: to find them, and to imitate them.
_LABELS, _IMITATION = 0.2, 0.5
_ITERATIONS = 2000
_VALIDATIONS = 5
#: Steps to learn their pace from, the first ten of which do not count; imitation, whose steps are
#: of all lengths, takes twice as many.
_PACED = 20
#: Of theirs: instances a step, and epochs, after each of which the baseline may be renewed.
_BATCH, _EPOCHS = 64, 5
SAMPLES = 8

#: From instances to the locations that rollouts drive to, int64 of shape (B, S, T).
Way = Callable[[Any], Tensor]


@dataclass(frozen=True)
class Course:
    """What all learn from, for how long, and where files go."""

    n_stops: int
    seconds: float
    seed: int
    folder: Path

    @cached_property
    def city(self) -> City:
        """A square whose past days are uniform: so are the instances drawn from its history."""
        rng = np.random.default_rng(self.seed)
        places = np.arange(_PLACES)
        nothing, any_time = np.zeros(_PLACES, int), np.full(_PLACES, MAX_VALUE)
        history = History(
            points=places,
            demands=1 + places % _DEMANDS,
            service_s=nothing,
            opens_s=nothing,
            closes_s=any_time,
            depots=places,
            day_sizes=np.ones(_PLACES, int),
            shift_begins_s=nothing,
            shift_ends_s=any_time,
            capacities=np.full(_PLACES, capacity_for(self.n_stops)),
        )
        return replace(euclidean(_PLACES, side_m=SQUARE_M, rng=rng), history=history)

    @cached_property
    def tensors(self) -> CityTensors:
        return CityTensors.of(self.city)

    @property
    def settings(self) -> TrainSettings:
        """Of the instances to draw, before a configuration adds how to learn from them."""
        return TrainSettings(
            problem="acvrp", stops=(self.n_stops,), from_history=True, seed=self.seed
        )

    def draw(self, step: int, count: int) -> Batch:
        """New instances, as the trainer draws them."""
        generator = step_generator(self.seed, step, 0, torch.device("cpu"))
        return draw_instances(self.tensors, self.settings, self.n_stops, count, generator)


@dataclass(frozen=True)
class Trained:
    """What came of it: ``instances`` were learned from, solutions to imitate among them."""

    parameters: int
    seconds: float
    instances: int
    remark: str
    #: What the ways take in place of a batch.
    view: Callable[[Batch], Any]
    ways: dict[str, Way]
    #: The weights, where the engine runs them as well.
    file: Path | None = None


@dataclass(frozen=True)
class Learner:
    """Who learns: ``name`` in tables, ``slug`` of files."""

    name: str
    slug: str

    def learn(self, course: Course) -> Trained:
        """Train from random weights until the time is up."""
        raise NotImplementedError


@dataclass(frozen=True)
class Ours(Learner):
    """A policy of a configuration; without imitation, by trial and error alone."""

    config: str
    imitates: bool

    def learn(self, course: Course) -> Trained:
        """Train it with the rates of its configuration."""
        settings, sizes = self._settings(course)
        folder = course.folder / self.slug
        # What an interrupted run has left would make this one's examples for nothing.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        city = folder / "city.npz"
        course.city.save(city)
        settings = replace(settings, cities=(str(city),))
        began = time.process_time()
        labels = 0
        if self.imitates:
            labels = _label(course, folder / "examples.npz", _LABELS * course.seconds)
            settings = replace(settings, examples=(str(folder / "examples.npz"),))
        labelled = time.process_time() - began
        settings = _planned(settings, sizes, course.seconds - labelled, self.imitates)
        began = time.process_time()
        train(settings, sizes, folder / "run", extras=False)
        seconds = labelled + time.process_time() - began
        file = folder / "run" / "policy.safetensors"
        policy = make_policy(sizes)
        load_weights(policy, load_checkpoint(file).weights)
        policy.eval()
        each = max(1, settings.reinforce_stops // (course.n_stops * settings.starts))
        instances = settings.reinforce_steps * each + labels
        return Trained(
            sum(weight.numel() for weight in policy.parameters()),
            seconds,
            instances,
            f"{settings.imitation_steps} steps of imitation, {settings.reinforce_steps} others",
            lambda batch: batch,
            _our_ways(policy, course),
            file,
        )

    def _settings(self, course: Course) -> tuple[TrainSettings, Settings]:
        """Of the configuration, with smaller steps than those meant for hours."""
        given, sizes = read_settings(_CONFIGS / self.config)
        settings = replace(
            course.settings,
            model=given.model,
            learning_rate=given.learning_rate,
            reinforce_learning_rate=given.reinforce_learning_rate,
            validation_samples=0,
            encodings=1,
        )
        return settings, make_sizes(given.model, sizes)


@dataclass(frozen=True)
class Theirs(Learner):
    """A model of rl4co's; see :class:`rl4co_cvrp.Trainee`."""

    kind: str
    batch: int = _BATCH
    learning_rate: float = 1e-4

    def learn(self, course: Course) -> Trained:
        """Train it, an epoch being a fifth of the time."""
        from rl4co_cvrp import Trainee, observed

        torch.manual_seed(course.seed)
        trainee = Trainee(course.n_stops, self.kind, optimizer_kwargs={"lr": self.learning_rate})
        began = time.process_time()
        trainee.begin(course.seed)
        steps, epoch = 0, 1
        while (taken := time.process_time() - began) < course.seconds:
            if taken > epoch * course.seconds / _EPOCHS:
                trainee.end_epoch(epoch - 1)
                epoch += 1
            drawn = observed(course.draw(steps, self.batch), SQUARE_M)
            trainee.step(trainee.with_baseline(drawn))
            steps += 1
        return Trained(
            trainee.parameters,
            time.process_time() - began,
            steps * self.batch,
            f"{steps} steps of {self.batch} instances, rate {self.learning_rate:g}",
            lambda batch: observed(batch, SQUARE_M),
            _their_ways(trainee, course),
        )


LEARNERS: tuple[Learner, ...] = (
    Theirs("rl4co's POMO", "pomo", "pomo"),
    Ours("sparse 3 × 64, imitation first", "sparse_imitation", "general.toml", imitates=True),
    Theirs("rl4co's POMO, smaller steps", "pomo_small", "pomo", batch=16, learning_rate=3e-4),
    Ours("dense 6 × 128, imitation first", "dense_imitation", "dense.toml", imitates=True),
    Ours("sparse 3 × 64", "sparse", "general.toml", imitates=False),
    Ours("dense 6 × 128", "dense", "dense.toml", imitates=False),
    Theirs("rl4co's attention model", "attention_model", "rollout"),
)


def _solve(instance: vrp.Instance, seed: int) -> vrp.Solution:
    return vrp.solve(instance, time_limit=None, iterations=_ITERATIONS, seed=seed, threads=1)


def _label(course: Course, path: Path, seconds: float) -> int:
    """Solve as many instances as fit."""
    settings = GeneratorSettings(problem="acvrp", stops=course.n_stops, from_history=True)
    recipe = Recipe.of(course.city, settings, course.seed, _ITERATIONS)
    began = time.process_time()
    count = 16
    make_examples(course.city, recipe, count, path, _solve)
    pace = (time.process_time() - began) / count
    count = max(count, int(seconds / pace))
    return len(make_examples(course.city, recipe, count, path, _solve))


def _planned(
    settings: TrainSettings, sizes: Settings, seconds: float, imitates: bool
) -> TrainSettings:
    """As many steps of each stage as fit."""
    share = _IMITATION / (1 - _LABELS) if imitates else 0.0
    imitation = 0
    if imitates:
        only = replace(settings, imitation_steps=2 * _PACED, reinforce_steps=0)
        imitation = max(1, int(share * seconds / _pace(only, sizes)))
    only = replace(settings, imitation_steps=0, reinforce_steps=_PACED)
    reinforcement = max(1, int((1 - share) * seconds / _pace(only, sizes)))
    every = max(1, (imitation + reinforcement) // _VALIDATIONS)
    return replace(
        settings,
        imitation_steps=imitation,
        reinforce_steps=reinforcement,
        validate_every=every,
        save_every=10**6,
    )


def _pace(settings: TrainSettings, sizes: Settings) -> float:
    """Processor seconds of a step, after the first ones."""
    times: list[tuple[int, float]] = []

    def look(progress: TrainProgress) -> None:
        times.append((progress.step, time.process_time()))

    short = replace(settings, validation_instances=1, validate_every=10**6)
    with tempfile.TemporaryDirectory() as folder:
        train(short, sizes, Path(folder) / "run", extras=False, progress=look)
    (first, began), (last, ended) = times[0], times[-1]
    return (ended - began) / (last - first)


def _our_ways(policy: Policy, course: Course) -> dict[str, Way]:
    def starts(batch: Batch) -> Tensor:
        first = torch.arange(1, batch.n_stops + 1).expand(len(batch), -1)
        with torch.no_grad():
            choose = choose_best(policy, policy.decoder.moves(batch, policy(batch)))
            return rollout(batch, batch.n_stops, choose, first)[0]

    def samples(batch: Batch) -> Tensor:
        generator = torch.Generator().manual_seed(course.seed)
        return decode(policy, batch, SAMPLES, generator)[0]

    return {
        "greedy": lambda batch: decode(policy, batch, 1)[0],
        "starts": starts,
        "samples": samples,
    }


def _their_ways(trainee: Trainee, course: Course) -> dict[str, Way]:
    return {
        "greedy": partial(trainee.rollouts, "greedy", 1),
        "starts": partial(trainee.rollouts, "multistart_greedy", course.n_stops),
        "samples": partial(trainee.rollouts, "sampling", SAMPLES),
    }

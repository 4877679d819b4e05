"""Cities, examples and runs so small that a training takes a second."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from vrp.envs.city import City, euclidean
from vrp.envs.city_tensors import CityTensors
from vrp.envs.examples import Examples, Recipe
from vrp.envs.generator import GeneratorSettings, draw_sample
from vrp.envs.rollout import choose_nearest, rollout
from vrp.models.settings import SparseSettings
from vrp.train.settings import TrainSettings

__all__ = ["SIZES", "make_city", "make_examples", "make_run"]

SIZES = SparseSettings(candidates=4, width=8, edge_width=4, layers=1, channels=2, hidden=4)


def make_city(path: Path, seed: int = 0) -> City:
    """Write a city of 40 points."""
    city = euclidean(40, side_m=5000, speed_m_per_s=10.0, rng=np.random.default_rng(seed))
    city = replace(city, name=path.stem)
    city.save(path)
    return city


def make_examples(
    path: Path,
    city: City,
    *,
    count: int = 12,
    stops: int = 8,
    seed: int = 0,
    problem: str = "acvrptw",
) -> Examples:
    """Write instances whose solutions are nearest-neighbour routes."""
    settings = GeneratorSettings(problem=problem, stops=stops)
    tensors = CityTensors.of(city)
    sample = draw_sample(tensors, settings, count, torch.Generator().manual_seed(seed))
    actions, state = rollout(sample.batch(tensors), 1, choose_nearest)
    arrays = {
        name: getattr(sample, name).numpy().astype(np.int32)
        for name in ("points", "demands", "capacity", "opens", "closes", "service")
    }
    tours = np.pad(actions[:, 0].numpy(), ((0, 0), (1, 1))).astype(np.int32)
    recipe = Recipe.of(city, settings, seed, 1)
    examples = Examples(recipe, **arrays, tours=tours, cost=state.distance[:, 0].numpy())
    examples.save(path)
    return examples


def make_run(folder: Path, **changes: object) -> TrainSettings:
    """Settings of a run of 12 steps, with the files that it needs."""
    city = make_city(folder / "city.npz")
    make_examples(folder / "examples.npz", city)
    make_examples(folder / "validation.npz", city, count=3, seed=1)
    settings = TrainSettings(
        cities=(str(folder / "city.npz"),),
        examples=(str(folder / "examples.npz"),),
        validation=(str(folder / "validation.npz"),),
        imitation_steps=8,
        reinforce_steps=4,
        stops=(6, 9),
        imitation_stops=32,
        reinforce_stops=72,
        warmup_steps=2,
        starts=4,
        validate_every=5,
        validation_instances=3,
        validation_samples=2,
        save_every=3,
    )
    return replace(settings, **changes)  # type: ignore[arg-type]

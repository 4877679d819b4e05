"""Policies that have learned nothing, whose weights need no framework."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vrp.models.checkpoint import Card, save_checkpoint
from vrp.models.settings import DenseSettings, Settings, SparseSettings
from vrp.policy import Policy

__all__ = ["DENSE", "SMALL", "random_policy", "random_weights", "save_random_policy"]

#: Sizes of which none is a whole number of vectors.
SMALL = SparseSettings(candidates=5, width=12, edge_width=6, layers=2, channels=3, hidden=5)
DENSE = DenseSettings(width=12, heads=2, pair_width=6, layers=2, channels=3, hidden=5)


def random_weights(settings: Settings = SMALL, seed: int = 0) -> dict[str, np.ndarray]:
    """Weights about as large as those of trained networks."""
    rng = np.random.default_rng(seed)
    return {
        name: rng.normal(0, shape[-1] ** -0.5, shape).astype(np.float32)
        for name, shape in settings.shapes().items()
    }


def random_policy(problem: str, settings: Settings = SMALL, seed: int = 0) -> Policy:
    """A policy for a problem."""
    return Policy("random", problem, settings, random_weights(settings, seed))


def save_random_policy(path: Path, problem: str, settings: Settings = SMALL) -> None:
    """Write such a policy and its card."""
    save_checkpoint(path, Card(problem=problem, settings=settings), random_weights(settings))

"""A trained policy, run by the native engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from vrp.errors import CheckpointError, UnsupportedError
from vrp.models.checkpoint import find_checkpoint, load_checkpoint
from vrp.models.settings import OwnSettings, Settings, SparseSettings
from vrp.search import _engine
from vrp.search.problem import EngineProblem

__all__ = ["Policy", "load_policy"]

#: What a policy may keep of all pairs of locations at most.
_MOST_PAIR_BYTES = 300 * 10**6


@dataclass(frozen=True, eq=False)
class Policy:
    """A policy ready to plan.

    Parameters
    ----------
    name
        What to call it where a plan says where it comes from.
    problem
        What it was trained for: ``atsp``, ``acvrp`` or ``acvrptw``.
    settings
        Sizes of its network.
    weights
        By the names of ``settings.shapes()``, float32.

    Raises
    ------
    CheckpointError
        For weights that are not those of the settings.
    """

    name: str
    problem: str
    settings: Settings
    weights: Mapping[str, npt.NDArray[np.float32]] = field(repr=False)
    native: _engine.Policy = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name, shape in self.settings.shapes().items():
            if name not in self.weights or self.weights[name].shape != shape:
                raise CheckpointError(f"{self.name}: weights {name} of shape {shape} are missing")
        contiguous = {name: np.ascontiguousarray(array) for name, array in self.weights.items()}
        if isinstance(self.settings, SparseSettings):
            native = _engine.sparse_policy(contiguous, self.problem, self.settings.candidates)
        else:
            native = _engine.dense_policy(contiguous, self.problem, self.settings.heads)
        object.__setattr__(self, "native", native)

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        # What the engine made of the weights it makes again, in another process or for a copy.
        return type(self), (self.name, self.problem, self.settings, self.weights)

    def check_size(self, n_stops: int) -> None:
        """Refuse more stops than there is memory for.

        Parameters
        ----------
        n_stops
            Of the instance that is to be planned.

        Raises
        ------
        UnsupportedError
            If the policy looks at all pairs of locations, and these are too many.
        """
        taken = self.native.pair_bytes(n_stops)
        if taken > _MOST_PAIR_BYTES:
            raise UnsupportedError(
                f"the dense policy {self.name!r} would take {taken / 1e6:,.0f} MB for the pairs of "
                f"{n_stops:,} stops, at most {_MOST_PAIR_BYTES / 1e6:,.0f} are allowed: a sparse "
                "policy serves larger instances"
            )

    def encode(
        self, problem: EngineProblem, threads: int = 1, *, for_plans: bool = True
    ) -> _engine.EncodedProblem:
        """Run the encoder over a problem, from which plans can then be drawn.

        Parameters
        ----------
        problem
            Of an instance that :func:`vrp.policy.scope.check_scope` lets pass.
        threads
            To do it with; the result does not depend on them.
        for_plans
            Whether plans are to be drawn, or the edges' logits are all that is asked for, which
            takes less time.

        Raises
        ------
        UnsupportedError
            See :meth:`check_size`.
        """
        self.check_size(len(problem.stops))
        # Numbers as those of the instance's stops: they decide ties.
        order = np.argsort(np.argsort(np.array(problem.stops))).tolist()
        return self.native.encode(problem.native, order, for_plans, threads)


def load_policy(name: str | Path, problem: str | None = None) -> Policy:
    """Load a policy that comes with the package by its name, or any other by its file.

    Parameters
    ----------
    name
        Such as ``"general"``, or the path of a ``.safetensors`` file.
    problem
        What the policy has to be trained for, if that matters here.

    Raises
    ------
    CheckpointError
        If there is no such policy, or it is damaged, of another version or for another problem, or
        of a class of somebody's own.
    """
    path = find_checkpoint(name)
    checkpoint = load_checkpoint(path, problem)
    settings = checkpoint.card.settings
    if isinstance(settings, OwnSettings):
        raise CheckpointError(
            f"{path} has weights of {settings.name}, which is no policy of vrp, so that the engine "
            "cannot run it: plan with it in Python (vrp.models.decoding.decode)"
        )
    return Policy(path.stem, checkpoint.card.problem, settings, checkpoint.weights)

"""Which environment a problem is played in."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from vrp.envs import acvrp, acvrptw, atsp
from vrp.envs.batch import Batch
from vrp.envs.state import State

__all__ = ["Environment", "environment"]


class Environment(Protocol):
    """What the modules :mod:`~vrp.envs.atsp`, :mod:`~vrp.envs.acvrp`, … have in common."""

    def reset(self, batch: Batch, starts: int) -> State:
        """Rollouts at the depot, ``starts`` of them for every instance.

        Parameters
        ----------
        batch
            The instances.
        starts
            S, the number of rollouts of each of them.
        """

    def mask(self, batch: Batch, state: State) -> Tensor:
        """Where each rollout may drive next.

        Parameters
        ----------
        batch
            The instances.
        state
            Where their rollouts are.

        Returns
        -------
        bool tensor, shape (B, S, N)
            True where allowed; at least one in every row.
        """

    def step(self, batch: Batch, state: State, action: Tensor) -> State:
        """Drive to the locations chosen.

        Parameters
        ----------
        batch
            The instances.
        state
            Where their rollouts are.
        action : int64 tensor, shape (B, S)
            Locations that the mask allows.
        """

    def cost(self, batch: Batch, state: State) -> Tensor:
        """Metres driven: the objective.

        Parameters
        ----------
        batch
            The instances.
        state
            Of rollouts that are done.

        Returns
        -------
        int64 tensor, shape (B, S)
        """


_ENVIRONMENTS: dict[str, Environment] = {"atsp": atsp, "acvrp": acvrp, "acvrptw": acvrptw}


def environment(problem: str) -> Environment:
    """Find the environment of a problem.

    Parameters
    ----------
    problem
        One of :data:`vrp.envs.batch.PROBLEMS`.

    Raises
    ------
    ValueError
        For any other, naming those there are.
    """
    if problem not in _ENVIRONMENTS:
        raise ValueError(f"problem is {problem!r}, expected one of {', '.join(_ENVIRONMENTS)}")
    return _ENVIRONMENTS[problem]

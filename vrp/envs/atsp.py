"""The asymmetric travelling salesman problem: one tour from the depot through all stops and back.

Pure functions of tensors: no value is read back to the host, so a rollout can be compiled or
captured in a CUDA graph.
"""

from __future__ import annotations

from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.state import State, allow, begin, move

__all__ = ["State", "cost", "mask", "reset", "step"]


def reset(batch: Batch, starts: int) -> State:
    """Rollouts at the depot, ``starts`` of them for every instance."""
    return begin(batch, starts)


def mask(batch: Batch, state: State) -> Tensor:
    """Where each rollout may drive next: to any stop left, or back once there is none.

    Returns
    -------
    bool tensor, shape (B, S, N)
        True where allowed; at least one in every row.
    """
    return allow(~state.visited, state.unserved == 0)


def step(batch: Batch, state: State, action: Tensor) -> State:
    """Drive to the locations chosen, an int64 tensor of shape (B, S) that the mask allows."""
    return move(batch, state, action, state.load_left, state.time)


def cost(batch: Batch, state: State) -> Tensor:
    """Metres driven, an int64 tensor of shape (B, S): the objective of rollouts that are done."""
    return state.distance

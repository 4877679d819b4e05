"""The asymmetric capacitated vehicle routing problem: routes from the depot and back.

Pure functions of tensors: no value is read back to the host, so a rollout can be compiled or
captured in a CUDA graph. One vehicle drives all routes in turn, as their number is not limited. The
Euclidean CVRP is the case of a symmetric matrix.
"""

from __future__ import annotations

from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.state import State, allow, begin, move

__all__ = ["State", "cost", "fits", "load_after", "mask", "may_return", "reset", "step"]


def reset(batch: Batch, starts: int) -> State:
    """Rollouts at the depot, ``starts`` of them for every instance, fully loaded."""
    return begin(batch, starts)


def mask(batch: Batch, state: State) -> Tensor:
    """Where each rollout may drive next: to stops left that what is on board suffices for.

    The depot is allowed exactly when the vehicle is not there, or when all is served.

    Returns
    -------
    bool tensor, shape (B, S, N)
        True where allowed; at least one in every row.
    """
    return allow(~state.visited & fits(batch, state), may_return(state))


def step(batch: Batch, state: State, action: Tensor) -> State:
    """Drive to the locations chosen, an int64 tensor of shape (B, S) that the mask allows."""
    return move(batch, state, action, load_after(batch, state, action), state.time)


def cost(batch: Batch, state: State) -> Tensor:
    """Metres driven, an int64 tensor of shape (B, S): the objective of rollouts that are done."""
    return state.distance


def fits(batch: Batch, state: State) -> Tensor:
    """Whether what is on board suffices for each location, bool of shape (B, S, N)."""
    return batch.demands[:, None] <= state.load_left[..., None]


def may_return(state: State) -> Tensor:
    """Whether the depot may be next, bool of shape (B, S): no route is empty."""
    return (state.current != 0) | (state.unserved == 0)


def load_after(batch: Batch, state: State, action: Tensor) -> Tensor:
    """Load units on board after the visit, int32 of shape (B, S): all of it again at the depot."""
    served = state.load_left - batch.demands.gather(1, action)
    return served.where(action != 0, batch.capacity[:, None])

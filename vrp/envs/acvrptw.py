"""The asymmetric capacitated vehicle routing problem with time windows.

Pure functions of tensors: no value is read back to the host, so a rollout can be compiled or
captured in a CUDA graph. Every route leaves the depot when the shift begins, waits where it is
early, and is back before the shift ends; leaving later would change no distance and make no more
routes feasible. The Euclidean CVRPTW is the case where both matrices are the same, symmetric one.
"""

from __future__ import annotations

import torch
from torch import Tensor

from vrp.envs import acvrp
from vrp.envs.batch import Batch
from vrp.envs.state import State, allow, begin, legs, move, rows

__all__ = ["State", "cost", "mask", "reset", "step"]


def reset(batch: Batch, starts: int) -> State:
    """Rollouts at the depot, ``starts`` of them for every instance, when the shift begins."""
    return begin(batch, starts)


def mask(batch: Batch, state: State) -> Tensor:
    """Where each rollout may drive next: to stops left that can be served and returned from.

    A stop is allowed exactly if the route so far is feasible with the stop at its end: enough on
    board, service within the window, and back at the depot within the shift. So no rollout ever
    comes to a dead end, and what is masked breaks a constraint. The depot is allowed exactly when
    the vehicle is not there, or when all is served.

    Returns
    -------
    bool tensor, shape (B, S, N)
        True where allowed; at least one in every row.
    """
    arrival = state.time[..., None] + rows(batch.durations, state.current)
    in_time = arrival <= _latest_arrivals(batch)[:, None]
    stops = ~state.visited & acvrp.fits(batch, state) & in_time
    return allow(stops, acvrp.may_return(state))


def step(batch: Batch, state: State, action: Tensor) -> State:
    """Drive to the locations chosen, an int64 tensor of shape (B, S) that the mask allows."""
    arrival = state.time + legs(batch.durations, state.current, action)
    served = arrival.maximum(batch.opens.gather(1, action)) + batch.service.gather(1, action)
    time = served.where(action != 0, batch.opens[:, :1])
    return move(batch, state, action, acvrp.load_after(batch, state, action), time)


def cost(batch: Batch, state: State) -> Tensor:
    """Metres driven, an int64 tensor of shape (B, S): the objective of rollouts that are done."""
    return state.distance


def _latest_arrivals(batch: Batch) -> Tensor:
    """When a vehicle must have arrived to serve a stop and be back in time, int32 (B, N).

    -1 where that is over before the stop opens: then no arrival is early enough.
    """
    back = batch.closes[:, :1] - batch.durations[:, :, 0] - batch.service
    latest = torch.minimum(batch.closes, back)
    return latest.masked_fill(latest < batch.opens, -1)

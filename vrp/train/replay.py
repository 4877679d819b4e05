"""All states of rollouts at once, so that a network looks at them in one go."""

from __future__ import annotations

from dataclasses import fields

import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.envs.state import State

__all__ = ["states_along"]


def states_along(batch: Batch, actions: Tensor) -> State:
    """Drive the actions again, and keep every state that one was chosen in.

    Parameters
    ----------
    batch
        The instances.
    actions : int64 tensor, shape (B, S, T)
        Locations in the order visited, all of them allowed; 0 ends a route.

    Returns
    -------
    State
        Of S · T columns: the T states of the first rollout, those of the second, and so on.
    """
    env = environment(batch.problem)
    state = env.reset(batch, actions.shape[1])
    states = []
    for step in range(actions.shape[2]):
        states.append(state)
        state = env.step(batch, state, actions[:, :, step])
    return State(
        **{
            field.name: torch.stack([getattr(one, field.name) for one in states], 2).flatten(1, 2)
            for field in fields(State)
        }
    )

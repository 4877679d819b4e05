"""Rollouts of a whole batch by any rule that chooses the next location."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.envs.state import State, rows
from vrp.errors import InfeasibleError

__all__ = ["Choice", "choose_nearest", "choose_randomly", "rollout"]

#: From the batch, the state and its mask to the next locations, int64 of shape (B, S).
Choice = Callable[[Batch, State, Tensor], Tensor]

#: Asking whether all rollouts are done makes the host wait for the device.
_STEPS_BETWEEN_CHECKS = 8


def rollout(
    batch: Batch, starts: int, choose: Choice, first: Tensor | None = None
) -> tuple[Tensor, State]:
    """Drive until all is served and every vehicle is back.

    Parameters
    ----------
    batch
        The instances.
    starts
        S, the number of rollouts of each of them.
    choose
        Chooses the next locations among those allowed.
    first : int64 tensor, shape (B, S), optional
        The first stop of every rollout, as in multi-start decoding (Kwon et al. 2020, *POMO*).

    Returns
    -------
    actions : int64 tensor, shape (B, S, T)
        Locations in the order visited: 0 ends a route, and is repeated by rollouts that are done.
    state
        After the last of them.

    Raises
    ------
    InfeasibleError
        If a rollout goes on for longer than it takes to serve every stop by a route of its own.
    """
    env = environment(batch.problem)
    state = env.reset(batch, starts)
    actions: list[Tensor] = []
    while len(actions) % _STEPS_BETWEEN_CHECKS or not bool(state.done.all()):
        if len(actions) >= 2 * batch.n_stops + _STEPS_BETWEEN_CHECKS:
            raise InfeasibleError(
                f"rollouts are not done after {len(actions)} steps: a stop cannot be served by a "
                "route of its own, or a choice was not allowed"
            )
        if first is not None and not actions:
            action = first
        else:
            action = choose(batch, state, env.mask(batch, state))
        state = env.step(batch, state, action)
        actions.append(action)
    visits = torch.stack(actions, -1) if actions else state.current[..., None]
    return visits, state


def choose_randomly(generator: torch.Generator) -> Choice:
    """Choose uniformly among the locations allowed.

    Parameters
    ----------
    generator
        Where all randomness comes from; on the device of the batch.
    """

    def choose(batch: Batch, state: State, mask: Tensor) -> Tensor:
        draws = torch.rand(mask.shape, generator=generator, device=mask.device)
        return draws.masked_fill(~mask, -1.0).argmax(-1)

    return choose


def choose_nearest(batch: Batch, state: State, mask: Tensor) -> Tensor:
    """Choose the nearest stop allowed, and the depot only where there is none.

    Parameters
    ----------
    batch, state, mask
        As of :data:`Choice`.
    """
    metres = rows(batch.distances, state.current)
    metres[..., 0] = torch.iinfo(torch.int32).max - 1
    return metres.masked_fill(~mask, torch.iinfo(torch.int32).max).argmin(-1)

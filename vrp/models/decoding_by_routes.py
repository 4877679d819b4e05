"""Rollouts that look anew at the stops left between routes.

What a policy knows of an instance ages: stops that were left out on the way lie alone among those
served. Between two routes, the stops left are an instance of their own, and encoding it as such
tells the policy what is left (as Drakulic et al. 2023, *BQ-NCO*, do at every step).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import Environment, environment
from vrp.envs.rollout import Choice
from vrp.envs.state import State
from vrp.models.decoder import Moves
from vrp.models.policy import Policy

__all__ = ["decode_by_routes"]

#: Asking whether all vehicles are back makes the host wait for the device.
_STEPS_BETWEEN_CHECKS = 8


def decode_by_routes(
    policy: Policy,
    batch: Batch,
    samples: int,
    rule: Callable[[Moves], Choice],
    encodings: int,
) -> tuple[Tensor, State]:
    """Build solutions route by route; all rollouts begin each of their routes together.

    The stops left are encoded anew when at least one in ``encodings`` of all stops has been served
    since the last time, on average over the rollouts.

    Parameters
    ----------
    policy, batch, samples
        See :func:`vrp.models.decoding.decode`.
    rule
        From what was computed of the instances to a choice of the next locations.
    encodings
        How often to encode at most.

    Returns
    -------
    actions, state
        See :func:`vrp.models.decoding.decode`.
    """
    every = torch.arange(len(batch), device=batch.device).repeat_interleave(samples)
    wide = batch[every]
    env = environment(batch.problem)
    state = env.reset(wide, 1)
    actions: list[Tensor] = []
    enough = wide.n_stops / encodings
    left_before = float(wide.n_stops) + enough
    choose: Choice | None = None
    while not bool(state.done.all()):
        left = float(state.unserved.double().mean())
        if choose is None or left_before - left >= enough:
            present = ~state.visited[:, 0]
            present[:, 0] = True
            choose = rule(policy.decoder.moves(wide, policy(wide, present)))
            left_before = left
        state = _drive_routes(env, wide, state, choose, actions)
    found = torch.cat(actions, dim=1) if actions else state.current
    return found.view(len(batch), samples, -1), _unfolded(state, len(batch), samples)


def _drive_routes(
    env: Environment, batch: Batch, state: State, choose: Choice, actions: list[Tensor]
) -> State:
    """Drive one route in every rollout that is not done, and wait at the depot for the others."""
    waiting = state.done
    steps = 0
    while steps % _STEPS_BETWEEN_CHECKS or not bool(waiting.all()):
        action = choose(batch, state, env.mask(batch, state))
        state = _where(waiting, state, env.step(batch, state, action))
        actions.append(state.current)
        waiting = waiting | (state.current == 0)
        steps += 1
    return state


def _where(waiting: Tensor, state: State, moved: State) -> State:
    """Keep the state of rollouts that wait."""
    kept = {}
    for field in fields(State):
        before, after = getattr(state, field.name), getattr(moved, field.name)
        condition = waiting[..., None] if before.dim() > waiting.dim() else waiting
        kept[field.name] = torch.where(condition, before, after)
    return State(**kept)


def _unfolded(state: State, size: int, samples: int) -> State:
    """Give rollouts that were instances of their own back to their instances."""
    return State(
        **{
            field.name: getattr(state, field.name)[:, 0].unflatten(0, (size, samples))
            for field in fields(State)
        }
    )

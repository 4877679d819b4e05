"""Rules that choose the next location by what a policy says of it, for rollouts."""

from __future__ import annotations

import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.rollout import Choice, rollout
from vrp.envs.state import State
from vrp.models.decoder import Moves
from vrp.models.decoding_by_routes import decode_by_routes
from vrp.models.policy import Policy

__all__ = ["choose_best", "choose_by_chance", "decode"]

#: Keeps random numbers below the sum of all probabilities, whatever is rounded.
_BELOW_ONE = 1 - 2**-20


def choose_best(policy: Policy, moves: Moves) -> Choice:
    """Choose the location with the largest logit; of equals, that with the lowest number."""

    def choose(batch: Batch, state: State, mask: Tensor) -> Tensor:
        return policy.decoder.logits(batch, moves, state, mask).argmax(-1)

    return choose


def choose_by_chance(policy: Policy, moves: Moves, generator: torch.Generator) -> Choice:
    """Draw the location from the softmax of the logits: one random number a state, nothing waits.

    Parameters
    ----------
    policy, moves
        What gives the logits, and what was computed of the batch.
    generator
        Where all randomness comes from; on the device of the batch.
    """

    def choose(batch: Batch, state: State, mask: Tensor) -> Tensor:
        logits = policy.decoder.logits(batch, moves, state, mask)
        sums = logits.softmax(-1).cumsum(-1)
        shape = (*logits.shape[:-1], 1)
        draws = torch.rand(shape, generator=generator, device=logits.device) * _BELOW_ONE
        # The first whose sum exceeds the number: never one of probability 0.
        return torch.searchsorted(sums, draws * sums[..., -1:], right=True)[..., 0]

    return choose


@torch.no_grad()
def decode(
    policy: Policy,
    batch: Batch,
    samples: int,
    generator: torch.Generator | None = None,
    encodings: int = 1,
) -> tuple[Tensor, State]:
    """Build solutions.

    Parameters
    ----------
    policy
        What decides.
    batch
        The instances.
    samples
        How many solutions of each of them.
    generator
        To draw them by chance, on the device of the batch; else every decision is the best one.
    encodings
        How often the policy may look at the stops left as if there had never been others; from the
        second time on, it does so between routes, once enough stops have been served since.

    Returns
    -------
    actions : int64 tensor, shape (B, samples, T)
        Locations in driving order: 0 ends a route, and may be repeated.
    state
        After the last of them.

    Raises
    ------
    ValueError
        For fewer than one solution or encoding.
    """
    for name, value in (("samples", samples), ("encodings", encodings)):
        if value < 1:
            raise ValueError(f"{name} is {value}, expected at least 1")

    def rule(moves: Moves) -> Choice:
        if generator is None:
            return choose_best(policy, moves)
        return choose_by_chance(policy, moves, generator)

    if encodings == 1:
        return rollout(batch, samples, rule(policy.decoder.moves(batch, policy(batch))))
    return decode_by_routes(policy, batch, samples, rule, encodings)

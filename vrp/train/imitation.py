"""Learning by imitation: one encoding teaches all the decisions of a good solution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.models.encoding import Encoding
from vrp.models.policy import Policy
from vrp.train.replay import states_along

__all__ = [
    "ImitationLoss",
    "cut_off",
    "edge_loss",
    "imitate",
    "shuffled_routes",
    "without_idle_ends",
]


@dataclass(frozen=True)
class ImitationLoss:
    """Mean losses of a batch, each a tensor of one number.

    Parameters
    ----------
    policy
        Cross-entropy of the next location, where the solution's is among the candidates.
    edges
        Binary cross-entropy of whether candidates are neighbours in the solution; ``None`` of a
        policy of one's own, which says nothing of that.
    accuracy
        Share of the decisions that the policy would take as the solution does.
    listed
        Share of the decisions that are among the candidates.
    """

    policy: Tensor
    edges: Tensor | None
    accuracy: Tensor
    listed: Tensor


def shuffled_routes(tours: Tensor, generator: torch.Generator) -> Tensor:
    """Drive the routes of each solution in a random order, which changes nothing but the order.

    Parameters
    ----------
    tours : int64 tensor, shape (B, L)
        Locations in driving order; zeros between the routes, and as many as it takes at both ends.
    generator
        Of random numbers, on the same device.

    Returns
    -------
    int64 tensor, shape (B, L + 1)
        Every route ends with one 0; behind the last one there are zeros.
    """
    zero = torch.zeros_like(tours[:, :1])
    tours = torch.cat([tours, zero], dim=1)
    before = torch.cat([zero, tours[:, :-1]], dim=1)
    # A zero ends the route before it; one that follows another zero ends nothing.
    kept = (tours != 0) | (before != 0)
    route = (before == 0).cumsum(dim=1)
    draws = torch.rand(tours.shape, generator=generator, device=tours.device)
    keys = draws.gather(1, route.clamp(max=tours.shape[1] - 1)).masked_fill(~kept, math.inf)
    order = keys.argsort(dim=1, stable=True)
    return tours.gather(1, order)


def cut_off(batch: Batch, actions: Tensor, stops: int) -> tuple[Batch, Tensor]:
    """Leave out all but the last stops of each solution: what is left is a problem of its own.

    Good solutions of what remains after some routes come for free with a solution of the whole, in
    the spirit of the suffix subproblems of Drakulic et al. (2023), *BQ-NCO*. They teach what to do
    late in a rollout, when a policy encodes the stops left anew.

    Parameters
    ----------
    batch
        The instances.
    actions : int64 tensor, shape (B, T)
        Locations in driving order, a 0 after every route.
    stops
        How many to keep. The route that is cut loses its first stops.

    Returns
    -------
    batch
        Instances of that many stops.
    actions : int64 tensor, shape (B, T)
        The stops kept, in the same order and by their new numbers; 0 in place of the others.
    """
    served = (actions != 0).cumsum(dim=1)
    kept = (actions != 0) & (served > batch.n_stops - stops)
    present = torch.zeros_like(batch.demands, dtype=torch.bool)
    present.scatter_(1, actions, kept)
    present[:, 0] = True
    numbers = present.cumsum(dim=1) - 1
    locations = present.nonzero()[:, 1].view(len(batch), stops + 1)
    return batch.restricted(locations), numbers.gather(1, actions) * kept


def without_idle_ends(actions: Tensor) -> Tensor:
    """Leave out the last columns of (B, T) locations, in which all vehicles wait at the depot."""
    driving = (actions != 0).any(dim=0).nonzero()
    return actions[:, : int(driving.max()) + 2]


def imitate(policy: Policy, batch: Batch, actions: Tensor) -> ImitationLoss:
    """Compare a policy's decisions with those of one good solution per instance.

    At the depot, whichever of the routes left is begun next, the solution is the same: the first
    stops of all of them together are the right answer.

    Parameters
    ----------
    policy
        What is trained.
    batch
        The instances.
    actions : int64 tensor, shape (B, T)
        Locations in driving order, a 0 after every route, as :func:`shuffled_routes` returns them.
    """
    with torch.no_grad():
        state = states_along(batch, actions[:, None])
        mask = environment(batch.problem).mask(batch, state)
    encoding = policy(batch)
    logits = policy.decoder.logits(batch, policy.decoder.moves(batch, encoding), state, mask)
    right = _right_answers(state.current, actions, mask)
    # The least finite number rather than minus infinity, whose gradients would be none.
    picked = logits.masked_fill(~right, torch.finfo(logits.dtype).min).logsumexp(dim=2)
    listed = (right & (logits > -math.inf)).any(dim=2) & ~state.done
    losses = torch.where(listed, logits.logsumexp(dim=2) - picked, 0.0)
    decisions = (~state.done).sum()
    hits = right.gather(2, logits.argmax(dim=2, keepdim=True))[..., 0] & ~state.done
    return ImitationLoss(
        policy=losses.sum() / listed.sum().clamp(min=1),
        edges=edge_loss(encoding, actions) if isinstance(encoding, Encoding) else None,
        accuracy=hits.sum() / decisions,
        listed=listed.sum() / decisions,
    )


def edge_loss(encoding: Encoding, actions: Tensor) -> Tensor:
    """Binary cross-entropy of the edges' logits: is the candidate just before or just after?"""
    targets = adjacent(encoding.candidates, actions).to(torch.float32)
    losses = binary_cross_entropy_with_logits(
        encoding.edge_logits.float(), targets, weight=encoding.listed.float(), reduction="sum"
    )
    return losses / encoding.listed.sum()


def adjacent(candidates: Tensor, actions: Tensor) -> Tensor:
    """Whether each candidate is just before or after its location in the solution: (B, N, K)."""
    size, locations, _ = candidates.shape
    before = torch.cat([torch.zeros_like(actions[:, :1]), actions[:, :-1]], dim=1)
    matrix = torch.zeros(size, locations, locations, dtype=torch.bool, device=actions.device)
    instance = torch.arange(size, device=actions.device)[:, None]
    matrix[instance, before, actions] = True
    matrix[instance, actions, before] = True
    return matrix.gather(2, candidates)


def _right_answers(current: Tensor, actions: Tensor, mask: Tensor) -> Tensor:
    """The solution's next locations; at the depot, the first stops of all routes left.

    Returns
    -------
    bool tensor, shape (B, T, N)
    """
    right = torch.zeros_like(mask).scatter_(2, actions[..., None], True)
    firsts = (right & (current == 0)[..., None]).any(dim=1, keepdim=True)
    firsts = firsts & (torch.arange(mask.shape[2], device=mask.device) != 0)
    open_routes = (current == 0)[..., None] & firsts
    return (right | open_routes) & mask

"""REINFORCE with a baseline shared by the rollouts of an instance (Kwon et al. 2020, *POMO*).

The rollouts are driven without gradients; then all of their decisions are looked at once more, with
gradients, all at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.envs.rollout import rollout
from vrp.models.decoder import Moves
from vrp.models.decoding import choose_by_chance
from vrp.models.policy import Policy
from vrp.train.replay import states_along

__all__ = ["ReinforceLoss", "penalised_costs", "reinforce"]

#: Locations that decisions with gradients look at together, which bounds the memory that they take.
_LOCATIONS_AT_A_TIME = 2**25
_LEAST_DEVIATION = 1e-8


@dataclass(frozen=True)
class ReinforceLoss:
    """Of a batch, each a tensor of one number.

    Parameters
    ----------
    policy
        Minus the mean of advantage times log-probability, per decision.
    cost
        Mean cost of the rollouts, in metres.
    best
        Mean cost of the best rollout of each instance.
    """

    policy: Tensor
    cost: Tensor
    best: Tensor


def reinforce(
    policy: Policy,
    batch: Batch,
    starts: int,
    leftover_penalty: float,
    generator: torch.Generator,
) -> ReinforceLoss:
    """Make rollouts that turned out better than their mean more likely, and the others less.

    Parameters
    ----------
    policy
        What is trained.
    batch
        The instances.
    starts
        Rollouts of each of them, which share a baseline: their mean.
    leftover_penalty
        See :class:`vrp.train.settings.TrainSettings`.
    generator
        Of random numbers, on the device of the batch.
    """
    moves = policy.decoder.moves(batch, policy(batch))
    with torch.no_grad():
        choose = choose_by_chance(policy, moves, generator)
        actions, state = rollout(batch, starts, choose)
        cost = environment(batch.problem).cost(batch, state)
        advantages = _advantages(penalised_costs(batch, actions, cost, leftover_penalty))
    logs = _log_probabilities(policy, batch, moves, actions)
    return ReinforceLoss(
        policy=-(advantages * logs).mean() / batch.n_stops,
        cost=cost.double().mean(),
        best=cost.min(dim=1).values.double().mean(),
    )


def penalised_costs(batch: Batch, actions: Tensor, cost: Tensor, penalty: float) -> Tensor:
    """Costs of rollouts with load left over at the end of routes, float64 of shape (B, S).

    Over all routes, that is the capacity of all vehicles driven less all demands.
    """
    before = torch.cat([torch.zeros_like(actions[..., :1]), actions[..., :-1]], dim=2)
    routes = ((actions == 0) & (before != 0)).sum(dim=2)
    fills = batch.demands.double().sum(dim=1) / batch.capacity.double()
    ways = batch.distances[:, 0, 1:].double() + batch.distances[:, 1:, 0].double()
    return cost.double() + penalty * ways.mean(dim=1, keepdim=True) * (routes - fills[:, None])


def _advantages(costs: Tensor) -> Tensor:
    """How much better than their mean, in standard deviations: (B, S)."""
    deviation = costs.std(dim=1, keepdim=True)
    better = costs.mean(dim=1, keepdim=True) - costs
    return (better / (deviation + _LEAST_DEVIATION)).float()


def _log_probabilities(policy: Policy, batch: Batch, moves: Moves, actions: Tensor) -> Tensor:
    """Sum of the log-probabilities of all decisions of each rollout, (B, S)."""
    of_one_start = len(batch) * actions.shape[2] * (batch.n_stops + 1)
    together = max(1, _LOCATIONS_AT_A_TIME // of_one_start)
    parts = torch.split(actions, together, dim=1)
    if len(parts) == 1:
        return _log_probabilities_of(policy, batch, moves, actions)
    # Decisions are looked at again when gradients are asked for, rather than remembered.
    sums = [
        checkpoint(_log_probabilities_of, policy, batch, moves, part, use_reentrant=False)
        for part in parts
    ]
    return torch.cat(sums, dim=1)


def _log_probabilities_of(policy: Policy, batch: Batch, moves: Moves, actions: Tensor) -> Tensor:
    with torch.no_grad():
        state = states_along(batch, actions)
        mask = environment(batch.problem).mask(batch, state)
    logits = policy.decoder.logits(batch, moves, state, mask)
    chosen = actions.flatten(1, 2)[..., None]
    logs = logits.gather(2, chosen)[..., 0] - logits.logsumexp(dim=2)
    return logs.masked_fill(state.done, 0.0).view(actions.shape).sum(dim=2)

"""REINFORCE with a baseline shared by the rollouts of an instance (Kwon et al. 2020, *POMO*).

The rollouts are driven without gradients; then their decisions are looked at once more, with
gradients, as many at a time as are fast.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.envs.rollout import rollout
from vrp.models.decoder import Moves
from vrp.models.decoding import choose_by_chance
from vrp.models.own import Known
from vrp.models.policy import Policy
from vrp.train.decisions import policy_loss
from vrp.train.imitation import without_idle_ends

__all__ = ["ReinforceLoss", "penalised_costs", "reinforce"]

_LEAST_DEVIATION = 1e-8


@dataclass(frozen=True)
class ReinforceLoss:
    """Of a batch, each a tensor of one number.

    Parameters
    ----------
    policy
        Minus the mean over rollouts of advantage times log-probability, per stop.
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
    if not _can_choose(policy, moves):
        # The run sees it and says so.
        weights = [weight.sum() for weight in policy.parameters() if weight.requires_grad]
        nothing = torch.stack(weights).sum() * torch.nan
        return ReinforceLoss(policy=nothing, cost=nothing.detach(), best=nothing.detach())
    with torch.no_grad():
        choose = choose_by_chance(policy, moves, generator)
        actions, state = rollout(batch, starts, choose)
        actions = _without_idle_ends(actions)
        cost = environment(batch.problem).cost(batch, state)
        advantages = _advantages(penalised_costs(batch, actions, cost, leftover_penalty))
    loss = policy_loss(policy, batch, moves, actions, advantages)
    return ReinforceLoss(
        policy=loss,
        cost=cost.double().mean(),
        best=cost.min(dim=1).values.double().mean(),
    )


def _can_choose(policy: Policy, moves: Moves | Known) -> bool:
    """Whether a policy still has numbers to choose by, as one whose weights are none has not."""
    tensors: list[Tensor] = []
    if isinstance(moves, Known):
        tensors += moves.learned()
        tensors += policy.parameters()
    else:
        tensors.append(moves.keys)
    return bool(torch.stack([tensor.detach().isfinite().all() for tensor in tensors]).all())


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


def _without_idle_ends(actions: Tensor) -> Tensor:
    return without_idle_ends(actions.flatten(0, 1)).view(*actions.shape[:2], -1)

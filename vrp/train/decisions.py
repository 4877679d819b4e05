"""The loss of many decisions and its gradients, some of them at a time.

What weighs each decision is known before. So the gradients of some of them are taken as soon as
these have been looked at, up to what all decisions have in common: nothing is remembered of one
while looking at the next, nor computed twice, and all of it stays in the caches of a processor.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.models.decoder import Moves
from vrp.models.own import Known
from vrp.models.policy import Policy
from vrp.train.replay import states_along

__all__ = ["policy_loss"]

#: Locations that decisions look at together: on a processor, of what nearly fits into its caches,
#: and on a GPU, which is faster the more there is to do, into its memory.
_LOCATIONS_AT_A_TIME = {"cpu": 2**19}
_LOCATIONS_AT_A_TIME_ELSEWHERE = 2**25


def policy_loss(
    policy: Policy, batch: Batch, moves: Moves | Known, actions: Tensor, advantages: Tensor
) -> Tensor:
    """Minus the mean over rollouts of advantage times log-probability, per stop.

    Parameters
    ----------
    policy, batch, moves
        What decides, the instances, and what was computed of them.
    actions : int64 tensor, shape (B, S, T)
        What was decided.
    advantages : float32 tensor, shape (B, S)
        How much better than its mean a rollout turned out.
    """
    decoder: Any = policy.decoder  # which made these moves
    weights = [weight for weight in decoder.parameters() if weight.requires_grad]
    shared = [*moves.learned(), *weights]
    gradients = [torch.zeros_like(tensor, dtype=torch.float32) for tensor in shared]
    total = torch.zeros((), device=batch.device)
    with torch.no_grad():
        state = states_along(batch, actions)
        mask = environment(batch.problem).mask(batch, state)
    factor = -1.0 / (advantages.numel() * batch.n_stops)
    steps = actions.shape[2]
    for instances, rollouts in _parts(actions, batch.n_stops + 1):
        columns = slice(rollouts.start * steps, rollouts.stop * steps)
        own = moves.part(instances).apart()
        logits = decoder.logits(
            batch[instances], own, state.part(instances, columns), mask[instances, columns]
        )
        chosen = actions[instances, rollouts].flatten(1, 2)[..., None]
        logs = logits.log_softmax(dim=2).gather(2, chosen)[..., 0]
        factors = factor * advantages[instances, rollouts].repeat_interleave(steps, dim=1)
        loss = (logs * factors).masked_fill(state.done[instances, columns], 0.0).sum()
        total += loss.detach()
        with torch.autocast(batch.device.type, enabled=False):
            found = torch.autograd.grad(loss, [*own.learned(), *weights], allow_unused=True)
        for place, gradient in enumerate(found):
            if gradient is not None:
                whole = gradients[place]
                (whole if place >= len(shared) - len(weights) else whole[instances]).add_(gradient)
    known: Tensor = _KnownGradients.apply(total, gradients, *shared)  # type: ignore[no-untyped-call]
    return known


def _parts(actions: Tensor, locations: int) -> Iterator[tuple[slice, slice]]:
    """Instances and rollouts to look at together: first of one instance, then of several."""
    size, starts, steps = actions.shape
    at_a_time = _LOCATIONS_AT_A_TIME.get(actions.device.type, _LOCATIONS_AT_A_TIME_ELSEWHERE)
    # Even parts: each adds up gradients of all that the rollouts of an instance share.
    parts = min(starts, math.ceil(starts * steps * locations / at_a_time))
    rollouts = math.ceil(starts / parts)
    instances = max(1, at_a_time // (starts * steps * locations))
    for first in range(0, size, instances):
        for start in range(0, starts, rollouts):
            yield (
                slice(first, min(first + instances, size)),
                slice(start, min(start + rollouts, starts)),
            )


class _KnownGradients(torch.autograd.Function):
    """A loss with the gradients that it is known to have."""

    @staticmethod
    def forward(
        context: Any, loss: Tensor, gradients: Sequence[Tensor], *_tensors: Tensor
    ) -> Tensor:
        context.gradients = gradients
        return loss.clone()

    @staticmethod
    def backward(context: Any, weight: Tensor) -> Any:
        return None, None, *(weight * gradient for gradient in context.gradients)

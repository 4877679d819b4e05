"""What the stops of instances want, and how much a vehicle holds."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from vrp.entities import MAX_LOAD
from vrp.envs.city_tensors import HistoryTensors
from vrp.envs.draws import Draws
from vrp.envs.generator_settings import GeneratorSettings

__all__ = ["Past", "draw_demands"]


class Past(NamedTuple):
    """What instances take over from past days.

    Parameters
    ----------
    history
        All that is known of them.
    days : int64 tensor, shape (B,)
        The day of each instance.
    rows : int64 tensor, shape (B, n)
        The past stop that each stop takes after.
    """

    history: HistoryTensors
    days: Tensor
    rows: Tensor

    @classmethod
    def drawn(cls, history: HistoryTensors, draws: Draws, count: int, stops: int) -> Past:
        """Draw days and past stops at random."""
        return cls(
            history,
            draws.whole((0, history.depots.shape[0] - 1), count),
            draws.whole((0, history.points.shape[0] - 1), count, stops),
        )


def draw_demands(
    settings: GeneratorSettings, draws: Draws, count: int, stops: int, past: Past | None
) -> tuple[Tensor, Tensor]:
    """Draw demands, int64 of shape (count, stops), and capacities, of shape (count,).

    No demand is larger than the capacity.
    """
    low, high = settings.demands
    skewed = draws.shares(count, stops) ** settings.demand_skew
    demands = low + (skewed * (high - low + 1)).long()
    if past is not None:
        demands = past.history.demands[past.rows]
    filling = draws.between(settings.stops_per_route, count)
    mean = demands.sum(dim=1).double() / stops
    capacity = torch.maximum((mean * filling).ceil().long(), demands.amax(dim=1))
    capacity = capacity.clamp(min=1, max=MAX_LOAD)
    if past is not None:
        known = past.history.knows_capacity[past.days]
        capacity = torch.where(known, past.history.capacities[past.days], capacity)
        demands = torch.minimum(demands, capacity[:, None])
    return demands, capacity

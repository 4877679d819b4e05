"""The same instances with other numbers of the stops."""

from __future__ import annotations

import torch

from vrp.envs.batch import Batch

__all__ = ["renumbered"]


def renumbered(batch: Batch, order: torch.Tensor) -> Batch:
    """Number the locations anew: ``order`` has the old numbers, the depot's first."""

    def matrix(values: torch.Tensor) -> torch.Tensor:
        return values[:, order][:, :, order]

    return Batch(
        problem=batch.problem,
        distances=matrix(batch.distances),
        durations=matrix(batch.durations),
        capacity=batch.capacity,
        **{
            name: getattr(batch, name)[:, order]
            for name in ("demands", "opens", "closes", "service", "lat", "lon")
        },
    )

"""Random numbers of the kinds that instances are made of, without waiting for the device."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

__all__ = ["Draws"]


class Draws:
    """Draws from one generator.

    Parameters
    ----------
    generator
        Of random numbers; the tensors drawn are on its device.
    """

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator

    def shares(self, *shape: int) -> Tensor:
        """Even from 0 to less than 1: float64 of the shape."""
        return torch.rand(
            shape, dtype=torch.float64, generator=self.generator, device=self.generator.device
        )

    def between(self, bounds: tuple[float, float], *shape: int) -> Tensor:
        """Even between two bounds: float64 of the shape."""
        low, high = bounds
        return low + (high - low) * self.shares(*shape)

    def whole(self, bounds: tuple[int, int], *shape: int) -> Tensor:
        """Whole numbers between two bounds, both included: int64 of the shape."""
        low, high = bounds
        return low + (self.shares(*shape) * (high - low + 1)).long()

    def choices(self, values: Tensor, *shape: int) -> Tensor:
        """Entries of a tensor of shape (k,), all as likely, in the shape asked for."""
        return values[self.whole((0, values.shape[0] - 1), *shape)]

    def constants(self, values: Sequence[int], *shape: int) -> Tensor:
        """Draw as :meth:`choices`, from a few numbers of the host: int64 of the shape."""
        number = self.whole((0, len(values) - 1), *shape)
        drawn = torch.full_like(number, values[0])
        for other, value in enumerate(values[1:], start=1):
            # As a tensor, the values would have to be copied to the device.
            drawn = drawn.masked_fill(number == other, value)
        return drawn

"""How much searching there is to do, and what share of it is done."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Budget"]


@dataclass(frozen=True)
class Budget:
    """When to stop: after ``seconds`` or after ``iterations`` on every thread.

    With ``iterations`` the annealing schedule follows them alone, so that a run can be repeated bit
    for bit; ``seconds`` then only cuts it off. With neither, the search goes on until it is told to
    stop.
    """

    seconds: float | None
    iterations: int | None

    @property
    def is_limited(self) -> bool:
        """Whether the search ends by itself."""
        return self.seconds is not None or self.iterations is not None

    def part(self, share: float) -> Budget:
        """So large a share of it."""
        return Budget(
            None if self.seconds is None else share * self.seconds,
            None if self.iterations is None else math.floor(share * self.iterations),
        )

    def slice_s(self, share: float, shortest: float, longest: float) -> float:
        """Seconds of a slice that is to be so large a share of all, within bounds."""
        if self.seconds is None:
            return longest
        return min(longest, max(shortest, share * self.seconds))

    def slice_iterations(self, share: float, fewest: int, most: int) -> int:
        """Iterations of a slice that is to be so large a share of all, within bounds."""
        if self.iterations is None:
            return most
        return min(most, max(fewest, math.floor(share * self.iterations)))

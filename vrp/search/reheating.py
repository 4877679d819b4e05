"""Annealing without an end in sight."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Reheating"]


@dataclass(frozen=True)
class Reheating:
    """Cycles of annealing, each twice as long as the one before, the first of ``first_s`` seconds.

    Whenever the search is told to stop, at least a quarter of its time went into one whole cycle or
    half of it into the one under way, and the best plan of all cycles is the answer.
    """

    first_s: float

    @classmethod
    def suited_to(cls, n_stops: int) -> Reheating:
        """Cycles that begin short enough to be waited for."""
        return cls(1.0 + n_stops / 1000)

    def at(self, elapsed_s: float) -> tuple[float, float]:
        """How much of the cycle under way is done after some seconds, and how long it is."""
        cycle = math.floor(math.log2(1 + elapsed_s / self.first_s))
        length_s = self.first_s * 2**cycle
        return (elapsed_s + self.first_s) / length_s - 1, length_s

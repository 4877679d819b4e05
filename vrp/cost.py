"""What a plan costs, part by part."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Cost"]


@dataclass(frozen=True)
class Cost:
    """The parts of a plan's cost, in cost units: ``instance.scale.cost`` make one of the user's.

    Parameters
    ----------
    fixed
        Of the vehicles used, by ``cost_fixed``.
    distance
        By ``cost_per_m``, charged on :attr:`vrp.Instance.charged_m`.
    duration
        By ``cost_per_s``, from departure to return.
    overtime
        By ``cost_per_overtime_s``, of what routes take beyond ``overtime_after_s``.
    prizes
        Of the stops left out.
    """

    fixed: int = 0
    distance: int = 0
    duration: int = 0
    overtime: int = 0
    prizes: int = 0

    @property
    def total(self) -> int:
        """Sum of the parts."""
        return self.fixed + self.distance + self.duration + self.overtime + self.prizes

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.fixed + other.fixed,
            self.distance + other.distance,
            self.duration + other.duration,
            self.overtime + other.overtime,
            self.prizes + other.prizes,
        )

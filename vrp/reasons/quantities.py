"""Limits and what exceeds them, in the user's units, with the excess rounded up.

Planar benchmark instances have numbers without units and are shown that way.
"""

from __future__ import annotations

from dataclasses import dataclass

from vrp.clock import format_clock
from vrp.instance import Instance
from vrp.reasons.excess import Excess

__all__ = ["Quantities", "Shown"]


@dataclass(frozen=True)
class Shown:
    """A value, the limit that it exceeds, and by how much, as text."""

    value: str
    limit: str
    amount: str


class Quantities:
    """How this instance shows its integers."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def cost(self, units: int) -> str:
        """Two decimals, or a whole number where the instance has no smaller unit."""
        scale = self._instance.scale.cost
        return f"{units / scale:.2f}" if scale > 1 else str(units)

    def load(self, units: int, dimension: int) -> str:
        """Load units as the user wrote them."""
        return _number(units, (*self._instance.scale.load, *(1,) * (dimension + 1))[dimension])

    def clock(self, seconds: int) -> str:
        """A time, to the second where it is not a whole minute."""
        scale = self._instance.scale.duration
        if self._instance.planar:
            return _number(seconds, scale)
        shown = -(-seconds // scale)
        return self._clock(shown, shown % 60 != 0)

    def _clock(self, seconds: int, exact: bool) -> str:
        return format_clock(seconds, self._instance.epoch, with_seconds=exact)

    def shown(self, excess: Excess) -> Shown:
        """Show an excess: whole minutes and 100 m where that still tells the limit exactly."""
        if excess.constraint == "capacity":
            dimension = int(excess.at)
            numbers = (excess.value, excess.limit, excess.amount)
            return Shown(*(self.load(units, dimension) for units in numbers))
        if excess.constraint in ("max stops", "unreachable"):
            return Shown(str(excess.value), str(excess.limit), str(excess.amount))
        if excess.constraint == "max distance":
            return self._distance(excess)
        return self._time(excess)

    def _distance(self, excess: Excess) -> Shown:
        scale = self._instance.scale.distance
        if self._instance.planar:
            numbers = (excess.value, excess.limit, excess.amount)
            return Shown(*(_number(units, scale) for units in numbers))
        value, limit = -(-excess.value // scale), excess.limit // scale
        if limit % 100 == 0 and value - limit >= 100:
            value = _up(value, 100)
        amount = value - limit
        return Shown(_km(value), _km(limit), _km(amount) if amount >= 100 else f"{amount} m")

    def _time(self, excess: Excess) -> Shown:
        scale = self._instance.scale.duration
        if self._instance.planar:
            numbers = (excess.value, excess.limit, excess.amount)
            return Shown(*(_number(units, scale) for units in numbers))
        value, limit = -(-excess.value // scale), excess.limit // scale
        if limit % 60 == 0 and value - limit >= 60:
            value = _up(value, 60)
        amount = _duration(value - limit)
        if excess.constraint == "max duration":
            return Shown(_duration(value), _duration(limit), amount)
        exact = value % 60 != 0 or limit % 60 != 0
        return Shown(self._clock(value, exact), self._clock(limit, exact), amount)


def _up(value: int, step: int) -> int:
    return -(-value // step) * step


def _number(units: int, scale: int) -> str:
    if units % scale == 0:
        return str(units // scale)
    return f"{units / scale:.6f}".rstrip("0").rstrip(".")


def _km(metres: int) -> str:
    return f"{_number(metres, 1000)} km"


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, rest_minutes = divmod(minutes, 60)
    parts = []
    if minutes >= 120:
        parts.append(f"{hours} h")
        parts += [f"{rest_minutes:02d} min"] if rest_minutes else []
    elif minutes:
        parts.append(f"{minutes} min")
    if rest or not parts:
        parts.append(f"{rest} s")
    return " ".join(parts)

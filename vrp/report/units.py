"""Integers of the instance as people read them.

Real instances speak of kilometres, hours and times of day; planar benchmark instances have numbers
without a unit, and are shown that way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from vrp.clock import format_clock
from vrp.instance import MAX_VALUE, Instance, TimeWindow
from vrp.solution import Cost

__all__ = [
    "clock_text",
    "cost_parts",
    "cost_text",
    "distance_text",
    "distance_unit",
    "duration_text",
    "gap",
    "in_units",
    "load_numbers",
    "load_text",
    "plain_number",
    "span_text",
    "undated",
    "utilisation",
    "windows_text",
]


def in_units(units: int, scale: int) -> int | float:
    """``units / scale`` as a number, for JSON: a whole one where it is whole."""
    return units // scale if units % scale == 0 else units / scale


def plain_number(units: int, scale: int) -> str:
    """``units / scale`` without separators or superfluous decimals, for files."""
    return str(in_units(units, scale))


def distance_unit(instance: Instance) -> str:
    """``km``, or nothing for planar instances."""
    return "" if instance.planar else "km"


def distance_text(instance: Instance, metres: int) -> str:
    """A distance without its unit: kilometres to 100 m, or the planar distance."""
    value = metres / instance.scale.distance
    if not instance.planar:
        return f"{value / 1000:,.1f}"
    return _grouped(value, instance.scale.distance)


def duration_text(instance: Instance, seconds: int) -> str:
    """``2 h 05 min``, ``12 min``, ``40 s``; a bare number for planar instances."""
    value = seconds / instance.scale.duration
    if instance.planar:
        return _grouped(value, instance.scale.duration)
    if 0 < value < 60:
        return f"{value:.0f} s"
    hours, minutes = divmod(round(value / 60), 60)
    return f"{hours:,} h {minutes:02d} min" if hours else f"{minutes} min"


def clock_text(instance: Instance, seconds: int) -> str:
    """A time of day or date and time; a bare number for planar instances."""
    if instance.planar:
        return plain_number(seconds, instance.scale.duration)
    return format_clock(seconds // instance.scale.duration, instance.epoch)


def undated(instance: Instance) -> Instance:
    """The instance with times of day for dates, ``+1d`` and on for later days.

    For outputs that name :attr:`vrp.instance.Instance.epoch` once instead of in every time.
    """
    return dataclasses.replace(instance, epoch=None)


def windows_text(instance: Instance, windows: Sequence[TimeWindow]) -> str:
    """``08:00–10:00 or 14:00–16:00``; ``any time`` without a window."""
    return " or ".join(_window_text(instance, window) for window in windows) or "any time"


def _window_text(instance: Instance, window: TimeWindow) -> str:
    start, end = window
    if end >= MAX_VALUE:
        return "any time" if start == 0 else f"from {clock_text(instance, start)}"
    if start == 0 and not instance.planar:
        return f"until {clock_text(instance, end)}"
    return span_text(instance, start, end)


def span_text(instance: Instance, start: int, end: int) -> str:
    """``08:00–16:30``; a date that both ends share is written once."""
    first, last = clock_text(instance, start), clock_text(instance, end)
    date, separator, _ = first.partition("T")
    return f"{first}–{last.removeprefix(date + separator) if separator else last}"


def cost_text(instance: Instance, units: int) -> str:
    """A cost in the user's unit, to at most two decimals."""
    return _grouped(units / instance.scale.cost, instance.scale.cost)


def cost_parts(instance: Instance, cost: Cost) -> tuple[tuple[str, str], ...]:
    """Name and text of every part of a cost that is not zero."""
    named = (
        ("vehicles", cost.fixed),
        (instance.minimised, cost.distance),
        ("time", cost.duration),
        ("overtime", cost.overtime),
        ("prizes forgone", cost.prizes),
    )
    return tuple((name, cost_text(instance, units)) for name, units in named if units)


def load_numbers(instance: Instance, loads: Sequence[int]) -> tuple[str, ...]:
    """One plain number per load dimension, in the user's units."""
    scales = instance.scale.load or (1,) * len(instance.load_names)
    return tuple(plain_number(units, scale) for units, scale in zip(loads, scales, strict=True))


def load_text(instance: Instance, loads: Sequence[int]) -> str:
    """``12`` or, with several dimensions, ``12 pallets, 350 kg``."""
    numbers = load_numbers(instance, loads)
    named = zip(numbers, instance.load_names, strict=True)
    return ", ".join(f"{number} {name}".rstrip() for number, name in named)


def utilisation(instance: Instance, vehicle: int, loads: Sequence[int]) -> float | None:
    """Share of the capacity in the fullest dimension, 0 to 1; ``None`` if nothing is limited."""
    given = instance.vehicles[vehicle].capacity
    pairs = zip(loads, given, strict=False)
    shares = [units / limit for units, limit in pairs if limit]
    return max(shares, default=None)


def gap(instance: Instance, cost: int, unserved: int) -> float | None:
    """Relative excess over the best known cost.

    ``None`` where none is known, or where the plan leaves stops unserved: it costs less for the
    wrong reason.
    """
    best = instance.best_known_cost
    return None if not best or unserved else (cost - best) / best


def _grouped(value: float, scale: int) -> str:
    return f"{value:,.{min(2, len(str(scale)) - 1)}f}"

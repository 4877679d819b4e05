"""Quantities as people write them in OpenStreetMap: ``30 mph``, ``3,5 t``, ``12 ft 6 in``."""

from __future__ import annotations

import math
import re

__all__ = ["parse_metres", "parse_speed_kmh", "parse_tonnes"]

_KMH_PER_UNIT = {
    "": 1.0,
    "km/h": 1.0,
    "kmh": 1.0,
    "kph": 1.0,
    "kmph": 1.0,
    "mph": 1.609344,
    "knots": 1.852,
    "kn": 1.852,
}
_METRES_PER_UNIT = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048, "in": 0.0254, "km": 1000.0}
_TONNES_PER_UNIT = {
    "": 1.0,
    "t": 1.0,
    "kg": 0.001,
    "lbs": 0.00045359237,
    "lb": 0.00045359237,
    "st": 0.90718474,
    "lt": 1.0160469,
    "cwt": 0.05080234544,
}
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(\D*?)\s*")
_FEET_AND_INCHES = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(?:'|ft)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|''|in))?\s*"
)
#: A pedestrian's pace, which limits such as ``walk`` ask for.
WALKING_KMH = 6.0


def parse_speed_kmh(text: str) -> float | None:
    """Read a speed: a number with or without a unit, ``walk`` or ``none`` (infinity).

    Of several values (``"50;30"``, ``"100|80"``) the lowest is taken. Anything else, such as
    ``signals``, is ``None``.
    """
    speeds = [_parse_one_speed(part.strip().lower()) for part in re.split(r"[;|]", text)]
    known = [speed for speed in speeds if speed is not None]
    return min(known, default=None)


def _parse_one_speed(text: str) -> float | None:
    if text in ("walk", "walking", "foot"):
        return WALKING_KMH
    if text in ("none", "unlimited"):
        return math.inf
    return _parse(text, _KMH_PER_UNIT) or None


def parse_metres(text: str) -> float | None:
    """Read a length: ``"3.5"``, ``"3,5 m"``, ``"350 cm"`` or feet and inches; else ``None``."""
    feet = _FEET_AND_INCHES.fullmatch(text)
    if feet:
        return 0.3048 * float(feet[1]) + 0.0254 * float(feet[2] or 0)
    return _parse(text, _METRES_PER_UNIT)


def parse_tonnes(text: str) -> float | None:
    """Read a weight: ``"7.5"``, ``"7,5 t"``, ``"3500 kg"`` or ``"8 st"``; else ``None``."""
    return _parse(text, _TONNES_PER_UNIT)


def _parse(text: str, per_unit: dict[str, float]) -> float | None:
    match = _NUMBER.fullmatch(text.lower())
    if match is None or match[2] not in per_unit:
        return None
    return float(match[1].replace(",", ".")) * per_unit[match[2]]

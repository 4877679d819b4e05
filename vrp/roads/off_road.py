"""Points far from any road: a warning for some way off, an error for what must be a mistake."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.warning import RoadWarning

__all__ = [
    "REFUSE_M",
    "WARN_M",
    "OffRoadError",
    "check_limits",
    "check_off_road",
    "warn_of_off_road",
]

#: Metres between a point and the nearest road that deserve a warning.
WARN_M = 100.0
#: Metres that are refused: a wrong coordinate, or roads of another region.
REFUSE_M = 500.0
_MOST_NAMED = 10


class OffRoadError(RoadError):
    """Points too far from any road.

    Parameters
    ----------
    far
        Which roads, how far, and which points, in words.
    points
        Indices of the points.
    hint
        What to look at.
    """

    def __init__(self, far: str, points: Sequence[int], hint: str = "") -> None:
        self.far = far
        self.points = tuple(points)
        self.hint = hint
        super().__init__(f"{far}; {hint}" if hint else far)

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[int, ...], str]]:
        # As exceptions are pickled, the message would be given for ``far``, and nothing else.
        return type(self), (self.far, self.points, self.hint)


def warn_of_off_road(text: str) -> None:
    """Warn of points some way off, in words."""
    warnings.warn(RoadWarning(text), stacklevel=4)


def check_limits(warn_m: float, refuse_m: float) -> None:
    """Refuse limits that make no sense.

    Raises
    ------
    RoadError
        Naming the setting, its value and what was expected.
    """
    for name, metres in (("warn_m", warn_m), ("refuse_m", refuse_m)):
        if not (metres >= 0 or math.isinf(metres)):
            raise RoadError(f"{name} is {metres}, expected metres from 0")


def check_off_road(
    metres: npt.NDArray[np.floating],
    names: Sequence[str],
    source: str,
    *,
    warn_m: float = WARN_M,
    refuse_m: float = REFUSE_M,
    hint: str = "",
) -> None:
    """Warn of points some way off the nearest road, and refuse those far off.

    Parameters
    ----------
    metres : ndarray, shape (n,)
        From each point to the road that it was put on; NaN where that is unknown.
    names
        What messages call the points.
    source
        Whose roads they are.
    warn_m, refuse_m
        Metres above which a point is warned of, and refused.
    hint
        What to look at when a point is refused, such as the bounding box of the roads.

    Raises
    ------
    OffRoadError
        Naming the points that are farther than ``refuse_m``, the farthest ones first.

    Warns
    -----
    RoadWarning
        Naming the points that are farther than ``warn_m``.
    """
    far = _named(metres, names, refuse_m)
    if far:
        text = f"{source}: more than {refuse_m:g} m from any road: {far}"
        raise OffRoadError(text, np.flatnonzero(metres > refuse_m).tolist(), hint)
    off = _named(metres, names, warn_m)
    if off:
        text = f"{source}: more than {warn_m:g} m from any road, and put on the nearest: {off}"
        warn_of_off_road(text)


def _named(metres: npt.NDArray[np.floating], names: Sequence[str], limit_m: float) -> str:
    """Name the points beyond the limit with their metres, the farthest ones first."""
    beyond = np.flatnonzero(metres > limit_m)
    beyond = beyond[np.argsort(-metres[beyond], kind="stable")]
    texts = [f"{names[point]} ({metres[point]:,.0f} m)" for point in beyond[:_MOST_NAMED]]
    if beyond.size > _MOST_NAMED:
        texts.append(f"and {beyond.size - _MOST_NAMED} more")
    return ", ".join(texts)

"""House numbers along a line between two that are known: ``addr:interpolation``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from vrp.roads.polylines import step_lengths_m

__all__ = ["houses_between"]

#: Numbers from one house to the next.
_STEPS = {"all": 1, "odd": 2, "even": 2}
#: More houses than this between two are a slip of the pen.
_MOST = 1000


def houses_between(
    first: str, last: str, kind: str, line: Sequence[tuple[float, float]]
) -> Iterator[tuple[str, float, float]]:
    """Give the houses between two, evenly along a line; neither of the two themselves.

    Parameters
    ----------
    first, last
        Their numbers; nothing is between any but whole ones.
    kind
        ``all``, ``odd``, ``even``, or how many numbers it is from one house to the next.
    line
        Latitudes and longitudes (WGS84 degrees) of the points from one to the other.

    Returns
    -------
    iterator of tuple
        Number, latitude and longitude.
    """
    step = _STEPS.get(kind) or (int(kind) if kind.isdecimal() else 0)
    if not (step and first.isdecimal() and last.isdecimal()):
        return
    low, high = int(first), int(last)
    numbers = range(low, high, step) if low < high else range(low, high, -step)
    if (high - low) % step or len(numbers) > _MOST:
        return
    lat, lon = np.array(line, dtype=np.float64).T
    along = np.concatenate(([0.0], np.cumsum(step_lengths_m(lat, lon))))
    for number in numbers[1:]:
        at = along[-1] * (number - low) / (high - low)
        yield str(number), float(np.interp(at, along, lat)), float(np.interp(at, along, lon))

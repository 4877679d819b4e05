"""The plane that the map is drawn on: Web Mercator, a square whose sides are 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vrp.roads.matrices import LonLat
from vrp.roads.streets import Box

__all__ = ["map_box", "to_world"]

FloatArray = npt.NDArray[np.float64]

#: Of the map, width by height on wide screens and on narrow ones; it can be moved a little.
_WIDEST, _NARROWEST = 2.0, 0.95
_MARGIN = 0.15
#: Of places side by side: about a kilometre at the equator.
_SMALLEST_EXTENT = 2.5e-5
_FARTHEST_NORTH_DEG = 85.0


def map_box(points: Sequence[LonLat]) -> Box | None:
    """What a map that is fitted to points may show around them; ``None`` where there are none."""
    if not points:
        return None
    lon, lat = np.asarray(points, dtype=np.float64).T
    x, y = to_world(lon, lat)
    width, height = max(np.ptp(x), _SMALLEST_EXTENT), max(np.ptp(y), _SMALLEST_EXTENT)
    half_width = max(width, height * _WIDEST) * (0.5 + _MARGIN)
    half_height = max(height, width / _NARROWEST) * (0.5 + _MARGIN)
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    south, north = (_latitude(middle_y + side * half_height) for side in (1, -1))
    west, east = (float(360 * (middle_x + side * half_width - 0.5)) for side in (-1, 1))
    return south, west, north, east


def to_world(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """WGS84 degrees as x, eastwards, and y, southwards, from 0 to 1."""
    limited = np.clip(lat, -_FARTHEST_NORTH_DEG, _FARTHEST_NORTH_DEG)
    return lon / 360 + 0.5, 0.5 - np.arcsinh(np.tan(np.radians(limited))) / (2 * np.pi)


def _latitude(y: float) -> float:
    return float(np.degrees(np.arctan(np.sinh((0.5 - y) * 2 * np.pi))))

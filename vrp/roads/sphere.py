"""The earth as a sphere: its size, and how far places on it are apart."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["EARTH_RADIUS_M", "METRES_PER_DEGREE", "great_circle_m"]

FloatArray = npt.NDArray[np.float64]

#: The mean radius of WGS84's ellipsoid.
EARTH_RADIUS_M = 6_371_008.8
#: Of latitude, and of longitude at the equator.
METRES_PER_DEGREE = math.pi / 180 * EARTH_RADIUS_M


def great_circle_m(
    from_lat: FloatArray, from_lon: FloatArray, to_lat: FloatArray, to_lon: FloatArray
) -> FloatArray:
    """Metres between places, by the haversine formula.

    Parameters
    ----------
    from_lat, from_lon, to_lat, to_lon
        WGS84 degrees, of shapes that go together.
    """
    from_phi, to_phi = np.radians(from_lat), np.radians(to_lat)
    across = np.sin((from_phi - to_phi) / 2) ** 2
    along = np.sin((np.radians(from_lon) - np.radians(to_lon)) / 2) ** 2
    chord = across + np.cos(from_phi) * np.cos(to_phi) * along
    metres: FloatArray = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return metres

"""Estimates of driving where no roads are known: the great circle, stretched, at one speed."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.instance import MAX_VALUE, IntMatrix

__all__ = ["DETOUR", "MAX_LOCATIONS", "SPEED_KMH", "describe_estimate", "estimate"]

#: Metres driven per metre of great circle, about what a European city asks for.
DETOUR = 1.4
#: Mean driving speed in and around a city.
SPEED_KMH = 35.0
#: Two matrices of this many locations take 3.2 GB.
MAX_LOCATIONS = 20_000

_EARTH_RADIUS_M = 6_371_008.8
_CHUNK_ROWS = 256


def describe_estimate(detour: float = DETOUR, speed_kmh: float = SPEED_KMH) -> str:
    """Say where the figures come from, in words fit for a report."""
    return f"great circle × {detour:g} at {speed_kmh:g} km/h"


def estimate(
    lat: npt.ArrayLike, lon: npt.ArrayLike, *, detour: float = DETOUR, speed_kmh: float = SPEED_KMH
) -> tuple[IntMatrix, IntMatrix]:
    """Estimate durations and distances between all pairs of coordinates.

    Parameters
    ----------
    lat, lon
        WGS84 degrees, shape (n,).
    detour
        Metres driven per metre of great circle, at least 1.
    speed_kmh
        Mean driving speed, in kilometres per hour.

    Returns
    -------
    durations_s, distances_m
        Read-only int32 arrays, shape (n, n), rounded to whole seconds and metres.

    Raises
    ------
    RoadError
        For coordinates that are no places on earth, a detour or speed that makes no sense, or more
        than :data:`MAX_LOCATIONS` locations.
    """
    latitudes, longitudes = _checked("lat", lat, 90), _checked("lon", lon, 180)
    if latitudes.shape != longitudes.shape:
        raise RoadError(f"{latitudes.size} latitudes and {longitudes.size} longitudes, not as many")
    if not (math.isfinite(detour) and detour >= 1):
        raise RoadError(f"detour is {detour}, expected a factor of at least 1")
    if not (math.isfinite(speed_kmh) and speed_kmh > 0):
        raise RoadError(f"speed_kmh is {speed_kmh}, expected more than 0")
    n = latitudes.size
    if n > MAX_LOCATIONS:
        raise RoadError(
            f"{n} locations need matrices of {8 * n * n / 1e9:.0f} GB, expected at most "
            f"{MAX_LOCATIONS} locations"
        )
    seconds_per_m = 3.6 / speed_kmh
    longest_m = math.pi * _EARTH_RADIUS_M * detour
    if max(longest_m, longest_m * seconds_per_m) > MAX_VALUE:
        raise RoadError(
            f"detour {detour:g} at speed_kmh {speed_kmh:g}: half the way around the earth exceeds "
            f"{MAX_VALUE} metres or seconds"
        )
    distances = np.empty((n, n), dtype=np.int32)
    durations = np.empty((n, n), dtype=np.int32)
    for start in range(0, n, _CHUNK_ROWS):
        rows = slice(start, start + _CHUNK_ROWS)
        metres = detour * _great_circle_m(latitudes, longitudes, rows)
        distances[rows] = np.rint(metres)
        durations[rows] = np.rint(metres * seconds_per_m)
    distances.flags.writeable = False
    durations.flags.writeable = False
    return durations, distances


def _checked(name: str, degrees: npt.ArrayLike, limit: float) -> npt.NDArray[np.float64]:
    values = np.asarray(degrees, dtype=np.float64)
    if values.ndim != 1:
        raise RoadError(f"{name} has shape {values.shape}, expected one dimension")
    wrong = ~(np.abs(values) <= limit)
    if wrong.any():
        index = int(np.argmax(wrong))
        raise RoadError(f"{name}[{index}] is {values[index]}, expected {-limit} to {limit} degrees")
    return values


def _great_circle_m(
    lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], rows: slice
) -> npt.NDArray[np.float64]:
    """Metres from some of the places to all of them, by the haversine formula."""
    phi, lam = np.radians(lat), np.radians(lon)
    across = np.sin((phi[rows, None] - phi) / 2) ** 2
    along = np.sin((lam[rows, None] - lam) / 2) ** 2
    chord = across + np.cos(phi[rows, None]) * np.cos(phi) * along
    metres: npt.NDArray[np.float64] = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return metres

"""Estimates of driving where no roads are known: the great circle, stretched, at one speed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.instance import MAX_VALUE, IntMatrix
from vrp.roads.matrices import RoadMatrices
from vrp.roads.sphere import EARTH_RADIUS_M, great_circle_m

if TYPE_CHECKING:
    from vrp.roads.network import RoadNetwork

__all__ = [
    "DETOUR",
    "MAX_LOCATIONS",
    "SPEED_KMH",
    "Calibration",
    "calibrate",
    "calibrate_network",
    "describe_estimate",
    "estimate",
]

#: Metres driven per metre of great circle, about what a European city asks for.
DETOUR = 1.4
#: Mean driving speed in and around a city.
SPEED_KMH = 35.0
#: Two matrices of this many locations take 3.2 GB.
MAX_LOCATIONS = 20_000

_CHUNK_ROWS = 256
#: Pairs closer than this say more about where their points were snapped to than about detours.
_NEAR_M = 200.0
#: Fewer pairs than this calibrate nothing, and more change nothing that matters.
_FEWEST_PAIRS, _MOST_PAIRS = 20, 200
#: Among so many junctions of a network are the pairs that calibrate.
_JUNCTIONS = 40


class Calibration(NamedTuple):
    """What turns a great circle into an estimate, and from how many pairs on roads that is known.

    Parameters
    ----------
    detour
        Metres driven per metre of great circle.
    speed_kmh
        Mean driving speed, in kilometres per hour.
    pairs
        Number of pairs that it is the median of; 0 for the general values.
    """

    detour: float = DETOUR
    speed_kmh: float = SPEED_KMH
    pairs: int = 0


def describe_estimate(detour: float = DETOUR, speed_kmh: float = SPEED_KMH, pairs: int = 0) -> str:
    """Say where the figures come from, in words fit for a report."""
    text = f"great circle × {detour:.3g} at {speed_kmh:.3g} km/h"
    return f"{text}, calibrated on {pairs} pairs on roads" if pairs else text


def calibrate(
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    matrices: RoadMatrices,
    *,
    seed: int = 0,
) -> Calibration:
    """Learn detour and speed from up to 200 pairs that roads join.

    Parameters
    ----------
    lat, lon
        WGS84 degrees of the points of the matrices, shape (n,).
    matrices
        Durations and distances on roads.
    seed
        Of the draw, without replacement.

    Returns
    -------
    Calibration
        Medians over the pairs; the general values where hardly any pair can be used.
    """
    latitudes, longitudes = _checked("lat", lat, 90), _checked("lon", lon, 180)
    straight = great_circle_m(latitudes[:, None], longitudes[:, None], latitudes, longitudes)
    driven, seconds = matrices.distances_m, matrices.durations_s
    rows, columns = np.nonzero((straight >= _NEAR_M) & (driven > 0) & (seconds > 0))
    if rows.size < _FEWEST_PAIRS:
        return Calibration()
    drawn = np.random.default_rng(seed).permutation(rows.size)[:_MOST_PAIRS]
    pair = rows[drawn], columns[drawn]
    detour = float(np.median(driven[pair] / straight[pair]))
    speed_kmh = 3.6 * float(np.median(driven[pair] / seconds[pair]))
    return Calibration(max(1.0, detour), speed_kmh, drawn.size)


def calibrate_network(network: RoadNetwork) -> Calibration:
    """Learn detour and speed from pairs of junctions of a network; see :func:`calibrate`."""
    junctions = np.flatnonzero(network.main)
    drawn = np.random.default_rng(0).permutation(junctions)[:_JUNCTIONS]
    lat, lon = network.node_lat[drawn], network.node_lon[drawn]
    return calibrate(lat, lon, network.matrix(lat, lon))


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
    longest_m = math.pi * EARTH_RADIUS_M * detour
    if max(longest_m, longest_m * seconds_per_m) > MAX_VALUE:
        raise RoadError(
            f"detour {detour:g} at speed_kmh {speed_kmh:g}: half the way around the earth exceeds "
            f"{MAX_VALUE} metres or seconds"
        )
    distances = np.empty((n, n), dtype=np.int32)
    durations = np.empty((n, n), dtype=np.int32)
    for start in range(0, n, _CHUNK_ROWS):
        rows = slice(start, start + _CHUNK_ROWS)
        lat_column, lon_column = latitudes[rows, None], longitudes[rows, None]
        metres = detour * great_circle_m(lat_column, lon_column, latitudes, longitudes)
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

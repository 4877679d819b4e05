"""Lengths along polylines on the sphere."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["point_ranges", "step_lengths_m"]

_EARTH_RADIUS_M = 6_371_008.8


def step_lengths_m(
    lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Great-circle metres from each point to the next, by the haversine formula.

    Parameters
    ----------
    lat, lon : ndarray of float64, shape (n,)
        WGS84 degrees.

    Returns
    -------
    ndarray of float64, shape (n - 1,)
    """
    phi, lam = np.radians(lat), np.radians(lon)
    across = np.sin(np.diff(phi) / 2) ** 2
    along = np.sin(np.diff(lam) / 2) ** 2
    chord = across + np.cos(phi[:-1]) * np.cos(phi[1:]) * along
    metres: npt.NDArray[np.float64] = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return metres


def point_ranges(
    starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Indices ``starts[i], starts[i] + 1, …`` (``sizes[i]`` of them) of every range in turn."""
    ends = np.cumsum(sizes)
    offsets = np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - sizes, sizes)
    ranges: npt.NDArray[np.int64] = np.repeat(starts, sizes) + offsets
    return ranges

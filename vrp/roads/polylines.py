"""Lengths along polylines on the sphere."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrp.roads.sphere import great_circle_m

__all__ = ["point_ranges", "step_lengths_m"]


def step_lengths_m(
    lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Great-circle metres from each point to the next.

    Parameters
    ----------
    lat, lon : ndarray of float64, shape (n,)
        WGS84 degrees.

    Returns
    -------
    ndarray of float64, shape (n - 1,)
    """
    return great_circle_m(lat[:-1], lon[:-1], lat[1:], lon[1:])


def point_ranges(
    starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Indices ``starts[i], starts[i] + 1, …`` (``sizes[i]`` of them) of every range in turn."""
    ends = np.cumsum(sizes)
    offsets = np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - sizes, sizes)
    ranges: npt.NDArray[np.int64] = np.repeat(starts, sizes) + offsets
    return ranges

"""Lengths along polylines on the sphere."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrp.roads.sphere import great_circle_m

__all__ = ["step_lengths_m"]


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

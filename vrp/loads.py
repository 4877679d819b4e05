"""Load units that stops bring from the depot, take on board and carry to one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vrp.entities import Stop

__all__ = ["LoadTable", "delivered_loads", "picked_up_loads"]

#: Of every stop, in every dimension; read-only.
LoadTable = npt.NDArray[np.int64]


def delivered_loads(stops: Sequence[Stop], dimensions: int) -> LoadTable:
    """What stops get from the depot; see :attr:`vrp.Instance.deliveries`.

    Parameters
    ----------
    stops
        Those of shipments get nothing from there.
    dimensions
        How many loads there are.

    Returns
    -------
    ndarray of int64, shape (n_stops, dimensions)
    """
    return _table([() if stop.origin is not None else stop.delivery for stop in stops], dimensions)


def picked_up_loads(
    stops: Sequence[Stop], origins: Sequence[int | None], dimensions: int
) -> LoadTable:
    """What stops give the vehicle, less what it hands over; see :attr:`vrp.Instance.pickups`.

    Parameters
    ----------
    stops
        Whose goods are counted.
    origins
        Of every stop, the number of the stop where its goods are picked up; None: the depot.
    dimensions
        How many loads there are.

    Returns
    -------
    ndarray of int64, shape (n_stops, dimensions)
    """
    taken = _table([stop.pickup for stop in stops], dimensions)
    if all(origin is None for origin in origins):
        return taken
    carried = _table([stop.delivery for stop in stops], dimensions)
    taken = taken.copy()
    for stop, origin in enumerate(origins):
        if origin is not None:
            taken[origin] += carried[stop]
            taken[stop] -= carried[stop]
    taken.flags.writeable = False
    return taken


def _table(rows: Sequence[tuple[int, ...]], dimensions: int) -> LoadTable:
    zeros = (0,) * dimensions
    loads = np.array([row or zeros for row in rows], dtype=np.int64)
    loads = loads.reshape(len(rows), dimensions)
    loads.flags.writeable = False
    return loads

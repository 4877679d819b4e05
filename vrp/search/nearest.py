"""Which stops are near one another, and in what order to number them, in linear memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrp.instance import Instance
from vrp.plane import Plane

__all__ = ["along_a_curve", "nearest_stops"]

#: Lists of neighbours made at a time.
_ROWS = 5_000
#: Stops near by among which the ones that time lets follow one another are looked for.
_CANDIDATES = 4
#: So much waiting counts as much as travel, as in ``engine/remoteness.h``.
_WAITING = 25
#: Bits of either coordinate that decide where on the curve a point lies.
_BITS = 16

_IntArray = npt.NDArray[np.int64]


def along_a_curve(points: npt.NDArray[np.float64]) -> _IntArray:
    """Order points along a Hilbert curve, so that what is close on it is close on the plane.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)

    Returns
    -------
    ndarray of int64, shape (n,)
        The numbers of the points in the order of the curve.
    """
    low = points.min(axis=0, initial=np.inf)
    width = max(1e-9, float((points.max(axis=0, initial=-np.inf) - low).max(initial=0.0)))
    x, y = (((points - low) / width) * (2**_BITS - 1)).astype(np.int64).T
    along = np.zeros(len(points), dtype=np.int64)
    for bit in reversed(range(_BITS)):
        right, upper = x >> bit & 1, y >> bit & 1
        along = along << 2 | (3 * right ^ upper)
        # A quarter of the curve is the whole one, mirrored or turned.
        rest = (1 << bit) - 1
        x, y = x & rest, y & rest
        mirrored, turned = (upper == 0) & (right == 1), upper == 0
        x, y = np.where(mirrored, rest - x, x), np.where(mirrored, rest - y, y)
        x, y = np.where(turned, y, x), np.where(turned, x, y)
    return np.argsort(along, kind="stable")


def nearest_stops(
    instance: Instance, plane: Plane, stops: _IntArray, count: int
) -> npt.NDArray[np.int32]:
    """Rank the stops that go well before or behind each stop.

    Parameters
    ----------
    instance
        The problem.
    plane
        Where its locations lie.
    stops : ndarray of int64, shape (n_stops,)
        How the stops are numbered here: number ``i`` is stop ``stops[i]`` of the instance.
    count
        Neighbours to a stop.

    Returns
    -------
    ndarray of int32, shape (n_stops, min(count, n_stops - 1))
        The numbers of the nearest stops, nearest first. Where time matters, waiting and lateness
        that cannot be avoided count as well, among four times as many stops that are near by
        (Vidal et al. 2013, section 4.2).
    """
    from scipy.spatial import cKDTree

    n = len(stops)
    count = max(0, min(count, n - 1))
    if not count:
        return np.empty((n, 0), dtype=np.int32)
    points = plane.points[len(instance.depots) + stops]
    tree = cKDTree(points)
    wanted = min(count * _CANDIDATES, n - 1) if instance.is_timed else count
    lists = np.empty((n, count), dtype=np.int32)
    for first in range(0, n, _ROWS):
        some = np.arange(first, min(n, first + _ROWS))
        near = _others(tree.query(points[some], wanted + 1)[1].reshape(len(some), -1), some)
        if instance.is_timed:
            remote = _remoteness(instance, stops[some, None], stops[near])
            near = np.take_along_axis(near, np.argsort(remote, axis=1, kind="stable"), axis=1)
        lists[some] = near[:, :count]
    return lists


def _others(near: _IntArray, own: _IntArray) -> _IntArray:
    """Rows without their own number, or the last one where points coincide."""
    is_other = near != own[:, None]
    is_other[is_other.all(axis=1), -1] = False
    others: _IntArray = near[is_other].reshape(len(own), -1)
    return others


def _remoteness(instance: Instance, stops: _IntArray, others: _IntArray) -> _IntArray:
    windows = [stop.windows or ((0, 2**40),) for stop in instance.stops]
    opens = np.array([some[0][0] for some in windows])
    closes = np.array([some[-1][1] for some in windows])
    service = np.array([stop.service_s for stop in instance.stops])
    depots = len(instance.depots)

    def one_way(first: _IntArray, then: _IntArray) -> npt.NDArray[np.float64]:
        travel = instance.durations_s[depots + first, depots + then].astype(np.int64)
        offset = service[first] + travel
        wait = np.maximum(0, opens[then] - offset - closes[first])
        late = np.maximum(0, opens[first] + offset - closes[then])
        return np.asarray(travel + wait / _WAITING + late)

    return np.minimum(one_way(stops, others), one_way(others, stops))

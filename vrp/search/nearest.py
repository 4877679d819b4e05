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
        In any unit.

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
    remoteness = _Remoteness(instance) if instance.is_timed else None
    wanted = count if remoteness is None else min(count * _CANDIDATES, n - 1)
    lists = np.empty((n, count), dtype=np.int32)
    for first in range(0, n, _ROWS):
        some = np.arange(first, min(n, first + _ROWS))
        near = _others(tree.query(points[some], wanted + 1)[1].reshape(len(some), -1), some)
        if remoteness is not None:
            remote = remoteness.between(stops[some, None], stops[near])
            near = np.take_along_axis(near, np.argsort(remote, axis=1, kind="stable"), axis=1)
        lists[some] = near[:, :count]
    return lists


def _others(near: _IntArray, own: _IntArray) -> _IntArray:
    """Rows without their own number, or the last one where points coincide."""
    is_other = near != own[:, None]
    is_other[is_other.all(axis=1), -1] = False
    others: _IntArray = near[is_other].reshape(len(own), -1)
    return others


class _Remoteness:
    """How far apart stops are in travel and in time, by the arrays of the whole instance."""

    def __init__(self, instance: Instance) -> None:
        windows = [stop.windows or ((0, 2**40),) for stop in instance.stops]
        self._opens = np.array([some[0][0] for some in windows])
        self._closes = np.array([some[-1][1] for some in windows])
        self._service = np.array([stop.service_s for stop in instance.stops])
        self._durations_s = instance.durations_s
        self._depots = len(instance.depots)

    def between(self, stops: _IntArray, others: _IntArray) -> npt.NDArray[np.float64]:
        """By the better way round."""
        return np.minimum(self._one_way(stops, others), self._one_way(others, stops))

    def _one_way(self, first: _IntArray, then: _IntArray) -> npt.NDArray[np.float64]:
        travel = self._durations_s[self._depots + first, self._depots + then].astype(np.int64)
        offset = self._service[first] + travel
        wait = np.maximum(0, self._opens[then] - offset - self._closes[first])
        late = np.maximum(0, self._opens[first] + offset - self._closes[then])
        return np.asarray(travel + wait / _WAITING + late)

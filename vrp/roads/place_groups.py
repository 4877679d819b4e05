"""Places that lie together: which of them are one, and where the middle of them is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from vrp.roads.sphere import METRES_PER_DEGREE, great_circle_m

__all__ = ["LatLon", "box_m", "connected", "metres_between", "middle"]

#: Latitude and longitude in WGS84 degrees.
LatLon = tuple[float, float]


def metres_between(one: LatLon, other: LatLon) -> float:
    """Great-circle metres between two places."""
    lat, lon, other_lat, other_lon = (np.array([degrees]) for degrees in (*one, *other))
    return float(great_circle_m(lat, lon, other_lat, other_lon)[0])


def connected(lines: Sequence[Sequence[LatLon]], within_m: float) -> list[list[int]]:
    """Put lines together that come near each other, directly or by way of others.

    Parameters
    ----------
    lines
        Latitudes and longitudes of their points; a place is a line of one point.
    within_m
        Lines with points that are no farther apart are together; those with all points farther
        apart than three times this are not.

    Returns
    -------
    list of list of int
        Numbers of the lines, group by group in the order of the first of each.
    """
    leader = list(range(len(lines)))

    def lead(line: int) -> int:
        while leader[line] != line:
            leader[line] = leader[leader[line]]
            line = leader[line]
        return line

    cells: dict[tuple[int, int], int] = {}
    for number, line in enumerate(lines):
        for point in _dense(line, within_m):
            row, column = _cell(point, within_m)
            cells.setdefault((row, column), number)
            for near in ((row + up, column + right) for up in (-1, 0, 1) for right in (-1, 0, 1)):
                if near in cells:
                    low, high = sorted((lead(number), lead(cells[near])))
                    leader[high] = low
    groups: dict[int, list[int]] = {}
    for number in range(len(lines)):
        groups.setdefault(lead(number), []).append(number)
    return list(groups.values())


def _dense(line: Sequence[LatLon], step_m: float) -> Iterator[LatLon]:
    """The points of a line, and more between those that are farther apart."""
    yield line[0]
    for (lat, lon), (to_lat, to_lon) in pairwise(line):
        steps = math.ceil(metres_between((lat, lon), (to_lat, to_lon)) / step_m)
        for step in range(1, steps):
            share = step / steps
            yield lat + share * (to_lat - lat), lon + share * (to_lon - lon)
        yield to_lat, to_lon


def _cell(point: LatLon, size_m: float) -> tuple[int, int]:
    """Row and column of a place in a grid, about square, whose lines all places agree on."""
    lat, lon = point
    row = math.floor(lat * METRES_PER_DEGREE / size_m)
    # The same for all of a whole degree of latitude, so that columns lie above each other.
    shrink = max(0.01, math.cos(math.radians(math.floor(abs(lat)))))
    return row, math.floor(lon * METRES_PER_DEGREE * shrink / size_m)


def box_m(points: Sequence[LatLon]) -> float:
    """Metres from corner to corner of the box around some places."""
    lat, lon = zip(*points, strict=True)
    return metres_between((min(lat), min(lon)), (max(lat), max(lon)))


def middle(lines: Sequence[Sequence[LatLon]]) -> LatLon:
    """Give the place on any of the lines that is nearest to the centre of the box around them."""
    lat, lon = zip(*(point for line in lines for point in line), strict=True)
    centre = np.array([(min(lat) + max(lat)) / 2, (min(lon) + max(lon)) / 2])
    scale = np.array([1.0, math.cos(math.radians(float(centre[0])))])
    best, off = (float(centre[0]), float(centre[1])), math.inf
    for line in lines:
        points = (np.array(line) - centre) * scale
        # The last point begins a step of no length, so that a place is a line as well.
        steps = np.diff(points, axis=0, append=points[-1:])
        squares = np.maximum((steps**2).sum(axis=1), np.finfo(np.float64).tiny)
        along = np.clip(-(points * steps).sum(axis=1) / squares, 0, 1)
        nearest = points + along[:, None] * steps
        distances = (nearest**2).sum(axis=1)
        step = int(np.argmin(distances))
        if distances[step] < off:
            off = float(distances[step])
            lat_lon = nearest[step] / scale + centre
            best = float(lat_lon[0]), float(lat_lon[1])
    return best

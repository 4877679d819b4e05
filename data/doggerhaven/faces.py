"""The faces of the plan: the polygons that its lines enclose."""

from __future__ import annotations

import cmath
import itertools
from collections import defaultdict
from collections.abc import Iterable

from doggerhaven.geometry import Line, Point, area

__all__ = ["faces"]


def faces(lines: Iterable[Line]) -> list[Line]:
    """Polygons between lines that share their vertices, each counter-clockwise.

    At every vertex the walk turns as far left as it can; spurs that end nowhere are left out.
    """
    around = _neighbours(lines)
    found = []
    walked: set[tuple[Point, Point]] = set()
    for start in sorted(around, key=_order):
        for first in around[start]:
            ring = []
            a, b = start, first
            while (a, b) not in walked:
                walked.add((a, b))
                ring.append(a)
                ways = around[b]
                a, b = b, ways[ways.index(a) - 1]
            if len(ring) > 2 and area(ring) > 0:
                found.append(ring)
    return found


def _order(point: Point) -> tuple[float, float]:
    return point.real, point.imag


def _neighbours(lines: Iterable[Line]) -> dict[Point, list[Point]]:
    """The vertices next to each vertex, by angle; dead ends are cut off."""
    around: dict[Point, set[Point]] = defaultdict(set)
    for line in lines:
        for a, b in itertools.pairwise(line):
            around[a].add(b)
            around[b].add(a)
    ends = [point for point, others in around.items() if len(others) == 1]
    while ends:
        end = ends.pop()
        for other in around.pop(end):
            around[other].discard(end)
            if len(around[other]) == 1:
                ends.append(other)
    return {
        point: sorted(others, key=lambda other: cmath.phase(other - point))
        for point, others in around.items()
        if others
    }

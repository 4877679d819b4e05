"""Points, lines and polygons in a plane of metres: x to the east, y to the north.

Points are complex numbers, kept to the centimetre so that decisions do not hang on the last bit of
a platform's sine. Only the standard library is used: the city must not change with a dependency.
"""

from __future__ import annotations

import cmath
import itertools
import math
from collections.abc import Iterator, Sequence

__all__ = [
    "Line",
    "Point",
    "area",
    "bow",
    "boxed_angle",
    "centroid",
    "circle",
    "contains",
    "cross",
    "crossings",
    "curve",
    "distance_to_line",
    "length",
    "nearest_on_segment",
    "parallel",
    "position_at",
    "settle",
    "thinned",
]

Point = complex
Line = list[Point]


def settle(point: Point) -> Point:
    """The point to the centimetre."""
    return complex(round(point.real, 2), round(point.imag, 2))


def length(line: Sequence[Point]) -> float:
    """Metres along a line."""
    return sum(abs(b - a) for a, b in itertools.pairwise(line))


def dot(a: Point, b: Point) -> float:
    """Scalar product."""
    return (a.conjugate() * b).real


def cross(a: Point, b: Point) -> float:
    """Signed area of the parallelogram of two vectors: positive where ``b`` turns left."""
    return (a.conjugate() * b).imag


def curve(*through: Point, step: float = 40.0, closed: bool = False) -> Line:
    """A smooth line through points (Catmull and Rom 1974), a vertex about every ``step`` metres."""
    points = list(through)
    before, after = (points[-1], points[0]) if closed else (points[0], points[-1])
    padded = [before, *points, *([points[0], points[1]] if closed else [after])]
    line = [points[0]]
    for p, a, b, n in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces = max(1, round(abs(b - a) / step))
        for piece in range(1, pieces + 1):
            t = piece / pieces
            bend = (2 * p - 5 * a + 4 * b - n) * t * t + (3 * a - p - 3 * b + n) * t**3
            line.append(settle(0.5 * (2 * a + (b - p) * t + bend)))
    return thinned(line, 0.4)


def bow(start: Point, end: Point, sag: float, pieces: int = 6) -> Line:
    """A parabola from start to end that swings ``sag`` metres to the left at its middle."""
    across = 1j * (end - start) / abs(end - start)
    steps = [piece / pieces for piece in range(pieces + 1)]
    return [settle(start + (end - start) * t + across * 4 * sag * t * (1 - t)) for t in steps]


def circle(centre: Point, radius: float, pieces: int = 14) -> Line:
    """A ring driven counter-clockwise, its first point repeated at the end."""
    ring = [settle(centre + cmath.rect(radius, math.tau * n / pieces)) for n in range(pieces)]
    return [*ring, ring[0]]


def thinned(line: Sequence[Point], tolerance: float) -> Line:
    """The line without vertices closer than ``tolerance`` to it (Douglas and Peucker 1973)."""
    if len(line) < 3:
        return list(line)
    gaps = [abs(p - nearest_on_segment(p, line[0], line[-1])) for p in line[1:-1]]
    worst = max(range(len(gaps)), key=gaps.__getitem__)
    if gaps[worst] <= tolerance and line[0] != line[-1]:
        return [line[0], line[-1]]
    split = worst + 1
    return thinned(line[: split + 1], tolerance)[:-1] + thinned(line[split:], tolerance)


def parallel(line: Sequence[Point], offset: float) -> Line:
    """The line moved ``offset`` metres to its left."""
    moved = []
    for number, point in enumerate(line):
        ahead = line[min(number + 1, len(line) - 1)] - line[max(number - 1, 0)]
        moved.append(settle(point + 1j * offset * ahead / abs(ahead)))
    return moved


def position_at(line: Sequence[Point], metres: float) -> tuple[Point, Point]:
    """The point so far along a line, and the unit vector of its direction there."""
    for a, b in itertools.pairwise(line):
        step = abs(b - a)
        if metres <= step and step > 0:
            return a + (b - a) * metres / step, (b - a) / step
        metres -= step
    return line[-1], (line[-1] - line[-2]) / abs(line[-1] - line[-2])


def nearest_on_segment(point: Point, a: Point, b: Point) -> Point:
    """The point of the segment that lies nearest."""
    if a == b:
        return a
    share = dot(b - a, point - a) / abs(b - a) ** 2
    return a + (b - a) * min(1.0, max(0.0, share))


def distance_to_line(point: Point, line: Sequence[Point]) -> float:
    """Metres from a point to the nearest place of a line."""
    nearest = math.inf
    for a, b in itertools.pairwise(line):
        along, away = b - a, point - a
        square = along.real * along.real + along.imag * along.imag
        if square > 0:
            share = (along.real * away.real + along.imag * away.imag) / square
            away -= along * min(1.0, max(0.0, share))
        nearest = min(nearest, abs(away))
    return nearest


def meeting(a: Point, b: Point, c: Point, d: Point) -> tuple[float, float] | None:
    """Where the segments a-b and c-d cross, as shares of each; ``None`` if they do not."""
    along_x, along_y = b.real - a.real, b.imag - a.imag
    from_c = along_x * (c.imag - a.imag) - along_y * (c.real - a.real)
    from_d = along_x * (d.imag - a.imag) - along_y * (d.real - a.real)
    if from_c * from_d > 0 or abs(from_d - from_c) < 1e-9:
        return None
    turn = cross(b - a, d - c)
    on_first, on_second = cross(c - a, d - c) / turn, cross(c - a, b - a) / turn
    if 0 <= on_first <= 1 and 0 <= on_second <= 1:
        return on_first, on_second
    return None


def crossings(line: Sequence[Point], other: Sequence[Point]) -> Iterator[tuple[float, Point, int]]:
    """Where a line crosses another: its position in segments, the point, the other's segment."""
    for number, (a, b) in enumerate(itertools.pairwise(line)):
        for segment, (c, d) in enumerate(itertools.pairwise(other)):
            if (shares := meeting(a, b, c, d)) is not None:
                yield number + shares[0], settle(a + (b - a) * shares[0]), segment


def area(ring: Sequence[Point]) -> float:
    """Square metres of a polygon, positive where it runs counter-clockwise."""
    return sum(cross(a, b) for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def centroid(ring: Sequence[Point]) -> Point:
    """Centre of gravity of a polygon."""
    total, size = 0j, 0.0
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = cross(a - ring[0], b - ring[0]) / 2
        total += (ring[0] + a + b) / 3 * part
        size += part
    return total / size


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a polygon holds a point."""
    inside = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a.imag > point.imag) != (b.imag > point.imag):
            east = a.real + (b.real - a.real) * (point.imag - a.imag) / (b.imag - a.imag)
            inside ^= point.real < east
    return inside


def boxed_angle(ring: Sequence[Point]) -> tuple[float, float, float]:
    """Angle in radians, length and width of the smallest of 18 boxes around a polygon."""
    boxes = []
    for step in range(18):
        angle = step * math.pi / 18
        turned = [point * cmath.rect(1, -angle) for point in ring]
        long = max(p.real for p in turned) - min(p.real for p in turned)
        wide = max(p.imag for p in turned) - min(p.imag for p in turned)
        boxes.append((round(long * wide), angle, long, wide))
    _, angle, long, wide = min(boxes)
    return (angle, long, wide) if long >= wide else (angle + math.pi / 2, wide, long)

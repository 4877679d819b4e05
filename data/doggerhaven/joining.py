"""Streets that meet share a vertex; junctions that nearly meet become one."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from doggerhaven.geometry import Line, Point, crossings, length, nearest_on_segment
from doggerhaven.street import RANK, Street

__all__ = ["joined", "junctions", "merged"]

_CELL_M = 80.0
#: An end so near to a line lies on it.
_TOUCHING_M = 2.0
#: Vertices so near to each other are one.
_SAME_M = 0.6

Cell = tuple[int, int]


def joined(streets: Sequence[Street]) -> list[Street]:
    """The streets with a vertex of their own wherever one crosses or touches another."""
    found = _Meetings(streets)
    vertices = _Vertices()
    by_rank = sorted(range(len(streets)), key=lambda n: RANK.get(streets[n].highway, len(RANK)))
    lines = {n: vertices.line(found.line(n)) for n in by_rank}
    return [street.along(lines[n]) for n, street in enumerate(streets) if len(lines[n]) > 1]


def junctions(streets: Iterable[Street]) -> Counter[Point]:
    """How many ways lead off from every vertex where streets meet or end."""
    arms: Counter[Point] = Counter()
    for street in streets:
        for vertex in street.line[1:-1]:
            arms[vertex] += 2
        arms[street.line[0]] += 1
        arms[street.line[-1]] += 1
    for vertex in [vertex for vertex, count in arms.items() if count == 2]:
        del arms[vertex]
    return arms


def merged(streets: Sequence[Street], nearer_than: float) -> list[Street]:
    """The streets with junctions that lie closer together on a street drawn into one.

    The junction on the higher street stays where it is. What is left of a street between two
    junctions that another street joins already is taken away.
    """
    arms = junctions(streets)
    place: dict[Point, Point] = {}

    def settled(vertex: Point) -> Point:
        while vertex in place:
            vertex = place[vertex]
        return vertex

    ranked = sorted(streets, key=lambda street: RANK.get(street.highway, len(RANK)))
    for street in ranked:
        nodes = [vertex for vertex in street.line if arms[vertex] > 2]
        for a, b in itertools.pairwise(nodes):
            kept, lost = settled(a), settled(b)
            if kept != lost and abs(kept - lost) < nearer_than:
                place[lost] = kept
    moved = [
        street.along(_without_loops([settled(v) for v in street.line], 3 * nearer_than))
        for street in ranked
    ]
    return list(_without_doubles(street for street in moved if len(street.line) > 1))


def _without_repeats(line: Line) -> Line:
    return line[:1] + [b for a, b in itertools.pairwise(line) if a != b]


def _without_loops(line: Line, shorter_than: float) -> Line:
    """The line without what lies between two vertices that have been merged."""
    kept: Line = []
    for vertex in line:
        if vertex in kept:
            start = kept.index(vertex)
            if length([*kept[start:], vertex]) < shorter_than:
                del kept[start:]
        kept.append(vertex)
    return kept


def _without_doubles(streets: Iterable[Street]) -> Iterator[Street]:
    """Cut out the segments that an earlier street has; a border may run along a street."""
    taken: set[frozenset[Point]] = set()
    for street in streets:
        if "border" in street.tags:
            yield street
            continue
        piece = street.line[:1]
        for a, b in zip(street.line, street.line[1:], strict=False):
            segment = frozenset((a, b))
            if segment in taken:
                if len(piece) > 1:
                    yield street.along(piece)
                piece = [b]
            else:
                taken.add(segment)
                piece.append(b)
        if len(piece) > 1:
            yield street.along(piece)


class _Meetings:
    """The vertices that every street gets where another one crosses or touches it."""

    def __init__(self, streets: Sequence[Street]) -> None:
        self._streets = streets
        self._cells: dict[Cell, list[tuple[int, int]]] = defaultdict(list)
        self._added: dict[tuple[int, int], list[Point]] = defaultdict(list)
        for number, street in enumerate(streets):
            for segment in range(len(street.line) - 1):
                for cell in _cells(*street.line[segment : segment + 2]):
                    self._cells[cell].append((number, segment))
        for segments in self._cells.values():
            self._add_crossings(segments)
        for street in streets:
            for end in (street.line[0], street.line[-1]):
                self._add_touching(end)

    def line(self, number: int) -> Line:
        """The line of a street with its new vertices."""
        old = self._streets[number].line
        line = [old[0]]
        for segment, (a, b) in enumerate(itertools.pairwise(old)):
            new = self._added.get((number, segment), ())
            line += [*sorted(new, key=lambda point: abs(point - a)), b]
        return line

    def _add_crossings(self, segments: Sequence[tuple[int, int]]) -> None:
        for index, (number, segment) in enumerate(segments):
            street = self._streets[number]
            for other_number, other_segment in segments[:index]:
                other = self._streets[other_number]
                if street.at_ends_only or other.at_ends_only:
                    continue
                if number == other_number and abs(segment - other_segment) <= 1:
                    continue
                pair = other.line[other_segment : other_segment + 2]
                for _, point, _ in crossings(street.line[segment : segment + 2], pair):
                    self._added[number, segment].append(point)
                    self._added[other_number, other_segment].append(point)

    def _add_touching(self, end: Point) -> None:
        reach = complex(_TOUCHING_M, _TOUCHING_M)
        around = _cells(end - reach, end + reach)
        near = {segment for cell in around for segment in self._cells.get(cell, ())}
        for number, segment in sorted(near):
            a, b = self._streets[number].line[segment : segment + 2]
            away = abs(end - nearest_on_segment(end, a, b))
            if away < _TOUCHING_M and min(abs(end - a), abs(end - b)) > _SAME_M:
                self._added[number, segment].append(end)


class _Vertices:
    """One point for all that lie within a hand's breadth."""

    def __init__(self) -> None:
        self._known: dict[Cell, list[Point]] = defaultdict(list)

    def line(self, line: Line) -> Line:
        """The line on known vertices where there are any."""
        return _without_repeats([self._vertex(point) for point in line])

    def _vertex(self, point: Point) -> Point:
        x, y = math.floor(point.real / 2), math.floor(point.imag / 2)
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                for known in self._known.get((x + i, y + j), ()):
                    if abs(known - point) < _SAME_M:
                        return known
        self._known[x, y].append(point)
        return point


def _cell(point: Point) -> Cell:
    return math.floor(point.real / _CELL_M), math.floor(point.imag / _CELL_M)


def _cells(a: Point, b: Point) -> Iterator[Cell]:
    """The cells of the box around a segment."""
    (west, south), (east, north) = _cell(a), _cell(b)
    for x in range(min(west, east), max(west, east) + 1):
        for y in range(min(south, north), max(south, north) + 1):
            yield x, y

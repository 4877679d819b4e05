"""Lines that meet, drawn without lifting the pen: fewer of them to write down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["string_together"]

IntArray = npt.NDArray[np.int64]
Point = tuple[int, int]


def string_together(lines: Sequence[IntArray]) -> list[IntArray]:
    """Join lines end to end, each used once, some of them turned around.

    Parameters
    ----------
    lines : sequence of ndarray of int64, shape (k, 2)
        Of two points or more each.
    """
    ends: list[tuple[Point, Point]] = [_ends(line) for line in lines]
    meeting: defaultdict[Point, list[int]] = defaultdict(list)
    for number, (first, last) in enumerate(ends):
        meeting[first].append(number)
        meeting[last].append(number)
    unused = [True] * len(lines)
    strung = []
    # From dead ends and crossings of an odd number of lines first, where the pen has to begin.
    order = sorted(range(len(lines)), key=lambda n: len(meeting[ends[n][0]]) % 2 == 0)
    for number in order:
        if unused[number]:
            strung.append(_string_from(number, lines, ends, meeting, unused))
    return strung


def _string_from(
    number: int,
    lines: Sequence[IntArray],
    ends: Sequence[tuple[Point, Point]],
    meeting: dict[Point, list[int]],
    unused: list[bool],
) -> IntArray:
    """Follow a line from its first point until no unused one goes on."""
    here = ends[number][0]
    parts: list[IntArray] = [lines[number][:1]]
    following: int | None = number
    while following is not None:
        unused[following] = False
        first, last = ends[following]
        forward = first == here
        parts.append(lines[following][1:] if forward else lines[following][-2::-1])
        here = last if forward else first
        waiting = meeting[here]
        while waiting and not unused[waiting[-1]]:
            waiting.pop()
        following = waiting[-1] if waiting else None
    return np.concatenate(parts)


def _ends(line: IntArray) -> tuple[Point, Point]:
    (x0, y0), (x1, y1) = line[[0, -1]].tolist()
    return (x0, y0), (x1, y1)

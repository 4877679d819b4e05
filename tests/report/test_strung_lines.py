"""Lines joined end to end."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vrp.report.strung_lines import string_together

_POINTS = st.tuples(st.integers(0, 3), st.integers(0, 3))
_LINES = st.lists(st.lists(_POINTS, min_size=2, max_size=4), max_size=12)


def _segments(lines: list[np.ndarray]) -> Counter[frozenset[tuple[int, int]]]:
    return Counter(
        frozenset([tuple(one), tuple(other)])
        for line in lines
        for one, other in zip(line.tolist(), line.tolist()[1:], strict=False)
    )


@given(_LINES)
def test_every_segment_is_kept_once(lines: list[list[tuple[int, int]]]) -> None:
    arrays = [np.array(line) for line in lines]
    strung = string_together(arrays)
    assert _segments(strung) == _segments(arrays)
    assert len(strung) <= len(arrays)


def test_a_street_in_pieces_becomes_one_line() -> None:
    pieces = [[(2, 0), (1, 0)], [(3, 1), (2, 0)], [(0, 0), (0, 5), (1, 0)]]
    (line,) = string_together([np.array(piece) for piece in pieces])
    expected = [[0, 0], [0, 5], [1, 0], [2, 0], [3, 1]]
    assert line.tolist() in (expected, expected[::-1])

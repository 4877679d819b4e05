"""Lines as text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vrp.report.encoded_lines import encode_lines
from vrp.roads.encoded_polyline import decode_polyline

_STEPS = st.integers(-(2**40), 2**40)
_LINES = st.lists(st.lists(st.tuples(_STEPS, _STEPS), min_size=1, max_size=5), max_size=4)


@given(_LINES)
def test_an_independent_reader_gets_the_points_back(lines: list[list[tuple[int, int]]]) -> None:
    points = np.array([point for line in lines for point in line], dtype=np.int64).reshape(-1, 2)
    first_point = np.cumsum([0, *map(len, lines)])
    text = encode_lines(points[:, 0], points[:, 1], first_point)
    # Of latitude and longitude, the reader takes the first number for the latitude.
    read = [[(y, x) for x, y in decode_polyline(part, digits=0)] for part in text.split()]
    assert [[(int(x), int(y)) for x, y in line] for line in read] == lines


def test_small_steps_take_a_character_each() -> None:
    x, y = np.arange(100), -np.arange(100)
    assert len(encode_lines(x, y, np.array([0, 100]))) == 200

"""Lines as text: what a page says of streets in a quarter of the characters of numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["encode_lines"]

IntArray = npt.NDArray[np.int64]

_FIRST_CHARACTER = 63
_CONTINUED = 32
_BITS = 5


def encode_lines(x: IntArray, y: IntArray, first_point: IntArray) -> str:
    """Write lines in Google's encoded polyline algorithm, x before y, with spaces between lines.

    Every line starts from zero: differences of x and y in turn, five bits a character, the sign in
    the lowest bit.

    Parameters
    ----------
    x, y : ndarray of int64, shape (n_points,)
        Whole steps of the page's choice.
    first_point : ndarray of int64, shape (n_lines + 1,)
        The points of line ``i`` are ``first_point[i]`` up to ``first_point[i + 1]``.
    """
    if not x.size:
        return ""
    starts = first_point[:-1]
    steps = np.column_stack([_differences(x, starts), _differences(y, starts)]).ravel()
    values = np.where(steps < 0, ~(steps << 1), steps << 1)
    digits = max(1, -(-int(values.max()).bit_length() // _BITS))
    groups = values[:, None] >> (_BITS * np.arange(digits))
    more = groups >= 1 << _BITS
    characters = (groups & ((1 << _BITS) - 1)) + _CONTINUED * more + _FIRST_CHARACTER
    written = np.column_stack([np.ones(values.size, dtype=bool), more[:, :-1]])
    # A column in front holds the spaces.
    apart = np.zeros((values.size, 1), dtype=bool)
    apart[2 * starts[1:]] = True
    table = np.column_stack([np.full((values.size, 1), ord(" ")), characters]).astype(np.uint8)
    text: bytes = table[np.column_stack([apart, written])].tobytes()
    return text.decode("ascii")


def _differences(values: IntArray, starts: IntArray) -> IntArray:
    """From each value to the next, and from zero to the first of every line."""
    differences = np.diff(values, prepend=np.int64(0))
    differences[starts] = values[starts]
    return differences

"""The user's own durations and distances: an npz archive or a CSV of pairs or of squares.

* ``.npz``: arrays ``durations_s`` and ``distances_m`` of shape (n, n), from row to column. With an
  array ``ids`` of n names, rows are matched by name in any order; without it, they are in the order
  of the rows of the stops.
* CSV of pairs: columns ``from``, ``to``, ``duration_s``, ``distance_m``, one row a pair of ids.
* CSV of squares: a row ``durations_s,<id>,<id>,…``, one row ``<id>,<number>,…`` per origin, then
  the same again under ``distances_m,<id>,<id>,…``.

Lines in front of a CSV that begin with ``#`` are comments. Where there are ids, those that the
instance does not have are passed over, so that one matrix of a city serves every day. Nothing is
ever made symmetric. What ``vrp matrix`` wrote into the file of where its numbers come from is read
by :mod:`vrp.read.matrix_origin`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError
from vrp.instance import MAX_VALUE, IntMatrix
from vrp.read.matrix_csv import read_labelled
from vrp.read.npz import read_npz
from vrp.read.problems import InputWarning

__all__ = ["is_npz", "read_matrix"]

_NAMES = {"durations_s": "seconds", "distances_m": "metres"}

#: What a file of :func:`numpy.save` begins with.
_ARRAY = b"\x93NUMPY"

_HOW_TO_JOIN = (
    "a matrix needs a way for every pair: leave out of it and of the stops what cannot be reached "
    "and left, as 'vrp matrix --unreachable drop' does, or estimate such pairs as "
    "'--unreachable estimate' does"
)

_Matrix = npt.NDArray[Any]  # of any numbers


def read_matrix(
    path: Path, ids: Sequence[str], *, n_depots: int, row_ids: Sequence[str] | None = None
) -> tuple[IntMatrix, IntMatrix]:
    """Read durations and distances between locations.

    Parameters
    ----------
    path
        The file; an npz archive is recognised by its content.
    ids
        Locations in the order of the result, depots first.
    n_depots
        How many of them are depots.
    row_ids
        The same locations in the order of a matrix without ids; by default that of ``ids``.

    Returns
    -------
    durations_s, distances_m
        Read-only int32 arrays, shape (n, n), rounded to whole seconds and metres.

    Raises
    ------
    ReadError
        Naming the ids of every entry that cannot be used.

    Warns
    -----
    InputWarning
        For a diagonal that is not zero; it is set to zero.
    """
    path = Path(path)
    labels: list[str] | None
    arrays: dict[str, _Matrix]
    labels, arrays = _load_npz(path) if is_npz(path) else read_labelled(path, ids)
    if labels is None:
        labels = list(ids if row_ids is None else row_ids)
        _check_shapes(path.name, arrays, len(labels), "the instance has", n_depots)
    else:
        _check_shapes(path.name, arrays, len(labels), "its 'ids' has")
    order = _order(path.name, labels, ids)
    problems: list[str] = []
    all_join = True
    matrices = []
    for name in _NAMES:
        # One after the other, and nothing kept that was read: matrices may fill half the memory.
        array = _ordered(arrays.pop(name), order)
        problems += _check_entries(path.name, name, array, ids, n_depots)
        if problems:
            all_join &= bool(np.isfinite(array).all())
        else:
            matrices.append(_rounded(array))
    if problems:
        raise ReadError(list(dict.fromkeys(problems + [_HOW_TO_JOIN] * (not all_join))))
    durations_s, distances_m = matrices
    return durations_s, distances_m


def is_npz(path: Path) -> bool:
    """Whether the content is an npz archive, whatever the file is called.

    Raises
    ------
    ReadError
        If the file cannot be read, or holds a single array.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(len(_ARRAY))
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error
    if begin == _ARRAY:
        raise ReadError(
            f"{path.name}: is a single array (.npy), expected two in an npz archive: "
            "numpy.savez('matrix.npz', durations_s=…, distances_m=…)"
        )
    return begin.startswith(b"PK")


def _load_npz(path: Path) -> tuple[list[str] | None, dict[str, _Matrix]]:
    arrays = read_npz(path)
    missing = [name for name in _NAMES if name not in arrays]
    if missing:
        found = ", ".join(map(repr, arrays)) or "nothing"
        raise ReadError(f"{path.name}: has no array {missing[0]!r}, found {found}")
    matrices = {name: _as_numbers(path.name, name, arrays.pop(name)) for name in _NAMES}
    if "ids" not in arrays:
        return None, matrices
    if arrays["ids"].ndim != 1:
        shape = arrays["ids"].shape
        raise ReadError(f"{path.name}: 'ids' has shape {shape}, expected one dimension")
    return [str(identifier) for identifier in arrays["ids"]], matrices


def _as_numbers(file: str, name: str, array: npt.NDArray[Any]) -> _Matrix:
    if array.dtype.kind not in "iuf":
        raise ReadError(f"{file}: {name} has dtype {array.dtype}, expected numbers")
    return array


def _check_shapes(
    file: str, arrays: Mapping[str, _Matrix], n: int, owner: str, n_depots: int | None = None
) -> None:
    split = "" if n_depots is None else f" (depots: {n_depots}, stops: {n - n_depots})"
    problems = [
        f"{file}: {name} has shape {array.shape}, expected {(n, n)}: {owner} {n} locations{split}"
        for name, array in arrays.items()
        if array.shape != (n, n)
    ]
    if problems:
        raise ReadError(problems)


def _order(file: str, labels: Sequence[str], ids: Sequence[str]) -> npt.NDArray[np.intp]:
    """Row of the file for each location."""
    rows: dict[str, int] = {}
    for row, label in enumerate(labels):
        if label in rows:
            raise ReadError(f"{file}: id {label!r} appears twice, expected each location once")
        rows[label] = row
    missing = [identifier for identifier in ids if identifier not in rows]
    if missing:
        raise ReadError(
            [f"{file}: has no location {name!r}, expected every depot and stop" for name in missing]
        )
    return np.array([rows[identifier] for identifier in ids], dtype=np.intp)


def _check_entries(
    file: str, name: str, array: _Matrix, ids: Sequence[str], n_depots: int
) -> list[str]:
    """One sentence per unusable entry; the diagonal of the array is set to zero."""
    _clear_diagonal(file, name, array, ids)
    problems: list[str] = []
    bad = ~((array >= 0) & (array <= MAX_VALUE))
    unreachable = ~np.isfinite(array)
    np.fill_diagonal(unreachable, val=True)
    if len(ids) > 1:
        for axis, text in ((0, "{} cannot be reached"), (1, "nothing can be reached from {}")):
            for index in np.flatnonzero(unreachable.all(axis=axis)).tolist():
                kind = "depot" if index < n_depots else "stop"
                whole = "column" if axis == 0 else "row"
                where = text.format(f"{kind} {ids[index]!r}")
                problems.append(
                    f"{file}: {where}: its whole {whole} of {name} is infinite or not a number"
                )
                bad[(slice(None), index) if axis == 0 else index] = False
    shown = ReadError.MAX_SHOWN
    rows, columns = np.nonzero(bad)
    for row, column in zip(rows[:shown], columns[:shown], strict=True):
        problems.append(
            f"{file}, {name}, row {ids[row]!r}, column {ids[column]!r}: "
            f"{_fault(float(array[row, column]))}, expected {_NAMES[name]} from 0 to {MAX_VALUE}"
        )
    if len(rows) > shown:
        problems.append(f"{file}, {name}: {len(rows) - shown} more entries like these")
    return problems


def _clear_diagonal(file: str, name: str, array: _Matrix, ids: Sequence[str]) -> None:
    used = np.flatnonzero(np.diagonal(array) != 0)
    if used.size:
        first = int(used[0])
        warnings.warn(
            f"{file}: {name} from {ids[first]!r} to itself is {array[first, first]:g}, expected 0: "
            f"{used.size} entries of the diagonal are taken as 0",
            InputWarning,
            stacklevel=4,
        )
        np.fill_diagonal(array, 0)


def _fault(value: float) -> str:
    if np.isnan(value):
        return "nan is not a number"
    if np.isinf(value):
        return f"{value} is infinite"
    return f"{value:.12g} is {'negative' if value < 0 else 'too large'}"


def _ordered(array: _Matrix, order: npt.NDArray[np.intp]) -> _Matrix:
    if np.array_equal(order, np.arange(len(array))):
        return array
    return array[np.ix_(order, order)]


def _rounded(array: _Matrix) -> IntMatrix:
    if array.dtype.kind == "f":
        array = np.rint(array)
    whole = array.astype(np.int32, order="C", copy=False)
    whole.flags.writeable = False
    return whole

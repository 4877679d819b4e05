"""Durations and distances as CSV: one row a pair of ids, or two squares of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError
from vrp.read.column_names import ColumnNames
from vrp.read.decimal_marks import in_doubt, is_ambiguous
from vrp.read.table import read_records

__all__ = ["read_labelled"]

_PAIR_COLUMNS = ("from", "to", "duration_s", "distance_m")
_SQUARES = ("durations_s", "distances_m")

_Matrix = npt.NDArray[np.float64]
_Record = tuple[int, list[str]]


class _Square(NamedTuple):
    labels: list[str]
    array: _Matrix


def read_labelled(path: Path, ids: Sequence[str]) -> tuple[list[str], dict[str, _Matrix]]:
    """Read a matrix whose rows and columns have ids.

    Parameters
    ----------
    path
        The file.
    ids
        The locations that matter: pairs of others are passed over.

    Returns
    -------
    labels
        Ids of rows and columns.
    arrays
        ``durations_s`` and ``distances_m``, shape (n, n), not a number where the file has no pair.

    Raises
    ------
    ReadError
        For a file in neither of the two forms, and for cells that are no numbers.
    """
    names = ColumnNames((*_PAIR_COLUMNS, *_SQUARES))
    delimiter, records = read_records(path, names, commented=True)
    decimals = _Decimals(delimiter)
    row, first = next(records, (1, [""]))
    header = [cell.strip().lower() for cell in first]
    if header[0] in _SQUARES:
        return _read_squares(path.name, chain([(row, first)], records), decimals)
    if all(name in header for name in _PAIR_COLUMNS):
        return _read_pairs(path.name, header, records, ids, decimals)
    raise ReadError(
        f"{path.name}, row {row}: starts with {first[0].strip()[:60]!r}, expected the columns "
        f"{', '.join(_PAIR_COLUMNS)}, or a square that starts with {_SQUARES[0]!r} and the ids"
    )


def _read_pairs(
    file: str,
    header: Sequence[str],
    records: Iterator[_Record],
    ids: Sequence[str],
    decimals: _Decimals,
) -> tuple[list[str], dict[str, _Matrix]]:
    origin, destination, duration, distance = (header.index(name) for name in _PAIR_COLUMNS)
    width = 1 + max(origin, destination, duration, distance)
    numbers = {identifier: number for number, identifier in enumerate(ids)}
    arrays = {name: np.full((len(ids), len(ids)), np.nan) for name in _SQUARES}
    for array in arrays.values():
        np.fill_diagonal(array, 0)
    seen: dict[tuple[int, int], int] = {}
    problems = []
    for row, cells in records:
        if len(cells) < width:
            problems.append(f"{file}, row {row}: has {len(cells)} cells, expected {len(header)}")
            continue
        start = numbers.get(cells[origin].strip())
        end = numbers.get(cells[destination].strip())
        if start is None or end is None:
            continue
        if (start, end) in seen:
            problems.append(
                f"{file}, row {row}: from {ids[start]!r} to {ids[end]!r} is already in row "
                f"{seen[start, end]}, expected each pair once"
            )
            continue
        seen[start, end] = row
        for name, column in zip(_SQUARES, (duration, distance), strict=True):
            try:
                arrays[name][start, end] = decimals.number(
                    cells[column], row, _PAIR_COLUMNS[column]
                )
            except ValueError as error:
                problems.append(_misfit(file, row, _PAIR_COLUMNS[column], cells[column], error))
    mentioned = {end for pair in seen for end in pair}
    problems += [
        f"{file}: has no location {identifier!r}, expected every depot and stop"
        for identifier, number in numbers.items()
        if number not in mentioned
    ]
    problems = problems or decimals.doubts(file) or _missing_pairs(file, ids, seen)
    if problems:
        raise ReadError(problems)
    return list(ids), arrays


def _missing_pairs(file: str, ids: Sequence[str], seen: dict[tuple[int, int], int]) -> list[str]:
    there = np.eye(len(ids), dtype=bool)
    for start, end in seen:
        there[start, end] = True
    missing = np.argwhere(~there)
    problems = [
        f"{file}: no row from {ids[start]!r} to {ids[end]!r}, expected one for every pair"
        for start, end in missing[: ReadError.MAX_SHOWN]
    ]
    if len(missing) > ReadError.MAX_SHOWN:
        problems.append(f"{file}: {len(missing) - ReadError.MAX_SHOWN} more pairs have no row")
    return problems


def _read_squares(
    file: str, records: Iterator[_Record], decimals: _Decimals
) -> tuple[list[str], dict[str, _Matrix]]:
    squares: dict[str, _Square] = {}
    name, block = "", list[_Record]()
    for row, cells in chain(records, [(0, [""])]):
        title = cells[0].strip().lower()
        if row and title not in _SQUARES:
            if any(cell.strip() for cell in cells):
                block.append((row, cells))
            continue
        if block:
            if name in squares:
                raise ReadError(f"{file}, row {block[0][0]}: a second square {name!r}")
            squares[name] = _parse_square(file, block, decimals)
        name, block = title, [(row, cells)]
    missing = [name for name in _SQUARES if name not in squares]
    if missing:
        raise ReadError(f"{file}: has no square {missing[0]!r}, expected {' and '.join(_SQUARES)}")
    if doubts := decimals.doubts(file):
        raise ReadError(doubts)
    durations, distances = (squares[name] for name in _SQUARES)
    if set(durations.labels) != set(distances.labels):
        odd = sorted(set(durations.labels) ^ set(distances.labels))[0]
        raise ReadError(f"{file}: {odd!r} is in one square only, expected the same ids in both")
    order = [distances.labels.index(label) for label in durations.labels]
    return durations.labels, {
        "durations_s": durations.array,
        "distances_m": distances.array[np.ix_(order, order)],
    }


def _parse_square(file: str, block: Sequence[_Record], decimals: _Decimals) -> _Square:
    (row, header), body = block[0], block[1:]
    labels = [cell.strip() for cell in header[1:]]
    while labels and not labels[-1]:
        labels.pop()
    index = {label: number for number, label in enumerate(labels)}
    if len(index) < len(labels) or "" in index:
        raise ReadError(f"{file}, row {row}: {header[0]!r} has an id twice or a blank one")
    array = np.full((len(labels), len(labels)), np.nan)
    seen, problems = set(), []
    for row, cells in body:
        label = cells[0].strip()
        values = cells[1:]
        if label not in index or label in seen:
            problems.append(f"{file}, row {row}: {label!r}, expected each id of the header once")
            continue
        seen.add(label)
        if len(values) < len(labels) or any(cell.strip() for cell in values[len(labels) :]):
            problems.append(
                f"{file}, row {row}: has {len(values)} numbers, expected {len(labels)}, one for "
                "each id of the header"
            )
            continue
        for column, cell in zip(labels, values, strict=False):
            try:
                array[index[label], index[column]] = decimals.number(cell, row, column)
            except ValueError as error:
                problems.append(_misfit(file, row, column, cell, error))
    problems += [f"{file}: no row {label!r} in its square" for label in labels if label not in seen]
    if problems:
        raise ReadError(problems)
    return _Square(labels, array)


class _Decimals:
    """Numbers of a file with one decimal mark: ``1,234`` among ``0.5`` may well be a thousand.

    So it may alone: then some other number has to show that the mark is the decimal one. Where
    commas separate the cells, points are: so programs write numbers, ``vrp matrix`` among them.
    """

    def __init__(self, delimiter: str) -> None:
        self._mark = ""
        self._clear = "." if delimiter == "," else ""
        self._shown = False
        self._doubtful: tuple[int, str, str] | None = None

    def doubts(self, file: str) -> list[str]:
        """What is wrong with the file if nothing in it shows what its mark stands for."""
        if self._shown or self._doubtful is None:
            return []
        row, column, cell = self._doubtful
        return [_misfit(file, row, column, cell, ValueError(in_doubt(cell)))]

    def number(self, cell: str, row: int, column: str) -> float:
        mark = "," if "," in cell else "." if "." in cell else ""
        if mark and self._mark and mark != self._mark:
            raise ValueError(
                f"has another decimal mark than numbers before it, expected {self._mark!r} and no "
                "thousands separators"
            )
        try:
            number = float(cell.replace(",", "."))
        except ValueError:
            raise ValueError("is not a number, expected one") from None
        self._mark = self._mark or mark
        if mark and not self._shown:
            self._shown = mark == self._clear or not is_ambiguous(cell)
            self._doubtful = self._doubtful or (row, column, cell.strip())
        return number


def _misfit(file: str, row: int, column: str, cell: str, error: ValueError) -> str:
    return f"{file}, row {row}, column {column!r}: {cell.strip()!r} {error}"

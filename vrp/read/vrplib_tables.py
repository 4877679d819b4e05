"""Numbers of a VRPLIB file: single ones, and tables with one row a node or vehicle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from vrp.read.vrplib_data import FloatArray
from vrp.read.vrplib_sections import Row, VrplibFile

__all__ = ["MAX_COUNT", "MAX_NUMBER", "number", "read_number", "read_sets", "read_table"]

#: Anything larger is a mistake, and would overflow on its way to whole units.
MAX_NUMBER = 1e15
#: Nodes or vehicles of one file.
MAX_COUNT = 10**6


def number(
    file: VrplibFile,
    line: int,
    what: str,
    text: str,
    problems: list[str],
    *,
    low: float = 0.0,
    high: float = MAX_NUMBER,
    whole: bool = False,
) -> float:
    """Parse a number; on failure add the problem to the list and return ``low`` or zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if low <= value <= high and not (whole and value != int(value)):
        return value
    kind = "a whole number" if whole else "a finite number"
    bound = "" if low < 0 else f" from {low:g} up"
    if value > high:
        bound = f" up to {high:g}"
    problems.append(file.at(line, f"{what} is {text!r}, expected {kind}{bound}"))
    return max(low, 0.0)


def read_number(
    file: VrplibFile,
    name: str,
    problems: list[str],
    *,
    low: float = 0.0,
    high: float = MAX_NUMBER,
    whole: bool = False,
) -> float | None:
    """Value of a specification such as ``CAPACITY : 200``; ``None`` if the file has none."""
    found = file.specifications.get(name)
    if found is None:
        return None
    return number(file, found.line, name, found.value, problems, low=low, high=high, whole=whole)


def read_table(
    file: VrplibFile,
    name: str,
    columns: Sequence[str],
    keys: Mapping[str, int],
    problems: list[str],
    *,
    low: float = 0.0,
    whole: bool = False,
) -> FloatArray | None:
    """Read a section with one row for every key.

    Parameters
    ----------
    file
        The file.
    name
        Of the section.
    columns
        Names of the columns after the first, which holds the key.
    keys
        Position of each node or vehicle number that must have a row.
    problems
        Where problems are added to.
    low, whole
        What values must be.

    Returns
    -------
    ndarray of float64, shape (len(keys), len(columns)), or None
        In the order of the keys' positions; ``None`` if the file has no such section.
    """
    section = file.sections.get(name)
    if section is None:
        return None
    table = np.zeros((len(keys), len(columns)))
    seen: dict[str, int] = {}
    for row in section.rows:
        if len(row.values) != len(columns) + 1:
            expected = ", ".join(("number", *columns))
            problems.append(
                file.at(row.line, f"{name} has {len(row.values)} columns, expected {expected}")
            )
        if not _is_new_key(file, name, row, keys, seen, problems):
            continue
        for column, (label, text) in enumerate(zip(columns, row.values[1:], strict=False)):
            what = f"{name}, row {row.values[0]}: {label}"
            table[keys[row.values[0]], column] = number(
                file, row.line, what, text, problems, low=low, whole=whole
            )
    _check_complete(file, name, section.line, keys, seen, problems)
    return table


def read_sets(
    file: VrplibFile,
    name: str,
    keys: Mapping[str, int],
    members: Mapping[str, int],
    problems: list[str],
) -> tuple[frozenset[int], ...] | None:
    """Read a section whose rows list, after the key, any number of members."""
    section = file.sections.get(name)
    if section is None:
        return None
    sets: list[frozenset[int]] = [frozenset()] * len(keys)
    seen: dict[str, int] = {}
    for row in section.rows:
        if not _is_new_key(file, name, row, keys, seen, problems):
            continue
        listed = row.values[1:]
        problems += [
            file.at(row.line, f"{name}: there is no number {text!r}")
            for text in listed
            if text not in members
        ]
        sets[keys[row.values[0]]] = frozenset(members[text] for text in listed if text in members)
    _check_complete(file, name, section.line, keys, seen, problems)
    return tuple(sets)


def _is_new_key(
    file: VrplibFile,
    name: str,
    row: Row,
    keys: Mapping[str, int],
    seen: dict[str, int],
    problems: list[str],
) -> bool:
    key = row.values[0]
    if key not in keys:
        first, last = next(iter(keys), "none"), next(reversed(list(keys)), "none")
        problems.append(
            file.at(row.line, f"{name}: there is no number {key!r}, expected {first} to {last}")
        )
        return False
    if key in seen:
        problems.append(
            file.at(row.line, f"{name} has number {key!r} twice, first on line {seen[key]}")
        )
        return False
    seen[key] = row.line
    return True


def _check_complete(
    file: VrplibFile,
    name: str,
    line: int,
    keys: Mapping[str, int],
    seen: Mapping[str, int],
    problems: list[str],
) -> None:
    missing = [key for key in keys if key not in seen]
    if missing:
        problems.append(
            file.at(
                line,
                f"{name} has no row for number {', '.join(missing[:5])}"
                + (f" and {len(missing) - 5} more" if len(missing) > 5 else ""),
            )
        )

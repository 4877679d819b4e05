"""How fast roads are by the hour of the day, from a CSV or TOML file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np

from vrp.errors import ReadError
from vrp.instance import HOURS
from vrp.read.column_names import ColumnNames
from vrp.read.columns import Bounds, Columns
from vrp.read.problems import Problems
from vrp.read.table import read_table
from vrp.roads.road_classes import ROAD_CLASSES
from vrp.roads.traffic import QUICKEST, SLOWEST, SpeedFactors

__all__ = ["read_speed_factors"]

#: Stands for every class of road that has no factor of its own.
_ALL = "all"
_LINK = "_link"
_CLASSES = (_ALL, *ROAD_CLASSES)
_COLUMNS = ColumnNames(("hours", "road_class", "factor"), numbers=("factor",), small=("factor",))
_FACTOR = Bounds(SLOWEST, QUICKEST, f"a number from {SLOWEST:g} to {QUICKEST:g}")
_RANGE = re.compile(r"([0-9]{1,2})(?:\s*-\s*([0-9]{1,2}))?")

#: By hour and class of road.
_Given = dict[tuple[int, str], float]


def read_speed_factors(path: str | Path) -> SpeedFactors:
    """Read speed factors from a CSV or TOML file.

    A CSV has the columns ``hours`` (``7`` for seven to eight, ``7-9`` for seven to nine o'clock,
    ``22-6`` over midnight), ``road_class`` (as ``highway`` in OpenStreetMap; ``all`` for those
    without a factor of their own) and ``factor``. A TOML file has a table per range of hours::

        ["7-9"]
        all = 0.8
        motorway = 0.6

    A class counts for its links (``motorway_link``) as well, unless they are given. What is not
    given is 1.

    Parameters
    ----------
    path
        The file; see ``data/README.md`` for its columns.

    Raises
    ------
    ReadError
        Naming the file, the place in it, the value and what was expected.
    """
    path = Path(path)
    return _speed_factors(_read_toml(path) if path.suffix == ".toml" else _read_csv(path))


def _read_csv(path: Path) -> _Given:
    problems = Problems()
    columns = Columns(read_table(path, _COLUMNS, _COLUMNS.known, problems), problems, _COLUMNS)
    factors = columns.numbers("factor", _FACTOR, None)
    given: _Given = {}
    for entry, factor in enumerate(factors):
        if not columns.text("factor")[entry]:
            columns.report(entry, "factor", f"is missing, expected {_FACTOR.expected}")
        try:
            keys = _keys(columns.text("hours")[entry], columns.text("road_class")[entry], given)
        except _MisfitError as misfit:
            columns.report(entry, misfit.name, misfit.expected)
        else:
            # What is wrong has been noted: the factor that stands in for it is never used.
            given |= dict.fromkeys(keys, 1.0 if factor is None else factor)
    problems.raise_any()
    columns.warn_of_misspelt()
    return given


def _read_toml(path: Path) -> _Given:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ReadError(f"{path}: is no TOML: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: cannot be read: {error}") from error
    given: _Given = {}
    for hours, table in tables.items():
        if not isinstance(table, dict):
            raise ReadError(f'{path}: {hours} is {table!r}, expected a table such as ["7-9"]')
        for road_class, factor in table.items():
            where = f"{path}: [{hours}] {road_class}"
            try:
                keys = _keys(hours, road_class, given)
            except _MisfitError as misfit:
                value = hours if misfit.name == "hours" else road_class
                raise ReadError(f"{where}: {misfit.name} {value!r} {misfit.expected}") from misfit
            if type(factor) not in (int, float) or not SLOWEST <= factor <= QUICKEST:
                raise ReadError(f"{where}: factor is {factor!r}, expected {_FACTOR.expected}")
            given |= dict.fromkeys(keys, float(factor))
    return given


class _MisfitError(Exception):
    """What is wrong with the value of a name, and what was expected."""

    def __init__(self, name: str, expected: str) -> None:
        self.name = name
        self.expected = expected
        super().__init__(name, expected)


def _keys(hours: str, road_class: str, given: _Given) -> list[tuple[int, str]]:
    """Hours and class of road of a factor, none of which may have one yet."""
    if road_class not in _CLASSES:
        raise _MisfitError("road_class", f"is no class of road, expected {', '.join(_CLASSES)}")
    keys = [(hour, road_class) for hour in _parse_hours(hours)]
    for hour, _ in keys:
        if (hour, road_class) in given:
            raise _MisfitError(
                "hours", f"has hour {hour}, in which {road_class} has a factor already"
            )
    return keys


def _parse_hours(text: str) -> list[int]:
    """Parse ``7``, ``7-9`` or ``22-6``."""
    if match := _RANGE.fullmatch(text):
        first = int(match[1])
        last = int(match[2] or first + 1)
        if first < HOURS and last <= HOURS and first != last:
            return [hour % HOURS for hour in range(first, last if last > first else last + HOURS)]
    raise _MisfitError("hours", "is no hour from 0 to 23 and no range as 7-9, expected one of them")


def _speed_factors(given: _Given) -> SpeedFactors:
    factors = np.ones((HOURS, len(ROAD_CLASSES)))
    for hour in range(HOURS):
        for number, name in enumerate(ROAD_CLASSES):
            names = (name, name.removesuffix(_LINK), _ALL)
            factors[hour, number] = next(
                (given[hour, known] for known in names if (hour, known) in given), 1.0
            )
    return SpeedFactors(factors)

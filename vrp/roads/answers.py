"""What a server's JSON must hold to be believed: shapes, numbers and places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.instance import MAX_VALUE
from vrp.roads.http_client import AnswerError
from vrp.roads.matrices import LonLat
from vrp.roads.sphere import great_circle_m

__all__ = ["member", "members", "metres_apart", "number", "numbers", "street_names", "way_points"]

_NUMBERS = frozenset({int, float})
_NUMBERS_AND_NULL = frozenset({int, float, type(None)})


def member(body: Any, *path: str | int) -> Any:
    """Follow keys and positions into JSON.

    Raises
    ------
    AnswerError
        Naming the first part of the path that is not there.
    """
    for depth, step in enumerate(path):
        try:
            if isinstance(step, str) != isinstance(body, dict):
                raise KeyError
            body = body[step]
        except (KeyError, IndexError, TypeError):
            missing = ".".join(str(part) for part in path[: depth + 1])
            raise AnswerError(f"the answer has no {missing!r}") from None
    return body


def members(body: Any, *path: str | int) -> list[Any]:
    """Follow keys and positions into JSON to a list.

    Raises
    ------
    AnswerError
        As :func:`member`, and if something else than a list is there.
    """
    found = member(body, *path)
    if not isinstance(found, list):
        where = ".".join(map(str, path))
        raise AnswerError(f"the answer has {found!r:.40} as {where!r}, expected a list")
    return found


def number(value: Any, what: str) -> float:
    """Give a number that is a duration or a distance.

    Raises
    ------
    AnswerError
        Unless it is one from 0 to :data:`vrp.instance.MAX_VALUE`.
    """
    if type(value) not in _NUMBERS or not 0 <= value <= MAX_VALUE:
        raise AnswerError(f"{what} is {value!r:.40}, expected 0 to {MAX_VALUE}")
    return float(value)


def numbers(rows: Any, shape: tuple[int, int], what: str) -> npt.NDArray[np.float64]:
    """Give a matrix of durations or distances, NaN where the server has null.

    Parameters
    ----------
    rows
        JSON: a list of lists of numbers and nulls.
    shape
        Rows and columns that were asked for.
    what
        What it holds, for the message.

    Raises
    ------
    AnswerError
        Naming the row and column at fault and what was expected there.
    """
    if not isinstance(rows, list) or len(rows) != shape[0]:
        raise AnswerError(f"{what} has {_size(rows, 'rows')}, expected {shape[0]}")
    for index, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != shape[1]:
            raise AnswerError(
                f"{what}, row {index} has {_size(row, 'columns')}, expected {shape[1]}"
            )
        if not _NUMBERS_AND_NULL.issuperset(map(type, row)):
            column = next(c for c, value in enumerate(row) if type(value) not in _NUMBERS_AND_NULL)
            raise AnswerError(
                f"{what}, row {index}, column {column} is {row[column]!r:.40}, expected a number"
            )
    try:
        values = np.array(rows, dtype=np.float64).reshape(shape)
    except OverflowError:
        raise AnswerError(f"{what} holds a number of hundreds of digits") from None
    wrong = ~(np.isnan(values) | ((values >= 0) & (values <= MAX_VALUE)))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise AnswerError(
            f"{what}, row {row}, column {column} is {values[row, column]:g}, expected 0 to "
            f"{MAX_VALUE} or null"
        )
    return values


def _size(rows: Any, unit: str) -> str:
    return f"{len(rows)} {unit}" if isinstance(rows, list) else f"no {unit} but {rows!r:.40}"


def way_points(coordinates: Any) -> list[LonLat]:
    """Give the points of a line from GeoJSON coordinates, at least two.

    Raises
    ------
    AnswerError
        If a point is none on earth, or there is none at all.
    """
    if not isinstance(coordinates, list) or not coordinates:
        raise AnswerError(f"the way's points are {coordinates!r:.40}, expected coordinates")
    points = [_lon_lat(point) for point in coordinates]
    return points if len(points) > 1 else points * 2


def _lon_lat(point: Any) -> LonLat:
    match point:
        case [int() | float() as lon, int() | float() as lat, *_]:
            if abs(lon) <= 180 and abs(lat) <= 90:
                return float(lon), float(lat)
    raise AnswerError(f"a point of the way is {point!r:.40}, expected longitude and latitude")


def street_names(names: Iterable[Any]) -> tuple[str, ...]:
    """Names in the order driven, without blanks and without a name twice in a row."""
    streets: list[str] = []
    for name in names:
        if isinstance(name, str) and name.strip() and streets[-1:] != [name.strip()]:
            streets.append(name.strip())
    return tuple(streets)


def metres_apart(
    points: Sequence[LonLat], others: Sequence[LonLat | None]
) -> npt.NDArray[np.float64]:
    """Metres from each point to the other of the same number.

    NaN where there is no other.
    """
    known = [other if other is not None else (np.nan, np.nan) for other in others]
    here, there = np.array(points).reshape(-1, 2), np.array(known, dtype=float).reshape(-1, 2)
    return great_circle_m(here[:, 1], here[:, 0], there[:, 1], there[:, 0])

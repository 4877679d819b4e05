"""Legs between all locations as matrices: checked, and frozen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vrp.entities import HOURS, MAX_VALUE
from vrp.errors import InstanceError
from vrp.plane import Plane
from vrp.read_only import read_only

__all__ = [
    "BoolMatrix",
    "IntMatrix",
    "LegMatrix",
    "frozen_flags",
    "frozen_hours",
    "frozen_legs",
    "frozen_matrix",
]

IntMatrix = npt.NDArray[np.int32]
BoolMatrix = npt.NDArray[np.bool_]
#: What is asked for legs, as ``matrix[origin, destination]`` or with arrays of both.
LegMatrix = IntMatrix | Plane


def frozen_legs(name: str, legs: LegMatrix, n: int) -> LegMatrix:
    """What :attr:`vrp.Instance.distances_m` and its like become: read-only int32, or a plane.

    Parameters
    ----------
    name
        What errors call them.
    legs
        Whole numbers from 0 to :data:`vrp.instance.MAX_VALUE`, shape (n, n).
    n
        Number of locations.

    Raises
    ------
    InstanceError
        Naming the entry, its value and the bound it broke.
    """
    if not isinstance(legs, Plane):
        return frozen_matrix(name, legs, n)
    _check_shape(name, legs.shape, n)
    return legs


def _check_shape(name: str, shape: tuple[int, ...], n: int) -> None:
    if shape != (n, n):
        raise InstanceError(f"{name} has shape {shape}, expected {(n, n)}: a row a location")


def frozen_matrix(name: str, matrix: npt.ArrayLike, n: int) -> IntMatrix:
    """Make a matrix read-only int32; see :func:`frozen_legs`."""
    given = np.asarray(matrix)
    _check_shape(name, given.shape, n)
    if not np.issubdtype(given.dtype, np.integer):
        raise InstanceError(f"{name} has dtype {given.dtype}, expected integers: round it first")
    if n and (given.min() < 0 or given.max() > MAX_VALUE):
        row, column = np.argwhere((given < 0) | (given > MAX_VALUE))[0]
        raise InstanceError(
            f"{name}[{row}, {column}] is {given[row, column]}, expected 0 to {MAX_VALUE}"
        )
    return read_only(given, np.int32)


def frozen_hours(given: object, n: int) -> tuple[IntMatrix, ...]:
    """Make a matrix for each hour of the day read-only int32; see :func:`frozen_legs`."""
    if not isinstance(given, Sequence | np.ndarray):
        raise InstanceError(f"hourly_durations_s is {given!r}, expected {HOURS} matrices")
    if len(given) != HOURS:
        raise InstanceError(f"hourly_durations_s has {len(given)} matrices, expected {HOURS}")
    return tuple(
        frozen_matrix(f"hourly_durations_s[{hour}]", matrix, n) for hour, matrix in enumerate(given)
    )


def frozen_flags(name: str, legs: npt.ArrayLike, n: int) -> BoolMatrix:
    """Make a matrix of truth values read-only; see :func:`frozen_legs`."""
    given = np.asarray(legs)
    if given.shape != (n, n) or given.dtype != np.bool_:
        raise InstanceError(
            f"{name} has shape {given.shape} and dtype {given.dtype}, expected {(n, n)} and bool"
        )
    return read_only(given, np.bool_)

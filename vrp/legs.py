"""Legs between all locations as matrices: checked, frozen, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vrp.entities import HOURS, MAX_VALUE, NO_WAY
from vrp.errors import InstanceError
from vrp.plane import Plane
from vrp.read_only import read_only

__all__ = [
    "BoolMatrix",
    "IntMatrix",
    "LegMatrix",
    "divided_durations",
    "frozen_flags",
    "frozen_hours",
    "frozen_legs",
    "frozen_matrix",
    "missing_legs",
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
    if matrix is None:
        raise InstanceError(f"{name} is None, expected a matrix of shape {(n, n)}")
    try:
        given = np.asarray(matrix)
    except ValueError as error:
        raise InstanceError(
            f"{name} has rows of several lengths, expected a matrix of shape {(n, n)}"
        ) from error
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


def divided_durations(durations_s: LegMatrix, speed_factor: float) -> LegMatrix:
    """Durations at another speed; see :meth:`vrp.Instance.durations_for`.

    Parameters
    ----------
    durations_s
        Of every leg, frozen.
    speed_factor
        What they are divided by; a leg of :data:`vrp.instance.NO_WAY` stays one.
    """
    if speed_factor == 1.0:
        return durations_s
    if isinstance(durations_s, Plane):
        return durations_s.divided(speed_factor)
    divided = np.rint(durations_s / speed_factor).clip(max=NO_WAY).astype(np.int32)
    divided[durations_s == NO_WAY] = NO_WAY
    divided.flags.writeable = False
    return divided


def missing_legs(distances_m: LegMatrix, durations_s: LegMatrix) -> BoolMatrix | None:
    """Legs that cannot be driven, read-only; ``None`` for none.

    Parameters
    ----------
    distances_m, durations_s
        Of every leg, shape (n, n); :data:`vrp.instance.NO_WAY` in either makes it missing.
    """
    if max(distances_m.max(initial=0), durations_s.max(initial=0)) < NO_WAY:
        return None
    missing: BoolMatrix = (np.asarray(distances_m) == NO_WAY) | (np.asarray(durations_s) == NO_WAY)
    missing.flags.writeable = False
    return missing

"""Arrays that nobody can write to: what was checked once stays as it was."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["ReadOnlyArrays", "read_only", "seal"]

_Scalar = TypeVar("_Scalar", bound=np.generic)


class ReadOnlyArrays:
    """What a frozen dataclass derives from for its arrays to stay read-only in copies of it.

    NumPy lets copies be written to: those of a pickle, and deep ones.
    """

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        for value in state.values():
            for array in value if isinstance(value, tuple) else (value,):
                if isinstance(array, np.ndarray):
                    seal(array)


def read_only(values: npt.ArrayLike, dtype: type[_Scalar]) -> npt.NDArray[_Scalar]:
    """Return values as a read-only array in C order, copied unless they are one already.

    A read-only view of memory that others can write to is copied as well.
    """
    given = np.asarray(values)
    if given.dtype == dtype and given.flags.c_contiguous and _is_sealed(given):
        return given
    copy = np.array(given, dtype=dtype, order="C")
    copy.flags.writeable = False
    return copy


def seal(array: npt.NDArray[Any]) -> None:
    """Make an array read-only that nobody else knows, and the memory that it is a view of."""
    holder: object = array
    while isinstance(holder, np.ndarray):
        holder.flags.writeable = False
        holder = holder.base


def _is_sealed(array: npt.NDArray[Any]) -> bool:
    """Whether neither the array nor what it is a view of can be written to."""
    holder: object = array
    while isinstance(holder, np.ndarray):
        if holder.flags.writeable:
            return False
        holder = holder.base
    if holder is None:
        return True
    try:
        return memoryview(holder).readonly  # type: ignore[arg-type]
    except TypeError:  # memory of something that does not tell
        return False

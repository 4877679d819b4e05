"""What the user's own days are like: where stops lie, what they want and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vrp.entities import MAX_LOAD
from vrp.errors import ReadError
from vrp.read_only import ReadOnlyArrays

__all__ = ["History"]

IntArray = npt.NDArray[np.int32]

#: Arrays with an entry per stop; the others have one per day.
_OF_STOPS = ("points", "demands", "service_s", "opens_s", "closes_s")


@dataclass(frozen=True, eq=False)
class History(ReadOnlyArrays):
    """Stops of past days, r of them on d days, at points of a city.

    Parameters
    ----------
    points : ndarray of int32, shape (r,)
        The point of the city nearest to each stop.
    demands : ndarray of int32, shape (r,)
        Load units.
    service_s : ndarray of int32, shape (r,)
        Seconds of service.
    opens_s, closes_s : ndarray of int32, shape (r,)
        The window within which service starts; 0 and :data:`vrp.entities.MAX_VALUE` for any time.
    depots : ndarray of int32, shape (d,)
        The point nearest to each day's depot.
    day_sizes : ndarray of int32, shape (d,)
        Stops of each day; they sum up to r.
    shift_begins_s, shift_ends_s : ndarray of int32, shape (d,)
        The hours of each day; 0 and :data:`vrp.entities.MAX_VALUE` where they are not known.
    capacities : ndarray of int32, shape (d,)
        Of each day's vehicles; :data:`vrp.entities.MAX_LOAD` where it is not known.

    Raises
    ------
    ReadError
        For arrays that do not go together, naming them.
    """

    points: IntArray
    demands: IntArray
    service_s: IntArray
    opens_s: IntArray
    closes_s: IntArray
    depots: IntArray
    day_sizes: IntArray
    shift_begins_s: IntArray
    shift_ends_s: IntArray
    capacities: IntArray

    def __post_init__(self) -> None:
        for field in fields(self):
            values = np.array(getattr(self, field.name))
            if values.ndim != 1 or values.dtype.kind not in "iu" or not values.size:
                raise ReadError(
                    f"history: {field.name} has shape {values.shape} and dtype {values.dtype}, "
                    "expected whole numbers, one for each stop or day"
                )
            for extreme in (int(values.min()), int(values.max())):
                if not 0 <= extreme <= MAX_LOAD:
                    raise ReadError(
                        f"history: {field.name} has {extreme}, expected 0 to {MAX_LOAD}"
                    )
            values = values.astype(np.int32)
            values.flags.writeable = False
            object.__setattr__(self, field.name, values)
        for field in fields(self):
            size, of_stop = getattr(self, field.name).size, field.name in _OF_STOPS
            expected = self.points.size if of_stop else self.depots.size
            if size != expected:
                raise ReadError(f"history: {field.name} has {size} entries, expected {expected}")
        if self.day_sizes.sum() != self.points.size:
            raise ReadError(
                f"history: days have {self.day_sizes.sum()} stops, expected {self.points.size}"
            )

    @cached_property
    def fingerprint(self) -> str:
        """Tells these days from others."""
        content = hashlib.blake2b(digest_size=16)
        for field in fields(self):
            values = np.ascontiguousarray(getattr(self, field.name), dtype="<i4")
            content.update(f"{field.name} {values.size} ".encode())
            content.update(values.data)
        return content.hexdigest()

    def check_points(self, size: int) -> None:
        """Refuse places that a city of this many points does not have.

        Raises
        ------
        ReadError
            Naming the array and the point.
        """
        for name in ("points", "depots"):
            highest = int(getattr(self, name).max())
            if highest >= size:
                raise ReadError(f"history: {name} has {highest}, expected 0 to {size - 1}")

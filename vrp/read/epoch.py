"""The day that the times of an input count from."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vrp.read.columns import Columns
from vrp.read.problems import InputWarning

__all__ = ["find_epoch"]


class _Place(NamedTuple):
    columns: Columns
    name: str
    entry: int

    def __str__(self) -> str:
        cell = self.columns.text(self.name)[self.entry]
        return f"{self.columns.place(self.entry, self.name)}: {cell!r}"


def find_epoch(*tables: tuple[Columns, Sequence[str]]) -> datetime.date | None:
    """Return the first of all dates written in some columns, ``None`` if there is none.

    Parameters
    ----------
    tables
        Tables, each with the names of its columns of times.

    Warns
    -----
    InputWarning
        Where times without a date are among dates of several days, and so may be of another day
        than the one that they are taken for.
    """
    dated: dict[datetime.date, _Place] = {}
    undated: _Place | None = None
    for date, place in _times(tables):
        if date is None:
            undated = undated or _Place(*place)
        elif date not in dated:
            dated[date] = _Place(*place)
    if not dated:
        return None
    first = min(dated)
    if undated is not None and len(dated) > 1:
        warnings.warn(
            f"{dated[first]} is the first of {len(dated)} dates, and times without one are taken "
            f"for {first}, as in {undated}",
            InputWarning,
            stacklevel=3,
        )
    return first


def _times(
    tables: Sequence[tuple[Columns, Sequence[str]]],
) -> Iterator[tuple[datetime.date | None, tuple[Columns, str, int]]]:
    for columns, names in tables:
        for name in names:
            for entry, clocks in enumerate(columns.clocks(name)):
                for clock in clocks:
                    if clock is not None:
                        yield clock[0], (columns, name, entry)

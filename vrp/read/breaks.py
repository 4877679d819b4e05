"""Breaks of the drivers, from three columns of ``vehicles.csv``."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Sequence

from vrp.instance import MAX_VALUE, Break, TimeWindow
from vrp.read.columns import Bounds, Columns
from vrp.read.problems import InputWarning
from vrp.read.windows import read_times

__all__ = ["BREAK_COLUMNS", "BREAK_TIMES", "read_breaks"]

#: When a break begins, at the earliest and at the latest.
BREAK_TIMES = ("break_start", "break_end")
#: All three of a row are filled in, or none.
BREAK_COLUMNS = (*BREAK_TIMES, "break_min")

_START, _END, _MINUTES = BREAK_COLUMNS
# A break of no time is none.
_DURATION = Bounds(1 / 60, MAX_VALUE / 60, f"minutes from 1 second to {MAX_VALUE // 60} minutes")


def read_breaks(
    columns: Columns, epoch: datetime.date | None, shifts: Sequence[TimeWindow]
) -> list[tuple[Break, ...]]:
    """One break or none per row; what is wrong goes to the columns' problems.

    Parameters
    ----------
    columns
        The table.
    epoch
        The date of second 0; times without a date are on it.
    shifts
        Of the rows.

    Warns
    -----
    InputWarning
        Of a break that no route of its row's shift can come to, which looks like a wrong time.
    """
    earliest, latest = (read_times(columns, name, epoch) for name in BREAK_TIMES)
    minutes = columns.numbers(_MINUTES, _DURATION, None)
    breaks: list[tuple[Break, ...]] = []
    for entry, (begin, end, length) in enumerate(zip(earliest, latest, minutes, strict=True)):
        _check_complete(columns, entry)
        breaks.append(())
        if begin is None or end is None or length is None:
            continue
        if begin > end:
            columns.report(
                entry,
                _END,
                f"is before {_START} {columns.text(_START)[entry]!r}, expected the latest time at "
                "which the break begins (after midnight: a date, or '01:30 +1d')",
            )
            continue
        breaks[-1] = (Break(begin, end, round(60 * length)),)
        _warn_if_idle(columns, entry, breaks[-1][0], shifts[entry])
    return breaks


def _check_complete(columns: Columns, entry: int) -> None:
    """A break is three cells of its row."""
    blank = [name for name in BREAK_COLUMNS if not columns.text(name)[entry]]
    if len(blank) == len(BREAK_COLUMNS):
        return
    filled = " and ".join(name for name in BREAK_COLUMNS if name not in blank)
    for name in blank:
        kind = "minutes" if name == _MINUTES else "a time"
        columns.report(entry, name, f"is missing beside {filled}, expected {kind}")


def _warn_if_idle(columns: Columns, entry: int, due: Break, shift: TimeWindow) -> None:
    if shift[1] <= due.latest_s:
        name, why = _END, "no earlier than the end of the shift: every route is back by then"
    elif shift[0] >= due.earliest_s + due.duration_s:
        name, why = _START, "so early that every route leaves after the break"
    else:
        return
    text = f"{columns.place(entry, name)}: {columns.text(name)[entry]!r} is {why}, and has none"
    warnings.warn(text, InputWarning, stacklevel=4)

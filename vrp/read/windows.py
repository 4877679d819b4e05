"""Time windows and shifts, from two columns of times to seconds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import cache

from vrp.clock import DAY_S, Clock, format_clock, seconds_since
from vrp.instance import HOURS, MAX_VALUE, TimeWindow, Vehicle
from vrp.read.columns import Columns

__all__ = [
    "ALWAYS",
    "read_times",
    "read_windows",
    "report_outside_shifts",
    "shift_hours",
    "single_window",
]

ALWAYS: TimeWindow = (0, MAX_VALUE)

_HOUR_S = DAY_S // HOURS
_NEXT_DAY = "(after midnight: a date, or '01:30 +1d')"


def read_windows(
    columns: Columns, start: str, end: str, epoch: datetime.date | None
) -> list[tuple[TimeWindow, ...]]:
    """Windows per row, sorted and disjoint.

    The times in the two columns belong together pairwise. A blank start means from the beginning, a
    blank end without end; two blanks are no window at all. Windows that overlap are one window.

    Parameters
    ----------
    columns
        The table.
    start, end
        Names of the columns.
    epoch
        The date of second 0; times without a date are on it.
    """
    opens, closes = columns.clocks(start), columns.clocks(end)
    rows: list[tuple[TimeWindow, ...]] = []
    texts = zip(columns.text(start), columns.text(end), strict=True)
    known: dict[tuple[str, str], tuple[TimeWindow, ...]] = {("", ""): ()}
    for entry, (text, first, last) in enumerate(zip(texts, opens, closes, strict=True)):
        if text in known:
            rows.append(known[text])
            continue
        first = first or (None,) * len(last)
        last = last or (None,) * len(first)
        windows = []
        if len(first) != len(last):
            problem = f"has {len(last)} times but {start!r} has {len(first)}, expected as many"
            columns.report(entry, end, problem)
        else:
            pairs = [_seconds(pair, epoch) for pair in zip(first, last, strict=True)]
            windows = [w for w in pairs if not _is_wrong(columns, entry, start, end, w)]
        rows.append(_union(windows))
        if len(windows) == len(first):
            known[text] = rows[-1]
    return rows


def read_times(columns: Columns, name: str, epoch: datetime.date | None) -> list[int | None]:
    """Read a column of single times as seconds since the epoch; ``None`` for blank ones."""
    times: list[int | None] = []
    for entry, clocks in enumerate(columns.clocks(name)):
        given = [seconds_since(epoch, clock) for clock in clocks if clock is not None]
        if len(clocks) > 1:
            columns.report(entry, name, "holds several times, expected a single one")
        elif given and given[0] > MAX_VALUE:
            text = "is more than 17 years after the first date, expected dates close together"
            columns.report(entry, name, text)
        times.append(given[0] if given else None)
    return times


def _seconds(pair: tuple[Clock | None, Clock | None], epoch: datetime.date | None) -> TimeWindow:
    opens, closes = pair
    return (
        ALWAYS[0] if opens is None else seconds_since(epoch, opens),
        ALWAYS[1] if closes is None else seconds_since(epoch, closes),
    )


def _is_wrong(columns: Columns, entry: int, start: str, end: str, window: TimeWindow) -> bool:
    opens, closes = window
    if window == ALWAYS:
        columns.report(entry, start, "holds an empty window, expected a time on one of its sides")
    elif opens > MAX_VALUE or closes > MAX_VALUE:
        late = start if opens > MAX_VALUE else end
        columns.report(
            entry, late, "is more than 17 years after the first date, expected dates close together"
        )
    elif opens > closes:
        columns.report(
            entry,
            end,
            f"is before {start} {columns.text(start)[entry]!r}, expected a window that ends after "
            f"it starts {_NEXT_DAY}",
        )
    else:
        return False
    return True


def _union(windows: Iterable[TimeWindow]) -> tuple[TimeWindow, ...]:
    union: list[TimeWindow] = []
    for opens, closes in sorted(windows):
        if union and opens <= union[-1][1]:
            union[-1] = (union[-1][0], max(closes, union[-1][1]))
        else:
            union.append((opens, closes))
    return tuple(union)


def single_window(
    columns: Columns, entry: int, start: str, windows: Sequence[TimeWindow]
) -> TimeWindow:
    """Return the one window of a depot or a shift, noting more than one."""
    if len(columns.clocks(start)[entry]) > 1:
        columns.report(entry, start, "holds several windows, expected a single one")
    return windows[0] if windows else ALWAYS


def report_outside_shifts(
    columns: Columns,
    windows: Iterable[tuple[int, tuple[TimeWindow, ...]]],
    vehicles: Sequence[Vehicle],
    epoch: datetime.date | None,
) -> None:
    """Note the stops whose windows all lie outside the shifts of all vehicles.

    Parameters
    ----------
    columns
        The table that the stops come from.
    windows
        Entry in the table and windows of every stop.
    vehicles
        The fleet.
    epoch
        The date of second 0.
    """
    shifts = sorted({vehicle.shift_s for vehicle in vehicles})
    shown = ", ".join(_format(shift, epoch) for shift in shifts[:3])
    if len(shifts) > 3:
        shown += ", …"

    @cache
    def within_a_shift(choices: tuple[TimeWindow, ...], later_s: int = 0) -> bool:
        return any(
            opens + later_s <= shift[1] and shift[0] <= closes + later_s
            for opens, closes in choices
            for shift in shifts
        )

    for entry, choices in windows:
        if choices and not within_a_shift(choices):
            column = "tw_start" if columns.text("tw_start")[entry] else "tw_end"
            hint = f" {_NEXT_DAY}" if within_a_shift(choices, DAY_S) else ""
            columns.report(
                entry, column, f"lies outside every shift, expected a window within {shown}{hint}"
            )


def _format(window: TimeWindow, epoch: datetime.date | None) -> str:
    day = epoch.isoformat() if epoch else None
    start = format_clock(window[0], day)
    return f"{start} to {format_clock(window[1], day)}" if window[1] < MAX_VALUE else f"{start} on"


def shift_hours(vehicles: Iterable[Vehicle]) -> tuple[int, ...]:
    """Hours of the day in which any of the vehicles may be out."""
    hours: set[int] = set()
    for vehicle in vehicles:
        begin, end = vehicle.shift_s
        if end - begin >= DAY_S:
            return tuple(range(HOURS))
        # A shift that ends on the hour does not see the next one, unless it is that one moment.
        last = max(begin // _HOUR_S, -(-end // _HOUR_S) - 1)
        hours.update(hour % HOURS for hour in range(begin // _HOUR_S, last + 1))
    return tuple(sorted(hours))

"""Times as people write them, and the seconds that they stand for.

A time of day (``08:30``) counts from midnight of the instance's epoch: the earliest date in the
input, or no particular day when the input has no dates. A time after midnight of a plan without
dates is written with the days that have passed: ``01:15 +1d``.
"""

from __future__ import annotations

import datetime
import re

__all__ = ["DAY_S", "EXPECTED_TIME", "Clock", "format_clock", "parse_clock", "seconds_since"]

DAY_S = 86_400

#: A date, if one was written, and the seconds since its midnight.
Clock = tuple[datetime.date | None, int]

#: What a time should look like, in words fit for an error.
EXPECTED_TIME = "expected HH:MM, HH:MM:SS or YYYY-MM-DDTHH:MM"

_TIME = re.compile(
    r"(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]|[ ]+))?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:[ ]*(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:[ ]*\+(?P<days>[0-9]{1,4})d)?"
)

#: Days 0 of spreadsheets, which write such a date where a cell holds a time alone.
_NO_DAY = frozenset({"1899-12-30", "1900-01-00"})
#: The days after, and where other programs begin to count: a time alone, or one a day later.
_ANY_DAY = frozenset({"1899-12-31", "1900-01-01"})

#: After a time, and after a date and a time: without a date, ``08:00-12:00`` is no offset.
_ZONE = re.compile(r"\s*(?:[Zz]|UTC|GMT)")
_OFFSET = re.compile(r"\s*[+-][0-9]{2}(?::?[0-9]{2})?")


def parse_clock(text: str) -> Clock:
    """Read a time of day or a date with a time of day.

    Parameters
    ----------
    text
        ``H:MM``, ``HH:MM`` or ``HH:MM:SS``, after an ISO date and ``T`` or a blank if there is one.
        ``24:00`` is the end of the day; `` +1d`` after a time puts it on the next day. ``8:30 AM``
        and ``12:15 pm`` are read as well. ``1899-12-30`` and ``1900-01-00``, as spreadsheets write
        before a time that has no date, are no date.

    Returns
    -------
    date
        The date written, or ``None``.
    seconds
        Since midnight of that date; 86,400 and more for the following days.

    Raises
    ------
    ValueError
        Saying what is wrong and what was expected, without naming the text.
    """
    text = text.strip()
    match = _TIME.fullmatch(text)
    if match is None:
        begun = _TIME.match(text)
        if begun is not None and (
            _ZONE.fullmatch(text, begun.end())
            or (begun["date"] and _OFFSET.fullmatch(text, begun.end()))
        ):
            raise ValueError(
                "has a time zone, and there are none here: expected all times on the same clock, "
                "as YYYY-MM-DDTHH:MM"
            )
        raise ValueError(f"is not a time, {EXPECTED_TIME}")
    hour, minute = int(match["hour"]), int(match["minute"])
    second, days = int(match["second"] or 0), int(match["days"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("is not a time of day, expected 1:00 to 12:59 before AM and PM")
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    end_of_day = (hour, minute, second) == (24, 0, 0)
    if minute > 59 or second > 59 or (hour > 23 and not end_of_day):
        raise ValueError("is not a time of day, expected 00:00 to 24:00")
    seconds = days * DAY_S + hour * 3600 + minute * 60 + second
    if match["date"] is None or match["date"] in _NO_DAY:
        return None, seconds
    if match["date"] in _ANY_DAY:
        raise ValueError(
            "has a date that programs write before a time without one, or one of the day after: "
            "expected HH:MM alone, 'HH:MM +1d' for the day after"
        )
    try:
        date = datetime.date.fromisoformat(match["date"])
    except ValueError as error:
        raise ValueError("has a date that does not exist, expected YYYY-MM-DD") from error
    return date, seconds


def seconds_since(epoch: datetime.date | None, clock: Clock) -> int:
    """Seconds from midnight of the epoch to a parsed time; a bare time is on the epoch itself."""
    date, seconds = clock
    if date is None or epoch is None:
        return seconds
    return (date - epoch).days * DAY_S + seconds


def format_clock(seconds: int, epoch: str | None = None, *, with_seconds: bool = False) -> str:
    """Write a time as people read it: what a clock on the wall shows, seconds cut off.

    Parameters
    ----------
    seconds
        Since midnight of the epoch.
    epoch
        ISO date of second 0, or ``None`` where the input had no dates.
    with_seconds
        Write ``HH:MM:SS``, which :func:`parse_clock` reads back exactly.

    Returns
    -------
    str
        ``HH:MM``, ``HH:MM +1d``, or ``YYYY-MM-DDTHH:MM`` where there is an epoch.
    """
    days, rest = divmod(int(seconds), DAY_S)
    time = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}"
    if with_seconds:
        time += f":{rest % 60:02d}"
    if epoch is not None:
        try:
            date = datetime.date.fromisoformat(epoch) + datetime.timedelta(days=days)
        except OverflowError:  # on from 9999-12-31, which many programs write for "for ever"
            return f"{epoch}T{time} {days:+d}d"
        return f"{date.isoformat()}T{time}"
    return f"{time} {days:+d}d" if days else time

"""``breaks`` of the vehicles of a VROOM-style JSON problem."""

from __future__ import annotations

from vrp.instance import Break
from vrp.read.json_object import JsonObject

__all__ = ["BREAK_DESCRIPTION", "BREAK_ID", "read_breaks"]

#: Where vehicles carry to the output what VROOM calls their break.
BREAK_ID = "break_id"
BREAK_DESCRIPTION = "break_description"

_KEYS = ("id", "time_windows", "service", "description")
_UNSUPPORTED = {"max_load": "loads beyond which a break may not be taken"}


def read_breaks(item: JsonObject) -> tuple[tuple[Break, ...], dict[str, str]]:
    """Read what the driver of a vehicle is due, and what it is called; problems are noted.

    Parameters
    ----------
    item
        The vehicle.

    Returns
    -------
    tuple of Break, dict of str to str
        One break or none, and :data:`BREAK_ID` and :data:`BREAK_DESCRIPTION` of it.
    """
    given = item.children("breaks")
    if len(given) > 1:
        item.note("breaks", f"has {len(given)} entries, expected one at most")
    breaks = [_read_break(each) for each in given]
    names = {
        key: each.text(name)
        for each in given[:1]
        for key, name in ((BREAK_ID, "id"), (BREAK_DESCRIPTION, "description"))
        if name in each
    }
    return tuple(breaks[:1]), names


def _read_break(item: JsonObject) -> Break:
    item.refuse_other_than(_KEYS, _UNSUPPORTED)
    item.identifier()
    windows, given = item.windows("time_windows"), item.raw("time_windows")
    if given is None:
        item.note("time_windows", "is missing, expected one [start, end]")
    elif isinstance(given, list) and len(given) != 1:
        item.note("time_windows", f"has {len(given)} entries, expected one [start, end]")
    if "service" not in item:
        item.note("service", "is missing, expected seconds from 1 up")
    earliest, latest = next(iter(windows), (0, 0))
    return Break(earliest, latest, item.whole("service", 1, low=1))

"""A van that drives from the base to A and on to B, an hour each, with a break on the way."""

from __future__ import annotations

from typing import Any

import numpy as np

from vrp.instance import Break, Depot, Instance, Stop, Vehicle
from vrp.report.plan import Plan
from vrp.solution import Route, Solution

__all__ = ["at", "rested_plan"]


def at(hours: int, minutes: int = 0) -> int:
    """A time of day in seconds."""
    return 3600 * hours + 60 * minutes


#: Between which times a break begins that is best taken there.
_BREAKS = {
    "before leaving A": (at(9, 5), at(9, 30)),
    "on arrival at B": (at(9, 30), at(10, 30)),
    "waiting at B": (at(10, 30), at(11)),
    "on the road to B": (at(9, 30), at(10)),
    "on the road home": (at(11), at(11, 30)),
    "at home": (at(9, 5), at(13, 30)),
}


def rested_plan(where: str, **facts: Any) -> Plan:
    """Leave at 8, serve each stop for ten minutes, have a break of 45 minutes, be home for 14.

    Parameters
    ----------
    where
        ``before leaving A`` (9:10), ``on arrival at B`` (10:10), ``waiting at B`` (from 10:10 until
        it begins at 10:30; then B opens at 11:30), ``on the road to B`` (9:30, a third of it
        driven), ``on the road home`` (11:00, after a third) or ``at home``.
    facts
        Of the instance, in place of those here.
    """
    waits = where == "waiting at B"
    line = np.arange(3, dtype=np.int32)
    hours = abs(line[:, None] - line)
    given: dict[str, Any] = {
        "depots": [Depot("base", 49.0, 8.0, name="Hub")],
        "stops": [
            Stop("A", 49.0, 8.5, 5, service_s=600, windows=[(at(9), at(9))], extra={"bell": "1"}),
            Stop("B", 49.0, 9.0, 2, service_s=600, windows=[(at(11, 30), at(12))] if waits else ()),
        ],
        "vehicles": [
            Vehicle("van", shift_s=(at(8), at(14)), breaks=[Break(*_BREAKS[where], 2700)])
        ],
        "distances_m": hours * 36_000,
        "durations_s": hours * 3600,
    }
    instance = Instance(**given | facts)
    return Plan.of(instance, Solution.of(instance, [Route(0, (0, 1))]))

"""What a route with one more stop breaks when it had rather be late than wait, and why it is late.

A schedule waits for the next window of a stop as soon as one has closed, which may break more than
being late for the one that has: a few minutes there instead of hours after the shift.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from vrp.departure import closing_s
from vrp.instance import Instance, Stop, TimeWindow
from vrp.reasons.excess import Excess, route_excesses, severity
from vrp.schedule import Schedule, Visit, earliest_schedule
from vrp.solution import Route

__all__ = ["latest_release_s", "least_excesses"]

#: At most so many stops of a route are tried, each with a schedule of its own.
_MOST_TRIED = 3


def least_excesses(
    instance: Instance, route: Route, schedule: Schedule, stop: int, horizon: int
) -> tuple[Excess, ...]:
    """Find the limits that a route must break for a new stop.

    Parameters
    ----------
    instance
        The problem.
    route, schedule
        With the new stop; feasible without.
    stop
        The new stop. It and those behind it may be late for a window that has just closed, rather
        than wait for their next one: the first of them that have missed one are tried in turn.
    horizon
        See :func:`vrp.reasons.excess.horizon_s`.
    """
    least = route_excesses(instance, route, schedule, horizon)
    first = route.stops.index(stop)
    if not least or all(len(instance.stops[s].windows) < 2 for s in route.stops[first:]):
        return least
    late: dict[int, Stop] = {}
    schedule = _earliest(instance, route, late)
    tried = 0
    for position in range(first, len(route.stops)):
        visit = schedule.visits[position]
        missed = _missed_window(instance, visit)
        if missed is None:
            continue
        if tried == _MOST_TRIED:
            break
        tried += 1
        also_late = {**late, visit.stop: replace(instance.stops[visit.stop], windows=(missed,))}
        trial = _earliest(instance, route, also_late)
        excesses = route_excesses(instance, route, trial, horizon)
        if severity(excesses) < severity(least):
            least, schedule, late = excesses, trial, also_late
    return least


def latest_release_s(instance: Instance, route: Route, stop: int, horizon: int) -> int | None:
    """When the goods of a new stop would have to be there for the whole route to be in time.

    Parameters
    ----------
    instance, route, stop, horizon
        As above.

    Returns
    -------
    int or None
        ``None`` where the route is in time anyway, or would be late without the release as well.
    """
    data = instance.stops[stop]

    def late_s(release_s: int) -> int:
        schedule = _earliest(instance, route, {stop: replace(data, release_s=release_s)})
        excesses = route_excesses(instance, route, schedule, horizon)
        late = (e.amount for e in excesses if e.constraint in ("time window", "shift"))
        return max(late, default=0)

    own_s = late_s(data.release_s) if data.release_s else 0
    if not own_s or late_s(0):
        return None
    # Goods that come earlier never make a route later. Mostly it gains what they do, but it may
    # also come in time for an earlier window, and wait no more.
    guess = max(0, data.release_s - own_s)
    if not late_s(guess) and late_s(guess + 1):
        return guess
    return bisect_left(range(data.release_s), 1, key=late_s) - 1


def _earliest(instance: Instance, route: Route, changed: dict[int, Stop]) -> Schedule:
    return earliest_schedule(instance, route.vehicle, route.stops, route.reloads, changed=changed)


def _missed_window(instance: Instance, visit: Visit) -> TimeWindow | None:
    """The window that has closed last, where the visit waits for another one."""
    if not visit.wait_s:
        return None
    windows = instance.stops[visit.stop].windows
    closed = [window for window in windows if closing_s(window) < visit.arrival_s]
    return closed[-1] if closed else None

"""What a route with one more stop breaks when it had rather be late than wait, and why it is late.

A schedule waits for the next window of a stop as soon as one has closed, which may break more than
being late for the one that has: a few minutes there instead of hours after the shift.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

from vrp.departure import closing_s
from vrp.instance import Instance, Stop, TimeWindow
from vrp.reasons.excess import Excess, route_excesses, severity
from vrp.schedule import earliest_schedule, make_schedule, trips_of
from vrp.solution import Route
from vrp.timetable import Schedule, Visit

__all__ = ["LateGoods", "could_without_break", "late_goods", "least_excesses"]

#: At most so many stops of a route are tried, each with a schedule of its own.
_MOST_TRIED = 3


class LateGoods(NamedTuple):
    """Goods that a trip waits for until its route is late.

    Parameters
    ----------
    release_s
        When the last of them are there.
    latest_s
        When all of them would have to be there for the whole route to be in time.
    stops
        Those of the trip whose goods are there only later than that.
    """

    release_s: int
    latest_s: int
    stops: tuple[int, ...]


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


def late_goods(instance: Instance, route: Route, stop: int, horizon: int) -> LateGoods | None:
    """Find what a late route waits for that it had better not, before the trip of a new stop.

    Parameters
    ----------
    instance, route, stop, horizon
        As above.

    Returns
    -------
    LateGoods or None
        ``None`` where the route is in time anyway, or would be late without waiting as well.
    """
    trip = next(trip for trip in trips_of(route.stops, route.reloads) if stop in trip)
    release_s = max(instance.stops[each].release_s for each in trip)

    def late_s(latest_s: int) -> int:
        sooner = {
            each: replace(instance.stops[each], release_s=latest_s)
            for each in trip
            if instance.stops[each].release_s > latest_s
        }
        schedule = _earliest(instance, route, sooner)
        excesses = route_excesses(instance, route, schedule, horizon)
        late = (e.amount for e in excesses if e.constraint in ("time window", "shift"))
        return max(late, default=0)

    own_s = late_s(release_s) if release_s else 0
    if not own_s or late_s(0):
        return None
    # Goods that come earlier never make a route later. Mostly it gains what they do, but it may
    # also come in time for an earlier window, and wait no more.
    latest_s = max(0, release_s - own_s)
    if late_s(latest_s) or not late_s(latest_s + 1):
        latest_s = bisect_left(range(release_s), 1, key=late_s) - 1
    waited_for = tuple(each for each in trip if instance.stops[each].release_s > latest_s)
    return LateGoods(release_s, latest_s, waited_for)


def could_without_break(instance: Instance, route: Route, horizon: int) -> bool:
    """Whether a break is due to the driver of a route that would break nothing without it."""
    if not instance.vehicles[route.vehicle].breaks:
        return False
    schedule = make_schedule(instance, route.vehicle, route.stops, route.reloads, with_break=False)
    return not route_excesses(instance, route, schedule, horizon)


def _earliest(instance: Instance, route: Route, changed: dict[int, Stop]) -> Schedule:
    return earliest_schedule(instance, route.vehicle, route.stops, route.reloads, changed=changed)


def _missed_window(instance: Instance, visit: Visit) -> TimeWindow | None:
    """The window that has closed last, where the visit waits for another one."""
    if not visit.wait_s:
        return None
    windows = instance.stops[visit.stop].windows
    closed = [window for window in windows if closing_s(window) < visit.start_s]
    return closed[-1] if closed else None

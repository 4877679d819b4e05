"""How far a route goes beyond each of its limits, as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vrp.instance import MAX_VALUE, Instance
from vrp.solution import Route, route_legs
from vrp.timetable import Reload, Schedule

__all__ = ["HOPELESS", "Excess", "horizon_s", "route_excesses", "severity"]

#: More kinds of limit than there are.
HOPELESS = 100


class Excess(NamedTuple):
    """One limit that a route breaks, and the smallest change of it that the route would keep.

    Parameters
    ----------
    constraint
        ``unreachable``, ``capacity``, ``time window``, ``shift``, ``max distance``,
        ``max duration`` or ``max stops``. Depot hours count as shift.
    value, limit
        What the route reaches and what it may: load units, seconds, metres, stops, or legs that
        no way joins.
    share
        The excess as a share of the limit, or of the horizon for times: compares unlike things.
    at
        The load dimension, the stop that is late, or what is over at the end of the route:
        ``shift``, ``end depot`` or, when leaving already, ``start depot``.
    """

    constraint: str
    value: int
    limit: int
    share: float
    at: int | str = 0

    @property
    def amount(self) -> int:
        """How far the value is beyond the limit."""
        return self.value - self.limit


def severity(excesses: Sequence[Excess]) -> tuple[int, float]:
    """How bad they are together: kinds of limit broken, then the sum of the shares.

    No relaxed limit opens a way, so that a missing one counts for :data:`HOPELESS` kinds.
    """
    broken = {excess.constraint for excess in excesses}
    kinds = HOPELESS if "unreachable" in broken else len(broken)
    return kinds, sum(excess.share for excess in excesses)


def horizon_s(instance: Instance) -> int:
    """Seconds from 0 to the last time that the instance names, at least 1."""
    ends = [end for stop in instance.stops for _, end in stop.windows]
    ends += [depot.window[1] for depot in instance.depots]
    ends += [vehicle.shift_s[1] for vehicle in instance.vehicles]
    return max((end for end in ends if 0 < end < MAX_VALUE), default=1)


def route_excesses(
    instance: Instance, route: Route, schedule: Schedule, horizon: int
) -> tuple[Excess, ...]:
    """Every limit that the route breaks when driven to its schedule; skills are not looked at.

    Relaxing all of them, each by its amount, makes the route feasible. Where no way joins two of
    its places, nothing else is worth saying.
    """
    broken = sum(not instance.has_way(*leg) for leg in route_legs(instance, route))
    if broken:
        return (Excess("unreachable", broken, 0, float(broken)),)
    return (
        *_load_excesses(instance, route, schedule),
        *_time_excesses(instance, route, schedule, horizon),
        *_limit_excesses(instance, route, schedule),
    )


def _load_excesses(instance: Instance, route: Route, schedule: Schedule) -> Iterator[Excess]:
    capacity = instance.capacity(route.vehicle)
    for dimension, (peak, most) in enumerate(zip(schedule.peak_load, capacity, strict=True)):
        if peak > most:
            yield Excess("capacity", peak, most, (peak - most) / max(1, most), dimension)


def _time_excesses(
    instance: Instance, route: Route, schedule: Schedule, horizon: int
) -> Iterator[Excess]:
    for visit in schedule.visits:
        if visit.late_s:
            end = visit.start_s - visit.late_s
            yield Excess("time window", visit.start_s, end, visit.late_s / horizon, visit.stop)
    for at, moment, end in _closings(instance, route, schedule):
        if moment > end:
            yield Excess("shift", moment, end, (moment - end) / horizon, at)


def _closings(
    instance: Instance, route: Route, schedule: Schedule
) -> Iterator[tuple[str, int, int]]:
    """What the hours of the route end with: its name, the time of the route, the closing."""
    vehicle = instance.vehicles[route.vehicle]
    yield "shift", schedule.return_s, vehicle.shift_s[1]
    if vehicle.end is not None:
        yield "end depot", schedule.return_s, instance.depots[vehicle.end].window[1]
    if vehicle.end != vehicle.start:
        departures = [schedule.departure_s, *(reload.departure_s for reload in schedule.reloads)]
        yield "start depot", departures[-1], instance.depots[vehicle.start].window[1]


def _limit_excesses(instance: Instance, route: Route, schedule: Schedule) -> Iterator[Excess]:
    vehicle = instance.vehicles[route.vehicle]
    limits = (
        ("max distance", schedule.distance_m, vehicle.max_distance_m),
        ("max duration", schedule.duration_s, vehicle.max_duration_s),
        ("max stops", len(route.stops), vehicle.max_stops),
    )
    for constraint, value, limit in limits:
        if limit is None or value <= limit:
            continue
        if constraint == "max duration":
            value -= _avoidable_wait_s(instance, route, schedule)
        if value > limit:
            yield Excess(constraint, value, limit, (value - limit) / max(1, limit))


def _avoidable_wait_s(instance: Instance, route: Route, schedule: Schedule) -> int:
    """How much later a late route could leave and still return at the same time.

    A schedule that breaks no window is already the shortest.
    """
    leave_by = _latest_departure_s(instance, route, schedule)
    number = len(schedule.calls)
    latest = _leave_by(instance, route, schedule, number, schedule.return_s - schedule.last_leg_s)
    for call in reversed(schedule.calls):
        number -= 1
        if isinstance(call, Reload):
            latest = min(latest, max(leave_by, call.departure_s)) - call.service_s - call.leg_s
            continue
        stop = instance.stops[call.stop]
        bound = latest - stop.service_s
        ends = (min(closes, bound) for opens, closes in stop.windows if opens <= bound)
        start = call.start_s if call.late_s else max(ends, default=bound)
        latest = _leave_by(instance, route, schedule, number, start - call.transit_s)
    return max(0, min(latest, leave_by) - schedule.departure_s)


def _leave_by(instance: Instance, route: Route, schedule: Schedule, leg: int, latest: int) -> int:
    """How late the place in front of a leg may be left, of a break on it: it may not begin late."""
    rest = schedule.rest
    if rest is None or rest.position != leg:
        return latest
    (due,) = instance.vehicles[route.vehicle].breaks
    return min(latest - due.duration_s, due.latest_s)


def _latest_departure_s(instance: Instance, route: Route, schedule: Schedule) -> int:
    """When the hours of the route end its departures, once they are relaxed as far as they must."""
    vehicle = instance.vehicles[route.vehicle]
    relaxed = {at: max(moment, end) for at, moment, end in _closings(instance, route, schedule)}
    depot = "end depot" if vehicle.end == vehicle.start else "start depot"
    return min(relaxed["shift"], relaxed[depot])

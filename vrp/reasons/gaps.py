"""The gaps of a plan: every place where one more stop could go, and what is free there.

Loads before and after each gap, the earliest departure in front of it and the latest arrival behind
it (the slack of Savelsbergh 1992), as if no break was due. A vehicle that may reload once more has
gaps for a trip of one stop as well: in front of each of its trips, and behind the last one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from vrp.departure import release_s, route_hours
from vrp.instance import Instance
from vrp.schedule import route_places, trips_of
from vrp.solution import Route, route_legs
from vrp.timetable import Reload, Schedule

__all__ = ["Gaps", "gaps_of", "transit_s", "wages"]

#: A structured array with a row per gap: see :func:`gaps_of`.
Gaps = npt.NDArray[np.void]

_Places = npt.NDArray[np.int64] | int

#: Stands for no limit: beyond any value, and sums with it still fit 64 bits.
_UNLIMITED = 2**60


def gaps_of(instance: Instance, routes: Sequence[Route], schedules: Sequence[Schedule]) -> Gaps:
    """Find all gaps of a plan.

    Returns
    -------
    Gaps
        Route by route. ``trip`` and ``position`` say where: on which trip, behind how many stops of
        the route. Where ``own_trip``, a trip of its own becomes number ``trip``.
    """
    gaps = [np.zeros(0, _columns(instance))]
    for number, (route, schedule) in enumerate(zip(routes, schedules, strict=True)):
        within = _gaps(instance, number, route, schedule)
        gaps.append(within)
        if len(route.reloads) < instance.vehicles[route.vehicle].max_reloads:
            gaps.append(_own_trips(instance, route, within))
    return np.concatenate(gaps)


def transit_s(
    instance: Instance, origin: _Places, destination: _Places, speed_factor: npt.ArrayLike
) -> npt.NDArray[np.int64]:
    """Driving and setup of legs as vehicles of such speed have them."""
    seconds = instance.durations_s[origin, destination]
    transit: npt.NDArray[np.int64] = np.rint(np.divide(seconds, speed_factor)).astype(np.int64)
    if instance.setups_s is not None:
        transit += instance.setups_s[origin, destination]
    return transit


def wages(
    gaps: Gaps, extra_s: npt.NDArray[np.int64], at: slice | npt.NDArray[np.int64] = slice(None)
) -> npt.NDArray[np.int64]:
    """Cost units of routes that take so much longer, overtime included.

    Parameters
    ----------
    gaps
        Of a plan.
    extra_s
        Seconds, shape (..., n).
    at
        Which n gaps are meant: all, by default.
    """
    overtime_s = np.maximum(0, extra_s - gaps["regular_s"][at])
    cost: npt.NDArray[np.int64] = gaps["cost_per_s"][at] * extra_s
    cost += gaps["cost_per_overtime_s"][at] * overtime_s
    return cost


def _columns(instance: Instance) -> np.dtype[np.void]:
    """One row per gap: its place in the plan, then what is free there."""
    loads = (len(instance.load_names),)
    return np.dtype(
        [
            *((name, np.int64) for name in ("route", "position", "trip")),
            ("own_trip", np.bool_),
            *((name, np.int64) for name in ("vehicle", "before", "after")),
            ("leg_m", np.int64),
            ("charged_m", np.int64),
            ("transit_s", np.int64),  # of the leg
            ("ready", np.int64),  # earliest departure from the place before the gap
            ("since_s", np.int64),  # driving, setup and service on the trip until then
            ("leave_by", np.int64),  # latest departure from there
            ("latest", np.int64),  # latest arrival behind it that keeps the rest on time
            ("load", np.int64, loads),  # on board from the place before the gap to the one behind
            ("room_before", np.int64, loads),  # for deliveries: on board from the depot to here
            ("room_after", np.int64, loads),  # for pickups: on board from here to the depot
            ("capacity", np.int64, loads),
            *((name, np.int64) for name in ("max_m", "spare_m", "max_s", "spare_s")),
            *((name, np.int64) for name in ("max_stops", "spare_stops")),
            ("slack_s", np.int64),  # seconds of the route that are not driving, setup or service
            ("regular_s", np.int64),  # by which the route may grow until overtime is paid
            *((name, np.int64) for name in ("cost_per_m", "cost_per_s", "cost_per_overtime_s")),
            ("speed_factor", np.float64),
        ]
    )


def _gaps(instance: Instance, number: int, route: Route, schedule: Schedule) -> Gaps:
    vehicle = instance.vehicles[route.vehicle]
    calls = schedule.calls
    gaps = np.zeros(len(calls) + 1, _columns(instance))
    places = route_places(instance, route.vehicle, route.stops, route.reloads)[: len(gaps)]
    gaps["route"] = number
    gaps["trip"] = np.cumsum([0, *(isinstance(call, Reload) for call in calls)])
    gaps["position"] = np.arange(len(gaps)) - gaps["trip"]
    gaps["vehicle"] = route.vehicle
    gaps["before"] = places
    gaps["after"] = [*places[1:], -1 if vehicle.end is None else vehicle.end]
    gaps["leg_m"] = [*(call.leg_m for call in calls), schedule.last_leg_m]
    gaps["charged_m"] = _charged_legs(instance, route)
    gaps["transit_s"] = [*(call.transit_s for call in calls), schedule.last_leg_s]
    gaps["ready"] = list(_earliest_departures(instance, route, schedule))
    gaps["since_s"] = list(_work_of_trips(instance, schedule))
    gaps["leave_by"] = _UNLIMITED
    gaps["latest"] = list(_latest_arrivals(instance, route, schedule))[::-1]
    capacity = np.array(instance.capacity(route.vehicle), dtype=np.int64)
    loads = np.array([schedule.load_at_start, *(call.load_after for call in calls)])
    gaps["capacity"] = capacity
    gaps["load"] = loads
    for trip in range(len(route.reloads) + 1):
        own = gaps["trip"] == trip
        gaps["room_before"][own] = capacity - np.maximum.accumulate(loads[own])
        gaps["room_after"][own] = capacity - np.maximum.accumulate(loads[own][::-1])[::-1]
    work_s = schedule.driving_s + schedule.setup_s
    work_s += sum(instance.stops[stop].service_s for stop in route.stops)
    work_s += sum(reload.service_s for reload in schedule.reloads)
    gaps["slack_s"] = schedule.duration_s - work_s
    for name, used, limit in (
        ("m", schedule.distance_m, vehicle.max_distance_m),
        ("s", work_s, vehicle.max_duration_s),
        ("stops", len(route.stops), vehicle.max_stops),
    ):
        most = _UNLIMITED if limit is None else min(limit, _UNLIMITED)
        gaps[f"max_{name}"] = most
        gaps[f"spare_{name}"] = most - used
    regular_s = _UNLIMITED if vehicle.overtime_after_s is None else vehicle.overtime_after_s
    gaps["regular_s"] = max(0, regular_s - schedule.duration_s)
    for name in ("cost_per_m", "cost_per_s", "cost_per_overtime_s"):
        gaps[name] = getattr(vehicle, name)
    gaps["speed_factor"] = vehicle.speed_factor
    return gaps


def _own_trips(instance: Instance, route: Route, within: Gaps) -> Gaps:
    """Gaps for a trip of one stop, made of those in front of every trip and at the very end.

    What such a trip adds to the route whatever its stop is, is taken from the leg that it replaces.
    """
    vehicle = instance.vehicles[route.vehicle]
    leave, _ = route_hours(instance, route.vehicle)
    first = np.flatnonzero(np.diff(within["trip"], prepend=-1))
    gaps = within[[*first, -1]]
    gaps["own_trip"] = True
    gaps["since_s"] = 0
    gaps["leave_by"] = leave[1]
    gaps["load"] = 0
    gaps["room_before"] = gaps["room_after"] = gaps["capacity"]

    before, last = gaps[:-1], gaps[-1:]
    home = route_places(instance, route.vehicle, route.stops)[len(route.stops)], vehicle.start
    home_s = int(transit_s(instance, *home, vehicle.speed_factor))
    arrivals = [*(within["ready"] + within["transit_s"])[first[1:] - 1], last["ready"][0] + home_s]
    gaps["ready"] = [leave[0], *np.maximum(arrivals, leave[0]) + vehicle.reload_s]

    # The vehicle comes back to where the trip behind begins, and reloads for that one.
    before["latest"] = (
        np.minimum(before["latest"] - before["transit_s"], leave[1]) - vehicle.reload_s
    )
    before["after"] = vehicle.start
    before["leg_m"] = before["charged_m"] = 0
    before["transit_s"] = -vehicle.reload_s
    # It comes back from the last stop first, and reloads for this one.
    last["trip"] += 1
    last["before"] = vehicle.start
    last["leg_m"] -= instance.distances_m[home]
    last["charged_m"] -= instance.charged_m[home]
    last["transit_s"] -= home_s + vehicle.reload_s
    return gaps if instance.has_way(*home) else before


def _charged_legs(instance: Instance, route: Route) -> list[int]:
    legs = [int(instance.charged_m[leg]) for leg in route_legs(instance, route)]
    return [*legs, 0] if instance.vehicles[route.vehicle].end is None else legs


def _earliest_departures(instance: Instance, route: Route, schedule: Schedule) -> Iterator[int]:
    """From the depot and from every call, when the route leaves as early as it may."""
    opens = route_hours(instance, route.vehicle)[0][0]
    released = iter([release_s(instance, trip) for trip in trips_of(route.stops, route.reloads)])
    now = max(opens, next(released))
    yield now
    for call in schedule.calls:
        if isinstance(call, Reload):
            now = max(max(now + call.leg_s, opens) + call.service_s, next(released))
            yield now
            continue
        stop = instance.stops[call.stop]
        ready = now + call.transit_s
        starts = (max(ready, opens) for opens, closes in stop.windows if ready <= closes)
        now = next(starts, ready) + stop.service_s
        yield now


def _work_of_trips(instance: Instance, schedule: Schedule) -> Iterator[int]:
    """Driving, setup and service from the depot to every call, since the last reload."""
    work_s = 0
    yield work_s
    for call in schedule.calls:
        if isinstance(call, Reload):
            work_s = 0
        else:
            work_s += call.transit_s + instance.stops[call.stop].service_s
        yield work_s


def _latest_arrivals(instance: Instance, route: Route, schedule: Schedule) -> Iterator[int]:
    """At the end of the route and, with setup done, at every call, for the rest to be on time.

    Last one first.
    """
    leave, (_, latest) = route_hours(instance, route.vehicle)
    yield latest
    transit = schedule.last_leg_s
    for call in reversed(schedule.calls):
        if isinstance(call, Reload):
            latest = min(latest - transit, leave[1]) - call.service_s
            transit = call.transit_s
            yield latest
            continue
        stop = instance.stops[call.stop]
        bound = latest - transit - stop.service_s
        ends = [min(closes, bound) for opens, closes in stop.windows if opens <= bound]
        latest = max(ends, default=bound if not stop.windows else min(bound, stop.windows[0][1]))
        transit = call.transit_s
        yield latest

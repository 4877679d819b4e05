"""When a vehicle is where: the times, loads and metres of one route, in plain Python.

The schedule leaves as late as it can without lengthening the route, then serves every stop as early
as possible: the shortest duration, and among those the earliest return. The driver's break is where
that is possible.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from operator import add, sub

from vrp.breaks import Outset, best_outset, earliest_outset, pause_on
from vrp.departure import Leg, best_departure, closing_s, release_s, route_hours, window_at
from vrp.instance import HOURS, NO_WAY, Instance, Stop, Vehicle
from vrp.timetable import Reload, Rest, Schedule, Visit

__all__ = [
    "earliest_schedule",
    "expected_schedule",
    "make_schedule",
    "route_places",
    "trips_of",
]

_HOUR_S = 3600

#: A leg, by its number and the time at which it begins.
_LegAt = Callable[[int, int], Leg]


def make_schedule(
    instance: Instance,
    vehicle: int,
    stops: Sequence[int],
    reloads: Sequence[int] = (),
    *,
    with_break: bool = True,
) -> Schedule:
    """Schedule the stops in the given order on one vehicle.

    Parameters
    ----------
    instance
        The problem.
    vehicle
        Index into ``instance.vehicles``.
    stops
        Indices into ``instance.stops``, in driving order, at least one.
    reloads
        Behind how many stops each the vehicle reloads, ascending.
    with_break
        False to ask what if the driver were due no break.

    Returns
    -------
    Schedule
        Of shortest duration if one keeps all windows and the shift, and has the driver's break;
        otherwise the earliest one, with its lateness: see :func:`vrp.breaks.earliest_outset` for
        the break. Of a route that reloads, which no vehicle with a break may, it has none.
    """
    legs = _legs(instance, vehicle, route_places(instance, vehicle, stops, reloads))
    trips = trips_of(stops, reloads)
    best = None
    with_break = with_break and _has_break(instance, vehicle, trips)
    if with_break:
        best = best_outset(instance, vehicle, stops, legs)
    elif instance.is_timed:
        departure = best_departure(instance, vehicle, trips, legs)
        best = None if departure is None else Outset(departure, None)
    if best is None:
        best = _earliest(instance, vehicle, trips, legs, with_break=with_break)
    return _run(instance, vehicle, trips, _by_any_clock(legs), best)


def earliest_schedule(
    instance: Instance,
    vehicle: int,
    stops: Sequence[int],
    reloads: Sequence[int] = (),
    *,
    changed: Mapping[int, Stop],
) -> Schedule:
    """Schedule the stops as :func:`make_schedule` does where none is feasible: at the earliest.

    Parameters
    ----------
    instance, vehicle, stops, reloads
        As of :func:`make_schedule`.
    changed
        Other windows or releases of some stops, by their indices, to ask what if they were so;
        nothing else of these stops is looked at.
    """
    legs = _legs(instance, vehicle, route_places(instance, vehicle, stops, reloads))
    trips = trips_of(stops, reloads)
    with_break = _has_break(instance, vehicle, trips)
    outset = _earliest(instance, vehicle, trips, legs, changed, with_break=with_break)
    return _run(instance, vehicle, trips, _by_any_clock(legs), outset, changed)


def expected_schedule(instance: Instance, vehicle: int, planned: Schedule) -> Schedule:
    """Drive a planned route through the traffic of the hours that it is out in.

    The route leaves when it was planned to. In every hour the share of a leg is driven that the
    hour's duration allows, and the rest in the next hour at its pace, so that who leaves later
    never arrives earlier (Ichoua, Gendreau & Potvin 2003, *Vehicle dispatching with time-dependent
    travel times*, section 3). As no hour is slower than the durations that the plan was made with,
    the route is nowhere later than planned. The driver's break is on the leg that it was planned
    on; where it interrupts the drive, the rest of the leg is driven as if it did not.

    Parameters
    ----------
    instance
        The problem.
    vehicle
        Index into ``instance.vehicles``.
    planned
        Of :func:`make_schedule`.

    Returns
    -------
    Schedule
        The planned one, where no hourly durations are known.
    """
    hourly = instance.hourly_durations_s
    if hourly is None:
        return planned
    stops = [visit.stop for visit in planned.visits]
    reloads = [reload.position for reload in planned.reloads]
    pairs = list(pairwise(route_places(instance, vehicle, stops, reloads)))
    metres = [*(call.leg_m for call in planned.calls), planned.last_leg_m]
    setups = [*(call.transit_s - call.leg_s for call in planned.calls), 0]
    factor = instance.vehicles[vehicle].speed_factor
    hour_s = _HOUR_S * instance.scale.duration

    def leg(number: int, leaving: int) -> Leg:
        if number == len(pairs):
            return Leg(0, 0, 0)
        by_hour = [int(durations[pairs[number]]) for durations in hourly]
        driving_s = _through_hours(by_hour, leaving, hour_s, factor)
        return Leg(metres[number], driving_s, setups[number])

    outset = Outset(planned.departure_s, planned.rest.position if planned.rest else None)
    return _run(instance, vehicle, trips_of(stops, reloads), leg, outset)


def trips_of(stops: Sequence[int], reloads: Sequence[int]) -> list[Sequence[int]]:
    """Cut the stops of a route into trips from the depot.

    Parameters
    ----------
    stops, reloads
        As of :class:`vrp.Route`.
    """
    return [stops[first:last] for first, last in pairwise((0, *reloads, len(stops)))]


def route_places(
    instance: Instance, vehicle: int, stops: Sequence[int], reloads: Sequence[int] = ()
) -> list[int]:
    """Locations of a route in driving order, the depots at its ends and at reloads included.

    Parameters
    ----------
    instance
        The problem.
    vehicle, stops, reloads
        As of :class:`vrp.Route`.
    """
    kind = instance.vehicles[vehicle]
    places = []
    for trip in trips_of(stops, reloads):
        places += [kind.start, *(instance.location(stop) for stop in trip)]
    if kind.end is not None:
        places.append(kind.end)
    return places


def _legs(instance: Instance, vehicle: int, places: Sequence[int]) -> list[Leg]:
    """Every leg, the last one back to the depot."""
    kind = instance.vehicles[vehicle]
    metres: list[int] = instance.distances_m[places[:-1], places[1:]].tolist()
    seconds = metres
    if instance.durations_s is not instance.distances_m:
        seconds = instance.durations_s[places[:-1], places[1:]].tolist()
    setups = [0] * len(seconds)
    if instance.setups_s is not None:
        setups = instance.setups_s[places[:-1], places[1:]].tolist()
    legs = [
        Leg(leg_m, _driving_s(leg_s, kind.speed_factor), setup_s)
        for leg_m, leg_s, setup_s in zip(metres, seconds, setups, strict=True)
    ]
    if kind.end is None:
        legs.append(Leg(0, 0, 0))
    return legs


def _driving_s(seconds: int, speed_factor: float) -> int:
    return seconds if speed_factor == 1.0 or seconds == NO_WAY else round(seconds / speed_factor)


def _through_hours(by_hour: Sequence[int], leaving: int, hour_s: int, speed_factor: float) -> int:
    """Seconds of a leg that takes ``by_hour[h]`` where all of it is driven in hour ``h``."""
    now, left = float(leaving), 1.0
    while True:
        hour = int(now // hour_s)
        if by_hour[hour % HOURS] == NO_WAY:
            return NO_WAY
        whole = by_hour[hour % HOURS] / speed_factor
        rest = (hour + 1) * hour_s - now
        if left * whole <= rest:
            # A hair below one half is rounded down: sums of shares are not exact.
            return math.floor(now + left * whole - leaving + 0.5 - 1e-6)
        left -= rest / whole
        now = float((hour + 1) * hour_s)


def _by_any_clock(legs: Sequence[Leg]) -> _LegAt:
    return lambda number, leaving: legs[number]


def _has_break(instance: Instance, vehicle: int, trips: Sequence[Sequence[int]]) -> bool:
    return bool(instance.vehicles[vehicle].breaks) and len(trips) == 1


def _earliest(
    instance: Instance,
    vehicle: int,
    trips: Sequence[Sequence[int]],
    legs: Sequence[Leg],
    changed: Mapping[int, Stop] | None = None,
    *,
    with_break: bool,
) -> Outset:
    if with_break:
        return earliest_outset(instance, vehicle, trips[0], legs, changed)
    opens = route_hours(instance, vehicle)[0][0]
    return Outset(max(opens, release_s(instance, trips[0], changed)), None)


def _run(
    instance: Instance,
    vehicle: int,
    trips: Sequence[Sequence[int]],
    leg_at: _LegAt,
    outset: Outset,
    changed: Mapping[int, Stop] | None = None,
) -> Schedule:
    """Drive the route from a given departure, serving every stop as early as possible."""
    kind = instance.vehicles[vehicle]
    leave, end = route_hours(instance, vehicle)
    number = 0
    now = outset.departure
    rest: Rest | None = None
    visits: list[Visit] = []
    reloads: list[Reload] = []
    loads: list[tuple[int, ...]] = []
    changed = changed or {}
    for trip in trips:
        on_board = _on_board(instance, trip)
        if loads:
            released = release_s(instance, trip, changed)
            leg = leg_at(number, now)
            reload = _reload(instance, vehicle, len(visits), released, now, leg, on_board[0])
            number += 1
            now = reload.departure_s
            reloads.append(reload)
        loads += on_board
        for stop, load_after in zip(trip, on_board[1:], strict=True):
            rests = number == outset.leg
            leg, arrival, ready, pause = _drive(kind, leg_at, number, now, visits, rests=rests)
            number += 1
            rest = pause or rest
            rest_s = pause.end_s - pause.start_s if pause and pause.start_s >= arrival else 0
            data = changed.get(stop) or instance.stops[stop]
            start, late = _service_start(data, ready)
            now = start + data.service_s
            times = (stop, arrival, start, now, late, leg.metres, leg.driving_s)
            visits.append(Visit(*times, load_after, rest_s, leg.setup_s))
    rests = number == outset.leg
    leg, _, now, pause = _drive(kind, leg_at, number, now, visits, rests=rests)
    finish = max(now, end[0])
    late_leaving = (outset.departure - leave[1], *(call.late_s for call in reloads))
    return Schedule(
        visits=tuple(visits),
        departure_s=outset.departure,
        return_s=finish,
        late_s=max(0, finish - closing_s(end), *late_leaving),
        last_leg_m=leg.metres,
        last_leg_s=leg.driving_s,
        load_at_start=loads[0],
        peak_load=tuple(map(max, zip(*loads, strict=True))),
        reloads=tuple(reloads),
        rest=pause or rest,
    )


def _on_board(instance: Instance, trip: Sequence[int]) -> list[tuple[int, ...]]:
    """Load units when a trip begins, and behind every stop of it."""
    # Plain integers: for loads this short, arrays would take most of the time of a check.
    served = list(trip)
    deliveries = instance.deliveries[served]
    load: tuple[int, ...] = tuple(deliveries.sum(axis=0).tolist())
    loads = [load]
    for out, back in zip(deliveries.tolist(), instance.pickups[served].tolist(), strict=True):
        load = tuple(map(sub, map(add, load, back), out))
        loads.append(load)
    return loads


def _drive(
    vehicle: Vehicle, leg_at: _LegAt, number: int, now: int, visits: list[Visit], *, rests: bool
) -> tuple[Leg, int, int, Rest | None]:
    """A leg, the arrival, when service may begin, and the break if the driver has it here."""
    if not rests:
        leg = leg_at(number, now)
        return leg, now + leg.driving_s, now + leg.transit_s, None
    (due,) = vehicle.breaks
    if visits and now >= due.earliest_s:
        start, now = now, now + due.duration_s
        visits[-1] = visits[-1]._replace(departure_s=now)
        leg = leg_at(number, now)
        arrival, ready = now + leg.driving_s, now + leg.transit_s
    else:
        leg = leg_at(number, now)
        start, arrival, ready = pause_on(due, now, leg)
    return leg, arrival, ready, Rest(len(visits), start, start + due.duration_s)


def _service_start(stop: Stop, ready: int) -> tuple[int, int]:
    """When service begins, and how late that is."""
    if not stop.windows:
        return ready, 0
    window = window_at(stop.windows, ready)
    start = max(ready, window[0])
    return start, max(0, start - closing_s(window))


def _reload(
    instance: Instance,
    vehicle: int,
    position: int,
    released: int,
    now: int,
    leg: Leg,
    load: tuple[int, ...],
) -> Reload:
    """Drive to the depot and load what the next trip needs."""
    leave, _ = route_hours(instance, vehicle)
    arrival = now + leg.driving_s
    service_s = instance.vehicles[vehicle].reload_s
    loaded = max(arrival, leave[0]) + service_s
    departure = max(loaded, released)
    late = max(0, departure - closing_s(leave))
    times = (arrival, service_s, departure, late)
    return Reload(position, *times, leg.metres, leg.driving_s, load)

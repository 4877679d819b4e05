"""When a vehicle is where: the times, loads and metres of one route, in plain Python.

The schedule leaves as late as it can without lengthening the route, then serves every stop as early
as possible: the shortest duration, and among those the earliest return. With several windows a stop
this is exact: the earliest completion of a partial route is a piecewise linear function of the
departure, and each piece is one choice of windows (Savelsbergh 1992, *The vehicle routing problem
with time windows: minimizing route duration*).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import neg
from typing import NamedTuple

from vrp.instance import HOURS, MAX_VALUE, NO_WAY, Instance, TimeWindow

__all__ = [
    "Schedule",
    "Visit",
    "expected_schedule",
    "make_schedule",
    "route_hours",
    "route_places",
]

_NEVER = 2**62
_HOUR_S = 3600

#: Metres and seconds of a leg, by its number and the time at which it begins.
_Leg = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Visit:
    """One stop of a route: when it is served and what is on board afterwards.

    ``late_s`` is how long after the end of the last window service starts: 0 in a valid plan.
    """

    stop: int
    arrival_s: int
    start_s: int
    departure_s: int
    late_s: int
    leg_m: int
    leg_s: int
    load_after: tuple[int, ...]

    @property
    def wait_s(self) -> int:
        """Seconds between arrival and the start of service."""
        return self.start_s - self.arrival_s


@dataclass(frozen=True)
class Schedule:
    """The times of one route, from the depot and back (or to the last stop of an open route).

    ``late_s`` is how long after the shift or the depot's hours the route ends; ``peak_load`` is the
    largest load on board at any moment, per dimension; ``last_leg_m`` and ``last_leg_s`` are zero
    for an open route.
    """

    visits: tuple[Visit, ...]
    departure_s: int
    return_s: int
    late_s: int
    last_leg_m: int
    last_leg_s: int
    load_at_start: tuple[int, ...]
    peak_load: tuple[int, ...]

    @property
    def distance_m(self) -> int:
        """Metres driven."""
        return self.last_leg_m + sum(visit.leg_m for visit in self.visits)

    @property
    def duration_s(self) -> int:
        """Seconds from departure to return."""
        return self.return_s - self.departure_s

    @property
    def driving_s(self) -> int:
        """Seconds driven."""
        return self.last_leg_s + sum(visit.leg_s for visit in self.visits)

    @property
    def wait_s(self) -> int:
        """Seconds waited at stops."""
        return sum(visit.wait_s for visit in self.visits)


class _Piece(NamedTuple):
    """Departing at ``t <= latest`` completes at ``max(t, earliest) + duration``."""

    earliest: int
    latest: int
    duration: int

    def dominated_by(self, other: _Piece) -> bool:
        return (
            other.latest >= self.latest
            and other.earliest + other.duration <= self.earliest + self.duration
            and max(self.latest, other.earliest) + other.duration <= self.latest + self.duration
        )


def make_schedule(instance: Instance, vehicle: int, stops: Sequence[int]) -> Schedule:
    """Schedule the stops in the given order on one vehicle.

    Parameters
    ----------
    instance
        The problem.
    vehicle
        Index into ``instance.vehicles``.
    stops
        Indices into ``instance.stops``, in driving order, at least one.

    Returns
    -------
    Schedule
        Of shortest duration if one keeps all windows and the shift; otherwise the earliest one,
        with its lateness.
    """
    legs = _legs(instance, vehicle, stops)
    hours = route_hours(instance, vehicle)
    departure = _best_departure(instance, stops, legs, hours) if instance.is_timed else None
    if departure is None:
        departure = hours[0][0]
    return _run(instance, stops, _by_any_clock(legs), hours, departure)


def expected_schedule(instance: Instance, vehicle: int, planned: Schedule) -> Schedule:
    """Drive a planned route through the traffic of the hours that it is out in.

    The route leaves when it was planned to. In every hour the share of a leg is driven that the
    hour's duration allows, and the rest in the next hour at its pace, so that who leaves later
    never arrives earlier (Ichoua, Gendreau & Potvin 2003, *Vehicle dispatching with time-dependent
    travel times*, section 3). As no hour is slower than the durations that the plan was made with,
    the route is nowhere later than planned. Without hourly durations, the plan itself is expected.
    """
    hourly = instance.hourly_durations_s
    if hourly is None:
        return planned
    stops = [visit.stop for visit in planned.visits]
    pairs = list(pairwise(route_places(instance, vehicle, stops)))
    metres = [*(visit.leg_m for visit in planned.visits), planned.last_leg_m]
    factor = instance.vehicles[vehicle].speed_factor
    hour_s = _HOUR_S * instance.scale.duration

    def leg(number: int, leaving: int) -> tuple[int, int]:
        if number == len(pairs):
            return 0, 0
        by_hour = [int(durations[pairs[number]]) for durations in hourly]
        return metres[number], _through_hours(by_hour, leaving, hour_s, factor)

    return _run(instance, stops, leg, route_hours(instance, vehicle), planned.departure_s)


def route_places(instance: Instance, vehicle: int, stops: Sequence[int]) -> list[int]:
    """Locations of a route in driving order, the depots at its ends included."""
    kind = instance.vehicles[vehicle]
    places = [kind.start, *(instance.location(stop) for stop in stops)]
    if kind.end is not None:
        places.append(kind.end)
    return places


def _legs(instance: Instance, vehicle: int, stops: Sequence[int]) -> list[tuple[int, int]]:
    """(metres, seconds) of every leg, the last one back to the depot."""
    kind = instance.vehicles[vehicle]
    places = route_places(instance, vehicle, stops)
    metres: list[int] = instance.distances_m[places[:-1], places[1:]].tolist()
    seconds = metres
    if instance.durations_s is not instance.distances_m:
        seconds = instance.durations_s[places[:-1], places[1:]].tolist()
    legs = [(m, _driving_s(s, kind.speed_factor)) for m, s in zip(metres, seconds, strict=True)]
    if kind.end is None:
        legs.append((0, 0))
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


def _by_any_clock(legs: Sequence[tuple[int, int]]) -> _Leg:
    return lambda number, leaving: legs[number]


def route_hours(instance: Instance, vehicle: int) -> tuple[TimeWindow, TimeWindow]:
    """When a route of this vehicle may leave, and when it may end.

    Either window ends before it starts where the depot's hours and the shift do not meet.
    """
    kind = instance.vehicles[vehicle]
    opens, closes = instance.depots[kind.start].window
    leave = (max(opens, kind.shift_s[0]), min(closes, kind.shift_s[1]))
    if kind.end is None:
        return leave, kind.shift_s
    opens, closes = instance.depots[kind.end].window
    return leave, (max(opens, kind.shift_s[0]), min(closes, kind.shift_s[1]))


def _best_departure(
    instance: Instance,
    stops: Sequence[int],
    legs: Sequence[tuple[int, int]],
    hours: tuple[TimeWindow, TimeWindow],
) -> int | None:
    """Departure of the shortest feasible schedule, ``None`` if there is no feasible one."""
    leave, finish = hours
    pieces = [_Piece(leave[0], leave[1], 0)] if leave[0] <= leave[1] else []
    for stop, (_, seconds) in zip(stops, legs, strict=False):
        data = instance.stops[stop]
        pieces = _extend(pieces, seconds, data.windows or ((0, MAX_VALUE),), data.service_s)
    pieces = _extend(pieces, legs[-1][1], (finish,), 0)
    if not pieces:
        return None
    return min(pieces, key=lambda piece: (piece.duration, piece.earliest)).earliest


def _extend(
    pieces: Sequence[_Piece], leg_s: int, windows: Sequence[TimeWindow], service_s: int
) -> list[_Piece]:
    extended = []
    for earliest, latest, duration in pieces:
        offset = duration + leg_s
        for window in windows:
            opens, closes = window[0], _closing(window)
            if earliest + offset > closes:
                continue
            wait = max(0, opens - latest - offset)
            extended.append(
                _Piece(
                    max(opens - offset, earliest) - wait,
                    min(closes - offset, latest),
                    offset + wait + service_s,
                )
            )
    if len(extended) <= 1:
        return extended
    kept: list[_Piece] = []
    for piece in sorted(extended, key=lambda piece: (-piece.latest, piece.duration)):
        if not any(piece.dominated_by(other) for other in kept):
            kept.append(piece)
    return kept


def _run(
    instance: Instance,
    stops: Sequence[int],
    leg: _Leg,
    hours: tuple[TimeWindow, TimeWindow],
    departure: int,
) -> Schedule:
    """Drive the route from a given departure, serving every stop as early as possible."""
    # Plain integers: for loads this short, arrays would take most of the time of a check.
    brought: list[list[int]] = instance.deliveries[list(stops)].tolist()
    taken: list[list[int]] = instance.pickups[list(stops)].tolist()
    at_start = tuple(sum(units) for units in zip(*brought, strict=True))
    on_board = peak = at_start
    now = departure
    visits = []
    for number, (stop, out, back) in enumerate(zip(stops, brought, taken, strict=True)):
        metres, seconds = leg(number, now)
        data = instance.stops[stop]
        arrival = now + seconds
        window = _window_at(data.windows, arrival)
        start = max(arrival, window[0])
        now = start + data.service_s
        on_board = tuple(map(sum, zip(on_board, back, map(neg, out), strict=True)))
        peak = tuple(map(max, peak, on_board))
        late = max(0, start - _closing(window))
        visits.append(Visit(stop, arrival, start, now, late, metres, seconds, on_board))
    last_m, last_s = leg(len(stops), now)
    finish = max(now + last_s, hours[1][0])
    return Schedule(
        visits=tuple(visits),
        departure_s=departure,
        return_s=finish,
        late_s=max(0, finish - _closing(hours[1]), departure - hours[0][1]),
        last_leg_m=last_m,
        last_leg_s=last_s,
        load_at_start=at_start,
        peak_load=peak,
    )


def _window_at(windows: Sequence[TimeWindow], arrival: int) -> TimeWindow:
    """Choose the first window that has not closed at the arrival, else the last one."""
    for window in windows:
        if arrival <= _closing(window):
            return window
    return windows[-1] if windows else (0, MAX_VALUE)


def _closing(window: TimeWindow) -> int:
    """When a window ends: never, where it is open as long as there are numbers for it.

    Long routes take longer than that if distances in fine units stand in for durations.
    """
    return window[1] if window[1] < MAX_VALUE else _NEVER

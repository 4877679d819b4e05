"""On which leg of its route a driver takes the break, if it is not taken at home.

The break of a leg may begin from the departure in front of it on, may interrupt the drive or the
setup, and ends before service behind it begins: to the times of the route, it is a stop in front of
the leg that takes as long as the break, with a window that opens the time of drive and setup before
the break may begin. Every leg is one option. Two more need no break on the route: to be back before
it must begin, and to leave when it may have ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vrp.departure import (
    Leg,
    Piece,
    Step,
    closing_s,
    extended,
    route_hours,
    steps_of,
    undominated,
    window_at,
)
from vrp.instance import MAX_VALUE, Break, Instance, Stop

__all__ = ["Outset", "Pause", "best_outset", "earliest_outset", "pause_on"]

#: Stands in the place of a leg, and comes before all of them.
_AT_HOME = -1
#: Beyond any time.
_EVER = 2**62


class Outset(NamedTuple):
    """When a route leaves, and the number of the leg with its break, ``None`` if it has none."""

    departure: int
    leg: int | None


class Pause(NamedTuple):
    """How a leg with a break is driven.

    Parameters
    ----------
    start_s
        When the break begins.
    arrival_s
        When it has driven the leg, and setup begins.
    ready_s
        When service may begin behind it.
    """

    start_s: int
    arrival_s: int
    ready_s: int


def pause_on(due: Break, now: int, leg: Leg) -> Pause:
    """Take the break on arrival, behind or before setup, or on the road if that is too late.

    Parameters
    ----------
    due
        The break.
    now
        When the vehicle leaves for the leg.
    leg
        The leg.
    """
    arrival, ready = now + leg.driving_s, now + leg.transit_s
    begin = next((at for at in (ready, arrival) if at <= _latest_s(due)), now)
    start = max(begin, due.earliest_s)
    if start < arrival:
        arrival += due.duration_s
    return Pause(start, arrival, max(ready, start) + due.duration_s)


def best_outset(
    instance: Instance, vehicle: int, stops: Sequence[int], legs: Sequence[Leg]
) -> Outset | None:
    """Find the shortest feasible schedule of a vehicle with a break.

    Of equally short ones, the one that leaves first, then the one whose break is taken after the
    route, else before it, else on the first leg that will do.

    Parameters
    ----------
    instance
        The problem.
    vehicle
        Index into ``instance.vehicles``.
    stops
        Those of the route, in driving order.
    legs
        Every leg, the last one back to the depot.

    Returns
    -------
    Outset or None
        ``None`` if there is no feasible one.
    """
    (due,) = instance.vehicles[vehicle].breaks
    _, finish = route_hours(instance, vehicle)
    if finish[0] > finish[1]:
        return None
    first, *steps = steps_of(instance, vehicle, [stops], legs)
    free = extended([Piece(0, MAX_VALUE, 0)], *first)
    # Duration and departure, then the order of preference.
    options: list[tuple[int, int, int]] = []
    for leg, (step, onward) in enumerate(zip(steps, _onward(steps), strict=True)):
        window = (due.earliest_s - step[0], due.latest_s)
        paused = extended(free, 0, (window,), due.duration_s)
        options += [(piece.duration, piece.earliest, leg) for piece in _then(paused, onward)]
        free = extended(free, *step)
    after_s, latest_s = due.earliest_s + due.duration_s, _latest_s(due)
    for piece in free:
        if piece.earliest + piece.duration <= latest_s:
            options.append((piece.duration, piece.earliest, _AT_HOME))
        if piece.latest >= after_s:
            options.append((piece.duration, max(piece.earliest, after_s), _AT_HOME))
    if not options:
        return None
    _, departure, leg = min(options)
    return Outset(departure, None if leg == _AT_HOME else leg)


def earliest_outset(
    instance: Instance,
    vehicle: int,
    stops: Sequence[int],
    legs: Sequence[Leg],
    changed: Mapping[int, Stop] | None = None,
) -> Outset:
    """Leave as early as possible, and take the break where the route is least late for it.

    Lateness is summed over the stops and both ends of the route. The break itself is never late: a
    route that cannot leave before it must begin leaves when it may have ended.

    Parameters
    ----------
    instance, vehicle, stops, legs
        As of :func:`best_outset`.
    changed
        Stops as they would be, by their numbers.
    """
    kind = instance.vehicles[vehicle]
    (due,) = kind.breaks
    opens = route_hours(instance, vehicle)[0][0]
    _, *steps = steps_of(instance, vehicle, [stops], legs, changed)
    after_s, latest_s = due.earliest_s + due.duration_s, _latest_s(due)
    options = [Outset(max(opens, after_s), None)]
    now = opens
    for number, (leg_s, windows, service_s) in enumerate(steps):
        start = _served(windows, now + leg_s)
        # Where the vehicle serves the next stop before the break may begin, and would not be too
        # late for it then, it had better do so.
        is_last = start + service_s > latest_s
        if now <= latest_s and (start >= due.earliest_s or is_last):
            options.append(Outset(opens, number))
        now = start + service_s
    if now <= latest_s:
        return Outset(opens, None)
    late: list[tuple[int, int, Outset]] = []
    for number, option in enumerate(options):
        # Of hours that a route is late to leave in and ends in as well, it is later for the end.
        closes = closing_s(instance.depots[kind.start].window)
        own_s = max(0, option.departure - closes) if kind.end != kind.start else 0
        late.append((own_s + _late_s(steps, due, option), number, option))
    return min(late)[-1]


def _latest_s(due: Break) -> int:
    return closing_s((due.earliest_s, due.latest_s))


def _ready_s(due: Break, now: int, leg_s: int) -> int:
    """When service may begin behind a leg with a break that begins in time."""
    return max(now, due.earliest_s - leg_s) + due.duration_s + leg_s


def _onward(steps: Sequence[Step]) -> list[list[Piece]]:
    """What is left to drive in front of every leg, without a break."""
    onward = [[Piece(-_EVER, _EVER, 0)]]
    for leg_s, windows, service_s in reversed(steps):
        step = [
            Piece(window[0] - leg_s, closing_s(window) - leg_s, leg_s + service_s)
            for window in windows
        ]
        onward.append(undominated(_then(step, onward[-1])))
    return onward[:0:-1]


def _then(pieces: Sequence[Piece], onward: Sequence[Piece]) -> list[Piece]:
    """Pieces of the first way followed by the second, to which each is a step with a window."""
    return [
        piece
        for after in onward
        for piece in extended(pieces, 0, ((after.earliest, after.latest),), after.duration)
    ]


def _served(windows: Sequence[tuple[int, int]], arrival: int) -> int:
    return max(arrival, window_at(windows, arrival)[0])


def _late_s(steps: Sequence[Step], due: Break, option: Outset) -> int:
    """Lateness at the stops and at the end, summed."""
    late_s, now = 0, option.departure
    for number, (leg_s, windows, service_s) in enumerate(steps):
        ready = _ready_s(due, now, leg_s) if number == option.leg else now + leg_s
        window = window_at(windows, ready)
        start = max(ready, window[0])
        late_s += max(0, start - closing_s(window))
        now = start + service_s
    return late_s

"""When a route may leave, and when it had best do so.

With several windows a stop this is exact: the earliest completion of a partial route is a piecewise
linear function of the departure, and each piece is one choice of windows (Savelsbergh 1992, *The
vehicle routing problem with time windows: minimizing route duration*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vrp.instance import MAX_VALUE, Instance, Stop, TimeWindow

__all__ = [
    "Leg",
    "Piece",
    "Step",
    "best_departure",
    "closing_s",
    "extended",
    "release_s",
    "route_hours",
    "steps_of",
    "undominated",
    "window_at",
]

#: Of a leg :attr:`Leg.transit_s`, the windows one of which what follows begins in, and how long
#: that takes, in seconds.
Step = tuple[int, Sequence[TimeWindow], int]

_ANY_TIME: tuple[TimeWindow, ...] = ((0, MAX_VALUE),)
_NEVER = 2**62


class Leg(NamedTuple):
    """Metres and seconds of a leg, and the seconds of setup behind it."""

    metres: int
    driving_s: int
    setup_s: int

    @property
    def transit_s(self) -> int:
        """Seconds until service may begin."""
        return self.driving_s + self.setup_s


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


def release_s(
    instance: Instance, trip: Sequence[int], changed: Mapping[int, Stop] | None = None
) -> int:
    """When the goods of a trip are at the depot, were some stops as ``changed`` has them."""
    changed = changed or {}
    own = (changed.get(stop) or instance.stops[stop] for stop in trip)
    return max((stop.release_s for stop in own), default=0)


def closing_s(window: TimeWindow) -> int:
    """When a window ends: never, where it is open as long as there are numbers for it.

    Long routes take longer than that if distances in fine units stand in for durations.
    """
    return window[1] if window[1] < MAX_VALUE else _NEVER


def window_at(windows: Sequence[TimeWindow], arrival: int) -> TimeWindow:
    """Choose the first window that has not closed at the arrival, else the last one."""
    for window in windows:
        if arrival <= closing_s(window):
            return window
    return windows[-1]


def steps_of(
    instance: Instance,
    vehicle: int,
    trips: Sequence[Sequence[int]],
    legs: Sequence[Leg],
    changed: Mapping[int, Stop] | None = None,
) -> Iterator[Step]:
    """Every departure from the depot, every stop and every return, in driving order.

    Parameters
    ----------
    instance, vehicle, trips, legs
        As of :func:`best_departure`.
    changed
        Stops as they would be, by their numbers.
    """
    changed = changed or {}
    leave, finish = route_hours(instance, vehicle)
    reload_s = instance.vehicles[vehicle].reload_s
    seconds = iter([leg.transit_s for leg in legs])
    for number, trip in enumerate(trips):
        if number:
            yield next(seconds), (leave,), reload_s
        departures = (max(leave[0], release_s(instance, trip, changed)), leave[1])
        yield 0, (departures,) if departures[0] <= leave[1] else (), 0
        for stop in trip:
            data = changed.get(stop) or instance.stops[stop]
            yield next(seconds), data.windows or _ANY_TIME, data.service_s
    yield next(seconds), (finish,), 0


def best_departure(
    instance: Instance,
    vehicle: int,
    trips: Sequence[Sequence[int]],
    legs: Sequence[Leg],
) -> int | None:
    """Departure of the shortest feasible schedule, ``None`` if there is no feasible one.

    The driver's break is not looked at: see :mod:`vrp.breaks`.

    Parameters
    ----------
    instance
        The problem.
    vehicle
        Index into ``instance.vehicles``.
    trips
        Stops of every trip, in driving order.
    legs
        Every leg, the last one back to the depot.
    """
    pieces = [Piece(0, MAX_VALUE, 0)]
    for step in steps_of(instance, vehicle, trips, legs):
        pieces = extended(pieces, *step)
        if not pieces:
            return None
    return min(pieces, key=lambda piece: (piece.duration, piece.earliest)).earliest


class Piece(NamedTuple):
    """Departing at ``t <= latest`` completes at ``max(t, earliest) + duration``."""

    earliest: int
    latest: int
    duration: int

    def dominated_by(self, other: Piece) -> bool:
        """Whether the other one completes no later, whenever this one may depart."""
        return (
            other.latest >= self.latest
            and other.earliest + other.duration <= self.earliest + self.duration
            and max(self.latest, other.earliest) + other.duration <= self.latest + self.duration
        )


def extended(
    pieces: Sequence[Piece], leg_s: int, windows: Sequence[TimeWindow], service_s: int
) -> list[Piece]:
    """The pieces after one more step."""
    after = []
    for earliest, latest, duration in pieces:
        offset = duration + leg_s
        for window in windows:
            opens, closes = window[0], closing_s(window)
            if earliest + offset > closes:
                continue
            wait = max(0, opens - latest - offset)
            after.append(
                Piece(
                    max(opens - offset, earliest) - wait,
                    min(closes - offset, latest),
                    offset + wait + service_s,
                )
            )
    return undominated(after) if len(after) > 1 else after


def undominated(pieces: list[Piece]) -> list[Piece]:
    """Those of the pieces that are the best at some time of departure."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.latest, piece.duration)):
        if not any(piece.dominated_by(other) for other in kept):
            kept.append(piece)
    return kept

"""When a route may leave, and when it had best do so.

With several windows a stop this is exact: the earliest completion of a partial route is a piecewise
linear function of the departure, and each piece is one choice of windows (Savelsbergh 1992, *The
vehicle routing problem with time windows: minimizing route duration*).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vrp.instance import MAX_VALUE, Instance, Stop, TimeWindow

__all__ = ["best_departure", "closing_s", "release_s", "route_hours"]

_NEVER = 2**62


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


def best_departure(
    instance: Instance,
    vehicle: int,
    trips: Sequence[Sequence[int]],
    legs: Sequence[tuple[int, int]],
) -> int | None:
    """Departure of the shortest feasible schedule, ``None`` if there is no feasible one.

    Parameters
    ----------
    instance
        The problem.
    vehicle
        Index into ``instance.vehicles``.
    trips
        Stops of every trip, in driving order.
    legs
        (metres, seconds) of every leg, the last one back to the depot.
    """
    leave, finish = route_hours(instance, vehicle)
    reload_s = instance.vehicles[vehicle].reload_s
    seconds = iter([leg_s for _, leg_s in legs])
    pieces = [_Piece(0, MAX_VALUE, 0)]
    for number, trip in enumerate(trips):
        if number:
            pieces = _extend(pieces, next(seconds), (leave,), reload_s)
        departures = (max(leave[0], release_s(instance, trip)), leave[1])
        pieces = _extend(pieces, 0, (departures,), 0) if departures[0] <= leave[1] else []
        for stop in trip:
            data = instance.stops[stop]
            windows = data.windows or ((0, MAX_VALUE),)
            pieces = _extend(pieces, next(seconds), windows, data.service_s)
    pieces = _extend(pieces, next(seconds), (finish,), 0)
    if not pieces:
        return None
    return min(pieces, key=lambda piece: (piece.duration, piece.earliest)).earliest


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


def _extend(
    pieces: Sequence[_Piece], leg_s: int, windows: Sequence[TimeWindow], service_s: int
) -> list[_Piece]:
    extended = []
    for earliest, latest, duration in pieces:
        offset = duration + leg_s
        for window in windows:
            opens, closes = window[0], closing_s(window)
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

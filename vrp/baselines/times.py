"""What solvers need to know of time: how far it goes, and whether anybody ever waits."""

from __future__ import annotations

from vrp.baselines.breaks import due_breaks
from vrp.baselines.fleet import usable_kinds
from vrp.baselines.legs import Legs
from vrp.departure import route_hours
from vrp.instance import MAX_VALUE, Instance, TimeWindow

__all__ = ["closing_at", "horizon", "may_wait"]


def horizon(legs: Legs) -> int:
    """When the last route has long ended: no plan needs a later second."""
    instance = legs.instance
    opening, closing = [0, *(stop.release_s for stop in instance.stops)], [0]
    windows = [window for stop in instance.stops for window in stop.windows]
    windows += [window for kind in usable_kinds(instance) for window in route_hours(instance, kind)]
    breaks = [due for _, due in due_breaks(instance)]
    windows += [(due.earliest_s, due.latest_s) for due in breaks]
    for start, end in windows:
        opening.append(start)
        if end < MAX_VALUE:
            closing.append(end)
    slowest = min(vehicle.speed_factor for vehicle in instance.vehicles)
    seconds = legs.seconds(slowest)
    driving = int(seconds.max(axis=0).sum()) + int(seconds.max(initial=0))
    if instance.has_reloads:
        slowest_s = max(vehicle.reload_s for vehicle in instance.vehicles)
        driving += len(instance.stops) * (int(seconds.max(initial=0)) + slowest_s)
    resting = max((due.duration_s for due in breaks), default=0)
    busy = driving + resting + int(legs.service_s.sum())
    return max(max(opening) + busy, max(closing)) + 1


def closing_at(window: TimeWindow, latest: int) -> TimeWindow:
    """The window, ended at the horizon where it never closes."""
    return (window[0], latest) if window[1] >= MAX_VALUE else window


def may_wait(instance: Instance) -> bool:
    """Whether a vehicle could ever stand still: otherwise its time is transit and service.

    It stands still while its driver has a break.
    """
    if any(stop.windows for stop in instance.stops) or any(due_breaks(instance)):
        return True
    hours = (route_hours(instance, kind) for kind in usable_kinds(instance))
    return any(finish[0] > leave[0] for leave, finish in hours)

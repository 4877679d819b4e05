"""What is wrong with a route, in the units of the input."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from vrp.instance import Instance
from vrp.timetable import Schedule

__all__ = ["route_violations", "shown"]


def route_violations(
    instance: Instance, vehicle: int, legs: Iterable[tuple[int, int]], schedule: Schedule
) -> list[str]:
    """Every way in which a route breaks the instance, one sentence each.

    Parameters
    ----------
    instance
        The problem.
    vehicle
        Index into ``instance.vehicles``.
    legs
        Locations at both ends of every leg, in driving order.
    schedule
        When the vehicle is where.
    """
    kind = instance.vehicles[vehicle]
    scale = instance.scale
    violations = [
        _describe_missing_way(instance, *leg) for leg in legs if not instance.has_way(*leg)
    ]
    for visit in schedule.visits:
        stop = instance.stops[visit.stop]
        missing = stop.skills - kind.skills
        if missing:
            violations.append(
                f"stop {stop.id!r} needs skills {', '.join(map(repr, sorted(missing)))}"
            )
        if visit.late_s:
            late = shown(visit.late_s, scale.duration)
            violations.append(f"stop {stop.id!r} is served {late} s after its window ends")
    violations += _broken_shipments(instance, schedule)
    if schedule.late_s:
        late = shown(schedule.late_s, scale.duration)
        violations.append(f"ends {late} s after the shift or the depot's hours")
    capacity = instance.capacity(vehicle)
    for dimension, name in enumerate(instance.load_names):
        peak, limit = schedule.peak_load[dimension], capacity[dimension]
        if peak > limit:
            unit = scale.load[dimension] if scale.load else 1
            numbers = f"{shown(peak, unit)}, capacity {shown(limit, unit)}"
            violations.append(f"load {name or 'demand'} reaches {numbers}")
    limits = (
        ("distance", schedule.distance_m, kind.max_distance_m, scale.distance, " m"),
        ("duration", schedule.duration_s, kind.max_duration_s, scale.duration, " s"),
        ("stops", len(schedule.visits), kind.max_stops, 1, ""),
        ("reloads", len(schedule.reloads), kind.max_reloads, 1, ""),
    )
    for name, value, bound, units, called in limits:
        if bound is not None and value > bound:
            numbers = f"{shown(value, units)}{called}, limit {shown(bound, units)}"
            violations.append(f"{name} is {numbers}")
    return violations


def _broken_shipments(instance: Instance, schedule: Schedule) -> Iterator[str]:
    if not instance.has_shipments:
        return
    # When each stop is visited, and in which trip.
    when = {visit.stop: at for at, visit in enumerate(schedule.visits)}
    ends = [reload.position for reload in schedule.reloads]
    trip = {stop: bisect_right(ends, at) for stop, at in when.items()}
    for stop in when:
        called = repr(instance.stops[stop].id)
        origin, destination = instance.origins[stop], instance.destinations[stop]
        if origin is not None:
            source = f"stop {instance.stops[origin].id!r}, where its goods are picked up"
            if origin not in when:
                yield f"stop {called} is served without {source}"
            elif when[origin] > when[stop]:
                yield f"stop {called} is served before {source}"
            elif trip[origin] < trip[stop]:
                yield f"stop {called} is served in a later trip than {source}"
        elif destination is not None and destination not in when:
            target = instance.stops[destination].id
            yield f"stop {called} is served without stop {target!r}, where its goods go"


def shown(units: int, scale: int) -> str:
    """Integer units in the unit of the input."""
    return str(units // scale) if units % scale == 0 else str(round(units / scale, 9))


def _describe_missing_way(instance: Instance, origin: int, destination: int) -> str:
    before, after = instance.location_ids[origin], instance.location_ids[destination]
    if instance.order_rule:
        return f"{after!r} comes right after {before!r}, but {instance.order_rule}"
    return f"no way leads from {before!r} to {after!r}"

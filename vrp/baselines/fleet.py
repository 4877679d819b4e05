"""The fleet as solvers that number single vehicles want it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vrp.baselines.breaks import leaves_time_for_a_break
from vrp.departure import route_hours
from vrp.instance import Instance
from vrp.solution import Route

__all__ = ["shared_out", "single_vehicles", "usable_kinds"]


def usable_kinds(instance: Instance) -> tuple[int, ...]:
    """Kinds of vehicles whose hours allow any route at all."""
    usable = []
    for kind, vehicle in enumerate(instance.vehicles):
        leave, finish = route_hours(instance, kind)
        is_open = leave[0] <= leave[1] and finish[0] <= finish[1] and leave[0] <= finish[1]
        has_time = is_open and leaves_time_for_a_break(instance, kind)
        if has_time and vehicle.max_stops != 0:
            usable.append(kind)
    return tuple(usable)


def single_vehicles(instance: Instance) -> tuple[int, ...]:
    """Kind of every single vehicle; never more of a kind than there are stops."""
    return tuple(
        kind
        for kind in usable_kinds(instance)
        for _ in range(min(instance.vehicles[kind].count, len(instance.stops)))
    )


def shared_out(vehicles: Sequence[int], routes: Iterable[Route]) -> list[tuple[int, ...]]:
    """Stops of every single vehicle, in the order of :func:`single_vehicles`."""
    free: dict[int, list[int]] = {}
    for number, kind in reversed(list(enumerate(vehicles))):
        free.setdefault(kind, []).append(number)
    shares: list[tuple[int, ...]] = [()] * len(vehicles)
    for route in routes:
        shares[free[route.vehicle].pop()] = route.stops
    return shares

"""Constraints that instances may have and none of the problems that policies learn."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.instance import Instance, Stop, Vehicle

__all__ = ["unknown_constraints"]


def unknown_constraints(instance: Instance) -> Iterator[str]:
    """Name each of them as what the instance has: ``2 depots``, ``a prize at stop 'x'``."""
    yield from _of_whole(instance)
    yield from _of_vehicle(instance.vehicles[0])
    for stop in instance.stops:
        yield from _of_stop(stop, instance)


def _of_whole(instance: Instance) -> Iterator[str]:
    if not instance.stops:
        yield "no stops"
    if len(instance.depots) > 1:
        yield f"{len(instance.depots)} depots"
    if len(instance.vehicles) > 1:
        yield f"{len(instance.vehicles)} kinds of vehicles"
    if len(instance.load_names) > 1:
        yield f"{len(instance.load_names)} load dimensions"
    for group in instance.groups:
        if len(group) > 1:
            name = instance.stops[group[0]].group
            yield f"{len(group)} alternatives of group {name!r}"
    if instance.missing_ways is not None:
        yield "legs that cannot be driven"


def _of_vehicle(vehicle: Vehicle) -> Iterator[str]:
    if vehicle.end != vehicle.start:
        yield f"routes of vehicle {vehicle.id!r} that end elsewhere than they start"
    for name in ("max_distance_m", "max_duration_s", "max_stops"):
        if getattr(vehicle, name) is not None:
            yield f"a {name} of {getattr(vehicle, name)} for vehicle {vehicle.id!r}"
    if vehicle.max_reloads:
        yield f"reloads of vehicle {vehicle.id!r}"
    if vehicle.breaks:
        yield f"a break for the driver of vehicle {vehicle.id!r}"


def _of_stop(stop: Stop, instance: Instance) -> Iterator[str]:
    if any(stop.pickup):
        yield f"a pickup at stop {stop.id!r}"
    if stop.origin is not None:
        yield f"a shipment from stop {stop.origin!r} to stop {stop.id!r}"
    if len(stop.windows) > 1:
        yield f"{len(stop.windows)} windows at stop {stop.id!r}"
    if stop.release_s:
        yield f"a release time of stop {stop.id!r}"
    if stop.prize is not None:
        yield f"a prize at stop {stop.id!r}"
    if not stop.skills <= instance.vehicles[0].skills:
        yield f"skills that stop {stop.id!r} needs: {', '.join(sorted(stop.skills))}"

"""What most other solvers do not know: reloads, and goods that are at the depot only later."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.instance import Instance

__all__ = ["beyond_single_trips"]


def beyond_single_trips(instance: Instance) -> Iterator[str]:
    """Name every reload and every release time."""
    for vehicle in instance.vehicles:
        if vehicle.max_reloads:
            yield f"max_reloads of vehicle {vehicle.id!r}"
    for stop in instance.stops:
        if stop.release_s:
            yield f"release_s of stop {stop.id!r}"

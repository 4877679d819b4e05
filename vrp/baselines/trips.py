"""What most other solvers do not know: reloads, and goods that are at the depot only later."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.errors import UnsupportedError
from vrp.instance import Instance

__all__ = ["beyond_single_trips", "refuse_trips"]


def beyond_single_trips(instance: Instance) -> Iterator[str]:
    """Name every reload and every release time."""
    for vehicle in instance.vehicles:
        if vehicle.max_reloads:
            yield f"max_reloads of vehicle {vehicle.id!r}"
    for stop in instance.stops:
        if stop.release_s:
            yield f"release_s of stop {stop.id!r}"


def refuse_trips(instance: Instance, solver: str) -> None:
    """Refuse an instance whose vehicles reload or whose goods are at the depot only later.

    Raises
    ------
    UnsupportedError
        Naming the solver and the first of them.
    """
    for what in beyond_single_trips(instance):
        raise UnsupportedError(f"{solver} cannot model {what}")

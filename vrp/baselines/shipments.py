"""Goods carried from one stop to another, as solvers want them: pairs of stops."""

from __future__ import annotations

from vrp.errors import UnsupportedError
from vrp.instance import Instance

__all__ = ["ends", "other_end", "refuse_goods_of_depots", "skills_needed"]


def ends(instance: Instance) -> list[tuple[int, int]]:
    """Of every shipment, the stops where it is picked up and delivered."""
    return [
        (origin, destination)
        for destination, origin in enumerate(instance.origins)
        if origin is not None
    ]


def other_end(instance: Instance, stop: int) -> int | None:
    """The stop that the same vehicle serves or that is left out with this one, if any."""
    origin = instance.origins[stop]
    return instance.destinations[stop] if origin is None else origin


def skills_needed(instance: Instance, stop: int) -> frozenset[str]:
    """Of a vehicle, for the stop and the other end of its shipment."""
    other = other_end(instance, stop)
    skills = instance.stops[stop].skills
    return skills if other is None else skills | instance.stops[other].skills


def refuse_goods_of_depots(instance: Instance, solver: str) -> None:
    """Refuse shipments at whose ends goods from or for the depot change hands as well.

    Raises
    ------
    UnsupportedError
        Naming the solver and the first of them.
    """
    for origin, destination in ends(instance):
        first, last = instance.stops[origin], instance.stops[destination]
        if any(first.delivery):
            raise UnsupportedError(
                f"{solver} cannot model delivery of stop {first.id!r} beside the goods picked up "
                f"there for stop {last.id!r}"
            )
        for stop in (first, last):
            if any(stop.pickup):
                raise UnsupportedError(
                    f"{solver} cannot model pickup of stop {stop.id!r} beside its shipment from "
                    f"{first.id!r} to {last.id!r}"
                )

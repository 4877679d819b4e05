"""The other end of a shipment, as it is named at each of its two stops."""

from __future__ import annotations

from vrp.instance import Instance
from vrp.report.units import load_text

__all__ = ["shipment_ends", "shipment_text"]


def shipment_ends(instance: Instance, stop: int) -> dict[str, str]:
    """Id of the stop that goods come from, as ``origin``, or that they go to, as ``destination``.

    Empty for a stop that is of no shipment.
    """
    if (origin := instance.origins[stop]) is not None:
        return {"origin": instance.stops[origin].id}
    if (destination := instance.destinations[stop]) is not None:
        return {"destination": instance.stops[destination].id}
    return {}


def shipment_text(instance: Instance, stop: int) -> str:
    """``12 kg from A`` at its destination B, ``12 kg to B`` at its origin A; else nothing."""
    ends = shipment_ends(instance, stop)
    if not ends:
        return ""
    destination = instance.destinations[stop]
    carried = instance.stops[stop if destination is None else destination].delivery
    goods = load_text(instance, carried) if any(carried) else ""
    ((end, other),) = ends.items()
    return f"{goods} {'from' if end == 'origin' else 'to'} {other}".lstrip()

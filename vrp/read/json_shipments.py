"""Shipments of a VROOM-style JSON problem: goods carried from one stop to another."""

from __future__ import annotations

from dataclasses import replace

from vrp.read.json_jobs import UNSUPPORTED, VISIT_KEYS, Job, read_requirements, read_visit
from vrp.read.json_object import JsonObject
from vrp.read.json_tasks import VROOM_ID, Task

__all__ = ["read_shipment"]

_KEYS = ("amount", "skills", "priority", "pickup", "delivery")


def read_shipment(item: JsonObject) -> tuple[Job, Job]:
    """Read one entry of ``shipments`` as two stops, noting problems with it.

    Both need the skills and have the priority, which VROOM sums up over its tasks as well.

    Parameters
    ----------
    item
        The shipment. Its pickup 7 becomes the stop ``pickup-7``, its delivery 7 ``delivery-7``.

    Returns
    -------
    tuple of Job
        Where the goods are picked up, and where they are delivered.
    """
    item.refuse_other_than(_KEYS, {})
    skills, priority = read_requirements(item)
    pickup, delivery = (
        _read_end(item.child(name), name, skills, priority) for name in ("pickup", "delivery")
    )
    amount = item.wholes("amount") or ()
    stop = replace(delivery.stop, delivery=amount, origin=pickup.stop.id)
    return pickup, replace(delivery, stop=stop)


def _read_end(item: JsonObject, name: str, skills: frozenset[str], priority: int) -> Job:
    item.refuse_other_than(VISIT_KEYS, UNSUPPORTED)
    visit = read_visit(item)
    stop = replace(
        visit.stop,
        id=Task(name, visit.stop.id).stop_id,
        skills=skills,
        priority=priority,
        extra={**visit.stop.extra, VROOM_ID: visit.stop.id},
    )
    return replace(visit, stop=stop)

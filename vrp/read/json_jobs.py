"""Jobs of a VROOM-style JSON problem."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vrp.instance import Stop
from vrp.read.json_object import JsonObject
from vrp.read.json_places import INDEX, Place, read_place

__all__ = ["UNSUPPORTED", "VISIT_KEYS", "Job", "read_job", "read_requirements", "read_visit"]

#: What jobs have in common with both ends of a shipment.
VISIT_KEYS = ("id", "description", "location", INDEX, "setup", "service", "time_windows")
_KEYS = (*VISIT_KEYS, "delivery", "amount", "pickup", "skills", "priority")
#: Of both, what has no model here.
UNSUPPORTED = {
    "setup_per_type": "setup times by type of vehicle",
    "service_per_type": "service times by type of vehicle",
}


@dataclass(frozen=True)
class Job:
    """A stop and where it is."""

    stop: Stop
    place: Place


def read_job(item: JsonObject) -> Job:
    """Read one entry of ``jobs``, noting problems with it."""
    item.refuse_other_than(_KEYS, UNSUPPORTED)
    if "amount" in item and "delivery" in item:
        item.note("amount", "and delivery exclude each other")
    job = read_visit(item)
    skills, priority = read_requirements(item)
    stop = replace(
        job.stop,
        delivery=item.wholes("delivery") or item.wholes("amount") or (),
        pickup=item.wholes("pickup") or (),
        skills=skills,
        priority=priority,
    )
    return replace(job, stop=stop)


def read_visit(item: JsonObject) -> Job:
    """Read where, when and for how long somebody is visited, noting problems with it.

    Parameters
    ----------
    item
        A job, or one end of a shipment.
    """
    place = read_place(item, "location", INDEX)
    if place is None:
        item.note("location", "is missing, expected [longitude, latitude] or a location_index")
        place = Place(None, None)
    stop = Stop(
        id=item.identifier(),
        lat=place.lat,
        lon=place.lon,
        service_s=item.whole("service", 0),
        setup_s=_read_setup(item),
        windows=item.windows("time_windows"),
        name=item.text("description"),
        extra=place.extra,
    )
    return Job(stop, place)


def _read_setup(item: JsonObject) -> int:
    """Read what comes before service: here before the window opens, in VROOM within it."""
    setup_s = item.whole("setup", 0)
    if setup_s and item.raw("time_windows"):
        item.note(
            "setup",
            f"is {setup_s} beside time_windows, in which it begins for VROOM, and service here: "
            "expected one of the two, or setup as a part of service",
        )
    return setup_s


def read_requirements(item: JsonObject) -> tuple[frozenset[str], int]:
    """Read the skills that a vehicle needs, and the priority.

    Parameters
    ----------
    item
        A job or a shipment.
    """
    skills = frozenset(map(str, item.wholes("skills") or ()))
    return skills, item.whole("priority", 0, high=100)

"""Jobs of a VROOM-style JSON problem."""

from __future__ import annotations

from dataclasses import dataclass

from vrp.instance import Stop
from vrp.read.json_object import JsonObject
from vrp.read.json_places import INDEX, Place, read_place

__all__ = ["Job", "read_job"]

_KEYS = (
    "id",
    "description",
    "location",
    INDEX,
    "service",
    "delivery",
    "amount",
    "pickup",
    "skills",
    "priority",
    "time_windows",
)
_UNSUPPORTED = {
    "setup": "time needed once per place",
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
    item.refuse_other_than(_KEYS, _UNSUPPORTED)
    if "amount" in item and "delivery" in item:
        item.note("amount", "and delivery exclude each other")
    place = read_place(item, "location", INDEX)
    if place is None:
        item.note("location", "is missing, expected [longitude, latitude] or a location_index")
        place = Place(None, None)
    stop = Stop(
        id=item.identifier(),
        lat=place.lat,
        lon=place.lon,
        delivery=item.wholes("delivery") or item.wholes("amount") or (),
        pickup=item.wholes("pickup") or (),
        service_s=item.whole("service", 0),
        windows=item.windows("time_windows"),
        skills=frozenset(map(str, item.wholes("skills") or ())),
        priority=item.whole("priority", 0, high=100),
        name=item.text("description"),
        extra=place.extra,
    )
    return Job(stop, place)

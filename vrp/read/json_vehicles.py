"""Vehicles of a VROOM-style JSON problem, and their costs as whole cost units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vrp.instance import MAX_VALUE, Vehicle
from vrp.read.json_breaks import read_breaks
from vrp.read.json_object import JsonObject
from vrp.read.json_places import ANYWHERE, Place, read_place
from vrp.read.json_steps import read_steps
from vrp.read.json_tasks import Task

__all__ = ["HOUR", "Driver", "cost_scale", "number_depots", "read_vehicle"]

_KEYS = (
    "id",
    "description",
    "profile",
    "start",
    "start_index",
    "end",
    "end_index",
    "capacity",
    "costs",
    "skills",
    "time_window",
    "speed_factor",
    "max_tasks",
    "max_travel_time",
    "max_distance",
    "breaks",
    "steps",
    # Nothing but times by type of vehicle, which are refused where tasks have them, goes by it.
    "type",
)
_COSTS = ("fixed", "per_hour", "per_km")
_COSTS_UNSUPPORTED = {"per_task_hour": "hours of service priced on their own"}

#: Divisible by 3600 and 1000: a whole cost per hour or kilometre is whole per second and metre.
_FINEST_SCALE = 18_000
#: What an hour costs where nothing is said of it: a second costs 1.
HOUR = 3600


@dataclass(frozen=True)
class Driver:
    """A vehicle whose depots have no numbers yet, and whose costs are those of the file.

    It starts :data:`ANYWHERE` if its routes begin at their first job. ``steps`` are those of the
    plan to start from.
    """

    vehicle: Vehicle
    start: Place
    end: Place | None
    profile: str
    fixed: int
    per_hour: int
    per_km: int
    steps: tuple[Task, ...] = ()

    def costs(self, scale: int) -> tuple[int, int, int]:
        """Cost units fixed, per metre and per second, ``scale`` of which make one of the file."""
        return self.fixed * scale, self.per_km * scale // 1000, self.per_hour * scale // 3600


def read_vehicle(item: JsonObject) -> Driver:
    """Read one entry of ``vehicles``, noting problems with it."""
    item.refuse_other_than(_KEYS, {})
    costs = item.child("costs")
    costs.refuse_other_than(_COSTS, _COSTS_UNSUPPORTED)
    start = read_place(item, "start", "start_index")
    end = read_place(item, "end", "end_index")
    if start is None and end is None:
        item.note("start", "and end are missing, expected at least one of them")
    breaks, names = read_breaks(item)
    if "description" in item:
        names["description"] = item.text("description")
    vehicle = Vehicle(
        id=item.identifier(),
        capacity=item.wholes("capacity") or (),
        shift_s=item.window("time_window") or (0, MAX_VALUE),
        max_distance_m=item.limit("max_distance"),
        max_duration_s=item.limit("max_travel_time"),
        max_stops=item.limit("max_tasks"),
        skills=frozenset(map(str, item.wholes("skills") or ())),
        speed_factor=item.number("speed_factor", 1.0, positive=True),
        extra=names,
        breaks=breaks,
    )
    return Driver(
        vehicle=vehicle,
        start=start or ANYWHERE,
        end=end,
        profile=item.text("profile", "car"),
        fixed=costs.whole("fixed", 0),
        per_hour=costs.whole("per_hour", HOUR),
        per_km=costs.whole("per_km", 0),
        steps=read_steps(item),
    )


def cost_scale(drivers: Sequence[Driver]) -> int:
    """Smallest number of cost units to one of the file that keeps every cost whole."""
    parts = [part for driver in drivers for part in driver.costs(_FINEST_SCALE)]
    return _FINEST_SCALE // math.gcd(_FINEST_SCALE, *parts)


def number_depots(drivers: Sequence[Driver]) -> tuple[tuple[Place, ...], tuple[Vehicle, ...]]:
    """Collect the distinct places where vehicles start or end, and point the vehicles to them.

    :data:`ANYWHERE` comes last.
    """
    given = [
        place for driver in drivers for place in (driver.start, driver.end) if place is not None
    ]
    places = dict.fromkeys(sorted(given, key=lambda place: place == ANYWHERE))
    numbers = {place: number for number, place in enumerate(places)}
    scale = cost_scale(drivers)
    vehicles = []
    for driver in drivers:
        fixed, per_m, per_s = driver.costs(scale)
        vehicles.append(
            replace(
                driver.vehicle,
                start=numbers[driver.start],
                end=None if driver.end is None else numbers[driver.end],
                cost_fixed=fixed,
                cost_per_m=per_m,
                cost_per_s=per_s,
            )
        )
    return tuple(places), tuple(vehicles)

"""The kinds of vehicles whose roads are known by name.

A user's own profile is one of these with other values:

>>> from dataclasses import replace
>>> from vrp.roads.profiles import CAR
>>> toll_free = replace(CAR, name="car without toll", avoids=(*CAR.avoids, "toll=yes"))
"""

from __future__ import annotations

from vrp.errors import RoadError
from vrp.roads.profile import Delays, Profile, VehicleSize

__all__ = ["BIKE", "CAR", "FOOT", "PROFILES", "TRUCK", "find_profile"]

_MOTOR_AVOIDS = (
    "area=yes",
    "impassable=yes",
    "service=parking_aisle",
    "service=drive-through",
    "service=emergency_access",
    "smoothness=impassable",
)
_WALLS = (
    "debris",
    "ditch",
    "fence",
    "guard_rail",
    "hedge",
    "jersey_barrier",
    "log",
    "planter",
    "retaining_wall",
    "wall",
)
_NARROW = ("full-height_turnstile", "horse_stile", "kissing_gate", "stile", "turnstile")
_MOTOR_BARRIERS = (
    *_WALLS,
    *_NARROW,
    "block",
    "bollard",
    "bus_trap",
    "chain",
    "cycle_barrier",
    "motorcycle_barrier",
    "rope",
    "step",
    "sump_buster",
)
_MOTOR_SLOW_KMH = {
    "alley": 10,
    "driveway": 10,
    "sett": 40,
    "unhewn_cobblestone": 20,
    "cobblestone": 30,
    "paving_stones": 50,
    "compacted": 50,
    "fine_gravel": 40,
    "gravel": 30,
    "pebblestone": 20,
    "unpaved": 30,
    "ground": 20,
    "dirt": 20,
    "earth": 20,
    "grass": 15,
    "grass_paver": 20,
    "sand": 10,
    "mud": 10,
    "grade1": 40,
    "grade2": 30,
    "grade3": 20,
    "grade4": 15,
    "grade5": 10,
    "bad": 40,
    "very_bad": 20,
    "horrible": 10,
    "very_horrible": 5,
}
#: Ways that motor vehicles use only by special permission, at the pace of those on foot.
_AMONG_PEDESTRIANS = {"pedestrian": 8, "footway": 8, "path": 8, "cycleway": 8}

CAR = Profile(
    name="car",
    access_keys=("access", "vehicle", "motor_vehicle", "motorcar"),
    speeds_kmh={
        "motorway": 110,
        "motorway_link": 60,
        "trunk": 90,
        "trunk_link": 50,
        "primary": 60,
        "primary_link": 40,
        "secondary": 50,
        "secondary_link": 40,
        "tertiary": 45,
        "tertiary_link": 35,
        "unclassified": 40,
        "residential": 30,
        "living_street": 10,
        "service": 15,
    },
    permitted_kmh={"track": 15} | _AMONG_PEDESTRIANS,
    limit_keys=("maxspeed:motorcar", "maxspeed"),
    drives_at_limit=True,
    slow_kmh=_MOTOR_SLOW_KMH,
    oneway_keys=("oneway:motorcar", "oneway:motor_vehicle", "oneway"),
    avoids=_MOTOR_AVOIDS,
    blocking_barriers=_MOTOR_BARRIERS,
    delays=Delays(junction_s=1, traffic_signals_s=3, stop_s=3, level_crossing_s=5, gate_s=10),
    slowdown=1.1,
)

TRUCK = Profile(
    name="truck",
    access_keys=("access", "vehicle", "motor_vehicle", "goods", "hgv"),
    speeds_kmh={
        "motorway": 80,
        "motorway_link": 50,
        "trunk": 75,
        "trunk_link": 45,
        "primary": 55,
        "primary_link": 35,
        "secondary": 45,
        "secondary_link": 35,
        "tertiary": 40,
        "tertiary_link": 30,
        "unclassified": 35,
        "residential": 25,
        "living_street": 10,
        "service": 10,
    },
    permitted_kmh={"track": 10} | _AMONG_PEDESTRIANS,
    max_kmh=80,
    limit_keys=("maxspeed:hgv", "maxspeed:goods", "maxspeed"),
    drives_at_limit=True,
    slow_kmh=_MOTOR_SLOW_KMH,
    oneway_keys=("oneway:hgv", "oneway:motor_vehicle", "oneway"),
    avoids=_MOTOR_AVOIDS,
    blocking_barriers=_MOTOR_BARRIERS,
    size=VehicleSize(),
    delays=Delays(junction_s=1.5, traffic_signals_s=4, stop_s=4, level_crossing_s=6, gate_s=12),
    slowdown=1.05,
)

BIKE = Profile(
    name="bike",
    access_keys=("access", "vehicle", "bicycle"),
    speeds_kmh={
        "trunk": 16,
        "trunk_link": 16,
        "primary": 16,
        "primary_link": 16,
        "secondary": 16,
        "secondary_link": 16,
        "tertiary": 16,
        "tertiary_link": 16,
        "unclassified": 16,
        "residential": 16,
        "living_street": 12,
        "service": 14,
        "track": 13,
        "cycleway": 17,
        "path": 12,
    },
    permitted_kmh={"pedestrian": 8, "footway": 10, "bridleway": 10},
    max_kmh=25,
    slow_kmh={
        "sett": 12,
        "unhewn_cobblestone": 8,
        "cobblestone": 10,
        "gravel": 12,
        "pebblestone": 10,
        "unpaved": 13,
        "ground": 12,
        "dirt": 11,
        "earth": 11,
        "grass": 9,
        "sand": 6,
        "mud": 6,
        "grade3": 12,
        "grade4": 10,
        "grade5": 8,
        "bad": 12,
        "very_bad": 8,
        "horrible": 6,
        "very_horrible": 5,
    },
    oneway_keys=("oneway:bicycle", "oneway"),
    avoids=("impassable=yes", "motorroad=yes", "smoothness=impassable"),
    blocking_barriers=(*_WALLS, *_NARROW),
    dismount_kmh=4,
    delays=Delays(junction_s=0.5, traffic_signals_s=4, stop_s=2, level_crossing_s=5, gate_s=8),
    slowdown=1.05,
)

FOOT = Profile(
    name="foot",
    access_keys=("access", "foot"),
    speeds_kmh=dict.fromkeys(
        (
            *("primary", "primary_link", "secondary", "secondary_link", "tertiary"),
            *("tertiary_link", "unclassified", "residential", "living_street", "service"),
            *("track", "pedestrian", "footway", "path", "cycleway", "bridleway"),
        ),
        5.0,
    )
    | {"steps": 3.0},
    permitted_kmh={"trunk": 5, "trunk_link": 5},
    max_kmh=6,
    slow_kmh={"sand": 3, "mud": 3, "horrible": 4, "very_horrible": 3, "impassable": 2},
    oneway_keys=("oneway:foot",),
    avoids=("motorroad=yes",),
    blocking_barriers=_WALLS,
    delays=Delays(traffic_signals_s=5, level_crossing_s=5),
)

#: All of them by name.
PROFILES: dict[str, Profile] = {profile.name: profile for profile in (CAR, TRUCK, BIKE, FOOT)}


def find_profile(profile: str | Profile) -> Profile:
    """Return the profile of this name, or the profile itself.

    Raises
    ------
    RoadError
        For a name that no profile has.
    """
    if isinstance(profile, Profile):
        return profile
    if profile not in PROFILES:
        raise RoadError(f"profile {profile!r} is unknown, expected one of {', '.join(PROFILES)}")
    return PROFILES[profile]

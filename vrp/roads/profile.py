"""Who drives: which roads a kind of vehicle may use, how fast, and what junctions cost it.

A user's own profile is one of these with other values:

>>> from dataclasses import replace
>>> from vrp.roads.profile import CAR
>>> toll_free = replace(CAR, name="car without toll", avoids=(*CAR.avoids, "toll=yes"))
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vrp.errors import RoadError
from vrp.roads.road_classes import ROAD_CLASSES

__all__ = [
    "BIKE",
    "CAR",
    "FOOT",
    "PROFILES",
    "TRUCK",
    "Delays",
    "Profile",
    "VehicleSize",
    "find_profile",
]


@dataclass(frozen=True)
class VehicleSize:
    """What signs of the largest height, width, length and weight are held against.

    The defaults are those of a two-axle lorry as it delivers in cities: 18 tonnes when loaded.
    """

    height_m: float = 3.8
    width_m: float = 2.55
    length_m: float = 10.0
    weight_t: float = 18.0
    axle_load_t: float = 11.5

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            _check_at_least(name, value, 0)


@dataclass(frozen=True)
class Delays:
    """Seconds lost on the way besides driving at speed.

    Parameters
    ----------
    junction_s
        On reaching a junction of three or more roads. Leaving a motorway or passing a driveway is
        none: see :mod:`vrp.roads.junctions`.
    traffic_signals_s, stop_s, level_crossing_s
        On passing traffic signals, a stop sign or a railway.
    gate_s
        On passing a gate, a toll booth or any other barrier that opens.
    """

    junction_s: float = 0.0
    traffic_signals_s: float = 0.0
    stop_s: float = 0.0
    level_crossing_s: float = 0.0
    gate_s: float = 0.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            _check_at_least(name, value, 0)


@dataclass(frozen=True)
class Profile:
    """A kind of vehicle, as far as roads care.

    Parameters
    ----------
    name
        Named in reports.
    access_keys
        Keys that say who may use a road, from the general to the special, which wins:
        https://wiki.openstreetmap.org/wiki/Key:access.
    speeds_kmh
        Free-flow speed per class of road where no limit is tagged. Other classes are not used.
    permitted_kmh
        The same for classes that are used only where one of ``access_keys``, other than the general
        ``access``, says so: a pedestrian street with ``motor_vehicle=delivery``.
    max_kmh
        No road is driven faster.
    limit_keys
        Keys of speed limits, from the special to the general: the first one tagged counts.
    drives_at_limit
        A tagged limit replaces the speed of the class; otherwise it only lowers it.
    slow_kmh
        Speed caps by value of ``surface``, ``smoothness``, ``tracktype`` and ``service``.
    oneway_keys
        Keys that restrict the direction, from the special to the general. Roundabouts and motorways
        count as ``oneway=yes`` where ``oneway`` is among them.
    avoids
        Tags, as ``key=value``, that make a road useless.
    blocking_barriers
        Values of ``barrier`` that nothing of the kind passes, unless access tags say so.
    dismount_kmh
        Speed where one has to get off and push (``bicycle=dismount``); 0 closes the road.
    ferry_kmh
        Speed of ferries, whatever their timetable; 0 leaves them out.
    size
        Held against signs of the largest height and so on; ``None`` ignores them.
    delays
        What junctions and barriers cost.
    slowdown
        Driving takes this many times as long as at free-flow speed.

    Raises
    ------
    RoadError
        Naming the value and its bound.

    Notes
    -----
    Durations from speed limits alone are short of those of complete road engines by a factor of
    1.05 to 1.3. With its ``slowdown`` of 1.1 and its delays, the car of this module takes 1.17
    times the free-flow time on the median route across Porto, 1.19 times across Monaco and 1.27
    times across Heidelberg, where signals are many. Congestion is not in it.

    Not modelled: turn restrictions and the time that a turn takes by its angle, conditional tags
    (``*:conditional``), access that ends for through traffic (``destination`` counts as allowed),
    reserved lanes, and legal default limits by country where neither ``maxspeed`` nor a zone is
    tagged.
    """

    name: str
    access_keys: tuple[str, ...]
    speeds_kmh: Mapping[str, float]
    permitted_kmh: Mapping[str, float] = field(default_factory=dict)
    max_kmh: float = 130.0
    limit_keys: tuple[str, ...] = ("maxspeed",)
    drives_at_limit: bool = False
    slow_kmh: Mapping[str, float] = field(default_factory=dict)
    oneway_keys: tuple[str, ...] = ("oneway",)
    avoids: tuple[str, ...] = ()
    blocking_barriers: tuple[str, ...] = ()
    dismount_kmh: float = 0.0
    ferry_kmh: float = 0.0
    size: VehicleSize | None = None
    delays: Delays = field(default_factory=Delays)
    slowdown: float = 1.0

    def __post_init__(self) -> None:
        if not self.speeds_kmh:
            raise RoadError(f"profile {self.name!r}: speeds_kmh is empty, so that it has no roads")
        _check_at_least("slowdown", self.slowdown, 1)
        for tag in self.avoids:
            if not re.fullmatch("[^=]+=.+", tag):
                raise RoadError(f"profile {self.name!r}: avoids {tag!r}, expected 'key=value'")
        for highway in (*self.speeds_kmh, *self.permitted_kmh):
            if highway not in ROAD_CLASSES:
                raise RoadError(
                    f"profile {self.name!r}: {highway!r} is no class of road, expected one of "
                    f"{', '.join(ROAD_CLASSES)}"
                )
        for name in ("speeds_kmh", "permitted_kmh", "slow_kmh"):
            speeds = dict(getattr(self, name))
            object.__setattr__(self, name, speeds)
            for key, speed in speeds.items():
                _check_speed(f"{name}[{key!r}]", speed)
        _check_speed("max_kmh", self.max_kmh)
        for name in ("dismount_kmh", "ferry_kmh"):
            if getattr(self, name):
                _check_speed(name, getattr(self, name))


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


def _check_at_least(name: str, value: float, bound: float) -> None:
    if not (math.isfinite(value) and value >= bound):
        raise RoadError(f"{name} is {value}, expected at least {bound}")


def _check_speed(name: str, value: float) -> None:
    if not 1 <= value <= 300:
        raise RoadError(f"{name} is {value}, expected 1 to 300 km/h")


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

#: The profiles that are known by name.
PROFILES: dict[str, Profile] = {profile.name: profile for profile in (CAR, TRUCK, BIKE, FOOT)}

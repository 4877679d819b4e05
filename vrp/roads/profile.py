"""Who drives: which roads a kind of vehicle may use, how fast, and what junctions cost it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vrp.errors import RoadError
from vrp.roads.road_classes import ROAD_CLASSES

__all__ = ["Delays", "Profile", "VehicleSize"]


@dataclass(frozen=True)
class VehicleSize:
    """What signs of the largest height, width, length and weight are held against.

    The defaults are those of a two-axle lorry as it delivers in cities: 18 tonnes when loaded.

    Parameters
    ----------
    height_m, width_m, length_m
        Metres, load and mirrors included.
    weight_t, axle_load_t
        Tonnes of the loaded vehicle, and on the axle that carries most.
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


def _check_at_least(name: str, value: float, bound: float) -> None:
    if not (math.isfinite(value) and value >= bound):
        raise RoadError(f"{name} is {value}, expected at least {bound}")


def _check_speed(name: str, value: float) -> None:
    if not 1 <= value <= 300:
        raise RoadError(f"{name} is {value}, expected 1 to 300 km/h")

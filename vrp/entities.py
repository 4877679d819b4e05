"""What an instance is made of: depots, stops and vehicles, each with bounds of its own."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

from vrp.errors import InstanceError

__all__ = [
    "HOURS",
    "MAX_COST",
    "MAX_LOAD",
    "MAX_VALUE",
    "NO_WAY",
    "Depot",
    "Scale",
    "Stop",
    "TimeWindow",
    "Vehicle",
    "check_depot",
    "check_range",
    "check_shown",
    "check_stop",
    "check_vehicle",
]

TimeWindow = tuple[int, int]

#: Largest distance, duration or time of day: the sum of any three still fits 32 bits.
MAX_VALUE = 2**29 - 1
#: Stands in a matrix for a leg that cannot be driven, however long that took.
NO_WAY = MAX_VALUE
#: Of a day.
HOURS = 24
#: Largest sum of any load dimension over all stops.
MAX_LOAD = 2**31 - 1
#: Largest cost that any plan may have.
MAX_COST = 2**61


@dataclass(frozen=True)
class Depot:
    """A place where routes start and end.

    Parameters
    ----------
    id
        Unique among depots and stops.
    lat, lon
        WGS84 degrees, or planar y and x where :attr:`Instance.planar` is set.
    window
        Opening hours in seconds: routes leave and return within it.
    name, address
        Shown in reports.
    extra
        Columns of the input that mean nothing to us and are carried to the output.
    """

    id: str
    lat: float | None = None
    lon: float | None = None
    window: TimeWindow = (0, MAX_VALUE)
    name: str = ""
    address: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Stop:
    """A client to visit once.

    Lists, sets and NumPy's numbers become tuples, frozensets and Python's numbers.

    Parameters
    ----------
    id, lat, lon, name, address, extra
        As of a :class:`Depot`.
    delivery, pickup
        Load units per dimension brought from the depot and taken back to it; an empty tuple means
        zero in every dimension.
    service_s
        Seconds between the start of service and the departure.
    windows
        Seconds within which service must start, sorted and disjoint; none means any time.
    release_s
        When the goods are at the depot: the trip that carries them does not leave it before.
    skills
        All of them are needed of the vehicle.
    priority
        0–100. Leaving the stop out counts ``1 + priority`` when not all can be served.
    prize
        ``None``: serve it if at all possible. Otherwise leaving it out costs this many cost units.
    """

    id: str
    lat: float | None = None
    lon: float | None = None
    delivery: tuple[int, ...] = ()
    pickup: tuple[int, ...] = ()
    service_s: int = 0
    windows: tuple[TimeWindow, ...] = ()
    skills: frozenset[str] = frozenset()
    priority: int = 0
    prize: int | None = None
    name: str = ""
    address: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    release_s: int = 0

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Vehicle:
    """A kind of vehicle, ``count`` of which are available.

    Parameters
    ----------
    id, extra
        As of a :class:`Depot`; ids of vehicles may be used twice.
    capacity
        Load units per dimension; ``None`` in a dimension (or an empty tuple) means unlimited.
    start, end
        Indices into :attr:`Instance.depots`; ``end=None`` leaves the route open at its last stop.
    shift_s
        The earliest departure and the latest return, in seconds.
    max_distance_m, max_duration_s, max_stops
        Limits of one route; ``None`` for none. Duration runs from departure to return.
    cost_fixed
        Cost units for a route with at least one stop.
    cost_per_m, cost_per_s
        Cost units per metre driven (or per metre of :attr:`Instance.generalised_m`) and per second
        of route duration, waiting and service included.
    skills
        What it can do: it serves the stops whose skills are among them.
    speed_factor
        Travel durations are divided by it and rounded to whole seconds.
    max_reloads
        How many times a route may return to the depot ``start``, which takes back what was picked
        up and hands out what the next trip delivers: capacity counts trip by trip, everything else
        for the whole route.
    reload_s
        Seconds that this takes, begun and ended within the hours at which routes may leave.
    """

    id: str
    count: int = 1
    capacity: tuple[int | None, ...] = ()
    start: int = 0
    end: int | None = 0
    shift_s: TimeWindow = (0, MAX_VALUE)
    max_distance_m: int | None = None
    max_duration_s: int | None = None
    max_stops: int | None = None
    cost_fixed: int = 0
    cost_per_m: int = 1
    cost_per_s: int = 0
    skills: frozenset[str] = frozenset()
    speed_factor: float = 1.0
    extra: Mapping[str, str] = field(default_factory=dict)
    max_reloads: int = 0
    reload_s: int = 0

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Scale:
    """How many integer units of the instance make one unit of the user.

    ``distance`` and ``duration`` are 1 for metres and seconds and 10 for VRPLIB distances kept to
    one decimal; ``cost`` is 1,000,000 for money read from a CSV; ``load`` has one entry per
    dimension.
    """

    distance: int = 1
    duration: int = 1
    cost: int = 1
    load: tuple[int, ...] = ()


#: What is immutable and of Python's own as it is.
_PLAIN = frozenset({int, float, str, type(None), frozenset})


def _freeze(entity: object) -> None:
    """Make what was given immutable and Python's own: sums of NumPy's numbers overflow.

    What is of no such kind stays as it is, for the checks to name.
    """
    for name, value in vars(entity).items():
        if type(value) in _PLAIN or name == "extra":
            continue
        if name == "skills" and _is_listed(value):
            object.__setattr__(entity, name, frozenset(value))
        elif not _is_plain_row(value):
            object.__setattr__(entity, name, _plain(value))


def _is_plain_row(value: object) -> bool:
    return type(value) is tuple and (not value or _PLAIN.issuperset(map(type, value)))


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN or _is_plain_row(value):
        return value
    if _is_listed(value):
        return tuple(map(_plain, value))
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else value


def _is_listed(value: object) -> bool:
    return isinstance(value, tuple | list | set) or (
        isinstance(value, Iterable) and not isinstance(value, str | frozenset | Mapping)
    )


def check_range(what: str, value: int, low: int, high: int) -> None:
    """Refuse what is no whole number within bounds.

    Raises
    ------
    InstanceError
        Naming what it is, the value and the bounds.
    """
    if type(value) is not int:
        raise InstanceError(f"{what} is {value!r}, expected a whole number from {low} to {high}")
    if not low <= value <= high:
        raise InstanceError(f"{what} is {value}, expected {low} to {high}")


def check_shown(scale: Scale, load_names: tuple[str, ...], epoch: str | None) -> None:
    """Refuse what no report could be written with.

    Raises
    ------
    InstanceError
        Naming the field, the value and what was expected.
    """
    for name in ("distance", "duration", "cost"):
        check_range(f"scale: {name}", getattr(scale, name), 1, MAX_COST)
    for units in scale.load:
        check_range("scale: load", units, 1, MAX_LOAD)
    if scale.load and len(scale.load) != len(load_names):
        raise InstanceError(
            f"scale: load has {len(scale.load)} dimensions, expected {len(load_names)}"
        )
    if len(set(load_names)) < len(load_names):
        raise InstanceError(f"load_names are {load_names}, expected each of them once")
    if epoch is None:
        return
    try:
        datetime.date.fromisoformat(epoch)
    except (TypeError, ValueError) as error:
        raise InstanceError(f"epoch is {epoch!r}, expected an ISO date or None") from error


def _check_place(what: str, place: Depot | Stop, planar: bool) -> None:
    for name in ("id", "name", "address"):
        _check_text(f"{what}: {name}", getattr(place, name))
    if place.lat is None and place.lon is None:
        return
    bounds = (sys.float_info.max,) * 2 if planar else (90, 180)
    for name, bound in zip(("lat", "lon"), bounds, strict=True):
        degrees = getattr(place, name)
        if type(degrees) not in (int, float) or not abs(degrees) <= bound:
            expected = "a number" if planar else f"degrees from -{bound} to {bound}"
            raise InstanceError(f"{what}: {name} is {degrees!r}, expected {expected}")


def _check_text(what: str, value: object) -> None:
    if not isinstance(value, str):
        raise InstanceError(f"{what} is {value!r}, expected text")


def _check_skills(what: str, skills: object) -> None:
    if not (isinstance(skills, frozenset) and all(isinstance(each, str) for each in skills)):
        raise InstanceError(f"{what}: skills are {skills!r}, expected a set of words")


def _check_window(what: str, window: object) -> None:
    if not (isinstance(window, tuple) and len(window) == 2):
        raise InstanceError(f"{what} is {window!r}, expected a start and an end in seconds")
    start, end = window
    for bound in window:
        if type(bound) is not int:
            raise InstanceError(f"{what} is {start!r} to {end!r}, expected whole seconds")
    if not 0 <= start <= end <= MAX_VALUE:
        raise InstanceError(
            f"{what} is {start} to {end}, expected 0 <= start <= end <= {MAX_VALUE} seconds"
        )


def _check_loads(what: str, loads: object, dimensions: int) -> None:
    if not isinstance(loads, tuple):
        raise InstanceError(f"{what} is {loads!r}, expected a tuple with a number for every load")
    if loads and len(loads) != dimensions:
        raise InstanceError(f"{what} has {len(loads)} dimensions, expected {dimensions}")
    for units in loads:
        check_range(what, units, 0, MAX_LOAD)


def check_depot(depot: Depot, planar: bool) -> None:
    """Refuse a depot that breaks a bound of its own.

    Raises
    ------
    InstanceError
        Naming the depot, the field, the value and the bound.
    """
    what = f"depot {depot.id!r}"
    _check_place(what, depot, planar)
    _check_window(f"{what}: window", depot.window)


def check_stop(stop: Stop, dimensions: int, planar: bool) -> None:
    """Refuse a stop that breaks a bound of its own.

    Raises
    ------
    InstanceError
        Naming the stop, the field, the value and the bound.
    """
    what = f"stop {stop.id!r}"
    _check_place(what, stop, planar)
    _check_loads(f"{what}: delivery", stop.delivery, dimensions)
    _check_loads(f"{what}: pickup", stop.pickup, dimensions)
    _check_skills(what, stop.skills)
    check_range(f"{what}: service_s", stop.service_s, 0, MAX_VALUE)
    check_range(f"{what}: release_s", stop.release_s, 0, MAX_VALUE)
    check_range(f"{what}: priority", stop.priority, 0, 100)
    if stop.prize is not None:
        check_range(f"{what}: prize", stop.prize, 0, MAX_COST)
    if not isinstance(stop.windows, tuple):
        raise InstanceError(f"{what}: windows is {stop.windows!r}, expected pairs of seconds")
    for window in stop.windows:
        _check_window(f"{what}: window", window)
    for before, after in zip(stop.windows, stop.windows[1:], strict=False):
        if after[0] <= before[1]:
            raise InstanceError(f"{what}: windows {before} and {after} overlap or are unsorted")


def check_vehicle(vehicle: Vehicle, depots: int, dimensions: int) -> None:
    """Refuse a vehicle that breaks a bound of its own, or starts or ends at no depot.

    Raises
    ------
    InstanceError
        Naming the vehicle, the field, the value and the bound.
    """
    what = f"vehicle {vehicle.id!r}"
    _check_text(f"{what}: id", vehicle.id)
    check_range(f"{what}: count", vehicle.count, 1, 10**6)
    check_range(f"{what}: start", vehicle.start, 0, depots - 1)
    if vehicle.end is not None:
        check_range(f"{what}: end", vehicle.end, 0, depots - 1)
    limited = vehicle.capacity
    if isinstance(limited, tuple):
        limited = tuple(MAX_LOAD if units is None else units for units in limited)
    _check_loads(f"{what}: capacity", limited, dimensions)
    _check_skills(what, vehicle.skills)
    _check_window(f"{what}: shift_s", vehicle.shift_s)
    for name in ("max_distance_m", "max_duration_s", "max_stops"):
        limit = getattr(vehicle, name)
        if limit is not None:
            check_range(f"{what}: {name}", limit, 0, 2**62)
    for name in ("cost_fixed", "cost_per_m", "cost_per_s"):
        check_range(f"{what}: {name}", getattr(vehicle, name), 0, MAX_COST)
    for name in ("max_reloads", "reload_s"):
        check_range(f"{what}: {name}", getattr(vehicle, name), 0, MAX_VALUE)
    factor = vehicle.speed_factor
    if type(factor) not in (int, float) or not 0.01 <= factor <= 100:
        raise InstanceError(f"{what}: speed_factor is {factor!r}, expected 0.01 to 100")

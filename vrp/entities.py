"""What an instance is made of: depots, stops and vehicles, each with bounds of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral

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
    "check_range",
    "check_stop",
    "check_vehicle",
    "check_window",
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


@dataclass(frozen=True)
class Stop:
    """A client to visit once.

    Parameters
    ----------
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


@dataclass(frozen=True)
class Vehicle:
    """A kind of vehicle, ``count`` of which are available.

    Parameters
    ----------
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


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral)


def check_range(what: str, value: int, low: int, high: int) -> None:
    """Refuse what is no whole number within bounds.

    Raises
    ------
    InstanceError
        Naming what it is, the value and the bounds.
    """
    if not _is_whole(value):
        raise InstanceError(f"{what} is {value!r}, expected a whole number from {low} to {high}")
    if not low <= value <= high:
        raise InstanceError(f"{what} is {value}, expected {low} to {high}")


def check_window(what: str, window: TimeWindow) -> None:
    """Refuse a window that ends before it starts, or that is out of bounds.

    Raises
    ------
    InstanceError
        Naming what it is, the window and what was expected.
    """
    start, end = window
    for bound in window:
        if not _is_whole(bound):
            raise InstanceError(f"{what} is {start!r} to {end!r}, expected whole seconds")
    if not 0 <= start <= end <= MAX_VALUE:
        raise InstanceError(
            f"{what} is {start} to {end}, expected 0 <= start <= end <= {MAX_VALUE} seconds"
        )


def _check_loads(what: str, loads: Sequence[int | None], dimensions: int) -> None:
    if loads and len(loads) != dimensions:
        raise InstanceError(f"{what} has {len(loads)} dimensions, expected {dimensions}")
    for units in loads:
        if units is not None:
            check_range(what, units, 0, MAX_LOAD)


def check_stop(stop: Stop, dimensions: int) -> None:
    """Refuse a stop that breaks a bound of its own.

    Raises
    ------
    InstanceError
        Naming the stop, the field, the value and the bound.
    """
    what = f"stop {stop.id!r}"
    _check_loads(f"{what}: delivery", stop.delivery, dimensions)
    _check_loads(f"{what}: pickup", stop.pickup, dimensions)
    check_range(f"{what}: service_s", stop.service_s, 0, MAX_VALUE)
    check_range(f"{what}: release_s", stop.release_s, 0, MAX_VALUE)
    check_range(f"{what}: priority", stop.priority, 0, 100)
    if stop.prize is not None:
        check_range(f"{what}: prize", stop.prize, 0, MAX_COST)
    for window in stop.windows:
        check_window(f"{what}: window", window)
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
    check_range(f"{what}: count", vehicle.count, 1, 10**6)
    check_range(f"{what}: start", vehicle.start, 0, depots - 1)
    if vehicle.end is not None:
        check_range(f"{what}: end", vehicle.end, 0, depots - 1)
    _check_loads(f"{what}: capacity", vehicle.capacity, dimensions)
    check_window(f"{what}: shift_s", vehicle.shift_s)
    for name in ("max_distance_m", "max_duration_s", "max_stops"):
        limit = getattr(vehicle, name)
        if limit is not None:
            check_range(f"{what}: {name}", limit, 0, 2**62)
    for name in ("cost_fixed", "cost_per_m", "cost_per_s"):
        check_range(f"{what}: {name}", getattr(vehicle, name), 0, MAX_COST)
    for name in ("max_reloads", "reload_s"):
        check_range(f"{what}: {name}", getattr(vehicle, name), 0, MAX_VALUE)
    if not 0.01 <= vehicle.speed_factor <= 100:
        raise InstanceError(f"{what}: speed_factor is {vehicle.speed_factor}, expected 0.01 to 100")

"""What an instance is made of: depots, stops and vehicles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import Any

__all__ = [
    "HOURS",
    "MAX_COST",
    "MAX_LOAD",
    "MAX_VALUE",
    "NO_WAY",
    "Break",
    "Depot",
    "Scale",
    "Stop",
    "TimeWindow",
    "Vehicle",
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
        WGS84 degrees, or planar y and x where :attr:`vrp.Instance.planar` is set.
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
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Stop:
    """A client to visit once, or one of several of which one is visited.

    Lists, sets and NumPy's numbers become tuples, frozensets and Python's numbers; a single load
    becomes a tuple of one.

    Parameters
    ----------
    id, lat, lon, name, address, extra
        As of a :class:`Depot`.
    delivery, pickup
        Load units per dimension brought from the depot and taken back to it; an empty tuple means
        zero in every dimension.
    service_s
        Seconds between the start of service and the departure.
    setup_s
        Seconds that pass after the arrival before service may start, to park or to sign in; none
        where the vehicle comes from the same place, to and from which it is no metre and no second.
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
    origin
        The id of another stop where ``delivery`` is picked up, rather than at the depot: the same
        vehicle visits that one first, in the same trip. A shipment, as VROOM calls it: either both
        stops are served or none is. A stop is the origin of one other stop at most, and has none
        of its own then.
    group
        Of all stops of the same group one is served: the places, say, where a parcel may be handed
        over. They have the same priority and prize, and are of no shipment.
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
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
    release_s: int = 0
    origin: str | None = None
    group: str | None = None
    setup_s: int = 0

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Break:
    """A pause of the driver, at a stop before the vehicle leaves it or enters, or on the road.

    Service and the handling of goods are never interrupted, driving and setup may be. A route that
    is back by ``latest_s`` needs no break, nor does one that leaves after ``earliest_s +
    duration_s``: the driver takes it at home. Otherwise it is a part of the route's duration, as
    waiting is.

    Parameters
    ----------
    earliest_s, latest_s
        When it begins, in seconds.
    duration_s
        How long it takes, at least a second.
    """

    earliest_s: int
    latest_s: int
    duration_s: int

    def __post_init__(self) -> None:
        _freeze(self)


@dataclass(frozen=True)
class Vehicle:
    """A kind of vehicle, ``count`` of which are available.

    Parameters
    ----------
    id, extra
        As of a :class:`Depot`; ids of vehicles may be used twice.
    count
        How many there are.
    capacity
        Load units per dimension; ``None`` in a dimension (or an empty tuple) means unlimited. A
        single number becomes a tuple of one.
    start, end
        Indices into :attr:`vrp.Instance.depots`; ``end=None`` leaves the route open at its last
        stop.
    shift_s
        The earliest departure and the latest return, in seconds.
    max_distance_m, max_duration_s, max_stops
        Limits of one route; ``None`` for none. Duration runs from departure to return.
    cost_fixed
        Cost units for a route with at least one stop.
    cost_per_m, cost_per_s
        Cost units per metre driven (or per metre of :attr:`vrp.Instance.generalised_m`) and per
        second of route duration, waiting and service included.
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
    breaks
        What its driver is due on every route: one :class:`Break` or none. Not beside reloads or
        releases.
    overtime_after_s, cost_per_overtime_s
        The route duration from which on overtime is paid, and its cost units per second, on top of
        ``cost_per_s``; ``None``: never.
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
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)
    max_reloads: int = 0
    reload_s: int = 0
    breaks: tuple[Break, ...] = ()
    overtime_after_s: int | None = None
    cost_per_overtime_s: int = 0

    def __post_init__(self) -> None:
        _freeze(self)

    def overtime_s(self, duration_s: int) -> int:
        """Seconds of a route that are overtime.

        Parameters
        ----------
        duration_s
            From departure to return.
        """
        return 0 if self.overtime_after_s is None else max(0, duration_s - self.overtime_after_s)


@dataclass(frozen=True)
class Scale:
    """How many integer units of the instance make one unit of the user.

    Parameters
    ----------
    distance, duration
        1 for metres and seconds, 10 for VRPLIB distances kept to one decimal.
    cost
        1,000,000 or more for money read from a CSV.
    load
        One entry per dimension; empty for 1 in each.
    """

    distance: int = 1
    duration: int = 1
    cost: int = 1
    load: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        _freeze(self)


#: What is immutable and of Python's own as it is.
_PLAIN = frozenset({int, float, str, type(None), frozenset})
#: Fields with a number for every load dimension.
_LOADS = frozenset({"delivery", "pickup", "capacity"})


def _freeze(entity: object) -> None:
    """Make what was given immutable and Python's own: sums of NumPy's numbers overflow.

    What is of no such kind stays as it is, for the checks to name.
    """
    for name, value in vars(entity).items():
        if name in _LOADS and isinstance(value, Integral):
            object.__setattr__(entity, name, (int(value),))
            continue
        if type(value) in _PLAIN:
            continue
        if name == "extra":
            if value and isinstance(value, Mapping):
                own = {column: _plain(cell) for column, cell in value.items()}
                object.__setattr__(entity, name, own)
        elif name == "skills" and _is_listed(value):
            # Words that are none may have no hash.
            with suppress(TypeError):
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

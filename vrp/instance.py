"""The problem: stops, depots, vehicles and the matrices between them, frozen and validated once.

Everything inside is an integer: metres, seconds, load units and cost units. Readers convert on the
way in and reports convert back with :class:`Scale`, so that a cost computed by the engine, by the
checker and by hand is the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vrp.bounds import (
    check_depot,
    check_range,
    check_shown,
    check_stop,
    check_text,
    check_vehicle,
)
from vrp.consistency import (
    check_breaks,
    check_groups,
    check_origins,
    check_setups,
    check_totals,
)
from vrp.entities import (
    HOURS,
    MAX_COST,
    MAX_LOAD,
    MAX_VALUE,
    NO_WAY,
    Break,
    Depot,
    Scale,
    Stop,
    TimeWindow,
    Vehicle,
)
from vrp.errors import InstanceError
from vrp.legs import (
    BoolMatrix,
    IntMatrix,
    LegMatrix,
    frozen_flags,
    frozen_hours,
    frozen_legs,
    frozen_matrix,
)
from vrp.plane import Plane
from vrp.read_only import ReadOnlyArrays
from vrp.setups import setup_legs

__all__ = [
    "HOURS",
    "MAX_COST",
    "MAX_LOAD",
    "MAX_VALUE",
    "NO_WAY",
    "BoolMatrix",
    "Break",
    "Depot",
    "Instance",
    "IntMatrix",
    "LegMatrix",
    "Scale",
    "Stop",
    "TimeWindow",
    "Vehicle",
]

_VEHICLE_TRAITS = [
    each.name for each in fields(Vehicle) if each.name not in ("id", "count", "extra")
]
_TEXTS = ("name", "matrix_source", "attribution", "minimised", "traffic", "order_rule")
_FLAGS = ("planar", "estimated")
_MEMBERS = (("depots", Depot), ("stops", Stop), ("vehicles", Vehicle), ("load_names", str))


@dataclass(frozen=True, eq=False)
class Instance(ReadOnlyArrays):
    """A vehicle routing problem, validated and immutable.

    Locations are numbered depots first: location ``d`` is ``depots[d]`` and location
    ``len(depots) + i`` is ``stops[i]``. Two instances are equal only if they are the same object.

    Parameters
    ----------
    depots, stops, vehicles
        At least one depot and one vehicle; any sequences, kept as tuples.
    distances_m, durations_s : ndarray of int32, shape (n_locations, n_locations), or Plane
        From row to column, not necessarily symmetric. Copied, unless already int32 that nobody
        can write to. The same array may be given for both. :data:`NO_WAY` in either: no plan may
        drive that leg. A :class:`~vrp.plane.Plane` takes no more memory than its points.
    name
        What reports and tables call it.
    load_names
        Name of each load dimension; ``("",)`` for the plain ``demand`` column.
    scale
        How to show integers to the user.
    epoch
        ISO date of second 0 where the input gave dates, else ``None`` (times of day).
    planar
        Coordinates are planar (benchmark instances) rather than WGS84 degrees.
    matrix_source
        Where the matrices come from, in words fit for a report.
    estimated
        The matrices are estimates rather than measured on roads: said wherever they are shown.
    best_known_cost
        Cost units of the best known solution, if the input came with one.
    attribution
        What must be said wherever something derived from the matrices is shown; empty for none.
    estimated_legs : ndarray of bool, shape (n_locations, n_locations), or None
        Which legs are estimates, where others were measured on roads.
    generalised_m : ndarray of int32, shape (n_locations, n_locations), or None
        The generalised cost of every leg, in metres or what stands for them: ``cost_per_m`` is
        charged on it, while limits of distance count the metres driven. ``None``: the metres driven
        are charged.
    minimised
        What ``cost_per_m`` is charged on, in words fit for a report.
    hourly_durations_s : 24 ndarrays of int32, shape (n_locations, n_locations), or None
        Durations of legs that begin in each hour of the day, from midnight on, where traffic is
        known. Plans are made and checked with ``durations_s``, which are those of the slowest hour;
        see :func:`vrp.schedule.expected_schedule`.
    traffic
        Where they come from, in words fit for a report.
    order_rule
        The rule about the order of stops that legs of :data:`NO_WAY` stand for, as a clause fit for
        a report; empty where they are places that no way joins.

    Raises
    ------
    InstanceError
        Naming the field, the value and the bound it broke.
    """

    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    distances_m: LegMatrix
    durations_s: LegMatrix
    name: str = "instance"
    load_names: tuple[str, ...] = ("",)
    scale: Scale = field(default_factory=Scale)
    epoch: str | None = None
    planar: bool = False
    matrix_source: str = "given matrix"
    estimated: bool = False
    best_known_cost: int | None = None
    attribution: str = ""
    estimated_legs: BoolMatrix | None = None
    generalised_m: IntMatrix | None = None
    minimised: str = "distance"
    hourly_durations_s: tuple[IntMatrix, ...] | None = None
    traffic: str = ""
    order_rule: str = ""

    def __post_init__(self) -> None:
        for name, kind in _MEMBERS:
            object.__setattr__(self, name, _frozen_members(name, getattr(self, name), kind))
        for name in (*_FLAGS, "best_known_cost"):
            value = getattr(self, name)
            if isinstance(value, np.bool_ | np.integer):
                object.__setattr__(self, name, value.item())
        same = self.durations_s is self.distances_m
        distances = frozen_legs("distances_m", self.distances_m, self.n_locations)
        object.__setattr__(self, "distances_m", distances)
        durations = (
            distances if same else frozen_legs("durations_s", self.durations_s, self.n_locations)
        )
        object.__setattr__(self, "durations_s", durations)
        if self.generalised_m is not None:
            generalised = frozen_matrix("generalised_m", self.generalised_m, self.n_locations)
            object.__setattr__(self, "generalised_m", generalised)
        if self.hourly_durations_s is not None:
            object.__setattr__(
                self, "hourly_durations_s", frozen_hours(self.hourly_durations_s, self.n_locations)
            )
        if self.estimated_legs is not None:
            legs = frozen_flags("estimated_legs", self.estimated_legs, self.n_locations)
            object.__setattr__(self, "estimated_legs", legs)
        _validate(self)

    def __repr__(self) -> str:
        windows = "time windows" if any(stop.windows for stop in self.stops) else "no time windows"
        counts = (
            (len(self.depots), "depot"),
            (len(self.stops), "stop"),
            (self.n_vehicles, "vehicle"),
        )
        parts = [f"{number} {what}{'' if number == 1 else 's'}" for number, what in counts]
        return f"<Instance {self.name!r}: {', '.join(parts)}, {windows}>"

    @property
    def n_locations(self) -> int:
        """Number of depots and stops."""
        return len(self.depots) + len(self.stops)

    @property
    def n_vehicles(self) -> int:
        """Number of single vehicles, counts multiplied out."""
        return sum(vehicle.count for vehicle in self.vehicles)

    @cached_property
    def alike_vehicles(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of vehicles, together where they differ in ``id``, ``count`` and ``extra`` only.

        Groups are in the order of their first vehicles.
        """
        groups: dict[tuple[object, ...], list[int]] = {}
        for number, vehicle in enumerate(self.vehicles):
            traits = tuple(getattr(vehicle, name) for name in _VEHICLE_TRAITS)
            groups.setdefault(traits, []).append(number)
        return tuple(map(tuple, groups.values()))

    @property
    def n_to_serve(self) -> int:
        """Number of stops, those of a group counted as one."""
        return len(self.choices)

    def location(self, stop: int) -> int:
        """Matrix row of stop number ``stop``.

        Parameters
        ----------
        stop
            Index into :attr:`stops`.
        """
        return len(self.depots) + stop

    @cached_property
    def location_ids(self) -> tuple[str, ...]:
        """Ids in matrix order."""
        return tuple(d.id for d in self.depots) + tuple(s.id for s in self.stops)

    @cached_property
    def deliveries(self) -> npt.NDArray[np.int64]:
        """Load units brought from the depot, shape (n_stops, n_dimensions)."""
        rows = [() if stop.origin is not None else stop.delivery for stop in self.stops]
        return _loads(rows, len(self.load_names))

    @cached_property
    def pickups(self) -> npt.NDArray[np.int64]:
        """Load units taken on board, shape (n_stops, n_dimensions).

        Less what comes from another stop and is handed over here: below zero, then.
        """
        taken = _loads([stop.pickup for stop in self.stops], len(self.load_names))
        if not self.has_shipments:
            return taken
        carried = _loads([stop.delivery for stop in self.stops], len(self.load_names))
        taken = taken.copy()
        for stop, origin in enumerate(self.origins):
            if origin is not None:
                taken[origin] += carried[stop]
                taken[stop] -= carried[stop]
        taken.flags.writeable = False
        return taken

    @cached_property
    def origins(self) -> tuple[int | None, ...]:
        """Of every stop, the number of the stop where its goods are picked up; None: the depot."""
        if not self.has_shipments:
            return (None,) * len(self.stops)
        number = {stop.id: at for at, stop in enumerate(self.stops)}
        return tuple(None if s.origin is None else number[s.origin] for s in self.stops)

    @cached_property
    def destinations(self) -> tuple[int | None, ...]:
        """Of every stop, the number of the stop that its goods are carried to; None: the depot."""
        destinations: list[int | None] = [None] * len(self.stops)
        for stop, origin in enumerate(self.origins):
            if origin is not None:
                destinations[origin] = stop
        return tuple(destinations)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of stops of which one is served, group by group in the order of the first."""
        members: dict[str, list[int]] = {}
        for number, stop in enumerate(self.stops):
            if stop.group is not None:
                members.setdefault(stop.group, []).append(number)
        return tuple(map(tuple, members.values()))

    @cached_property
    def alternatives(self) -> tuple[tuple[int, ...], ...]:
        """Of every stop, the numbers of all stops that may be served in its place, its own first.

        One number where it is in no group.
        """
        others: list[tuple[int, ...]] = [(number,) for number in range(len(self.stops))]
        for group in self.groups:
            for member in group:
                others[member] = (member, *(each for each in group if each != member))
        return tuple(others)

    def count_once(self, stops: Iterable[int]) -> int:
        """Count stops by what there is to serve: those of one group make one together.

        Parameters
        ----------
        stops
            Their numbers.
        """
        return len({min(self.alternatives[stop]) for stop in stops})

    @cached_property
    def choices(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of stops, together where one of them is served: those of a group, or one alone.

        In the order of the first of each.
        """
        return tuple(
            alternatives
            for stop, alternatives in enumerate(self.alternatives)
            if stop == min(alternatives)
        )

    @cached_property
    def has_shipments(self) -> bool:
        """Whether goods are carried from one stop to another."""
        return any(stop.origin is not None for stop in self.stops)

    def capacity(self, vehicle: int) -> tuple[int, ...]:
        """Capacity of a vehicle in every dimension; unlimited ones as :data:`MAX_LOAD`.

        Parameters
        ----------
        vehicle
            Index into :attr:`vehicles`.

        Returns
        -------
        tuple of int
            Load units, in the order of :attr:`load_names`.
        """
        given = self.vehicles[vehicle].capacity or (None,) * len(self.load_names)
        return tuple(MAX_LOAD if units is None else units for units in given)

    def durations_for(self, speed_factor: float) -> LegMatrix:
        """Driving durations in seconds of a vehicle with this speed factor.

        Parameters
        ----------
        speed_factor
            Durations are divided by it and rounded to whole seconds.

        Returns
        -------
        ndarray of int32, shape (n_locations, n_locations), or Plane
            Read-only; :attr:`durations_s` itself for 1.
        """
        if speed_factor == 1.0:
            return self.durations_s
        if isinstance(self.durations_s, Plane):
            return self.durations_s.divided(speed_factor)
        scaled = np.rint(self.durations_s / speed_factor).clip(max=NO_WAY).astype(np.int32)
        scaled[self.durations_s == NO_WAY] = NO_WAY
        scaled.flags.writeable = False
        return scaled

    def transit_for(self, speed_factor: float) -> LegMatrix:
        """Seconds from leaving a place until service may begin at the next: driving and setup.

        Parameters
        ----------
        speed_factor
            Of the vehicle; see :meth:`durations_for`. It speeds up no setup.

        Returns
        -------
        ndarray of int32, shape (n_locations, n_locations), or Plane
            Read-only; what :meth:`durations_for` returns where no stop has a setup.
        """
        return self.transit_s if speed_factor == 1.0 else self._with_setups(speed_factor)

    @cached_property
    def transit_s(self) -> LegMatrix:
        """What :meth:`transit_for` returns for a speed factor of 1."""
        return self._with_setups(1.0)

    def _with_setups(self, speed_factor: float) -> LegMatrix:
        durations = self.durations_for(speed_factor)
        if self.setups_s is None:
            return durations
        transit = np.minimum(np.asarray(durations) + self.setups_s, np.int32(NO_WAY))
        transit.flags.writeable = False
        return transit

    @cached_property
    def setups_s(self) -> IntMatrix | None:
        """Seconds of setup at the end of every leg, shape (n_locations, n_locations).

        ``None`` where no stop has any.
        """
        setups_s = [*(0 for _ in self.depots), *(stop.setup_s for stop in self.stops)]
        return setup_legs(setups_s, self.distances_m, self.durations_s)

    @property
    def charged_m(self) -> LegMatrix:
        """What ``cost_per_m`` is charged on."""
        return self.distances_m if self.generalised_m is None else self.generalised_m

    @cached_property
    def missing_ways(self) -> BoolMatrix | None:
        """Legs that cannot be driven, shape (n_locations, n_locations); ``None`` for none."""
        if max(self.distances_m.max(initial=0), self.durations_s.max(initial=0)) < NO_WAY:
            return None
        distances, durations = np.asarray(self.distances_m), np.asarray(self.durations_s)
        missing: BoolMatrix = (distances == NO_WAY) | (durations == NO_WAY)
        missing.flags.writeable = False
        return missing

    @cached_property
    def is_timed(self) -> bool:
        """Whether time constrains or costs anything."""
        any_time = (0, MAX_VALUE)
        return (
            any(stop.windows or stop.release_s for stop in self.stops)
            or any(depot.window != any_time for depot in self.depots)
            or any(
                vehicle.shift_s != any_time
                or vehicle.max_duration_s is not None
                or vehicle.cost_per_s > 0
                or vehicle.cost_per_overtime_s > 0
                or vehicle.breaks
                for vehicle in self.vehicles
            )
        )

    @cached_property
    def has_reloads(self) -> bool:
        """Whether any vehicle may reload during its route."""
        return any(vehicle.max_reloads > 0 for vehicle in self.vehicles)

    @cached_property
    def has_breaks(self) -> bool:
        """Whether the driver of any vehicle is due a break."""
        return any(vehicle.breaks for vehicle in self.vehicles)

    @cached_property
    def has_releases(self) -> bool:
        """Whether the goods of any stop are at the depot only later."""
        return any(stop.release_s > 0 for stop in self.stops)

    def has_way(self, origin: int, destination: int) -> bool:
        """Whether the leg between two locations can be driven.

        Parameters
        ----------
        origin, destination
            Numbers of locations.
        """
        return self.missing_ways is None or not self.missing_ways[origin, destination]

    def is_estimated(self, origin: int, destination: int) -> bool:
        """Whether the leg between two locations is an estimate.

        Parameters
        ----------
        origin, destination
            Numbers of locations.
        """
        if self.estimated_legs is None:
            return self.estimated
        return bool(self.estimated_legs[origin, destination])

    def can_serve(self, vehicle: int, stop: int) -> bool:
        """Whether the vehicle has every skill that the stop needs.

        Parameters
        ----------
        vehicle, stop
            Indices into :attr:`vehicles` and :attr:`stops`.
        """
        return self.stops[stop].skills <= self.vehicles[vehicle].skills


def _frozen_members(name: str, given: object, kind: type) -> tuple[object, ...]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        got = type(given).__name__
        raise InstanceError(f"{name} is of type {got}, expected a sequence of {kind.__name__}")
    members = tuple(given)
    for number, member in enumerate(members):
        if not isinstance(member, kind):
            raise InstanceError(f"{name}[{number}] is {member!r}, expected {kind.__name__}")
    return members


def _loads(rows: Sequence[tuple[int, ...]], dimensions: int) -> npt.NDArray[np.int64]:
    zeros = (0,) * dimensions
    loads = np.array([row or zeros for row in rows], dtype=np.int64)
    loads = loads.reshape(len(rows), dimensions)
    loads.flags.writeable = False
    return loads


def _check_facts(instance: Instance) -> None:
    """Refuse what reports would stumble over when the plan is made."""
    for name in _TEXTS:
        check_text(name, getattr(instance, name))
    for name in _FLAGS:
        flag = getattr(instance, name)
        if not isinstance(flag, bool):
            raise InstanceError(f"{name} is {flag!r}, expected True or False")
    if instance.best_known_cost is not None:
        check_range("best_known_cost", instance.best_known_cost, -MAX_COST, MAX_COST)


def _validate(instance: Instance) -> None:
    _check_facts(instance)
    check_shown(instance.scale, instance.load_names, instance.epoch)
    if not instance.depots:
        raise InstanceError("the instance has no depot: give at least one")
    if not instance.vehicles:
        raise InstanceError("the instance has no vehicles: give at least one")
    for depot in instance.depots:
        check_depot(depot, instance.planar)
    for stop in instance.stops:
        check_stop(stop, len(instance.load_names), instance.planar)
    seen: set[str] = set()
    for identifier in instance.location_ids:
        if identifier in seen:
            raise InstanceError(f"id {identifier!r} is used twice: ids must be unique")
        seen.add(identifier)
    for vehicle in instance.vehicles:
        check_vehicle(vehicle, len(instance.depots), len(instance.load_names))
    check_breaks(instance)
    check_origins(instance)
    check_groups(instance)
    check_totals(instance)
    check_setups(instance)

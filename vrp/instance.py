"""The problem: stops, depots, vehicles and the matrices between them, frozen and validated once.

Everything inside is an integer: metres, seconds, load units and cost units. Readers convert on the
way in and reports convert back with :class:`Scale`, so that a cost computed by the engine, by the
checker and by hand is the same number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np

from vrp.consistency import check_instance
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
from vrp.groups import find_alternatives, find_groups
from vrp.legs import (
    BoolMatrix,
    IntMatrix,
    LegMatrix,
    divided_durations,
    frozen_flags,
    frozen_hours,
    frozen_legs,
    frozen_matrix,
    missing_legs,
)
from vrp.loads import LoadTable, delivered_loads, picked_up_loads
from vrp.read_only import ReadOnlyArrays
from vrp.setups import setup_legs, with_setups

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
            self._set(name, _frozen_members(name, getattr(self, name), kind))
        for name in ("planar", "estimated", "best_known_cost"):
            value = getattr(self, name)
            if isinstance(value, np.bool_ | np.integer):
                self._set(name, value.item())
        if not self.depots:
            raise InstanceError("the instance has no depot: give at least one")
        n, same = self.n_locations, self.durations_s is self.distances_m
        self._set("distances_m", frozen_legs("distances_m", self.distances_m, n))
        durations = self.distances_m if same else frozen_legs("durations_s", self.durations_s, n)
        self._set("durations_s", durations)
        if self.generalised_m is not None:
            self._set("generalised_m", frozen_matrix("generalised_m", self.generalised_m, n))
        if self.hourly_durations_s is not None:
            self._set("hourly_durations_s", frozen_hours(self.hourly_durations_s, n))
        if self.estimated_legs is not None:
            self._set("estimated_legs", frozen_flags("estimated_legs", self.estimated_legs, n))
        check_instance(self)

    def _set(self, name: str, value: object) -> None:
        """Put what was checked in place of what was given."""
        object.__setattr__(self, name, value)

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
    def deliveries(self) -> LoadTable:
        """Load units brought from the depot, shape (n_stops, n_dimensions)."""
        return delivered_loads(self.stops, len(self.load_names))

    @cached_property
    def pickups(self) -> LoadTable:
        """Load units taken on board, shape (n_stops, n_dimensions).

        Less what comes from another stop and is handed over here: below zero, then.
        """
        return picked_up_loads(self.stops, self.origins, len(self.load_names))

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
        return find_groups(self.stops)

    @cached_property
    def alternatives(self) -> tuple[tuple[int, ...], ...]:
        """Of every stop, the numbers of all stops that may be served in its place, its own first.

        One number where it is in no group.
        """
        return find_alternatives(len(self.stops), self.groups)

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
        return divided_durations(self.durations_s, speed_factor)

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
        return with_setups(self.durations_for(speed_factor), self.setups_s)

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
        return missing_legs(self.distances_m, self.durations_s)

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

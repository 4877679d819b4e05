"""From an instance to the flat integer problem of the native engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from vrp.errors import UnsupportedError
from vrp.instance import (
    MAX_VALUE,
    NO_WAY,
    Instance,
    LegMatrix,
    TimeWindow,
    Vehicle,
)
from vrp.plane import Plane
from vrp.schedule import trips_of
from vrp.search import _engine
from vrp.search._engine import MAX_LOAD_DIMENSIONS, Problem, nearest_tour
from vrp.search.nearest import along_a_curve, nearest_stops
from vrp.solution import Route

__all__ = ["EngineProblem", "make_problem"]

_ANY_TIME: tuple[TimeWindow, ...] = ((0, MAX_VALUE),)
_UNLIMITED = 2**62


@dataclass(frozen=True)
class EngineProblem:
    """The engine's problem, and which stop of the instance each of its stops is."""

    native: Problem
    stops: tuple[int, ...]

    def routes(self, plan: Sequence[tuple[int, Sequence[int]]]) -> tuple[Route, ...]:
        """Routes of the instance from a plan of the engine."""
        return tuple(self._route(kind, calls) for kind, calls in plan)

    def _route(self, kind: int, calls: Sequence[int]) -> Route:
        """Among the stops of a route, the engine marks a reload by the number of all stops."""
        marks = [at for at, call in enumerate(calls) if call == len(self.stops)]
        reloads = tuple(at - earlier for earlier, at in enumerate(marks))
        stops = tuple(self.stops[call] for call in calls if call < len(self.stops))
        return Route(kind, stops, reloads)

    def plan(self, routes: Sequence[Route]) -> list[tuple[int, list[int]]]:
        """Plan of the engine from routes of the instance."""
        number = {stop: position for position, stop in enumerate(self.stops)}
        plan = []
        for route in routes:
            trips = trips_of([number[stop] for stop in route.stops], route.reloads)
            calls = [call for trip in trips for call in (len(self.stops), *trip)]
            plan.append((route.vehicle, calls[1:]))
        return plan

    def with_matrices(self) -> EngineProblem:
        """The same where only parts are to be searched, but with matrices of the whole."""
        if not self.native.in_parts:
            return self
        all_stops = np.arange(len(self.stops), dtype=np.int32)
        return EngineProblem(self.native.part(all_stops, self.native.slots), self.stops)

    def prefer(self, lists: npt.NDArray[np.int32]) -> None:
        """Let the search look beside some stops first, before any search is made.

        Insertions and moves are tried beside the first stops of a list, and the ruin spreads along
        it. What is on no list given stays behind it, nearest first.

        Parameters
        ----------
        lists : ndarray of int32, shape (n_stops, k)
            For every stop of the instance, the stops to look beside first; -1 for none.

        Raises
        ------
        ValueError
            For a list of the wrong shape, or a stop that there is not.
        """
        n = len(self.stops)
        if lists.ndim != 2 or len(lists) != n:
            raise ValueError(f"lists has shape {lists.shape}, expected ({n}, k): a row a stop")
        if lists.size and not -1 <= lists.min() <= lists.max() < n:
            raise ValueError(
                f"lists holds stops {lists.min()} to {lists.max()}, expected -1 to {n - 1}"
            )
        number = np.full(n + 1, -1, dtype=np.int32)  # the last stands for none
        number[np.array(self.stops, dtype=np.intp)] = np.arange(n, dtype=np.int32)
        self.native.prefer(number[lists[list(self.stops)]])


def make_problem(
    instance: Instance, neighbours: int, threads: int = 1, *, in_parts: bool = False
) -> EngineProblem:
    """Hand an instance to the engine.

    Parameters
    ----------
    instance
        The problem.
    neighbours
        How many nearest stops the engine ranks for every stop.
    threads
        That rank them.
    in_parts
        Only parts of it will be searched: the engine then looks legs up in the matrices of the
        instance and makes none of its own but for the parts. That is so for any instance of
        coordinates alone.

    Raises
    ------
    UnsupportedError
        For more load dimensions than the engine is compiled for, and for limits of distance beside
        a generalised cost: the engine counts one of the two.
    """
    dimensions = len(instance.load_names)
    if dimensions > MAX_LOAD_DIMENSIONS:
        raise UnsupportedError(
            f"the instance has {dimensions} load dimensions, and the search takes at most "
            f"{MAX_LOAD_DIMENSIONS}: leave out those that never run short"
        )
    _check_one_distance(instance)
    timed = instance.is_timed
    minimised = _minimised(instance)
    stops = _in_memory_order(instance, minimised)
    in_parts |= isinstance(minimised, Plane)
    places = _engine_places(instance, stops)
    legs = _engine_legs(_without_missing_ways(instance, minimised), places)
    problem = Problem(legs, timed, max(1, dimensions), in_parts)
    profiles = sorted({vehicle.speed_factor for vehicle in instance.vehicles}) if timed else []
    if profiles == [1.0] and instance.transit_s is minimised:
        profiles = []
    for factor in profiles:
        transit = instance.transit_for(factor)
        if isinstance(legs, _engine.Table):
            transit = np.asarray(transit)
        problem.add_durations(_engine_legs(transit, places))
    _add_stops(problem, instance, stops)
    _add_shipments_and_groups(problem, instance, stops)
    # The few stops that need skills, rather than all, for every kind of vehicle there is.
    skilled = [at for at, stop in enumerate(stops) if instance.stops[stop].skills]
    for number, vehicle in enumerate(instance.vehicles):
        profile = profiles.index(vehicle.speed_factor) if profiles else 0
        barred = [at for at in skilled if not instance.can_serve(number, stops[at])]
        _add_kind(problem, instance, number, profile, barred)
    if isinstance(minimised, Plane):
        numbers = np.array(stops, dtype=np.int64)
        lists = nearest_stops(instance, minimised, numbers, neighbours)
        problem.finish_with(lists)
    else:
        problem.finish(neighbours, threads)
    return EngineProblem(problem, stops)


def _check_one_distance(instance: Instance) -> None:
    if instance.generalised_m is None:
        return
    for vehicle in instance.vehicles:
        if vehicle.max_distance_m is not None:
            raise UnsupportedError(
                f"vehicle {vehicle.id!r}: max_km is {vehicle.max_distance_m / 1000:g} while "
                f"{instance.minimised} is minimised, and the search counts one of the two: "
                "expected a blank max_km, distance to be minimised, or the solver ortools or vroom"
            )


def _minimised(instance: Instance) -> LegMatrix:
    """What makes a leg good or bad: the metres charged, or the seconds where nobody counts metres.

    Moves are tried and given up by it before anything else is looked up.
    """
    metres, seconds = instance.charged_m, instance.transit_s
    counts_metres = any(
        vehicle.cost_per_m or vehicle.max_distance_m is not None for vehicle in instance.vehicles
    )
    alike = isinstance(metres, Plane) == isinstance(seconds, Plane)
    return metres if counts_metres or not instance.is_timed or not alike else seconds


def _without_missing_ways(instance: Instance, legs: LegMatrix) -> LegMatrix:
    """Legs, those without a way longer than any route may be."""
    if instance.missing_ways is None:
        return legs
    return np.where(instance.missing_ways, np.int32(NO_WAY), np.asarray(legs))


def _longest_route(instance: Instance, vehicle: Vehicle) -> int:
    """Most that a route's legs may sum up to: a single one without a way is too much.

    Where ways are missing, the search also misses longer routes, of 536,870 km and more in metres.
    """
    given = _UNLIMITED if vehicle.max_distance_m is None else vehicle.max_distance_m
    return given if instance.missing_ways is None else min(given, NO_WAY - 1)


def _in_memory_order(instance: Instance, legs: LegMatrix) -> tuple[int, ...]:
    """Number the stops so that what is close on the map is close in memory.

    Worth a fifth of the iterations at 1,000 stops, where the matrix no longer fits the first
    caches.
    """
    depots = len(instance.depots)
    if isinstance(legs, Plane):
        return tuple(along_a_curve(legs.points[depots:]).tolist())
    return tuple(place - depots for place in nearest_tour(legs, depots))


def _engine_places(instance: Instance, stops: Sequence[int]) -> npt.NDArray[np.int32]:
    """Matrix rows in the engine's order: stops, depots."""
    depots = len(instance.depots)
    return np.array([*(depots + stop for stop in stops), *range(depots)], dtype=np.int32)


def _engine_legs(legs: LegMatrix, places: npt.NDArray[np.int32]) -> _engine.Table | _engine.Plane:
    """The legs over the engine's places, and a last one at no distance: open routes end there."""
    if isinstance(legs, Plane):
        points = np.ascontiguousarray(legs.points[places])
        return _engine.Plane(points, legs.scale, legs.offset, legs.ceiled, legs.divisor)
    return _engine.Table(legs, places)


def _add_stops(problem: Problem, instance: Instance, stops: Sequence[int]) -> None:
    timed = instance.is_timed
    deliveries, pickups = instance.deliveries.tolist(), instance.pickups.tolist()
    for number in stops:
        stop = instance.stops[number]
        problem.add_stop(
            delivery=deliveries[number],
            pickup=pickups[number],
            service=stop.service_s if timed else 0,
            windows=stop.windows or _ANY_TIME,
            prize=-1 if stop.prize is None else stop.prize,
            priority=1 + stop.priority,
            release=stop.release_s,
        )


def _add_shipments_and_groups(problem: Problem, instance: Instance, stops: Sequence[int]) -> None:
    number = {stop: position for position, stop in enumerate(stops)}
    for stop, origin in enumerate(instance.origins):
        if origin is not None:
            problem.add_shipment(number[origin], number[stop])
    for group in instance.groups:
        problem.add_group(sorted(number[stop] for stop in group))


def _add_kind(
    problem: Problem, instance: Instance, number: int, profile: int, barred: list[int]
) -> None:
    vehicle = instance.vehicles[number]
    stops = len(instance.stops)
    nowhere = instance.n_locations
    leave, finish = _hours(instance, vehicle)
    problem.add_kind(
        slots=min(vehicle.count, stops) if _is_open(leave) and _is_open(finish) else 0,
        start=stops + vehicle.start,
        end=nowhere if vehicle.end is None else stops + vehicle.end,
        leave=leave,
        finish=finish,
        capacity=list(instance.capacity(number)),
        max_distance=_longest_route(instance, vehicle),
        max_duration=_limit(vehicle.max_duration_s),
        max_stops=stops if vehicle.max_stops is None else min(vehicle.max_stops, stops),
        fixed=vehicle.cost_fixed,
        per_distance=vehicle.cost_per_m,
        per_duration=vehicle.cost_per_s,
        regular=_limit(vehicle.overtime_after_s),
        per_overtime=vehicle.cost_per_overtime_s,
        profile=profile,
        barred=barred,
        max_reloads=min(vehicle.max_reloads, stops),
        reload=vehicle.reload_s if instance.is_timed else 0,
        rest=astuple(vehicle.breaks[0]) if vehicle.breaks else (0, 0, 0),
    )


def _limit(seconds: int | None) -> int:
    return _UNLIMITED if seconds is None else seconds


def _hours(instance: Instance, vehicle: Vehicle) -> tuple[TimeWindow, TimeWindow]:
    """When a route may leave its first depot, and when it may end."""
    leave = _intersect(vehicle.shift_s, instance.depots[vehicle.start].window)
    if vehicle.end is None:
        return leave, vehicle.shift_s
    return leave, _intersect(vehicle.shift_s, instance.depots[vehicle.end].window)


def _is_open(window: TimeWindow) -> bool:
    return window[0] <= window[1]


def _intersect(one: TimeWindow, other: TimeWindow) -> TimeWindow:
    return max(one[0], other[0]), min(one[1], other[1])

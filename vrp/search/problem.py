"""From an instance to the flat integer problem of the native engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrp.errors import InstanceError
from vrp.instance import MAX_VALUE, Instance, IntMatrix, TimeWindow, Vehicle
from vrp.search._engine import MAX_LOAD_DIMENSIONS, Problem

__all__ = ["make_problem"]

_ANY_TIME: TimeWindow = (0, MAX_VALUE)
_UNLIMITED = 2**62


def make_problem(instance: Instance, neighbours: int) -> Problem:
    """Hand an instance to the engine.

    Parameters
    ----------
    instance
        The problem.
    neighbours
        How many nearest stops the engine ranks for every stop.

    Raises
    ------
    InstanceError
        For more load dimensions than the engine is compiled for.
    """
    dimensions = len(instance.load_names)
    if dimensions > MAX_LOAD_DIMENSIONS:
        raise InstanceError(
            f"the instance has {dimensions} load dimensions, expected at most {MAX_LOAD_DIMENSIONS}"
        )
    timed = _is_timed(instance)
    places = _engine_places(instance)
    distances = _gather(instance.distances_m, places)
    problem = Problem(distances, timed, max(1, dimensions))
    profiles = sorted({vehicle.speed_factor for vehicle in instance.vehicles})
    if not timed:
        problem.add_durations(np.zeros_like(distances))
        profiles = []
    elif profiles != [1.0] or instance.durations_s is not instance.distances_m:
        for factor in profiles:
            problem.add_durations(_gather(instance.durations_for(factor), places))
    for number in range(len(instance.stops)):
        _add_stop(problem, instance, number, timed)
    for number, vehicle in enumerate(instance.vehicles):
        profile = profiles.index(vehicle.speed_factor) if profiles else 0
        _add_kind(problem, instance, number, profile)
    problem.finish(neighbours)
    return problem


def _is_timed(instance: Instance) -> bool:
    """Whether time constrains or costs anything."""
    return (
        any(stop.windows for stop in instance.stops)
        or any(depot.window != _ANY_TIME for depot in instance.depots)
        or any(
            vehicle.shift_s != _ANY_TIME
            or vehicle.max_duration_s is not None
            or vehicle.cost_per_s > 0
            for vehicle in instance.vehicles
        )
    )


def _engine_places(instance: Instance) -> npt.NDArray[np.intp]:
    """Matrix rows in the engine's order: stops, depots."""
    depots = len(instance.depots)
    return np.concatenate([np.arange(depots, instance.n_locations), np.arange(depots)])


def _gather(matrix: IntMatrix, places: npt.NDArray[np.intp]) -> IntMatrix:
    """The matrix over the engine's places, with a last one at no distance: open routes end there."""
    n = len(places)
    gathered = np.zeros((n + 1, n + 1), dtype=np.int32)
    gathered[:n, :n] = matrix[np.ix_(places, places)]
    gathered[np.arange(n), np.arange(n)] = 0
    return gathered


def _add_stop(problem: Problem, instance: Instance, number: int, timed: bool) -> None:
    stop = instance.stops[number]
    problem.add_stop(
        delivery=instance.deliveries[number].tolist(),
        pickup=instance.pickups[number].tolist(),
        service=stop.service_s if timed else 0,
        windows=list(stop.windows) or [_ANY_TIME],
        prize=-1 if stop.prize is None else stop.prize,
        priority=1 + stop.priority,
    )


def _add_kind(problem: Problem, instance: Instance, number: int, profile: int) -> None:
    vehicle = instance.vehicles[number]
    stops = len(instance.stops)
    nowhere = instance.n_locations
    leave, finish = _hours(instance, vehicle)
    problem.add_kind(
        slots=min(vehicle.count, stops) if leave[0] <= leave[1] else 0,
        start=stops + vehicle.start,
        end=nowhere if vehicle.end is None else stops + vehicle.end,
        leave=leave,
        finish=finish,
        capacity=list(instance.capacity(number)),
        max_distance=_UNLIMITED if vehicle.max_distance_m is None else vehicle.max_distance_m,
        max_duration=_UNLIMITED if vehicle.max_duration_s is None else vehicle.max_duration_s,
        max_stops=stops if vehicle.max_stops is None else min(vehicle.max_stops, stops),
        fixed=vehicle.cost_fixed,
        per_distance=vehicle.cost_per_m,
        per_duration=vehicle.cost_per_s,
        profile=profile,
        barred=[stop for stop in range(stops) if not instance.can_serve(number, stop)],
    )


def _hours(instance: Instance, vehicle: Vehicle) -> tuple[TimeWindow, TimeWindow]:
    """When a route may leave its first depot, and when it may end."""
    leave = _intersect(vehicle.shift_s, instance.depots[vehicle.start].window)
    if vehicle.end is None:
        return leave, vehicle.shift_s
    return leave, _intersect(vehicle.shift_s, instance.depots[vehicle.end].window)


def _intersect(one: TimeWindow, other: TimeWindow) -> TimeWindow:
    return max(one[0], other[0]), min(one[1], other[1])

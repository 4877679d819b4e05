"""HGS-CVRP (Vidal 2022) through hygese: hybrid genetic search with its default parameters.

The capacitated problem only: one depot, one kind of vehicle, symmetric distances, everything else
is refused. It searches on one thread, tells of no incumbents and takes no plan to start from.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import metadata
from typing import Any

import hygese
import numpy as np

from vrp.argument_types import StopEvent
from vrp.baselines.breaks import rested
from vrp.baselines.groups import grouped
from vrp.baselines.outcome import checked_solution
from vrp.baselines.refusal import refuse
from vrp.baselines.trips import beyond_single_trips
from vrp.instance import Depot, Instance, Stop
from vrp.solution import Route, Run, Solution

__all__ = ["solve"]

_NO_START = "HGS-CVRP takes no plan to start from: it searched from scratch"


def solve(
    instance: Instance,
    *,
    time_limit: float,
    seed: int = 0,
    threads: int = 1,
    initial: Solution | None = None,
    stop: StopEvent | None = None,
) -> Solution:
    """Plan routes with HGS-CVRP: see :func:`vrp.baselines.solve_with`."""
    started = time.perf_counter()
    refuse("hgs", _beyond_cvrp(instance), why="it solves the capacitated problem only")
    routes: tuple[Route, ...] = ()
    if instance.stops:
        data = _data(instance)
        left = max(0.01, time_limit - (time.perf_counter() - started))
        parameters = hygese.AlgorithmParameters(timeLimit=left, seed=seed)
        found = hygese.Solver(parameters, verbose=False).solve_cvrp(data)
        routes = tuple(Route(0, tuple(stop - 1 for stop in path)) for path in found.routes)
    run = Run(
        solver="hgs",
        solver_version=metadata.version("hygese"),
        seed=seed,
        threads=1,
        time_limit_s=time_limit,
        elapsed_s=time.perf_counter() - started,
        interrupted=stop is not None and stop.is_set(),
        remarks=() if initial is None else (_NO_START,),
    )
    return checked_solution(instance, routes, run)


def _data(instance: Instance) -> dict[str, Any]:
    vehicle = instance.vehicles[0]
    capacity = instance.capacity(0)[0]
    demands = [0, *instance.deliveries[:, 0].tolist()]
    data = {
        "distance_matrix": np.asarray(instance.charged_m, dtype=np.float64),
        "demands": demands,
        "vehicle_capacity": capacity,
    }
    # Its own bound on the fleet is the better one, where the instance has none that binds.
    if vehicle.count < 1.3 * sum(demands) / capacity + 3:
        data["num_vehicles"] = min(vehicle.count, len(instance.stops))
    if vehicle.max_distance_m is not None:
        data["duration_limit"] = vehicle.max_distance_m
    places: list[Depot | Stop] = [*instance.depots, *instance.stops]
    if all(place.lat is not None and place.lon is not None for place in places):
        points = np.array([(place.lon, place.lat) for place in places], dtype=np.float64)
        points -= points.min(axis=0)
        data["x_coordinates"], data["y_coordinates"] = points[:, 0], points[:, 1]
    return data


def _beyond_cvrp(instance: Instance) -> Iterator[str]:
    """Name everything that HGS-CVRP does not know."""
    if len(instance.depots) > 1:
        yield f"{len(instance.depots)} depots"
    if len(instance.vehicles) > 1:
        yield f"{len(instance.vehicles)} kinds of vehicles"
    if len(instance.load_names) != 1:
        yield f"{len(instance.load_names)} load dimensions"
    for stop in instance.stops:
        if stop.origin is not None:
            yield f"origin of stop {stop.id!r}"
    yield from grouped(instance)
    if instance.pickups.any():
        yield "pickups"
    yield from rested(instance)
    if instance.is_timed:
        yield "time"
    if instance.generalised_m is not None:
        yield "a generalised cost"
    if instance.missing_ways is not None:
        yield "legs without a way"
    charged_m = np.asarray(instance.charged_m)
    if not np.array_equal(charged_m, charged_m.T):
        yield "asymmetric distances"
    vehicle = instance.vehicles[0]
    if vehicle.end is None:
        yield "open routes"
    if vehicle.max_stops is not None:
        yield f"max_stops of vehicle {vehicle.id!r}"
    if vehicle.cost_fixed:
        yield f"cost_fixed of vehicle {vehicle.id!r}"
    yield from beyond_single_trips(instance)
    for number, stop in enumerate(instance.stops):
        if stop.prize is not None:
            yield f"prize of stop {stop.id!r}"
        if not instance.can_serve(0, number):
            yield f"skills of stop {stop.id!r}"

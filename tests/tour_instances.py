"""Instances whose plans are one tour each, of whatever legs, depots and costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from random_instances import random_instance
from small_instances import with_vehicle

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.plane import Plane

__all__ = ["TOUR_FEATURES", "matrix_tour", "on_plane", "tour_instance"]

#: Those of random instances that leave the order of the stops free.
TOUR_FEATURES = (
    "asymmetric",
    "depots",
    "fixed costs",
    "generalised costs",
    "hourly costs",
    "open",
    "pickups",
    "priorities",
    "service",
    "speed",
)


def tour_instance(seed: int, n_stops: int, features: Iterable[str] = ()) -> Instance:
    """A random instance of one vehicle with room for everything."""
    rng = np.random.default_rng(seed)
    instance = random_instance(rng, n_stops=n_stops, n_vehicles=1, features=features)
    return with_vehicle(instance, capacity=())


def on_plane(instance: Instance, seed: int) -> Instance:
    """The instance with coordinates in place of its matrices."""
    points = np.random.default_rng(seed).uniform(0, 20, (instance.n_locations, 2))
    plane = Plane(points)
    return replace(instance, distances_m=plane, durations_s=plane, generalised_m=None)


def matrix_tour(legs: npt.NDArray[np.int64], *, end: int | None = 0, depots: int = 1) -> Instance:
    """One vehicle, nothing but legs."""
    return Instance(
        depots=tuple(Depot(f"d{i}") for i in range(depots)),
        stops=tuple(Stop(f"s{i}") for i in range(len(legs) - depots)),
        vehicles=(Vehicle("van", end=end),),
        distances_m=legs,
        durations_s=legs,
    )

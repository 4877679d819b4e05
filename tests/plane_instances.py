"""The same instance twice: with coordinates, and with the matrices that these stand in for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from random_instances import random_instance

from vrp.instance import Instance
from vrp.plane import Plane

__all__ = ["plane_instance", "with_matrices"]


def plane_instance(
    seed: int, *, n_stops: int, n_vehicles: int = 10, features: Iterable[str] = ()
) -> Instance:
    """A random instance whose metres and seconds are distances of points on a plane."""
    rng = np.random.default_rng(seed)
    given = random_instance(
        rng,
        n_stops=n_stops,
        n_vehicles=n_vehicles,
        features=set(features) - {"asymmetric", "missing ways", "setups"},
    )
    plane = Plane(rng.uniform(0, 20, (given.n_locations, 2)))
    return replace(given, distances_m=plane, durations_s=plane)


def with_matrices(instance: Instance) -> Instance:
    """The instance with all legs computed beforehand."""
    matrix = np.asarray(instance.distances_m)
    return replace(instance, distances_m=matrix, durations_s=matrix)

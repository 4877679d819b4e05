"""Instances that policies can plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from random_instances import random_instance

from vrp.instance import Instance

__all__ = ["instance_of"]


def instance_of(problem: str, n_stops: int = 40, seed: int = 0) -> Instance:
    """A random instance of what policies know."""
    features = ("asymmetric", "windows", "service", "shifts") if problem == "acvrptw" else ()
    rng = np.random.default_rng(seed)
    instance = random_instance(rng, n_stops=n_stops, n_vehicles=1, features=features)
    (vehicle,) = instance.vehicles
    one = 1 if problem == "atsp" else n_stops
    capacity = (None,) if problem == "atsp" else (24,)
    vehicle = replace(
        vehicle,
        count=one,
        capacity=capacity,
        start=0,
        end=0,
        max_distance_m=None,
        max_duration_s=None,
        max_stops=None,
    )
    return replace(instance, vehicles=(vehicle,))

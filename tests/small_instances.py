"""Small instances without surprises, for solvers that are to find their optimum at once."""

from __future__ import annotations

import dataclasses

import numpy as np
from random_instances import random_instance

from vrp.instance import Instance, Stop, Vehicle

__all__ = ["plain", "single_vehicle", "with_stop", "with_vehicle"]


def plain(seed: int = 0, *features: str, n_stops: int = 5, n_vehicles: int = 3) -> Instance:
    """A random instance of these features only."""
    return random_instance(
        np.random.default_rng(seed), n_stops=n_stops, n_vehicles=n_vehicles, features=features
    )


def single_vehicle(seed: int = 0, n_stops: int = 6) -> Instance:
    """A travelling salesman's problem."""
    instance = plain(seed, n_stops=n_stops, n_vehicles=1)
    return with_vehicle(instance, capacity=(None,), count=1)


def with_vehicle(instance: Instance, **changes: object) -> Instance:
    """The instance with its vehicles changed."""
    vehicles = [dataclasses.replace(kind, **changes) for kind in instance.vehicles]
    return _with(instance, vehicles=tuple[Vehicle, ...](vehicles))


def with_stop(instance: Instance, number: int, **changes: object) -> Instance:
    """The instance with one stop changed."""
    stops = list(instance.stops)
    stops[number] = dataclasses.replace(stops[number], **changes)
    return _with(instance, stops=tuple[Stop, ...](stops))


def _with(instance: Instance, **changes: object) -> Instance:
    return dataclasses.replace(instance, **changes)

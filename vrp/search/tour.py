"""A plan in one array: for every route -1 less its kind of vehicle, and then its stops.

The number of all stops, among those of a route, stands for a reload.

Plans of many thousands of stops are cut up and put together in this form.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vrp.search.crew import EnginePlan

__all__ = ["Tour", "join", "make_plan", "make_tour", "renumber", "routes_of"]

Tour = npt.NDArray[np.int32]


def make_tour(plan: EnginePlan) -> Tour:
    """Write routes into one array."""
    return join([np.array([-1 - kind, *stops], dtype=np.int32) for kind, stops in plan])


def make_plan(tour: Tour) -> EnginePlan:
    """Read routes out of an array."""
    heads = np.flatnonzero(tour < 0)
    routes = np.split(tour, heads[1:]) if len(heads) else []
    return [(-1 - int(route[0]), route[1:].tolist()) for route in routes]


def join(tours: Sequence[Tour]) -> Tour:
    """All routes of some tours."""
    return np.concatenate(tours) if tours else np.empty(0, dtype=np.int32)


def routes_of(tour: Tour) -> npt.NDArray[np.int64]:
    """Count the routes off: of which one every entry is."""
    return np.cumsum(tour < 0) - 1


def renumber(tour: Tour, numbers: npt.NDArray[np.int32]) -> Tour:
    """Give every stop, and every reload, the number that stands at its place."""
    return np.where(tour < 0, tour, numbers[np.maximum(tour, 0)])

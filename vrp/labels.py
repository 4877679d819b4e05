"""What a route's vehicle is called wherever people read it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, repeat

from vrp.instance import Instance
from vrp.solution import Solution

__all__ = ["route_labels", "unused_labels"]


def route_labels(instance: Instance, solution: Solution) -> tuple[str, ...]:
    """Name the vehicle of every route.

    Returns
    -------
    tuple of str
        In the order of ``solution.routes``: the vehicle's id, or ``id-1``, ``id-2``, … where
        several vehicles of the kind are available, without those that are the id of another kind.
    """
    labels = _labels(instance)
    return tuple(next(labels[route.vehicle]) for route in solution.routes)


def unused_labels(instance: Instance, solution: Solution) -> tuple[str, ...]:
    """Name what would be the next route's vehicle, for every kind of vehicle."""
    labels = _labels(instance)
    for route in solution.routes:
        next(labels[route.vehicle])
    return tuple(next(left) for left in labels)


def _labels(instance: Instance) -> list[Iterator[str]]:
    """Names of the first, second, … vehicle of every kind."""
    ids = {kind.id for kind in instance.vehicles}
    return [
        repeat(kind.id) if kind.count == 1 else _numbered(kind.id, ids)
        for kind in instance.vehicles
    ]


def _numbered(name: str, ids: set[str]) -> Iterator[str]:
    labels = (f"{name}-{number}" for number in count(1))
    return (label for label in labels if label not in ids)

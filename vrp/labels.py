"""What a route's vehicle is called wherever people read it."""

from __future__ import annotations

from collections import Counter

from vrp.instance import Instance
from vrp.solution import Solution

__all__ = ["route_labels"]


def route_labels(instance: Instance, solution: Solution) -> tuple[str, ...]:
    """Name the vehicle of every route.

    Returns
    -------
    tuple of str
        In the order of ``solution.routes``: the vehicle's id, or ``id-1``, ``id-2``, … where
        several vehicles of the kind are available.
    """
    used: Counter[int] = Counter()
    labels = []
    for route in solution.routes:
        kind = instance.vehicles[route.vehicle]
        used[route.vehicle] += 1
        labels.append(kind.id if kind.count == 1 else f"{kind.id}-{used[route.vehicle]}")
    return tuple(labels)

"""Stops on a line, or equally far from each other, of which one is left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.solution import Route, Run, Solution, check

__all__ = ["HOUR", "MINUTE", "SHIFT", "line", "only_reason", "uniform", "until"]

MINUTE = 60
HOUR = 3600
SHIFT = (8 * HOUR, 18 * HOUR)


def line(
    stops: Sequence[Stop], vehicles: Sequence[Vehicle] | None = None, **changes: Any
) -> Instance:
    """The depot and then the stops on a line, 10 minutes and 10 km from one to the next."""
    positions = np.arange(len(stops) + 1)
    steps = np.abs(positions[:, None] - positions[None, :])
    given: dict[str, Any] = {
        "depots": (Depot("base"),),
        "distances_m": steps * 10_000,
        "durations_s": steps * 10 * MINUTE,
    }
    return Instance(stops=stops, vehicles=vehicles or (Vehicle("van"),), **{**given, **changes})


def only_reason(instance: Instance, *routes: tuple[int, ...], **run: Any) -> Reason:
    """The reason for the only unassigned stop, routes being those of vehicle 0."""
    solution = Solution.of(instance, [Route(0, stops) for stops in routes], Run(**run))
    assert check(instance, solution) == ()
    (reason,) = explain(instance, solution)
    assert reason.stop == solution.unassigned[0]
    return reason


def uniform(stops: Sequence[Stop], **vehicle: Any) -> Instance:
    """Every leg takes 10 minutes and is 10 km long."""
    legs = 10 * (1 - np.eye(len(stops) + 1, dtype=np.int64))
    vehicles = (Vehicle("van", **vehicle),)
    return line(stops, vehicles, distances_m=legs * 1000, durations_s=legs * MINUTE)


def until(minutes: int, seconds: int = 0) -> tuple[tuple[int, int], ...]:
    """Windows of a stop that is served so long after midnight at the latest."""
    return ((0, minutes * MINUTE + seconds),)

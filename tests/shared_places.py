"""Instances with several stops at each of their places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vrp.instance import Depot, Instance, LegMatrix, Stop, Vehicle

__all__ = ["buildings", "with_stops_repeated"]


def with_stops_repeated(rng: np.random.Generator, instance: Instance, times: int) -> Instance:
    """Put that many stops where one was, in no order: alike but for loads, services, priorities."""
    first, n = len(instance.depots), len(instance.stops)
    originals = rng.permutation(np.repeat(np.arange(n), times)).tolist()
    ids: dict[str, list[str]] = {stop.id: [] for stop in instance.stops}
    for number, original in enumerate(originals):
        ids[instance.stops[original].id].append(f"{instance.stops[original].id}-{number}")
    stops = []
    for number, original in enumerate(originals):
        stop = instance.stops[original]
        identifier = f"{stop.id}-{number}"
        copy = ids[stop.id].index(identifier)
        stops.append(
            replace(
                stop,
                id=identifier,
                group=None if stop.group is None else f"{stop.group}-{copy}",
                origin=None if stop.origin is None else ids[stop.origin][copy],
                delivery=tuple(int(rng.integers(units + 1)) for units in stop.delivery),
                pickup=tuple(int(rng.integers(units + 1)) for units in stop.pickup),
                service_s=int(rng.integers(stop.service_s + 1)),
                priority=stop.priority if stop.group else int(rng.integers(stop.priority + 1)),
            )
        )
    rows = np.array([*range(first), *(first + original for original in originals)])

    def repeated(legs: LegMatrix) -> LegMatrix:
        return np.asarray(legs)[np.ix_(rows, rows)]

    generalised = instance.generalised_m
    return replace(
        instance,
        stops=tuple(stops),
        distances_m=repeated(instance.distances_m),
        durations_s=repeated(instance.durations_s),
        generalised_m=None if generalised is None else np.asarray(repeated(generalised)),
    )


def buildings(seed: int, buildings: int, parcels: int) -> tuple[Instance, Instance]:
    """Buildings at random places, their parcels one by one and all at once."""
    rng = np.random.default_rng(seed)
    points = np.vstack([[50, 50], rng.uniform(0, 100, (buildings, 2))])
    legs = np.rint(100 * np.linalg.norm(points[:, None] - points, axis=-1)).astype(np.int32)
    van = Vehicle("van", count=9, capacity=(buildings * parcels // 5,))
    whole = tuple(Stop(f"{number}", delivery=(parcels,)) for number in range(buildings))
    one = Instance((Depot("depot"),), whole, (van,), legs, legs)
    rows = np.array([0, *np.repeat(np.arange(1, buildings + 1), parcels)])
    single = tuple(Stop(f"{number}", delivery=(1,)) for number in range(buildings * parcels))
    each = legs[np.ix_(rows, rows)]
    return Instance((Depot("depot"),), single, (van,), each, each), one

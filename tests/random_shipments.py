"""Random instances in which goods are carried from stop to stop, and plans of whole shipments."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise

import numpy as np
from hypothesis import strategies as st
from random_instances import FEATURES, paired, random_instance

from vrp.instance import Instance
from vrp.solution import Route, Solution, check

__all__ = ["any_routes", "shipments", "some_plan"]


@st.composite
def shipments(draw: st.DrawFn, max_stops: int = 8, n_vehicles: int = 3) -> Instance:
    """Instances of any mix of features, with shipments whatever else there is."""
    mix = draw(st.frozensets(st.sampled_from(FEATURES))) - {"groups", "shipments"}
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    instance = random_instance(
        rng, n_stops=draw(st.integers(2, max_stops)), n_vehicles=n_vehicles, features=mix
    )
    return replace(instance, stops=paired(instance.stops, rng))


def any_routes(instance: Instance, rng: np.random.Generator) -> list[Route]:
    """Routes of some stops in any order, with reloads anywhere, valid or not."""
    order = rng.permutation(len(instance.stops)).tolist()
    routes = []
    while order and rng.random() < 0.9:
        length = int(rng.integers(1, len(order) + 1))
        stops, order = order[:length], order[length:]
        vehicle = int(rng.integers(0, len(instance.vehicles)))
        reloads = [at for at in range(1, length) if rng.random() < 0.2]
        routes.append(Route(vehicle, tuple(stops), tuple(reloads)))
    return routes


def some_plan(instance: Instance, rng: np.random.Generator) -> Solution:
    """A valid plan: shipments and other stops, put anywhere where nothing breaks."""
    plan = Solution.of(instance, [])
    for stop in rng.permutation(len(instance.stops)).tolist():
        if instance.destinations[stop] is not None or rng.random() < 0.2:
            continue
        origin = instance.origins[stop]
        added = [stop] if origin is None else [origin, stop]
        for _ in range(3):
            longer = Solution.of(instance, _with_more(instance, plan, added, rng))
            if not check(instance, longer):
                plan = longer
                break
    return plan


def _with_more(
    instance: Instance, plan: Solution, added: list[int], rng: np.random.Generator
) -> list[Route]:
    routes = list(plan.routes)
    number = int(rng.integers(0, len(routes) + 1))
    if number == len(routes):
        return [*routes, Route(int(rng.integers(0, len(instance.vehicles))), tuple(added))]
    route = routes[number]
    bounds = (0, *route.reloads, len(route.stops))
    trips = [list(route.stops[a:b]) for a, b in pairwise(bounds)]
    if rng.random() < 0.3:
        trips.insert(int(rng.integers(0, len(trips) + 1)), list(added))
    else:
        trip = trips[int(rng.integers(0, len(trips)))]
        at = 0
        for stop in added:
            at = int(rng.integers(at, len(trip) + 1))
            trip.insert(at, stop)
            at += 1
    stops = tuple(stop for trip in trips for stop in trip)
    routes[number] = Route(route.vehicle, stops, tuple(accumulate(map(len, trips[:-1]))))
    return routes

"""Routes with one more stop, and instances with a limit moved outwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, chain, pairwise

from vrp.instance import Instance
from vrp.reasons.excess import Excess
from vrp.schedule import trips_of
from vrp.solution import Route

__all__ = ["inserted", "relaxed", "with_own_trip", "with_the_stop"]


def inserted(route: Route, stop: int, position: int, trip: int) -> Route:
    stops = (*route.stops[:position], stop, *route.stops[position:])
    reloads = tuple(at + (earlier >= trip) for earlier, at in enumerate(route.reloads))
    return Route(route.vehicle, stops, reloads)


def with_own_trip(route: Route, stop: int, trip: int) -> Route:
    trips = trips_of(route.stops, route.reloads)
    trips.insert(trip, (stop,))
    return Route(route.vehicle, tuple(chain(*trips)), tuple(accumulate(map(len, trips[:-1]))))


def with_the_stop(instance: Instance, route: Route, stop: int) -> Iterator[Route]:
    """The route with the stop in every gap, and on a trip of its own if there may be one more."""
    for trip, (first, last) in enumerate(pairwise((0, *route.reloads, len(route.stops)))):
        for position in range(first, last + 1):
            yield inserted(route, stop, position, trip)
    if len(route.reloads) < instance.vehicles[route.vehicle].max_reloads:
        for trip in range(len(route.reloads) + 2):
            yield with_own_trip(route, stop, trip)


def relaxed(instance: Instance, route: Route, excess: Excess, by: int) -> Instance:
    """The instance with the limit that the excess names moved outwards."""
    kind = instance.vehicles[route.vehicle]
    stops, depots = list(instance.stops), list(instance.depots)
    match excess.constraint:
        case "capacity":
            capacity = list(instance.capacity(route.vehicle))
            capacity[int(excess.at)] += by
            kind = replace(kind, capacity=tuple(capacity))
        case "time window":
            stop = stops[int(excess.at)]
            windows = tuple(
                (opens, closes + by * (closes == excess.limit)) for opens, closes in stop.windows
            )
            stops[int(excess.at)] = replace(stop, windows=windows)
        case "shift" if excess.at == "shift":
            kind = replace(kind, shift_s=(kind.shift_s[0], excess.limit + by))
        case "shift":
            depot = kind.end if excess.at == "end depot" and kind.end is not None else kind.start
            opens, closes = depots[depot].window
            depots[depot] = replace(depots[depot], window=(opens, closes + by))
        case limit:
            name = {"max distance": "max_distance_m", "max duration": "max_duration_s"}
            kind = replace(kind, **{name.get(limit, "max_stops"): excess.limit + by})
    vehicles = list(instance.vehicles)
    vehicles[route.vehicle] = kind
    return replace(instance, stops=tuple(stops), depots=tuple(depots), vehicles=tuple(vehicles))

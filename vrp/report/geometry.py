"""Where a route runs on the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from vrp.instance import Depot, Instance, Stop
from vrp.solution import Route

__all__ = ["LegGeometry", "Point", "RouteLine", "location_point", "route_line"]

#: Longitude and latitude in WGS84 degrees, or planar x and y.
Point = tuple[float, float]

#: The points driven through between two locations of the instance, both ends included.
LegGeometry = Callable[[int, int], list[Point]]


def location_point(place: Depot | Stop) -> Point | None:
    """Longitude and latitude (or x and y) of a place; ``None`` where the input had none."""
    if place.lon is None or place.lat is None:
        return None
    return (place.lon, place.lat)


class RouteLine(NamedTuple):
    """A route drawn in one stroke; ``place_at`` has the index into ``points`` of every place."""

    points: list[Point]
    place_at: list[int]


def route_line(
    instance: Instance, route: Route, leg_geometry: LegGeometry | None = None
) -> RouteLine:
    """The legs of a route joined, straight lines unless a geometry is supplied.

    Places without coordinates are passed over.
    """
    vehicle = instance.vehicles[route.vehicle]
    locations = [vehicle.start, *(instance.location(stop) for stop in route.stops)]
    if vehicle.end is not None:
        locations.append(vehicle.end)
    known = _known_points(instance, locations)
    located = [location for location in locations if location in known]
    points = [known[located[0]]] if located else []
    place_at = [0] * len(points)
    for origin, destination in pairwise(located):
        leg = leg_geometry(origin, destination) if leg_geometry else [known[destination]]
        points += [point for point in leg if point != points[-1]]
        place_at.append(len(points) - 1)
    return RouteLine(points, place_at)


def _known_points(instance: Instance, locations: Sequence[int]) -> dict[int, Point]:
    places: tuple[Depot | Stop, ...] = (*instance.depots, *instance.stops)
    points = {location: location_point(places[location]) for location in locations}
    return {location: point for location, point in points.items() if point is not None}

"""Where a route runs on the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from vrp.instance import Depot, Instance, Stop
from vrp.solution import Route

__all__ = ["LegGeometry", "Point", "location_point", "route_legs", "route_line"]

#: Longitude and latitude in WGS84 degrees, or planar x and y.
Point = tuple[float, float]

#: The points driven through between two locations of the instance, both ends included.
LegGeometry = Callable[[int, int], list[Point]]


def location_point(place: Depot | Stop) -> Point | None:
    """Longitude and latitude (or x and y) of a place; ``None`` where the input had none."""
    if place.lon is None or place.lat is None:
        return None
    return (place.lon, place.lat)


def route_legs(
    instance: Instance, route: Route, leg_geometry: LegGeometry | None = None
) -> list[list[Point]]:
    """Points of every leg of a route, straight lines unless a geometry is supplied.

    Places without coordinates are passed over.
    """
    vehicle = instance.vehicles[route.vehicle]
    locations = [vehicle.start, *(instance.location(stop) for stop in route.stops)]
    if vehicle.end is not None:
        locations.append(vehicle.end)
    points = _points(instance, locations)
    located = [location for location in locations if location in points]
    draw = leg_geometry or (lambda origin, destination: [points[origin], points[destination]])
    return [draw(origin, destination) for origin, destination in pairwise(located)]


def route_line(
    instance: Instance, route: Route, leg_geometry: LegGeometry | None = None
) -> list[Point]:
    """The legs of a route joined; consecutive points differ."""
    line: list[Point] = []
    for leg in route_legs(instance, route, leg_geometry):
        for point in leg:
            if not line or line[-1] != point:
                line.append(point)
    return line


def _points(instance: Instance, locations: Sequence[int]) -> dict[int, Point]:
    places = (*instance.depots, *instance.stops)
    points = {location: location_point(places[location]) for location in locations}
    return {location: point for location, point in points.items() if point is not None}

"""Lines that routes are drawn as."""

from __future__ import annotations

import dataclasses
from typing import Any

from vrp.report.geometry import location_point, route_line
from vrp.solution import Route


def test_straight_lines_join_depot_stops_and_depot(plan: Any) -> None:
    instance, solution = plan
    route = solution.routes[0]
    line = route_line(instance, route)
    depot = location_point(instance.depots[0])
    stops = [location_point(instance.stops[stop]) for stop in route.stops]
    assert line.points == [depot, *stops, depot]
    assert line.place_at == list(range(len(stops) + 2))


def test_an_open_route_ends_at_its_last_stop(plan: Any) -> None:
    instance, solution = plan
    vehicles = tuple(dataclasses.replace(vehicle, end=None) for vehicle in instance.vehicles)
    instance = dataclasses.replace(instance, vehicles=vehicles)
    route = solution.routes[0]
    line = route_line(instance, route)
    assert line.points[-1] == location_point(instance.stops[route.stops[-1]])


def test_a_supplied_geometry_is_followed_by_location(plan: Any) -> None:
    instance, _ = plan
    asked = []

    def around(origin: int, destination: int) -> list[tuple[float, float]]:
        asked.append((origin, destination))
        places = (*instance.depots, *instance.stops)
        start, end = (location_point(places[location]) for location in (origin, destination))
        assert start is not None
        assert end is not None
        return [start, (0.5, 0.5), end]

    line = route_line(instance, Route(0, (3, 1)), around)
    assert asked == [(0, 4), (4, 2), (2, 0)]
    assert len(line.points) == 7
    assert line.place_at == [0, 2, 4, 6]


def test_places_without_coordinates_are_passed_over(plan: Any) -> None:
    instance, _ = plan
    stops = list(instance.stops)
    stops[1] = dataclasses.replace(stops[1], lat=None, lon=None)
    instance = dataclasses.replace(instance, stops=tuple(stops))
    line = route_line(instance, Route(0, (0, 1, 2)))
    assert len(line.points) == 4
    nowhere = tuple(dataclasses.replace(stop, lat=None, lon=None) for stop in stops)
    depots = (dataclasses.replace(instance.depots[0], lat=None, lon=None),)
    instance = dataclasses.replace(instance, stops=nowhere, depots=depots)
    assert route_line(instance, Route(0, (0, 1))) == ([], [])

"""Lines that routes are drawn as."""

from __future__ import annotations

import dataclasses
from typing import Any

from fake_roads import Detours

from vrp.report.geometry import LegGeometry, location_point, route_line
from vrp.roads.matrices import RoadRoute
from vrp.solution import Route, Solution


def test_straight_lines_join_depot_stops_and_depot(plan: Any) -> None:
    instance, solution = plan
    route = solution.routes[0]
    line = route_line(instance, route)
    depot = location_point(instance.depots[0])
    stops = [location_point(instance.stops[stop]) for stop in route.stops]
    assert line.points == [depot, *stops, depot]
    assert line.ways == [[]] * (len(stops) + 1)


def test_an_open_route_ends_at_its_last_stop(plan: Any) -> None:
    instance, solution = plan
    vehicles = tuple(dataclasses.replace(vehicle, end=None) for vehicle in instance.vehicles)
    instance = dataclasses.replace(instance, vehicles=vehicles)
    route = solution.routes[0]
    line = route_line(instance, route)
    assert line.points[-1] == location_point(instance.stops[route.stops[-1]])


def test_ways_are_followed_and_asked_for_at_once(plan: Any) -> None:
    instance, _ = plan
    roads = Detours()
    route = Route(0, (3, 1))
    geometry = LegGeometry.of(instance, Solution.of(instance, [route]), roads)
    assert (geometry.source, geometry.attribution) == (roads.source, roads.attribution)
    (asked,) = roads.asked
    places = (*instance.depots, *instance.stops)
    expected = [(0, 4), (4, 2), (2, 0)]
    assert asked == [tuple(location_point(places[end]) for end in leg) for leg in expected]
    line = route_line(instance, route, geometry)
    # Out of every place, over the two ends of the way on the street, and into the next place.
    assert len(line.points) == 1 + 3 * 4
    assert [len(way) for way in line.ways] == [3, 3, 3]
    assert line.points[::4] == [location_point(places[location]) for location in (0, 4, 2, 0)]
    assert line.streets == [("Long Road", "Quay")] * 3


def test_legs_that_no_road_joins_are_straight(plan: Any) -> None:
    instance, _ = plan
    route = Route(0, (3, 1))
    roads = Detours(known=1)
    line = route_line(
        instance, route, LegGeometry.of(instance, Solution.of(instance, [route]), roads)
    )
    assert [len(way) for way in line.ways] == [3, 0, 0]
    assert len(line.points) == 1 + 4 + 1 + 1
    assert line.streets == [("Long Road", "Quay"), (), ()]


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
    assert route_line(instance, Route(0, (0, 1)))[:2] == ([], [])
    nowhere_to_ask = Detours()
    LegGeometry.of(instance, Solution.of(instance, [Route(0, (0, 1))]), nowhere_to_ask)
    assert nowhere_to_ask.asked == [[]]


def test_it_is_shown_in_a_line_and_told_by_itself() -> None:
    way = RoadRoute([(2.0, 54.0), (2.1, 54.0)], 60.0, 400.0)
    geometry = LegGeometry({(0, 1): way}, "roads of a test")
    assert repr(geometry) == "<LegGeometry: 1 ways from roads of a test>"
    assert geometry in {geometry}

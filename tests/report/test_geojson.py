"""routes.geojson."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from typing import Any

import numpy as np
from fake_roads import Detours
from rested_plans import rested_plan

from vrp.report.geojson import routes_geojson
from vrp.report.geometry import LegGeometry
from vrp.report.plan import Plan
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.solution import Route, Solution


def _features(instance: Any, solution: Any, **options: Any) -> list[dict[str, Any]]:
    collection = json.loads(routes_geojson(Plan.of(instance, solution), **options))
    assert collection["type"] == "FeatureCollection"
    features: list[dict[str, Any]] = collection["features"]
    for feature in features:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        if feature["geometry"] and feature["geometry"]["type"] == "LineString":
            assert len(feature["geometry"]["coordinates"]) >= 2
    return features


def test_has_every_place_and_route_once(make_plan: Any) -> None:
    instance, solution = make_plan(40, 4)
    features = _features(instance, solution)
    kinds = Counter(feature["properties"]["kind"] for feature in features)
    left = len(solution.unassigned)
    routes = len(solution.routes)
    assert kinds == {"depot": 1, "route": routes, "stop": 40 - left, "unassigned": left}


def test_positions_are_longitude_first(plan: Any) -> None:
    instance, solution = plan
    features = _features(instance, solution)
    by_id = {feature["properties"].get("id"): feature for feature in features}
    for stop in instance.stops:
        assert by_id[stop.id]["geometry"]["coordinates"] == [stop.lon, stop.lat]
    lines = [f["geometry"]["coordinates"] for f in features if f["properties"]["kind"] == "route"]
    depot = instance.depots[0]
    assert all(line[0] == line[-1] == [depot.lon, depot.lat] for line in lines)


def test_properties_equal_the_schedules(plan: Any) -> None:
    instance, solution = plan
    features = _features(instance, solution)
    routes = [f["properties"] for f in features if f["properties"]["kind"] == "route"]
    for properties, schedule in zip(routes, solution.schedules(instance), strict=True):
        assert properties["distance_m"] == schedule.distance_m
        assert properties["duration_s"] == schedule.duration_s
        assert properties["stops"] == len(schedule.visits)


def test_says_planar_and_estimated(make_plan: Any) -> None:
    planar = json.loads(routes_geojson(Plan.of(*make_plan(planar=True))))
    assert planar["planar"] is True
    assert "estimated" not in planar
    city = json.loads(routes_geojson(Plan.of(*make_plan())))
    assert "planar" not in city
    assert "great circle" in city["estimated"]


def test_places_without_coordinates_have_a_null_geometry(plan: Any) -> None:
    instance, _ = plan
    first, *others = instance.stops
    stops = (dataclasses.replace(first, lat=None, lon=None), *others)
    instance = dataclasses.replace(instance, stops=stops)
    features = _features(instance, Solution.of(instance, [Route(0, (0,))]))
    unlocated = next(f for f in features if f["properties"].get("id") == first.id)
    assert unlocated["geometry"] is None


def test_a_route_within_one_place_is_still_a_line(plan: Any) -> None:
    instance, _ = plan
    depot = instance.depots[0]
    first, *others = instance.stops
    stops = (dataclasses.replace(first, lat=depot.lat, lon=depot.lon), *others)
    instance = dataclasses.replace(instance, stops=stops)
    features = _features(instance, Solution.of(instance, [Route(0, (0,))]))
    line = next(f for f in features if f["properties"]["kind"] == "route")
    assert line["geometry"]["coordinates"] == [[depot.lon, depot.lat]] * 2


def test_follows_the_streets_and_names_them_and_their_makers(plan: Any) -> None:
    instance, solution = plan
    geometry = LegGeometry.of(instance, solution, Detours())
    collection = json.loads(routes_geojson(Plan.of(instance, solution), geometry))
    assert collection["attribution"] == OSM_ATTRIBUTION
    line = next(f for f in collection["features"] if f["properties"]["kind"] == "route")
    depot, first = instance.depots[0], instance.stops[solution.routes[0].stops[0]]
    kink = [round(depot.lon + 1e-4, 6), round(first.lat, 6)]
    assert line["geometry"]["coordinates"][2] == kink
    for feature in collection["features"]:
        if feature["properties"]["kind"] in ("route", "stop"):
            assert feature["properties"]["streets"] == ["Long Road", "Quay"]


def test_marks_the_legs_that_are_estimates(plan: Any) -> None:
    instance, solution = plan
    first = instance.location(solution.routes[0].stops[0])
    legs = np.zeros(instance.distances_m.shape, dtype=bool)
    legs[0, first] = True
    instance = dataclasses.replace(instance, estimated=False, estimated_legs=legs)
    features = _features(instance, solution)
    marked = [f["properties"] for f in features if "leg_estimated" in f["properties"]]
    assert [properties["id"] for properties in marked] == [instance.location_ids[first]]


def test_a_reload_is_a_point_at_the_depot_and_on_the_line(trips_plan: Any) -> None:
    instance, solution = trips_plan
    features = _features(instance, solution)
    (reload,) = (f for f in features if f["properties"]["kind"] == "reload")
    depot = [instance.depots[0].lon, instance.depots[0].lat]
    assert reload["geometry"]["coordinates"] == depot
    assert (reload["properties"]["id"], reload["properties"]["position"]) == ("D1", 3)
    lines = [f["geometry"]["coordinates"] for f in features if f["properties"]["kind"] == "route"]
    assert sorted(line.count(depot) for line in lines) == [2, 2, 3]


def test_both_stops_of_a_shipment_name_the_other(shipment_plan: Any) -> None:
    features = json.loads(routes_geojson(Plan.of(*shipment_plan)))["features"]
    named = {
        feature["properties"]["id"]: feature["properties"]
        for feature in features
        if "id" in feature["properties"]
    }
    assert named["A"]["destination"] == "B"
    assert named["B"]["origin"] == "A"
    assert named["D"]["origin"] == "C"
    assert not {"origin", "destination"} & set(named["E"])


def test_of_a_group_the_stop_that_is_served_is_shown_or_all(group_plan: Any) -> None:
    features = json.loads(routes_geojson(Plan.of(*group_plan)))["features"]
    shown = [
        (
            feature["properties"]["kind"],
            feature["properties"]["id"],
            feature["properties"].get("one_of"),
        )
        for feature in features
        if "id" in feature["properties"]
    ]
    assert shown == [
        ("depot", "base", None),
        ("stop", "B", "parcel 1"),
        ("stop", "E", None),
        ("unassigned", "C", "parcel 2"),
        ("unassigned", "D", "parcel 2"),
    ]


def test_a_break_is_a_point_where_it_is_taken() -> None:
    features = json.loads(routes_geojson(rested_plan("on arrival at B")))["features"]
    (pause,) = (each for each in features if each["properties"]["kind"] == "break")
    assert pause["geometry"] == {"type": "Point", "coordinates": [9.0, 49.0]}
    facts = pause["properties"]
    assert (facts["id"], facts["where"], facts["position"]) == ("B", "on arrival", 2)
    assert (facts["arrival"], facts["departure"], facts["load_after"]) == ("10:10", "10:55", [2])
    stops = [each["properties"] for each in features if each["properties"]["kind"] == "stop"]
    assert [(stop["id"], stop["position"]) for stop in stops] == [("A", 1), ("B", 3)]


def test_a_break_on_the_road_has_no_place() -> None:
    features = json.loads(routes_geojson(rested_plan("on the road home")))["features"]
    (pause,) = (each for each in features if each["properties"]["kind"] == "break")
    assert pause["geometry"] is None
    assert (pause["properties"]["where"], pause["properties"]["position"]) == ("on the road", 3)
    assert "id" not in pause["properties"]

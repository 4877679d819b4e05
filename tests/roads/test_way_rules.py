"""What the tags of a way mean to a vehicle."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vrp.roads.profiles import BIKE, CAR, FOOT, PROFILES, TRUCK
from vrp.roads.road_classes import road_class_number
from vrp.roads.way_rules import WayRules, all_way_rules, street_name, way_rules


def speeds(tags: dict[str, str], profile: str = "car") -> tuple[float, float]:
    """Forward and backward speed; zeros for no road."""
    rules = way_rules(tags, PROFILES[profile])
    return (rules.forward_kmh, rules.backward_kmh) if rules else (0.0, 0.0)


def users(tags: dict[str, str]) -> set[str]:
    return {name for name, profile in PROFILES.items() if way_rules(tags, profile)}


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({"highway": "motorway"}, {"car", "truck"}),
        ({"highway": "trunk"}, {"car", "truck", "bike"}),
        ({"highway": "trunk", "motorroad": "yes"}, {"car", "truck"}),
        ({"highway": "trunk", "foot": "yes"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "residential"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "road"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "service"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "service", "service": "driveway"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "service", "service": "driveway", "access": "private"}, set()),
        ({"highway": "service", "service": "parking_aisle"}, {"bike", "foot"}),
        ({"highway": "service", "service": "drive-through"}, {"bike", "foot"}),
        ({"highway": "service", "service": "emergency_access"}, {"bike", "foot"}),
        ({"highway": "service", "access": "delivery"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "service", "area": "yes"}, {"bike", "foot"}),
        ({"highway": "pedestrian"}, {"foot"}),
        ({"highway": "pedestrian", "motor_vehicle": "delivery"}, {"car", "truck", "foot"}),
        ({"highway": "pedestrian", "access": "yes"}, {"foot"}),
        ({"highway": "track"}, {"bike", "foot"}),
        ({"highway": "track", "motor_vehicle": "destination"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "track", "motor_vehicle": "agricultural"}, {"bike", "foot"}),
        ({"highway": "footway"}, {"foot"}),
        ({"highway": "footway", "bicycle": "yes"}, {"bike", "foot"}),
        ({"highway": "cycleway"}, {"bike", "foot"}),
        ({"highway": "cycleway", "foot": "no"}, {"bike"}),
        ({"highway": "path"}, {"bike", "foot"}),
        ({"highway": "steps"}, {"foot"}),
        ({"highway": "bridleway"}, {"foot"}),
        ({"highway": "busway"}, set()),
        ({"highway": "construction"}, set()),
        ({"highway": "proposed"}, set()),
        ({"railway": "rail"}, set()),
        ({}, set()),
        ({"route": "ferry"}, set()),
        ({"highway": "residential", "access": "no"}, set()),
        ({"highway": "residential", "hgv": "no"}, {"car", "bike", "foot"}),
        ({"highway": "residential", "maxheight": "2.5"}, {"car", "bike", "foot"}),
        ({"highway": "residential", "maxweight": "3.5"}, {"car", "bike", "foot"}),
        ({"highway": "residential", "oneway": "reversible"}, {"foot"}),
        ({"highway": "residential", "impassable": "yes"}, {"foot"}),
    ],
)
def test_who_uses_a_way(tags: dict[str, str], who: set[str]) -> None:
    assert users(tags) == who


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, (30, 30)),
        ({"highway": "motorway"}, (110, 0)),
        ({"highway": "motorway", "maxspeed": "none"}, (130, 0)),
        ({"highway": "motorway", "maxspeed": "100"}, (100, 0)),
        ({"highway": "primary", "maxspeed": "80"}, (80, 80)),
        ({"highway": "primary", "maxspeed": "30 mph", "oneway": "yes"}, (30 * 1.609344, 0)),
        ({"highway": "primary", "maxspeed": "70", "maxspeed:backward": "50"}, (70, 50)),
        ({"highway": "primary", "maxspeed": "signals"}, (60, 60)),
        ({"highway": "living_street", "maxspeed": "walk"}, (6, 6)),
        ({"highway": "residential", "zone:maxspeed": "DE:20"}, (20, 20)),
        ({"highway": "residential", "surface": "cobblestone", "maxspeed": "50"}, (30, 30)),
        ({"highway": "residential", "surface": "asphalt"}, (30, 30)),
        ({"highway": "service", "service": "driveway"}, (10, 10)),
        ({"highway": "service", "service": "alley"}, (10, 10)),
        ({"highway": "unclassified", "smoothness": "very_bad"}, (20, 20)),
        ({"highway": "track", "motor_vehicle": "yes", "tracktype": "grade5"}, (10, 10)),
        # Permission does not make a pedestrian street as fast as its sign at the entrance.
        ({"highway": "pedestrian", "motorcar": "yes", "maxspeed": "20"}, (8, 8)),
        ({"highway": "residential", "motor_vehicle:backward": "no"}, (30, 0)),
        ({"highway": "residential", "access:forward": "no"}, (0, 30)),
    ],
)
def test_speeds_of_a_car(tags: dict[str, str], expected: tuple[float, float]) -> None:
    assert speeds(tags) == pytest.approx(expected)


def test_trucks_have_limits_of_their_own() -> None:
    assert speeds({"highway": "motorway", "maxspeed": "none"}, "truck") == (80, 0)
    assert speeds({"highway": "primary", "maxspeed": "70", "maxspeed:hgv": "60"}, "truck")[0] == 60


def test_limits_only_slow_a_bike_down() -> None:
    assert speeds({"highway": "residential", "maxspeed": "50"}, "bike") == (16, 16)
    assert speeds({"highway": "living_street", "maxspeed": "walk"}, "bike") == (6, 6)


def test_bikes_are_pushed_where_riding_is_not_allowed() -> None:
    assert speeds({"highway": "footway", "bicycle": "dismount"}, "bike") == (4, 4)


def test_stairs_take_time() -> None:
    assert speeds({"highway": "steps"}, "foot") == (3, 3)


def test_ferries_are_taken_by_who_wants_to() -> None:
    sailor = replace(CAR, name="sailor", ferry_kmh=20)
    ferry = road_class_number("ferry")
    assert way_rules({"route": "ferry"}, sailor) == WayRules(ferry, 20, 20)
    assert way_rules({"route": "ferry", "motor_vehicle": "no"}, sailor) is None


def test_tags_to_avoid_are_the_profiles() -> None:
    toll_free = replace(CAR, avoids=(*CAR.avoids, "toll=yes"))
    tags = {"highway": "motorway", "toll": "yes"}
    assert way_rules(tags, CAR)
    assert way_rules(tags, toll_free) is None


@pytest.mark.parametrize("profile", [CAR, TRUCK, BIKE, FOOT])
def test_tags_without_meaning_change_nothing(profile: object) -> None:
    plain = [
        {"highway": "primary", "maxspeed:hgv:forward": "60", "oneway:bicycle": "no"},
        {"highway": "footway", "maxheight:physical": "2", "cycleway:left": "opposite"},
        {"highway": "footway", "bicycle:backward": "yes", "surface": "gravel"},
        {"highway": "residential", "zone:maxspeed": "DE:30", "hgv": "no"},
    ]
    decorated = [tags | {"name": "Rua Nova", "source": "survey", "lanes": "2"} for tags in plain]
    assert isinstance(profile, type(CAR))
    expected = [way_rules(tags, profile) for tags in plain]
    assert all_way_rules([*plain, *decorated], profile) == expected * 2


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"name": "Rua de São João"}, "Rua de São João"),
        ({"name": "Rua Nova", "ref": "N 14"}, "Rua Nova"),
        ({"ref": "A 5"}, "A 5"),
        ({"name": " Rua\n  Nova\x07\t"}, "Rua Nova"),
        ({}, ""),
    ],
)
def test_names(tags: dict[str, str], name: str) -> None:
    assert street_name(tags) == name

"""Profiles: the four that come with the package, and those that users make."""

from __future__ import annotations

import doctest
import math
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

import vrp.roads.profile
from vrp.errors import RoadError
from vrp.roads.profile import (
    BIKE,
    CAR,
    FOOT,
    PROFILES,
    TRUCK,
    Delays,
    Profile,
    VehicleSize,
    find_profile,
)
from vrp.roads.road_classes import ROAD_CLASSES


def test_the_four_profiles_are_found_by_name() -> None:
    assert [find_profile(name) for name in ("car", "truck", "bike", "foot")] == [
        CAR,
        TRUCK,
        BIKE,
        FOOT,
    ]


def test_a_profile_is_itself() -> None:
    mine = replace(CAR, name="mine")
    assert find_profile(mine) is mine


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(RoadError, match="'plane' is unknown, expected one of car, truck, bike"):
        find_profile("plane")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_profiles_name_classes_once_and_keep_to_their_top_speed(profile: Profile) -> None:
    assert not set(profile.speeds_kmh) & set(profile.permitted_kmh)
    assert set(profile.speeds_kmh) | set(profile.permitted_kmh) <= set(ROAD_CLASSES)
    assert max(profile.speeds_kmh.values()) <= profile.max_kmh
    assert profile.ferry_kmh == 0


def test_trucks_are_no_faster_than_cars_and_cars_no_faster_than_limits_allow() -> None:
    assert all(TRUCK.speeds_kmh[name] <= speed for name, speed in CAR.speeds_kmh.items())
    assert 1.05 <= CAR.slowdown <= 1.3


def test_profiles_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        CAR.name = "mine"  # type: ignore[misc]


def test_a_profile_keeps_no_hold_on_the_users_tables() -> None:
    speeds = {"residential": 20.0}
    mine = replace(CAR, speeds_kmh=speeds, permitted_kmh={})
    speeds["residential"] = 90
    assert mine.speeds_kmh["residential"] == 20


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"speeds_kmh": {}}, "speeds_kmh is empty"),
        (
            {"speeds_kmh": {"residential": 0}},
            r"speeds_kmh\['residential'\] is 0, expected 1 to 300",
        ),
        ({"speeds_kmh": {"residental": 30}}, "'residental' is no class of road"),
        ({"permitted_kmh": {"sidewalk": 5}}, "'sidewalk' is no class of road"),
        ({"slow_kmh": {"mud": math.nan}}, r"slow_kmh\['mud'\] is nan"),
        ({"max_kmh": math.inf}, "max_kmh is inf, expected 1 to 300 km/h"),
        ({"ferry_kmh": -5}, "ferry_kmh is -5"),
        ({"slowdown": 0.9}, "slowdown is 0.9, expected at least 1"),
        ({"avoids": ("toll",)}, "avoids 'toll', expected 'key=value'"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(RoadError, match=message):
        replace(CAR, **changes)


def test_delays_and_sizes_are_not_negative() -> None:
    with pytest.raises(RoadError, match="stop_s is -1, expected at least 0"):
        Delays(stop_s=-1)
    with pytest.raises(RoadError, match="height_m is nan, expected at least 0"):
        VehicleSize(height_m=math.nan)


def test_docstring_example_works() -> None:
    assert doctest.testmod(vrp.roads.profile) == (0, 3)

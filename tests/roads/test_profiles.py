"""The four profiles that come with the package."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

import vrp.roads.profiles
from vrp.errors import RoadError
from vrp.roads.profile import Profile
from vrp.roads.profiles import BIKE, CAR, FOOT, PROFILES, TRUCK, find_profile
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


def test_docstring_example_works() -> None:
    assert doctest.testmod(vrp.roads.profiles) == (0, 3)

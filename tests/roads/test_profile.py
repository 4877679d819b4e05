"""Profiles that users make."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from vrp.errors import RoadError
from vrp.roads.profile import Delays, VehicleSize
from vrp.roads.profiles import CAR


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

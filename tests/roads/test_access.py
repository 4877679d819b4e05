"""Who may use a road, in which direction, and who passes a barrier."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vrp.roads.access import Verdict, access_verdict, directions, fits, passes_barrier
from vrp.roads.profile import VehicleSize
from vrp.roads.profiles import BIKE, CAR, FOOT, PROFILES, TRUCK

BOTH, FORWARD, BACKWARD, CLOSED = (True, True), (True, False), (False, True), (False, False)


@pytest.mark.parametrize(
    "value",
    [
        *("yes", "permissive", "designated", "destination", "customers", "delivery"),
        *("bus;delivery", "private; customers"),
    ],
)
def test_values_that_allow(value: str) -> None:
    verdict = access_verdict({"access": value}, CAR.access_keys)
    assert verdict is not None
    assert verdict.allowed


@pytest.mark.parametrize(
    "value",
    [
        *("no", "private", "agricultural", "forestry", "emergency", "military", "bus", "permit"),
        *("agricultural;forestry", "unheard_of;no"),
    ],
)
def test_values_that_refuse(value: str) -> None:
    verdict = access_verdict({"access": value}, CAR.access_keys)
    assert verdict is not None
    assert not verdict.allowed


@pytest.mark.parametrize("tags", [{}, {"access": "unknown"}, {"bicycle": "no"}, {"access": ""}])
def test_what_says_nothing(tags: dict[str, str]) -> None:
    assert access_verdict(tags, CAR.access_keys) is None


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({"access": "no"}, set()),
        ({"access": "no", "motor_vehicle": "yes"}, {"car", "truck"}),
        ({"access": "no", "vehicle": "yes"}, {"car", "truck", "bike"}),
        ({"vehicle": "no"}, {"foot"}),
        ({"vehicle": "no", "bicycle": "yes"}, {"bike", "foot"}),
        ({"motor_vehicle": "no"}, {"bike", "foot"}),
        ({"motor_vehicle": "no", "motorcar": "yes"}, {"car", "bike", "foot"}),
        ({"motor_vehicle": "no", "hgv": "delivery"}, {"truck", "bike", "foot"}),
        ({"hgv": "no"}, {"car", "bike", "foot"}),
        ({"foot": "no", "bicycle": "use_sidepath"}, {"car", "truck"}),
        ({"access": "private", "foot": "permissive"}, {"foot"}),
        ({"motorcar": "unheard_of", "motor_vehicle": "no"}, {"bike", "foot"}),
    ],
)
def test_the_special_key_wins(tags: dict[str, str], who: set[str]) -> None:
    verdicts = {
        name: access_verdict(tags, profile.access_keys) for name, profile in PROFILES.items()
    }
    assert {name for name, verdict in verdicts.items() if not verdict or verdict.allowed} == who


def test_a_tag_for_one_direction_counts_there_only() -> None:
    tags = {"motor_vehicle": "yes", "motor_vehicle:backward": "no"}
    keys = CAR.access_keys
    assert access_verdict(tags, keys, "forward") == Verdict(True, "motor_vehicle", "yes")
    assert access_verdict(tags, keys, "backward") == Verdict(False, "motor_vehicle", "no")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, BOTH),
        ({"oneway": "yes"}, FORWARD),
        ({"oneway": "true"}, FORWARD),
        ({"oneway": "1"}, FORWARD),
        ({"oneway": "-1"}, BACKWARD),
        ({"oneway": "reverse"}, BACKWARD),
        ({"oneway": "no"}, BOTH),
        ({"oneway": "false"}, BOTH),
        ({"oneway": "0"}, BOTH),
        ({"oneway": "reversible"}, CLOSED),
        ({"oneway": "alternating"}, BOTH),
        ({"oneway": "perhaps"}, BOTH),
        ({"junction": "roundabout"}, FORWARD),
        ({"junction": "circular"}, FORWARD),
        ({"junction": "roundabout", "oneway": "-1"}, BACKWARD),
        ({"junction": "roundabout", "oneway": "no"}, BOTH),
        ({"junction": "yes"}, BOTH),
        ({"highway": "motorway"}, FORWARD),
        ({"highway": "motorway_link"}, FORWARD),
        ({"highway": "motorway", "oneway": "no"}, BOTH),
        ({"highway": "trunk"}, BOTH),
        ({"oneway": "yes", "oneway:bicycle": "no"}, FORWARD),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, BOTH),
    ],
)
def test_directions_of_a_car(tags: dict[str, str], expected: tuple[bool, bool]) -> None:
    assert directions(tags, CAR) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"oneway": "yes"}, FORWARD),
        ({"oneway": "yes", "oneway:bicycle": "no"}, BOTH),
        ({"oneway": "no", "oneway:bicycle": "yes"}, FORWARD),
        ({"oneway": "yes", "cycleway": "opposite_lane"}, BOTH),
        ({"oneway": "yes", "cycleway:left": "opposite"}, BOTH),
        ({"oneway": "yes", "oneway:bicycle": "yes", "cycleway": "opposite"}, FORWARD),
        ({"junction": "roundabout"}, FORWARD),
    ],
)
def test_directions_of_a_bike(tags: dict[str, str], expected: tuple[bool, bool]) -> None:
    assert directions(tags, BIKE) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"oneway": "yes"}, BOTH),
        ({"junction": "roundabout"}, BOTH),
        ({"oneway:foot": "yes"}, FORWARD),
    ],
)
def test_directions_on_foot(tags: dict[str, str], expected: tuple[bool, bool]) -> None:
    assert directions(tags, FOOT) == expected


@pytest.mark.parametrize(
    ("tags", "fitting"),
    [
        ({}, True),
        ({"maxheight": "4"}, True),
        ({"maxheight": "3.8"}, True),
        ({"maxheight": "3.7"}, False),
        ({"maxheight": "12'"}, False),
        ({"maxheight": "default"}, True),
        ({"maxheight:physical": "3"}, False),
        ({"maxwidth": "2.3 m"}, False),
        ({"maxlength": "9"}, False),
        ({"maxweight": "7.5"}, False),
        ({"maxweight": "7.5 t"}, False),
        ({"maxweight": "40"}, True),
        ({"maxweight:hgv": "12"}, False),
        ({"maxweightrating": "3,5"}, False),
        ({"maxaxleload": "6"}, False),
    ],
)
def test_a_truck_needs_room(tags: dict[str, str], fitting: bool) -> None:
    assert fits(tags, TRUCK.size) is fitting
    assert fits(tags, None)


def test_a_small_truck_needs_less_room() -> None:
    assert fits({"maxheight": "3.2", "maxweight": "7.5"}, VehicleSize(3, 2.3, 7, 7.5, 5))


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({}, {"car", "truck", "bike", "foot"}),
        ({"highway": "crossing"}, {"car", "truck", "bike", "foot"}),
        ({"barrier": "bollard"}, {"bike", "foot"}),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, {"car", "truck", "bike", "foot"}),
        ({"barrier": "bollard", "bicycle": "no"}, {"foot"}),
        ({"barrier": "block"}, {"bike", "foot"}),
        ({"barrier": "cycle_barrier"}, {"bike", "foot"}),
        ({"barrier": "stile"}, {"foot"}),
        ({"barrier": "kissing_gate"}, {"foot"}),
        ({"barrier": "wall"}, set()),
        ({"barrier": "gate"}, {"car", "truck", "bike", "foot"}),
        ({"barrier": "gate", "access": "private"}, set()),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, {"foot"}),
        ({"barrier": "gate", "access": "private", "motor_vehicle": "delivery"}, {"car", "truck"}),
        ({"barrier": "gate", "locked": "yes"}, set()),
        ({"barrier": "gate", "locked": "yes", "access": "yes"}, {"car", "truck", "bike", "foot"}),
        ({"barrier": "lift_gate"}, {"car", "truck", "bike", "foot"}),
        ({"barrier": "toll_booth"}, {"car", "truck", "bike", "foot"}),
        ({"barrier": "cattle_grid"}, {"car", "truck", "bike", "foot"}),
        ({"barrier": "height_restrictor", "maxheight": "2.2"}, {"car", "bike", "foot"}),
        ({"access": "private", "entrance": "yes"}, {"car", "truck", "bike", "foot"}),
        ({"highway": "crossing", "bicycle": "no"}, {"car", "truck", "bike", "foot"}),
    ],
)
def test_barriers(tags: dict[str, str], who: set[str]) -> None:
    passing = {name for name, profile in PROFILES.items() if passes_barrier(tags, profile)}
    assert passing == who


def test_a_profile_of_ones_own_may_pass_bollards() -> None:
    resident = replace(CAR, blocking_barriers=())
    assert passes_barrier({"barrier": "bollard"}, resident)

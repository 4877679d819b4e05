"""Speed limits from tags."""

from __future__ import annotations

import math

import pytest

from vrp.roads.speed_limits import speed_limit_kmh, zone_limit_kmh


@pytest.mark.parametrize(
    ("code", "kmh"),
    [
        ("DE:urban", 50),
        ("DE:rural", 100),
        ("DE:motorway", math.inf),
        ("DE:living_street", 6),
        ("DE:zone30", 30),
        ("DE:zone:30", 30),
        ("DE:30", 30),
        ("DE:bicycle_road", 30),
        ("FR:rural", 80),
        ("FR:motorway", 130),
        ("FR:zone30", 30),
        ("FR:living_street", 20),
        ("PT:urban", 50),
        ("PT:motorway", 120),
        ("BE-VLG:rural", 90),
        ("RU:urban", 60),
        ("GB:nsl_single", 96.56),
        ("GB:nsl_dual", 112.65),
        ("GB:zone20", 32.19),
        ("UK:motorway", 112.65),
    ],
)
def test_zones(code: str, kmh: float) -> None:
    assert zone_limit_kmh(code) == pytest.approx(kmh, abs=0.01)


@pytest.mark.parametrize("code", ["", "urban", "sign", "DE:nowhere", "survey", "de:urban"])
def test_what_is_no_zone(code: str) -> None:
    assert zone_limit_kmh(code) is None


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({}, None, None),
        ({"maxspeed": "70"}, 70, 70),
        ({"maxspeed": "DE:urban"}, 50, 50),
        ({"maxspeed": "70", "maxspeed:forward": "50"}, 50, 70),
        ({"maxspeed:backward": "30"}, None, 30),
        ({"maxspeed": "signals", "zone:maxspeed": "DE:30"}, 30, 30),
        ({"maxspeed:type": "FR:urban"}, 50, 50),
        ({"source:maxspeed": "DE:rural"}, 100, 100),
        ({"source:maxspeed": "DE:rural", "maxspeed": "70"}, 70, 70),
        ({"zone:traffic": "DE:urban"}, 50, 50),
        ({"maxspeed:conditional": "30 @ (22:00-06:00)"}, None, None),
        ({"maxspeed": "100", "maxspeed:hgv": "60"}, 60, 60),
        ({"maxspeed:forward": "80", "maxspeed:hgv": "60"}, 60, 60),
    ],
)
def test_limits_by_direction(
    tags: dict[str, str], forward: float | None, backward: float | None
) -> None:
    keys = ("maxspeed:hgv", "maxspeed")
    assert speed_limit_kmh(tags, keys, "forward") == forward
    assert speed_limit_kmh(tags, keys, "backward") == backward

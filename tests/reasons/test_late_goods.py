"""Goods that are at the depot too late, those of other stops of the trip included."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stops_on_a_line import HOUR, MINUTE, SHIFT, line, only_reason, uniform, until

from vrp.instance import Depot, Stop, Vehicle
from vrp.reasons import Reason


def test_goods_that_come_after_the_depot_closes_are_named() -> None:
    base = Depot("base", window=(6 * HOUR, 18 * HOUR))
    van = Vehicle("van", end=None, shift_s=(6 * HOUR, 23 * HOUR))
    reason = only_reason(line([Stop("a", release_s=20 * HOUR)], (van,), depots=(base,)))
    assert reason.text == "its goods are there 20:00, depot closes 18:00: 2 h over"


def test_goods_that_come_too_late_for_the_stop_are_named() -> None:
    stop = Stop("a", windows=((8 * HOUR, 9 * HOUR),), release_s=9 * HOUR + 30)
    van = Vehicle("van", shift_s=SHIFT)
    late = "window ends 09:00, earliest arrival from any vehicle 09:11: 11 min late"
    assert only_reason(line([stop], (van,))) == Reason(
        0, "time window", f"{late}; its release 09:00:30 is 11 min too late"
    )
    early = replace(stop, release_s=9 * HOUR + 30 - 11 * MINUTE)
    assert only_reason(line([early], (van,))).constraint == "search"
    anyway = replace(stop, windows=((7 * HOUR, 8 * HOUR + 9 * MINUTE),))
    assert "release" not in only_reason(line([anyway], (van,))).text


def test_goods_that_make_a_route_late_are_named() -> None:
    stops = [Stop("a", windows=until(15)), Stop("b", release_s=10 * MINUTE)]
    between = "between a and the depot"
    instance = uniform(stops, shift_s=(0, 35 * MINUTE))
    assert only_reason(instance, (0,)) == Reason(
        1,
        "vehicles",
        "the only vehicle is used: van, the best placed, would be 5 min late at stop a and "
        "5 min out after the shift ends; its release 00:10 is 5 min too late",
    )
    instance = uniform(stops, shift_s=(0, HOUR))
    text = f"fits van, {between}, only if stop a is served 5 min late"
    assert only_reason(instance, (0,)).text == f"{text}; its release 00:10 is 5 min too late"
    instance = uniform([stops[0], replace(stops[1], release_s=5 * MINUTE)], shift_s=(0, HOUR))
    assert only_reason(instance, (0,)).constraint == "search"


@pytest.mark.parametrize(
    ("releases", "waits"),
    [
        ({"a": 10}, "its trip waits until 00:10 for the goods of stop a, 5 min too long"),
        ({"a": 10, "b": 4}, "its trip waits until 00:10 for the goods of stop a, 5 min too long"),
        (
            {"a": 10, "b": 8},
            "its trip waits until 00:10 for its goods and those of stop a, 5 min too long",
        ),
        (
            {"a": 10, "c": 6},
            "its trip waits until 00:10 for the goods of stops a and c, 5 min too long",
        ),
        ({"b": 10, "a": 4}, "its release 00:10 is 5 min too late"),
    ],
)
def test_goods_of_another_stop_of_the_trip_that_come_too_late(
    releases: dict[str, int], waits: str
) -> None:
    """Five minutes at a are what b, in time on a trip of its own, has not got."""
    stops = [
        Stop("a", windows=until(35), service_s=5 * MINUTE),
        Stop("c"),
        Stop("b", windows=until(40)),
    ]
    stops = [replace(stop, release_s=MINUTE * releases.get(stop.id, 0)) for stop in stops]
    reason = only_reason(line(stops), (0, 1))
    assert reason.text == f"fits van only 5 min late, between a and c; {waits}"


def test_many_whose_goods_a_trip_waits_for_are_counted() -> None:
    stops = [Stop(name, release_s=10 * MINUTE) for name in "acde"]
    instance = line([*stops, Stop("b", windows=until(55))])
    assert only_reason(instance, (0, 1, 2, 3)).text.endswith(
        "; its trip waits until 00:10 for the goods of 4 stops, 5 min too long"
    )

"""Stops for which every route is too full, too late or too long: what the best place lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from stops_on_a_line import HOUR, MINUTE, line, only_reason, uniform, until

from vrp.instance import MAX_VALUE, Depot, Instance, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.solution import Route, Solution

RULE = "every route begins with a delivery and has its pickups last"


def with_company(number: int, c: Stop, *vehicles: Vehicle) -> Instance:
    """As many stops to deliver to, and then one that is never the first of a route."""
    stops = [Stop(name, delivery=(5,)) for name in "ab"[:number]]
    instance = line([*stops, c], vehicles)
    ways = instance.distances_m.copy()
    ways[0, -1] = ways[-1, 1:-1] = MAX_VALUE
    return replace(instance, distances_m=ways, durations_s=ways, order_rule=RULE)


def test_a_stop_that_needs_another_one_before_it() -> None:
    c = Stop("c", pickup=(5,))
    alone = with_company(0, c, Vehicle("van", capacity=(10,)))
    assert only_reason(alone) == Reason(0, "unreachable", f"cannot be served alone: {RULE}")
    roomy = with_company(2, c, Vehicle("van", count=2, capacity=(10,)))
    text = "a place is free on van-1, between b and the depot: it is not used"
    assert only_reason(roomy, (0, 1)) == Reason(2, "search", text)


def test_a_stop_that_needs_another_one_competes_for_its_place() -> None:
    full = with_company(1, Stop("c", pickup=(15,)), Vehicle("van", count=2, capacity=(10,)))
    assert only_reason(full, (0,)) == Reason(
        1, "capacity", "all capacity is used: 5 short on the best-placed vehicle van-1"
    )
    vehicle = Vehicle("van", count=2, capacity=(10,), max_stops=1)
    unused = with_company(1, Stop("c", pickup=(5,)), vehicle)
    assert only_reason(unused, (0,)).text == (
        "no unused vehicle could serve it alone and every route is at its limit of 1 stop"
    )


def test_all_capacity_is_used() -> None:
    stops = [Stop("a", delivery=(60,)), Stop("b", delivery=(80,)), Stop("c", delivery=(70,))]
    instance = line(stops, (Vehicle("van", count=2, capacity=(100,)),))
    assert only_reason(instance, (0,), (1,)) == Reason(
        2, "capacity", "all capacity is used: 30 short on the best-placed vehicle van-1"
    )


def test_capacity_short_where_other_vehicles_have_room() -> None:
    stops = [
        Stop("a", delivery=(95,)),
        Stop("b", delivery=(5,), windows=((0, 10 * MINUTE),)),
        Stop("c", delivery=(10,), windows=((0, 20 * MINUTE),)),
    ]
    vehicles = (Vehicle("van", capacity=(100,)), Vehicle("bike", capacity=(20,), max_stops=1))
    distances = np.full((4, 4), 600)
    instance = line(stops, vehicles, distances_m=distances, durations_s=distances)
    solution = Solution.of(instance, [Route(0, (0,)), Route(1, (1,))])
    (reason,) = explain(instance, solution)
    assert reason.constraint == "capacity"
    assert reason.text == "fits van, between the depot and a, only 5 over its capacity"


def test_a_vehicle_may_reload_for_one_more_trip() -> None:
    stops = [Stop("a", delivery=(10,)), Stop("b", delivery=(10,))]
    van = Vehicle("van", capacity=(10,), max_reloads=1, reload_s=5 * MINUTE)
    place = "on one more trip before a"
    free = f"a place is free on van, {place}: it is not used"
    assert only_reason(line(stops, (van,)), (0,)) == Reason(1, "search", free)
    worthless = line([stops[0], replace(stops[1], prize=40_000)], (van,))
    assert only_reason(worthless, (0,)) == Reason(
        1, "prize", "serving it would cost 40000 more, its prize is 40000"
    )
    early = line(stops, (replace(van, shift_s=(0, 60 * MINUTE)),))
    assert only_reason(early, (0,)) == Reason(
        1, "shift", f"fits van, {place}, only if it ends 5 min after the shift ends"
    )


def test_one_more_trip_behind_the_last() -> None:
    stops = [Stop("a", delivery=(10,), windows=until(10)), Stop("b", delivery=(10,))]
    van = Vehicle("van", capacity=(10,), max_reloads=1, end=None)
    assert only_reason(line(stops, (van,)), (0,)).text == (
        "a place is free on van, on one more trip after a: it is not used"
    )
    without = line(stops, (replace(van, max_reloads=0),))
    assert only_reason(without, (0,)).text == (
        "all capacity is used: 10 short on the best-placed vehicle van"
    )


def test_fits_only_late() -> None:
    stops = [Stop("a", windows=until(10)), Stop("b"), Stop("c", windows=until(18))]
    assert only_reason(uniform(stops), (0, 1)) == Reason(
        2, "time window", "fits van only 2 min late, between a and b"
    )
    wide_enough = replace(stops[2], windows=until(20))
    assert only_reason(uniform([*stops[:2], wide_enough]), (0, 1)).constraint == "search"
    too_narrow = replace(stops[2], windows=until(19, 59))
    text = "fits van only 1 s late, between a and b"
    assert only_reason(uniform([*stops[:2], too_narrow]), (0, 1)).text == text


def test_late_on_a_route_for_the_window_that_has_just_closed() -> None:
    twice = Stop("b", windows=((0, 17 * MINUTE), (5 * HOUR, 6 * HOUR)))
    stops = [Stop("a", windows=until(10)), twice, Stop("c")]
    instance = uniform(stops, shift_s=(0, HOUR))
    assert only_reason(instance, (0, 2)) == Reason(
        1, "time window", "fits van only 3 min late, between a and c"
    )
    pushed = [
        Stop("a", windows=until(10)),
        Stop("b", windows=((0, 25 * MINUTE), (5 * HOUR, 6 * HOUR))),
        Stop("c", windows=until(20)),
    ]
    assert only_reason(uniform(pushed, shift_s=(0, HOUR)), (0, 1)) == Reason(
        2,
        "time window",
        "fits van, between a and b, only if stop b is served 5 min late",
    )


def test_fits_only_if_another_stop_is_late() -> None:
    stops = [Stop("a", windows=until(12)), Stop("b", windows=until(10))]
    assert only_reason(uniform(stops), (0,)) == Reason(
        1,
        "time window",
        "fits van, between the depot and a, only if stop a is served 8 min late",
    )


def test_fits_only_if_several_are_late() -> None:
    stops = [Stop("a", windows=until(15)), Stop("b", windows=until(25)), Stop("c")]
    stops[2] = replace(stops[2], windows=until(10))
    assert only_reason(uniform(stops), (0, 1)) == Reason(
        2,
        "time window",
        "the only vehicle is used: van, the best placed, "
        "would be 5 min late at stop a and 5 min late at stop b",
    )


def test_late_and_too_much() -> None:
    stops = [
        Stop("a", delivery=(2,), windows=until(10)),
        Stop("b", delivery=(3,), windows=until(18)),
    ]
    vehicle = {"capacity": (3,), "shift_s": (0, 25 * MINUTE)}
    assert only_reason(uniform(stops, **vehicle), (0,)).text == (
        "the only vehicle is used: van, the best placed, would be "
        "2 over its capacity, 2 min late and 5 min out after the shift ends"
    )


LIMITS_OF_ONE_ROUTE = [
    ({"shift_s": (0, 85 * MINUTE)}, "shift", "only if it ends 5 min after the shift ends"),
    ({"max_distance_m": 20_000}, "max distance", "only 10 km over its limit of 20 km"),
    ({"max_duration_s": 85 * MINUTE}, "max duration", "only 5 min over its limit of 85 min"),
]


@pytest.mark.parametrize(("vehicle", "constraint", "text"), LIMITS_OF_ONE_ROUTE)
def test_fits_only_beyond_a_limit(vehicle: dict[str, Any], constraint: str, text: str) -> None:
    instance = uniform([Stop("a"), Stop("b", service_s=HOUR)], **vehicle)
    text = f"fits van, between the depot and a, {text}"
    assert only_reason(instance, (0,)) == Reason(1, constraint, text)


def test_all_routes_are_at_their_limit_of_stops() -> None:
    stops = [Stop("a"), Stop("b"), Stop("c")]
    instance = line(stops, (Vehicle("van", count=2, max_stops=1),))
    assert only_reason(instance, (0,), (1,)) == Reason(
        2, "max stops", "all 2 vehicles are used and every route is at its limit of 1 stop"
    )
    alone = line(stops[:2], (Vehicle("van", max_stops=1),))
    assert only_reason(alone, (0,)).text == (
        "the only vehicle is used and every route is at its limit of 1 stop"
    )


def test_several_limits_in_the_best_place() -> None:
    stops = [Stop("a", delivery=(60,)), Stop("b", delivery=(60,))]
    instance = line(stops, (Vehicle("van", capacity=(100,), max_stops=1),))
    assert only_reason(instance, (0,)) == Reason(
        1,
        "vehicles",
        "the only vehicle is used: van, the best placed, "
        "would be 20 over its capacity and 1 over its limit of 1 stop",
    )


def test_a_reload_that_leaves_too_late_is_no_end_of_the_route() -> None:
    legs = 600 * (1 - np.eye(4, dtype=int))
    instance = Instance(
        (Depot("north", window=(0, 24 * MINUTE)), Depot("south")),
        (Stop("a", delivery=(5,)), Stop("b", delivery=(6,))),
        (Vehicle("van", end=1, capacity=(10,), max_reloads=1, reload_s=5 * MINUTE),),
        legs,
        legs,
    )
    (reason,) = explain(instance, Solution.of(instance, [Route(0, (0,))]))
    late = "only if it leaves the depot 1 min after that closes"
    assert reason.text == f"fits van, on one more trip before a, {late}"


def test_used_capacity_is_that_of_vehicles_with_the_skills() -> None:
    stops = [Stop("a", delivery=(10,)), Stop("b", delivery=(10,), skills=frozenset({"x"}))]
    big = Vehicle("big", capacity=(10,), skills=frozenset({"x"}))
    reason = only_reason(line(stops, (big, Vehicle("small", capacity=(900,)))), (0,))
    used = "all capacity of vehicles with its skills is used"
    assert reason.text == f"{used}: 10 short on the best-placed vehicle big"

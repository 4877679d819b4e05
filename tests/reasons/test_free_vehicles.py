"""Used vehicles beside free ones: the reason is about whichever comes closest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from stops_on_a_line import HOUR, MINUTE, line, only_reason, until

from vrp.instance import MAX_VALUE, Depot, Instance, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.solution import Route, Solution


def test_a_place_on_a_route_that_needs_less_than_any_free_vehicle() -> None:
    """Nothing could serve b in time, but the van that is out already comes closest."""
    stops = [Stop("a"), Stop("b", windows=until(19))]
    vehicles = (Vehicle("van"), Vehicle("bike", speed_factor=0.5))
    assert only_reason(line(stops, vehicles), (0,)) == Reason(
        1,
        "time window",
        "fits van only 1 min late, between the depot and a; closest unused is bike: window ends "
        "00:19, earliest arrival from bike 00:40: 21 min late",
    )
    loaded = (replace(stops[0], delivery=(3,)), replace(stops[1], delivery=(5,)))
    small = (Vehicle("van", capacity=(7,)), Vehicle("bike", speed_factor=0.5, capacity=(4,)))
    assert only_reason(line(loaded, small), (0,)).text == (
        "no vehicle could serve it alone: van, the best placed, would be 1 over its capacity and "
        "1 min late; closest unused is bike: demand 5 is more than bike holds (4): 1 short; window "
        "ends 00:19, earliest arrival from bike 00:40: 21 min late"
    )


def apart(*vehicles: Vehicle, b: Stop) -> Instance:
    """Depots north and south, and stops a and b between which no way leads."""
    legs = 10 * MINUTE * (1 - np.eye(4, dtype=int))
    legs[2, 3] = legs[3, 2] = MAX_VALUE
    return Instance((Depot("north"), Depot("south")), (Stop("a"), b), vehicles, legs, legs)


def test_a_stop_that_only_a_used_vehicle_reaches_is_reachable() -> None:
    reason = only_reason(apart(Vehicle("van"), b=Stop("b")), (0,))
    joined = "no way joins it to the stops that are served"
    assert reason == Reason(1, "vehicles", f"the only vehicle is used, and {joined}")


def test_a_stop_that_an_unused_vehicle_reaches_is_blocked_by_the_limits_of_that() -> None:
    small = Vehicle("small", capacity=(6,), start=1, end=1)
    instance = apart(Vehicle("van"), small, b=Stop("b", delivery=(10,)))
    assert only_reason(instance, (0,)) == Reason(
        1, "capacity", "closest unused is small: demand 10 is more than small holds (6): 4 short"
    )


def test_vehicles_that_reach_it_are_compared() -> None:
    instance = apart(
        Vehicle("van"), Vehicle("other", start=1, end=1), b=Stop("b", windows=((0, 8 * MINUTE),))
    )
    ways = instance.durations_s.copy()
    ways[0, 3] = MAX_VALUE
    instance = replace(instance, distances_m=ways, durations_s=ways)
    late = "window ends 00:08, earliest arrival from any vehicle that could reach it 00:10"
    assert only_reason(instance, (0,)) == Reason(1, "time window", f"{late}: 2 min late")
    (_, both) = explain(instance, Solution.of(instance, []))
    assert both.text == f"{late}: 2 min late"


def test_a_vehicle_that_is_used_is_no_help_where_another_is_free() -> None:
    stops = [Stop("a", delivery=(95,)), Stop("b", delivery=(120,))]
    vehicles = (Vehicle("truck", capacity=(119,)), Vehicle("van", count=2, capacity=(100,)))
    instance = line(stops, vehicles)
    assert only_reason(instance, (0,)).text == (
        "closest unused is van-1: demand 120 is more than van holds (100): 20 short"
    )


def test_a_free_vehicle_that_needs_less_than_any_place_on_a_route() -> None:
    stops = [Stop("a"), Stop("b", windows=until(9))]
    vehicles = (
        Vehicle("early", max_stops=1, shift_s=(0, HOUR)),
        Vehicle("fast", speed_factor=2.0, shift_s=(5 * MINUTE, HOUR)),
    )
    legs = 10 * (1 - np.eye(3, dtype=np.int64))
    legs[0, 2] = 8
    instance = line(stops, vehicles, distances_m=legs, durations_s=legs * MINUTE)
    (reason,) = explain(instance, Solution.of(instance, [Route(0, (0,))]))
    assert reason.constraint == "search"
    narrow = replace(instance, stops=(stops[0], replace(stops[1], windows=until(8))))
    (reason,) = explain(narrow, Solution.of(narrow, [Route(0, (0,))]))
    assert reason.text == (
        "closest unused is fast: window ends 00:08, earliest arrival from fast 00:09: 1 min late"
    )

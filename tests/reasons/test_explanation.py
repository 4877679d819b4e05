"""Every reason is provoked, is worded for a dispatcher, and is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pytest
from brute_force import best_plan
from hypothesis import given, settings
from random_instances import instances

from vrp.errors import InfeasibleError
from vrp.instance import MAX_VALUE, Break, Depot, Instance, Scale, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.schedule import trips_of
from vrp.solution import Cost, Route, Run, Solution, check

MINUTE = 60
HOUR = 3600


def line(
    stops: Sequence[Stop], vehicles: Sequence[Vehicle] | None = None, **changes: Any
) -> Instance:
    """The depot and then the stops on a line, 10 minutes and 10 km from one to the next."""
    positions = np.arange(len(stops) + 1)
    steps = np.abs(positions[:, None] - positions[None, :])
    given: dict[str, Any] = {
        "depots": (Depot("base"),),
        "distances_m": steps * 10_000,
        "durations_s": steps * 10 * MINUTE,
    }
    return Instance(stops=stops, vehicles=vehicles or (Vehicle("van"),), **{**given, **changes})


def only_reason(instance: Instance, *routes: tuple[int, ...], **run: Any) -> Reason:
    """The reason for the only unassigned stop, routes being those of vehicle 0."""
    solution = Solution.of(instance, [Route(0, stops) for stops in routes], Run(**run))
    assert check(instance, solution) == ()
    (reason,) = explain(instance, solution)
    assert reason.stop == solution.unassigned[0]
    return reason


def test_nothing_unassigned_needs_no_reason() -> None:
    instance = line([Stop("a")])
    assert explain(instance, Solution.of(instance, [Route(0, (0,))])) == ()


@pytest.mark.parametrize(
    ("solution", "broken"),
    [
        (Solution((Route(0, (7,)),), (0, 1), Cost(), 2), "no stop number 7"),
        (Solution((Route(4, (0,)),), (1,), Cost(), 1), "no vehicle number 4"),
        (Solution((Route(0, (0,)),), (5,), Cost(), 1), "listed as unassigned"),
        (Solution((Route(0, (0,)), Route(0, (0,))), (1,), Cost(), 1), "visited 2 times"),
    ],
)
def test_a_plan_that_is_not_valid_is_not_explained(solution: Solution, broken: str) -> None:
    with pytest.raises(InfeasibleError, match=broken):
        explain(line([Stop("a"), Stop("b")]), solution)


SHIFT = (8 * HOUR, 18 * HOUR)
ALONE = [
    (Stop("a", skills=frozenset({"cold"})), {}, "skills", "needs skill 'cold', no vehicle has it"),
    (
        Stop("a", skills=frozenset({"lift", "cold"})),
        {},
        "skills",
        "needs skills 'cold' and 'lift', no vehicle has any of them",
    ),
    (
        Stop("a", skills=frozenset({"cold"}), delivery=(9,)),
        {"capacity": (7,)},
        "skills",
        "needs skill 'cold', no vehicle has it; "
        "demand 9 is more than the largest vehicle holds (7): 2 short",
    ),
    (
        Stop("a", delivery=(120,)),
        {"capacity": (100,)},
        "capacity",
        "demand 120 is more than the largest vehicle holds (100): 20 short",
    ),
    (
        Stop("a", pickup=(120,)),
        {"capacity": (100,)},
        "capacity",
        "pickup 120 is more than the largest vehicle holds (100): 20 short",
    ),
    (
        Stop("a", windows=((7 * HOUR, 8 * HOUR),)),
        {"shift_s": SHIFT},
        "time window",
        "window ends 08:00, earliest arrival from any vehicle 08:10: 10 min late",
    ),
    (
        Stop("a", windows=((7 * HOUR, 8 * HOUR),), setup_s=300),
        {"shift_s": SHIFT},
        "time window",
        "window ends 08:00, earliest service from any vehicle 08:15: 15 min late",
    ),
    (
        Stop("a", windows=((0, HOUR), (2 * HOUR, 8 * HOUR + 30))),
        {"shift_s": SHIFT},
        "time window",
        "window ends 08:00:30, earliest arrival from any vehicle 08:10:00: 9 min 30 s late",
    ),
    (
        Stop("a", service_s=10 * HOUR),
        {"shift_s": SHIFT},
        "shift",
        "back at the depot 18:20, shift ends 18:00: 20 min over",
    ),
    (
        Stop("a", service_s=12 * HOUR),
        {"shift_s": SHIFT, "end": None},
        "shift",
        "done 20:10, shift ends 18:00: 2 h 10 min over",
    ),
    (
        Stop("a", service_s=10 * HOUR - 1190),
        {"shift_s": SHIFT},
        "shift",
        "back at the depot 18:00:10, shift ends 18:00:00: 10 s over",
    ),
    (
        Stop("a"),
        {"max_distance_m": 12_000},
        "max distance",
        "out and back is 20 km, limit 12 km: 8 km over",
    ),
    (
        Stop("a"),
        {"max_distance_m": 9_950, "end": None},
        "max distance",
        "the way there is 10 km, limit 9.95 km: 50 m over",
    ),
    (
        Stop("a", service_s=HOUR),
        {"max_duration_s": HOUR},
        "max duration",
        "out and back takes 80 min, limit 60 min: 20 min over",
    ),
    (Stop("a"), {"max_stops": 0}, "max stops", "a route may have 0 stops: 1 too few"),
]


@pytest.mark.parametrize(
    ("stop", "vehicle", "constraint", "text"), ALONE, ids=lambda v: str(v)[:30]
)
def test_no_vehicle_could_serve_it_alone(
    stop: Stop, vehicle: dict[str, Any], constraint: str, text: str
) -> None:
    vehicles = (Vehicle("van", count=2, **vehicle),)
    assert only_reason(line([stop], vehicles)) == Reason(0, constraint, text)


def test_units_of_the_user() -> None:
    scale = Scale(load=(10, 1000))
    stop = Stop("a", delivery=(0, 1250))
    vehicles = (Vehicle("van", capacity=(5, 1000)),)
    instance = line([stop], vehicles, load_names=("", "volume"), scale=scale)
    text = "demand of volume 1.25 is more than the largest vehicle holds (1): 0.25 short"
    assert only_reason(instance).text == text


def test_dates_where_the_input_has_them() -> None:
    stop = Stop("a", windows=((0, 8 * HOUR),))
    instance = line([stop], (Vehicle("van", shift_s=SHIFT),), epoch="2025-03-31")
    assert "2025-03-31T08:10: 10 min late" in only_reason(instance).text


def test_planar_instances_have_bare_numbers() -> None:
    matrix = np.array([[0, 105], [105, 0]])
    instance = line(
        [Stop("a", windows=((0, 90),))],
        planar=True,
        distances_m=matrix,
        durations_s=matrix,
        scale=Scale(distance=10, duration=10),
    )
    assert only_reason(instance).text == (
        "window ends 9, earliest arrival from any vehicle 10.5: 1.5 late"
    )


def test_depot_that_opens_after_the_shift() -> None:
    depot = Depot("base", window=(9 * HOUR, 20 * HOUR))
    vehicles = (Vehicle("van", end=None, shift_s=(6 * HOUR, 8 * HOUR)),)
    reason = only_reason(line([Stop("a")], vehicles, depots=(depot,)))
    assert reason.constraint == "shift"
    assert "done 09:10, shift ends 08:00: 70 min over" in reason.text


def test_depot_that_closes_before_the_shift() -> None:
    depot = Depot("base", window=(0, 5 * HOUR))
    vehicles = (Vehicle("van", end=None, shift_s=(6 * HOUR, 8 * HOUR)),)
    reason = only_reason(line([Stop("a")], vehicles, depots=(depot,)))
    assert reason.constraint == "shift"
    assert reason.text == "the shift starts 06:00, depot closes 05:00: 60 min over"


def test_shift_and_depot_both_end_too_early() -> None:
    depot = Depot("base", window=(0, 19 * HOUR))
    stop = Stop("a", service_s=12 * HOUR)
    reason = only_reason(line([stop], (Vehicle("van", shift_s=SHIFT),), depots=(depot,)))
    assert reason.text == (
        "back at the depot 20:20, shift ends 18:00: 2 h 20 min over; "
        "back at the depot 20:20, depot closes 19:00: 80 min over"
    )


def test_the_closest_of_several_vehicles_is_named_where_none_is_best_in_all() -> None:
    stop = Stop("a", delivery=(10,), windows=((0, 8 * HOUR),))
    vehicles = (
        Vehicle("early", capacity=(2,), shift_s=(0, 18 * HOUR)),
        Vehicle("large", capacity=(12,), shift_s=SHIFT),
    )
    reason = only_reason(line([stop], vehicles))
    assert reason.constraint == "time window"
    assert reason.text == (
        "closest is large: window ends 08:00, earliest arrival from large 08:10: 10 min late"
    )


def test_only_vehicles_with_the_skills_are_compared() -> None:
    stop = Stop("a", delivery=(10,), skills=frozenset({"cold"}))
    vehicles = (
        Vehicle("truck", capacity=(20,)),
        Vehicle("cold-van", capacity=(6,), skills=frozenset({"cold"})),
    )
    assert only_reason(line([stop], vehicles)).text == (
        "demand 10 is more than the largest vehicle with its skills holds (6): 4 short"
    )


def test_no_vehicle_has_all_skills() -> None:
    stop = Stop("a", skills=frozenset({"cold", "lift"}))
    vehicles = tuple(Vehicle(skill, skills=frozenset({skill})) for skill in ("cold", "lift"))
    text = "needs skills 'cold' and 'lift', no vehicle has all of them"
    assert only_reason(line([stop], vehicles)).text == text


def test_unreachable() -> None:
    far = np.array([[0, MAX_VALUE], [5, 0]])
    there = line([Stop("a")], distances_m=far, durations_s=far)
    back = line([Stop("a")], distances_m=far.T, durations_s=far.T)
    assert only_reason(there) == Reason(
        0, "unreachable", "no way leads there from the depot of any vehicle"
    )
    assert only_reason(back).text == "no way leads back from there to the depot of any vehicle"


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


def uniform(stops: Sequence[Stop], **vehicle: Any) -> Instance:
    """Every leg takes 10 minutes and is 10 km long."""
    legs = 10 * (1 - np.eye(len(stops) + 1, dtype=np.int64))
    vehicles = (Vehicle("van", **vehicle),)
    return line(stops, vehicles, distances_m=legs * 1000, durations_s=legs * MINUTE)


def until(minutes: int, seconds: int = 0) -> tuple[tuple[int, int], ...]:
    return ((0, minutes * MINUTE + seconds),)


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


def test_late_for_the_window_that_has_just_closed() -> None:
    """Waiting for the second one would take hours longer than widening the first."""
    stop = Stop("a", windows=((7 * HOUR, 8 * HOUR + 5 * MINUTE), (13 * HOUR, 14 * HOUR)))
    van = Vehicle("van", shift_s=(8 * HOUR, 12 * HOUR))
    assert only_reason(line([stop], (van,))) == Reason(
        0,
        "time window",
        "window ends 08:05, earliest arrival from any vehicle 08:10: 5 min late",
    )
    nearly = replace(van, shift_s=(8 * HOUR, 13 * HOUR + 8 * MINUTE))
    assert only_reason(line([stop], (nearly,))) == Reason(
        0, "shift", "back at the depot 13:10, shift ends 13:08: 2 min over"
    )


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


def test_prize_below_the_cost() -> None:
    scale = Scale(cost=1000)
    instance = line([Stop("a"), Stop("b", prize=19_999)], scale=scale)
    assert only_reason(instance, (0,)) == Reason(
        1, "prize", "serving it would cost 20.00 more, its prize is 20.00"
    )
    equal = line([Stop("a"), Stop("b", prize=20_000)], scale=scale)
    assert only_reason(equal, (0,)).constraint == "prize"


def test_prize_above_the_cost_is_no_reason() -> None:
    instance = line([Stop("a"), Stop("b", prize=20_001)])
    reason = only_reason(instance, (0,), solver="engine")
    assert reason == Reason(
        1,
        "search",
        "serving it on van would cost 20000 more, its prize is 20001: the search did not get to it",
    )


def test_a_way_past_the_stop_that_is_shorter_saves_money() -> None:
    legs = np.array([[0, 50, 10], [10, 0, 10], [10, 10, 0]])
    stops = [Stop("a"), Stop("b", prize=7)]
    instance = line(stops, distances_m=legs, durations_s=legs, scale=Scale(cost=10))
    assert only_reason(instance, (0,)) == Reason(
        1,
        "search",
        "serving it on van would even save 3.00, its prize is 0.70: the plan leaves it out",
    )


def test_a_free_place_is_said_to_be_free() -> None:
    instance = line([Stop("a"), Stop("b")])
    assert only_reason(instance, (0,), solver="engine") == Reason(
        1,
        "search",
        "a place is free on van, between the depot and a: "
        "the search was stopped before it was used",
    )
    assert only_reason(instance, (0,)).text.endswith(": it is not used")


def test_an_unused_vehicle_is_said_to_be_unused() -> None:
    instance = line([Stop("a"), Stop("b")], (Vehicle("van", count=2, max_stops=1),))
    assert only_reason(instance, (0,), solver="engine") == Reason(
        1,
        "search",
        "vehicle van-2 is not used and could serve it: the search was stopped before it was used",
    )


@settings(max_examples=50)
@given(instances(min_stops=3))
def test_optimal_plans_leave_nothing_possible_out(instance: Instance) -> None:
    solution = best_plan(instance)
    reasons = explain(instance, solution)
    assert tuple(reason.stop for reason in reasons) == solution.unassigned
    assert all(reason.constraint != "search" for reason in reasons)
    for reason in reasons:
        is_prize = instance.stops[reason.stop].prize is not None
        assert reason.constraint != "prize" or is_prize


def without(stop: int, route: Route) -> Route:
    """The route less a stop, and less a reload if that was a trip of its own."""
    trips = [[s for s in trip if s != stop] for trip in trips_of(route.stops, route.reloads)]
    left = [trip for trip in trips if trip]
    return Route(route.vehicle, tuple(chain(*left)), tuple(accumulate(map(len, left[:-1]))))


@settings(max_examples=50)
@given(instances(min_stops=2))
def test_a_stop_taken_out_of_a_plan_could_be_served(instance: Instance) -> None:
    solution = best_plan(instance)
    for route in solution.routes:
        for stop in route.stops:
            thinner = Solution.of(instance, [without(stop, r) for r in solution.routes])
            if check(instance, thinner):
                continue
            reason = next(r for r in explain(instance, thinner) if r.stop == stop)
            possible = {"search"} if instance.stops[stop].prize is None else {"search", "prize"}
            assert reason.constraint in possible


def test_goods_that_come_after_the_depot_closes_are_named() -> None:
    base = Depot("base", window=(6 * HOUR, 18 * HOUR))
    van = Vehicle("van", end=None, shift_s=(6 * HOUR, 23 * HOUR))
    reason = only_reason(line([Stop("a", release_s=20 * HOUR)], (van,), depots=(base,)))
    assert reason.text == "its goods are there 20:00, depot closes 18:00: 2 h over"


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


def test_skills_of_which_one_alone_would_not_be_enough_are_all_named() -> None:
    vehicles = [Vehicle(skill, skills=frozenset({skill})) for skill in ("cold", "lift")]
    reason = only_reason(line([Stop("a", skills=frozenset({"cold", "lift", "adr"}))], vehicles))
    assert reason.text == "needs skills 'adr', 'cold' and 'lift', no vehicle has all of them"


def test_used_capacity_is_that_of_vehicles_with_the_skills() -> None:
    stops = [Stop("a", delivery=(10,)), Stop("b", delivery=(10,), skills=frozenset({"x"}))]
    big = Vehicle("big", capacity=(10,), skills=frozenset({"x"}))
    reason = only_reason(line(stops, (big, Vehicle("small", capacity=(900,)))), (0,))
    used = "all capacity of vehicles with its skills is used"
    assert reason.text == f"{used}: 10 short on the best-placed vehicle big"


@pytest.mark.parametrize(("count", "end"), [(1, "; and the only vehicle is used"), (2, "")])
def test_a_larger_vehicle_that_is_used_is_no_help(count: int, end: str) -> None:
    stops = [Stop("a", delivery=(100,)), Stop("b", delivery=(120,))]
    reason = only_reason(line(stops, (Vehicle("van", count=count, capacity=(100,)),)), (0,))
    assert reason.text == f"demand 120 is more than the largest vehicle holds (100): 20 short{end}"


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


def with_break(vehicle: Vehicle, start: str, minutes: int) -> Vehicle:
    hours, past = map(int, start.split(":"))
    second = hours * HOUR + past * MINUTE
    return replace(vehicle, breaks=(Break(second, second, minutes * MINUTE),))


def test_a_break_that_makes_a_stop_late_is_named() -> None:
    van = Vehicle("van", shift_s=(8 * HOUR, 9 * HOUR))
    stop = Stop("a", windows=((8 * HOUR, 8 * HOUR + 20 * MINUTE),), service_s=40 * MINUTE)
    instance = line([stop], [with_break(van, "08:05", 30)])
    reason = only_reason(instance)
    assert reason.constraint == "time window"
    assert reason.text == (
        "window ends 08:20, earliest service from any vehicle 08:40: 20 min late; "
        "back at the depot 09:30, shift ends 09:00: 30 min over; "
        "without its break van could serve it"
    )


def test_a_break_that_takes_the_time_of_a_place_is_named() -> None:
    van = with_break(Vehicle("van", shift_s=(8 * HOUR, 9 * HOUR + 10 * MINUTE)), "08:05", 30)
    reason = only_reason(line([Stop("a", service_s=15 * MINUTE), Stop("b")], [van]), (1,))
    assert reason.constraint == "shift"
    assert reason.text == (
        "fits van, between the depot and b, only if it ends 15 min after the shift ends; "
        "without its break van could serve it"
    )


def test_a_break_that_is_not_all_that_is_in_the_way_is_not_named() -> None:
    van = with_break(Vehicle("van", shift_s=(8 * HOUR, 9 * HOUR)), "08:05", 30)
    reason = only_reason(line([Stop("a", service_s=HOUR)], [van]))
    assert reason.text == "back at the depot 09:50, shift ends 09:00: 50 min over"


def test_a_break_that_ends_after_the_depot_closes_is_no_opening() -> None:
    van = with_break(Vehicle("van", end=None, shift_s=(8 * HOUR, 9 * HOUR)), "07:55", 30)
    depot = Depot("base", window=(0, 8 * HOUR + 5 * MINUTE))
    reason = only_reason(line([Stop("a")], [van], depots=(depot,)))
    assert reason.text == (
        "its break ends 08:25, depot closes 08:05: 20 min over; "
        "without its break van could serve it"
    )


def test_a_skill_spelt_otherwise_is_pointed_at() -> None:
    cold = Vehicle("van", skills=frozenset({"Cold"}))
    instance = line([Stop("a", skills=frozenset({"cold"}))], [cold])
    (reason,) = explain(instance, Solution.of(instance, []))
    assert reason.text == "needs skill 'cold', no vehicle has it (vehicles have 'Cold')"

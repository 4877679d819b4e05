"""Every reason is provoked, here or beside, is worded for a dispatcher, and is true."""

from __future__ import annotations

from itertools import accumulate, chain

import numpy as np
import pytest
from brute_force import best_plan
from hypothesis import given, settings
from random_instances import instances
from stops_on_a_line import line, only_reason

from vrp.errors import InfeasibleError
from vrp.instance import Instance, Scale, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.schedule import trips_of
from vrp.solution import Cost, Route, Solution, check


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

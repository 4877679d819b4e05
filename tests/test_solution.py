"""The checker finds every way to break a plan, and the costs are those computed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from brute_force import best_plan
from hypothesis import given
from hypothesis import strategies as st
from random_instances import instances

from vrp.errors import InfeasibleError
from vrp.instance import NO_WAY, Depot, Instance, Scale, Stop, Vehicle
from vrp.solution import Cost, Route, Run, Solution, TracePoint, check, evaluate

SQUARE = np.array(
    [[0, 10, 14, 10], [10, 0, 10, 14], [14, 10, 0, 10], [10, 14, 10, 0]], dtype=np.int32
)


def square(
    *, vehicle: dict[str, Any] | None = None, first: dict[str, Any] | None = None, **changes: Any
) -> Instance:
    """Stops a, b and c at the corners of a square with the depot, 2 s a metre."""
    stops = (Stop("a", delivery=(3,), **(first or {})), Stop("b", delivery=(4,)), Stop("c"))
    given: dict[str, Any] = {"cost_fixed": 100, "cost_per_m": 2, "cost_per_s": 1}
    vehicles = (Vehicle("van", **{**given, **(vehicle or {})}),)
    given = {"depots": (Depot("d"),), "stops": stops, "vehicles": vehicles, **changes}
    return Instance(distances_m=SQUARE, durations_s=2 * SQUARE, **given)


def plan(instance: Instance, *stops: int) -> Solution:
    return Solution.of(instance, [Route(0, stops)])


def test_cost_of_one_route() -> None:
    instance = square()
    cost = plan(instance, 0, 1, 2).cost
    assert cost == Cost(fixed=100, distance=2 * 40, duration=80, prizes=0)
    assert cost.total == 260


def test_overtime_is_what_a_route_takes_beyond_its_regular_time() -> None:
    paid = {"overtime_after_s": 50, "cost_per_overtime_s": 7}
    assert plan(square(vehicle=paid), 0, 1, 2).cost == Cost(100, 2 * 40, 80, overtime=7 * 30)
    assert plan(square(vehicle=paid | {"overtime_after_s": 80}), 0, 1, 2).cost.overtime == 0
    two = plan(square(vehicle=paid | {"count": 2}), 0)
    assert two.cost == Cost(100, 2 * 20, 40, overtime=0, prizes=0)


def test_cost_of_two_routes_and_a_prize() -> None:
    stops = (Stop("a", service_s=5), Stop("b", prize=70), Stop("c", prize=9))
    vehicles = (
        Vehicle("van", cost_fixed=100, cost_per_m=2, cost_per_s=3),
        Vehicle("bike", end=None, cost_fixed=1, cost_per_m=0, cost_per_s=1, speed_factor=0.5),
    )
    instance = square(stops=stops, vehicles=vehicles)
    solution = Solution.of(instance, [Route(1, (2,)), Route(0, (0,)), Route(1, ())])
    assert solution.routes == (Route(0, (0,)), Route(1, (2,)))
    assert solution.cost == Cost(fixed=101, distance=40, duration=3 * 45 + 40, prizes=70)
    assert (solution.unassigned, solution.unserved) == ((1,), 0)
    assert evaluate(instance, []) == Cost(prizes=79)


def test_duration_is_paid_from_a_late_departure() -> None:
    assert plan(square(first={"windows": ((500, 600),)}), 0).cost.duration == 40


def test_unassigned_are_sorted_by_priority_and_counted_without_prizes() -> None:
    stops = (Stop("a", priority=1), Stop("b", priority=7, prize=5), Stop("c", priority=7))
    solution = Solution.of(square(stops=stops), [])
    assert solution.unassigned == (1, 2, 0)
    assert solution.unserved == 8 + 2
    assert solution.cost == Cost(prizes=5)


def alternatives(**worth: Any) -> Instance:
    """The square, in which a and c are of a group."""
    a, c = Stop("a", group="x", **worth), Stop("c", group="x", **worth)
    return square(stops=(a, Stop("b"), c), vehicle={"count": 2})


@pytest.mark.parametrize("served", [0, 2])
def test_one_stop_of_a_group_is_served_for_all(served: int) -> None:
    instance = alternatives(priority=4)
    solution = plan(instance, 1, served)
    assert (solution.unassigned, solution.unserved) == ((), 0)
    assert check(instance, solution) == ()
    assert evaluate(alternatives(prize=9), solution.routes).prizes == 0


def test_a_group_of_which_none_is_served_counts_once() -> None:
    instance = alternatives(priority=4)
    solution = plan(instance, 1)
    assert (solution.unassigned, solution.unserved) == ((0, 2), 5)
    assert check(instance, solution) == ()
    solution = plan(alternatives(prize=9), 1)
    assert (solution.unassigned, solution.unserved, solution.cost.prizes) == ((0, 2), 0, 9)
    assert check(alternatives(prize=9), solution) == ()


@pytest.mark.parametrize("routes", [[(0, 2)], [(0,), (2, 1)]])
def test_two_stops_of_a_group_are_one_too_many(routes: list[tuple[int, ...]]) -> None:
    instance = alternatives()
    found = check(instance, Solution.of(instance, [Route(0, stops) for stops in routes]))
    assert found == ("stops 'a' and 'c' are served, expected one of group 'x'",)


def test_the_other_stop_of_a_group_that_is_served_is_not_left_out() -> None:
    instance = alternatives()
    claimed = replace(plan(instance, 0, 1), unassigned=(2,))
    assert check(instance, claimed) == (
        "the stops listed as unassigned are not those that are left out",
    )


def test_schedules_are_in_the_order_of_the_routes() -> None:
    instance = square(vehicle={"count": 2})
    solution = Solution.of(instance, [Route(0, (2,)), Route(0, (0, 1))])
    visited = [[visit.stop for visit in s.visits] for s in solution.schedules(instance)]
    assert visited == [[0, 1], [2]]


ROUTE_VIOLATIONS = [
    ({"vehicle": {"capacity": (6,)}}, "load demand reaches 7, capacity 6"),
    ({"vehicle": {"max_distance_m": 39}}, "distance is 40 m, limit 39"),
    ({"vehicle": {"max_duration_s": 79}}, "duration is 80 s, limit 79"),
    ({"vehicle": {"max_stops": 2}}, "stops is 3, limit 2"),
    ({"vehicle": {"shift_s": (10, 89)}}, "ends 1 s after the shift or the depot's hours"),
    ({"depots": (Depot("d", window=(0, 79)),)}, "ends 1 s after the shift or the depot's hours"),
    ({"first": {"windows": ((0, 15),)}}, "stop 'a' is served 5 s after its window ends"),
    (
        {"first": {"skills": {"lift", "cold"}}, "vehicle": {"skills": {"x"}}},
        "stop 'a' needs skills 'cold', 'lift'",
    ),
]
KEPT_LIMITS = [
    {"capacity": (7,)},
    {"max_distance_m": 40},
    {"max_duration_s": 80},
    {"max_stops": 3},
    {"shift_s": (10, 90)},
    {"skills": {"lift"}},
]


@pytest.mark.parametrize(
    ("changes", "message"),
    ROUTE_VIOLATIONS,
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_each_broken_limit_is_named(changes: dict[str, Any], message: str) -> None:
    instance = square(**changes)
    solution = plan(instance, 0, 1, 2)
    assert check(instance, solution) == (f"route 1 (van): {message}",)
    with pytest.raises(InfeasibleError, match="the plan is not valid"):
        solution.check(instance)


@pytest.mark.parametrize("vehicle", KEPT_LIMITS, ids=str)
def test_limits_met_exactly_are_kept(vehicle: dict[str, Any]) -> None:
    instance = square(vehicle=vehicle, first={"windows": ((20, 30),)})
    assert check(instance, plan(instance, 0, 1, 2)) == ()


def test_pickups_count_against_capacity_with_what_is_still_on_board() -> None:
    stops = (Stop("a", pickup=(3,)), Stop("b", delivery=(4,)), Stop("c"))
    instance = square(stops=stops, vehicle={"capacity": (4,)}, load_names=("volume",))
    message = "route 1 (van): load volume reaches 7, capacity 4"
    assert check(instance, plan(instance, 0, 1)) == (message,)
    assert check(instance, plan(instance, 1, 0)) == ()


def test_several_violations_are_all_listed() -> None:
    instance = square(vehicle={"capacity": (6,), "max_stops": 1})
    assert len(check(instance, plan(instance, 0, 1, 2))) == 2


REFERENCE_VIOLATIONS = [
    (Route(1, (0,)), "route 1: there is no vehicle number 1"),
    (Route(-1, (0,)), "route 1: there is no vehicle number -1"),
    (Route(0, ()), "route 1: has no stops"),
    (Route(0, (3,)), "route 1: there is no stop number 3"),
    (Route(0, (-1,)), "route 1: there is no stop number -1"),
]


@pytest.mark.parametrize(("route", "message"), REFERENCE_VIOLATIONS)
def test_indices_that_point_nowhere(route: Route, message: str) -> None:
    solution = Solution((route,), (), Cost(), 0)
    assert check(square(), solution) == (message,)


def test_stop_visited_twice() -> None:
    instance = square(vehicle={"count": 2})
    solution = Solution.of(instance, [Route(0, (0, 1)), Route(0, (0, 2))])
    assert check(instance, solution) == ("stop 'a' is visited 2 times",)


def test_more_routes_than_vehicles() -> None:
    instance = square()
    solution = Solution.of(instance, [Route(0, (0, 1)), Route(0, (2,))])
    assert check(instance, solution) == ("vehicle 'van' drives 2 routes, 1 available",)


@pytest.mark.parametrize("unassigned", [(), (1, 1, 2), (0, 1, 2), (1, 2, 9)])
def test_wrong_list_of_unassigned(unassigned: tuple[int, ...]) -> None:
    instance = square()
    solution = replace(plan(instance, 0), unassigned=unassigned)
    message = "the stops listed as unassigned are not those that are left out"
    assert check(instance, solution) == (message,)


@pytest.mark.parametrize("part", ["fixed", "distance", "duration", "overtime", "prizes"])
def test_wrong_cost(part: str) -> None:
    instance = square()
    solution = plan(instance, 0)
    claimed = replace(solution.cost, **{part: getattr(solution.cost, part) + 1})
    (message,) = check(instance, replace(solution, cost=claimed))
    parts = "(fixed 100, distance 40, duration 40)"
    assert message.startswith(f"the plan claims a cost of {claimed.total} (")
    assert f"{part} {getattr(claimed, part)}" in message
    assert message.endswith(f", recomputed 180 {parts}")


def test_messages_are_in_the_units_of_the_input() -> None:
    vehicle = {"capacity": (65,), "max_distance_m": 25, "max_duration_s": 55}
    scale = Scale(distance=10, duration=10, cost=100, load=(10,))
    stops = tuple(replace(stop, delivery=(35,)) for stop in square().stops)
    instance = square(vehicle=vehicle, stops=stops, scale=scale)
    solution = plan(instance, 0, 1)
    claimed = replace(solution, cost=replace(solution.cost, fixed=solution.cost.fixed + 50))
    assert check(instance, claimed) == (
        "route 1 (van): load demand reaches 7, capacity 6.5",
        "route 1 (van): distance is 3.4 m, limit 2.5",
        "route 1 (van): duration is 6.8 s, limit 5.5",
        "the plan claims a cost of 2.86 (fixed 1.5, distance 0.68, duration 0.68), "
        "recomputed 2.36 (fixed 1, distance 0.68, duration 0.68)",
    )


def test_wrong_unserved() -> None:
    instance = square()
    solution = plan(instance, 0)
    messages = check(instance, replace(solution, unserved=1))
    assert messages == ("the plan claims unserved 1, recomputed 2",)


def test_run_is_kept() -> None:
    run = Run(solver="engine", seed=3)
    assert Solution.of(square(), [], run).run is run
    assert Solution.of(square(), []).run == Run()


@given(instances(max_stops=4))
def test_best_plans_are_valid_and_their_cost_is_recomputed(instance: Instance) -> None:
    solution = best_plan(instance)
    assert check(instance, solution) == ()
    again = Solution.of(instance, list(reversed(solution.routes)))
    assert again == solution
    solution.check(instance)


@given(instances(min_stops=2, max_stops=4), st.data())
def test_mutated_plans_are_found_out(instance: Instance, data: st.DataObject) -> None:
    """Every mutation changes what the plan claims or visits."""
    solution = best_plan(instance)
    mutations = [
        replace(solution, unserved=solution.unserved + 1),
        replace(solution, cost=replace(solution.cost, distance=solution.cost.distance - 1)),
        replace(solution, unassigned=(*solution.unassigned, 0)),
    ]
    for number, route in enumerate(solution.routes):
        others = solution.routes[:number] + solution.routes[number + 1 :]
        twice = Route(route.vehicle, (*route.stops, route.stops[0]))
        short = Route(route.vehicle, route.stops[1:])
        mutations += [
            replace(solution, routes=(*others, twice)),
            replace(solution, routes=(*others, short)),
            replace(solution, routes=others),
            replace(solution, routes=(*solution.routes, route)),
        ]
    assert check(instance, data.draw(st.sampled_from(mutations))) != ()


def test_a_leg_without_a_way_is_found() -> None:
    distances = SQUARE.copy()
    distances[1, 2] = NO_WAY
    instance = replace(square(), distances_m=distances)
    assert check(instance, plan(instance, 0, 1, 2)) == (
        "route 1 (van): no way leads from 'a' to 'b'",
    )
    assert check(instance, plan(instance, 1, 0, 2)) == ()
    ordered = replace(instance, order_rule="b comes before a")
    assert check(ordered, plan(ordered, 0, 1, 2)) == (
        "route 1 (van): 'b' comes right after 'a', but b comes before a",
    )


def test_kilometres_are_charged_on_the_generalised_cost() -> None:
    generalised = np.arange(16).reshape(4, 4)
    instance = replace(square(), generalised_m=generalised)
    cost = plan(instance, 0, 1, 2).cost
    assert cost == Cost(fixed=100, distance=2 * (1 + 6 + 11 + 12), duration=80)
    open_ended = square(vehicle={"end": None})
    assert plan(replace(open_ended, generalised_m=generalised), 0, 1, 2).cost.distance == 36


def _trips(reloads: tuple[int, ...], **vehicle: int) -> tuple[str, ...]:
    """What is wrong with three stops, of two units each, on a vehicle for four."""
    legs = np.abs(np.arange(4)[:, None] - np.arange(4)[None, :])
    stops = tuple(Stop(name, delivery=(2,), release_s=7) for name in "abc")
    kind = Vehicle("v", capacity=(4,), **vehicle)
    instance = Instance((Depot("d", window=(0, 20)),), stops, (kind,), legs, legs)
    return check(instance, Solution.of(instance, [Route(0, (0, 1, 2), reloads)]))


def test_trips_are_checked_one_by_one() -> None:
    assert _trips((2,), max_reloads=1) == ()
    assert _trips((), max_reloads=1) == ("route 1 (v): load demand reaches 6, capacity 4",)
    assert _trips((1,)) == ("route 1 (v): reloads is 1, limit 0",)
    (late,) = _trips((1,), max_reloads=1, reload_s=12)
    assert "ends 7 s after the shift or the depot's hours" in late


@pytest.mark.parametrize("reloads", [(0,), (3,), (2, 2), (2, 1), (-1,)])
def test_a_trip_without_stops_is_none(reloads: tuple[int, ...]) -> None:
    (text,) = _trips(reloads, max_reloads=2)
    assert text == f"route 1: reloads {reloads} leave a trip without stops"


@pytest.mark.parametrize(
    "route", [Route(0, (3,)), Route(0, (-1,)), Route(1, (0,)), Route(-1, (0,))]
)
def test_no_plan_is_made_of_stops_and_vehicles_that_there_are_not(route: Route) -> None:
    message = f"there is no (stop|vehicle) number {max(map(abs, (route.vehicle, *route.stops)))}"
    message = message.replace("number 1", "number -?1")
    for make in (Solution.of, evaluate):
        with pytest.raises(InfeasibleError, match=message):
            make(square(), [route])


def test_routes_of_lists_and_arrays_are_routes_of_python_s_numbers() -> None:
    for stops in ([2, 0], np.array([2, 0]), range(2, -1, -2)):
        route = Route(np.int64(0), stops, np.array([1]))
        assert route == Route(0, (2, 0), (1,))
        assert {type(number) for number in (route.vehicle, *route.stops, *route.reloads)} == {int}


@pytest.mark.parametrize("given", [(0, (0.0, 1.0)), (0, 1), ("van", (0,)), (0, ("a", "b"))])
def test_routes_are_of_indices(given: tuple[Any, Any]) -> None:
    with pytest.raises(InfeasibleError, match=r"Route\(vehicle=.*\) is no route of indices: "):
        Route(*given)


@pytest.mark.parametrize(
    "route", [Route(0, (3,)), Route(0, (-1,)), Route(1, (0,)), Route(-1, (0,))]
)
def test_there_are_no_times_at_stops_and_vehicles_that_there_are_not(route: Route) -> None:
    solution = Solution((route,), (), Cost(), 0)
    for times in (solution.schedules, solution.expected):
        with pytest.raises(InfeasibleError, match="there is no"):
            times(square())


def test_routes_that_are_none_are_refused_by_name() -> None:
    solution = Solution(((0, 1),), (), Cost(), 0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"routes\[0\] is of type tuple, expected .*Route"):
        solution.check(square())


def test_it_is_shown_in_a_line() -> None:
    shown = repr(plan(square(), 0, 1))
    assert (
        shown
        == f"<Solution: 1 route, 1 unassigned, cost of {plan(square(), 0, 1).cost.total} units>"
    )


def test_a_run_is_shown_without_its_trace() -> None:
    run = Run("vrp", seed=1, trace=(TracePoint(0.5, 10, 0, 99, 2),) * 1000)
    assert "seed=1" in repr(run)
    assert len(repr(run)) < 400

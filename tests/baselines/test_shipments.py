"""Goods carried from one stop to another, through every solver that knows them."""

from __future__ import annotations

import dataclasses

import pytest
from asked_solvers import BUDGET_S, assert_optimal, assert_refused
from brute_force import best_plan, optimum
from patience import solve_patiently
from small_instances import plain, with_stop, with_vehicle

from vrp.baselines import BASELINES, solve_with
from vrp.baselines.shipments import ends, other_end, skills_needed
from vrp.instance import Instance

ROUTING = ("ortools", "vroom", "pyvrp")

for _name in ROUTING:
    pytest.importorskip(_name)


def shipped(seed: int, *features: str, n_stops: int = 5, **vehicle: object) -> Instance:
    """Two shipments, to stops 0 and 1 from the last two, of a random instance of these features."""
    instance = with_vehicle(plain(seed, *features, n_stops=n_stops), **vehicle)
    for number in range(2):
        origin = n_stops - 1 - number
        instance = with_stop(instance, origin, delivery=(), pickup=())
        instance = with_stop(instance, number, origin=f"s{origin}", pickup=())
    return instance


def single(seed: int, *features: str) -> Instance:
    return shipped(seed, *features, count=1)


@pytest.mark.parametrize("name", ROUTING)
@pytest.mark.parametrize(
    "features",
    [
        (),
        ("windows", "service"),
        ("fleet", "fixed costs", "skills"),
        ("depots", "open", "asymmetric"),
        ("shifts", "dimensions", "speed"),
        ("pickups", "priorities"),
        ("generalised costs", "service"),
    ],
)
@pytest.mark.parametrize("seed", [4, 5])
def test_finds_the_optimum_of_a_tiny_instance(
    name: str, features: tuple[str, ...], seed: int
) -> None:
    assert_optimal(name, shipped(seed, *features))


@pytest.mark.parametrize("name", ["ortools", "pyvrp"])
def test_prizes_and_hours_have_a_price(name: str) -> None:
    assert_optimal(name, shipped(9, "prizes", "priorities", "hourly costs", "windows", "service"))


@pytest.mark.parametrize("name", ["ortools", "vroom"])
def test_windows_and_limits_of_stops_hold_for_both_ends(name: str) -> None:
    assert_optimal(name, shipped(8, "multiple windows", "service", max_stops=3))


def test_pyvrp_reloads_only_between_shipments() -> None:
    assert_optimal("pyvrp", shipped(3, "reloads", "windows", count=1, max_reloads=2, reload_s=0))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("features", [("windows", "service"), ("dimensions", "prizes", "skills")])
def test_cp_sat_proves_its_optimum(seed: int, features: tuple[str, ...]) -> None:
    instance = single(seed, *features)
    solution = solve_with("cp-sat", instance, time_limit=20.0)
    assert (solution.unserved, solution.cost.total) == optimum(instance)
    assert solution.run.lower_bound == solution.cost.total


@pytest.mark.parametrize("name", ["ortools", "cp-sat"])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_goods_of_depots_may_change_hands_where_a_shipment_ends(name: str, seed: int) -> None:
    instance = plain(seed, "pickups", "windows", n_stops=5)
    instance = with_vehicle(instance, count=1, capacity=(14,))
    for number in range(2):
        instance = with_stop(instance, number, origin=f"s{4 - number}")
    assert_optimal(name, instance)


@pytest.mark.parametrize("name", [*ROUTING, "cp-sat"])
def test_both_ends_are_left_out_or_none(name: str) -> None:
    """Its origin, which anybody could serve, is of no use on its own."""
    instance = with_stop(single(6), 0, skills=frozenset({"crane"}))
    solution = solve_with(name, instance, time_limit=BUDGET_S)
    assert {0, 4} <= set(solution.unassigned)
    assert (solution.unserved, solution.cost.total) == optimum(instance)


@pytest.mark.parametrize("name", [*ROUTING, "cp-sat"])
def test_what_goes_before_it_comes_is_left_out(name: str) -> None:
    instance = with_stop(with_stop(single(6), 4, windows=((9, 12),)), 0, windows=((3, 5),))
    solution = solve_with(name, instance, time_limit=BUDGET_S)
    assert {0, 4} <= set(solution.unassigned)
    assert (solution.unserved, solution.cost.total) == optimum(instance)
    trace = solution.run.trace
    if trace:
        assert (trace[-1].unserved, trace[-1].cost) == (solution.unserved, solution.cost.total)


@pytest.mark.parametrize("name", [*ROUTING, "cp-sat"])
def test_the_origin_comes_first_where_all_is_at_one_place(name: str) -> None:
    instance = single(6)
    distances = instance.distances_m * 0
    instance = dataclasses.replace(instance, distances_m=distances, durations_s=distances)
    instance = with_vehicle(instance, capacity=(None,))
    solution = solve_with(name, instance, time_limit=BUDGET_S)
    solution.check(instance)
    assert not solution.unassigned


@pytest.mark.parametrize("name", [*ROUTING, "cp-sat"])
def test_a_plan_with_shipments_starts_a_search(name: str) -> None:
    instance = single(4, "service")
    start = best_plan(instance)
    assert {0, 1} <= {stop for route in start.routes for stop in route.stops}
    solution = solve_patiently(name, instance, time_limit=BUDGET_S, initial=start)
    assert (solution.unserved, solution.cost.total) == (start.unserved, start.cost.total)


@pytest.mark.parametrize("name", ROUTING)
@pytest.mark.parametrize("seed", range(6))
def test_a_plan_costs_the_same_in_their_own_terms(name: str, seed: int) -> None:
    # Their mean is no whole number, and is what VROOM has as the priority of either end.
    instance = with_stop(shipped(seed, "windows", "service", capacity=(9,)), 0, priority=2)
    instance = with_stop(instance, 4, priority=5)
    plan = best_plan(instance)
    price = BASELINES[name].load().price(instance, plan)
    assert price == (plan.unserved, plan.cost.total)


@pytest.mark.parametrize(
    ("name", "instance", "message"),
    [
        *(
            (name, instance, message)
            for name in ("vroom", "pyvrp")
            for instance, message in [
                (
                    with_stop(shipped(1), 4, delivery=(2,)),
                    "delivery of stop 's4' beside the goods picked up there for stop 's0'",
                ),
                (
                    with_stop(shipped(1), 0, pickup=(2,)),
                    "pickup of stop 's0' beside its shipment from 's4' to 's0'",
                ),
            ]
        ),
        (
            "pyvrp",
            with_stop(shipped(1), 4, windows=((0, 5), (9, 12))),
            "windows of stop 's4': an end of a shipment has one",
        ),
        ("pyvrp", with_stop(shipped(1), 4, release_s=9), "release_s of stop 's4'"),
        ("pyvrp", shipped(1, max_stops=2), "max_stops of vehicle 'v0' beside shipments"),
    ],
)
def test_what_they_cannot_carry_is_refused_by_name(
    name: str, instance: Instance, message: str
) -> None:
    assert_refused(name, instance, message)


def test_ends_of_shipments() -> None:
    instance = with_stop(shipped(1), 0, skills=frozenset({"lift"}))
    instance = with_stop(instance, 4, skills=frozenset({"cold"}))
    assert ends(instance) == [(4, 0), (3, 1)]
    assert [other_end(instance, stop) for stop in range(5)] == [4, 3, None, 1, 0]
    assert skills_needed(instance, 0) == skills_needed(instance, 4) == {"lift", "cold"}
    assert skills_needed(instance, 2) == frozenset()

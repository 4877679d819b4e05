"""Breaks of drivers, through every solver that knows them."""

from __future__ import annotations

import numpy as np
import pytest
from asked_solvers import BUDGET_S, assert_optimal, assert_refused
from brute_force import best_plan, optimum
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from patience import solve_patiently
from random_instances import FEATURES, random_instance
from small_instances import plain, with_stop, with_vehicle

from vrp.baselines import BASELINES, solve_with
from vrp.baselines.breaks import due_break
from vrp.baselines.fleet import single_vehicles, usable_kinds
from vrp.errors import UnsupportedError
from vrp.instance import Break, Instance
from vrp.schedule import make_schedule
from vrp.solution import check

NOON = Break(30, 40, 12)
_UNKNOWN = {"breaks", "groups", "releases", "reloads"}

for _name in ("ortools", "vroom"):
    pytest.importorskip(_name)


def due(seed: int, *features: str, n_stops: int = 5, **vehicle: object) -> Instance:
    """A random instance of these features, whose drivers are due a break at noon."""
    return with_vehicle(plain(seed, *features, n_stops=n_stops), **({"breaks": (NOON,)} | vehicle))


@pytest.mark.parametrize(
    "features",
    [
        (),
        ("windows", "service"),
        ("windows", "service", "hourly costs"),
        ("fleet", "fixed costs", "skills", "service"),
        ("depots", "open", "asymmetric", "windows"),
        ("shifts", "speed", "multiple windows"),
        ("limits", "depot hours", "hourly costs"),
        ("shipments", "pickups", "prizes"),
    ],
)
@pytest.mark.parametrize("seed", [2, 4])
def test_ortools_finds_the_optimum_of_a_tiny_instance(features: tuple[str, ...], seed: int) -> None:
    assert_optimal("ortools", due(seed, *features))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "features",
    [("windows", "service", "hourly costs"), ("open", "limits", "multiple windows", "shifts")],
)
def test_cp_sat_proves_its_optimum(seed: int, features: tuple[str, ...]) -> None:
    instance = due(seed, *features, count=1)
    solution = solve_with("cp-sat", instance, time_limit=20.0)
    assert (solution.unserved, solution.cost.total) == optimum(instance)
    assert solution.run.lower_bound == solution.cost.total


@pytest.mark.parametrize("seed", range(4))
def test_vroom_plans_breaks_within_hours(seed: int) -> None:
    """Hours that end long after the break give every route the time that VROOM needs for it."""
    instance = due(seed, "windows", "service", "fleet", "skills", shift_s=(0, 300))
    assert assert_optimal("vroom", instance).run.remarks == ()


def test_vroom_leaves_out_what_only_a_break_after_hours_admits() -> None:
    instance = with_vehicle(due(1, n_stops=1), count=1)
    back_s = make_schedule(instance, 0, [0]).duration_s
    after_hours = Break(back_s, back_s, 5)
    for extra_s, left_out in ((1, True), (5, False)):
        tight = with_vehicle(instance, shift_s=(0, back_s + extra_s), breaks=(after_hours,))
        assert not best_plan(tight).unassigned
        if left_out:
            with pytest.raises(UnsupportedError, match="within hours, which do not hold this one"):
                solve_with("vroom", tight, time_limit=BUDGET_S)
        else:
            assert not solve_with("vroom", tight, time_limit=BUDGET_S).unassigned


def test_breaks_that_cost_are_remarked() -> None:
    (remark,) = solve_with("vroom", due(1, cost_per_s=2), time_limit=BUDGET_S).run.remarks
    assert remark.startswith("VROOM charges no waiting and no breaks, which cost here")
    at_home = due(1, cost_per_s=2, shift_s=(42, 99))
    assert solve_with("vroom", at_home, time_limit=BUDGET_S).run.remarks == ()


@pytest.mark.parametrize("name", ["ortools", "vroom", "cp-sat"])
def test_a_plan_with_breaks_starts_a_search(name: str) -> None:
    instance = due(4, "windows", "service", count=1)
    start = best_plan(instance)
    assert any(schedule.rest for schedule in start.schedules(instance))
    solution = solve_patiently(name, instance, time_limit=BUDGET_S, initial=start)
    assert (solution.unserved, solution.cost.total) == (start.unserved, start.cost.total)


@settings(max_examples=30)
@pytest.mark.parametrize("name", ["ortools", "vroom"])
@given(seed=st.integers(0, 2**32 - 1), features=st.sets(st.sampled_from(sorted(FEATURES))))
def test_a_plan_costs_the_same_in_their_own_terms(name: str, seed: int, features: set[str]) -> None:
    mix = features - _UNKNOWN - ({"hourly costs"} if name == "vroom" else set()) | {"breaks"}
    instance = random_instance(np.random.default_rng(seed), n_stops=4, features=mix)
    assume(single_vehicles(instance))
    plan = best_plan(instance)
    try:
        price = BASELINES[name].load().price(instance, plan)
    except UnsupportedError:
        return
    assert price == (plan.unserved, plan.cost.total)


@settings(max_examples=30)
@pytest.mark.parametrize("name", ["ortools", "vroom"])
@given(seed=st.integers(0, 2**32 - 1), features=st.sets(st.sampled_from(sorted(FEATURES))))
def test_plans_are_valid(name: str, seed: int, features: set[str]) -> None:
    mix = features - _UNKNOWN | {"breaks", "service"}
    instance = random_instance(np.random.default_rng(seed), n_stops=5, features=mix)
    try:
        solution = solve_patiently(name, instance, time_limit=0.03)
    except UnsupportedError:
        return
    assert check(instance, solution) == ()
    assert (solution.unserved, solution.cost.total) >= optimum(instance)


@pytest.mark.parametrize(
    ("shift_s", "is_due"),
    [((0, 99), True), ((0, 40), False), ((0, 41), True), ((41, 99), True), ((42, 99), False)],
)
def test_hours_leave_a_break_for_before_or_after(shift_s: tuple[int, int], is_due: bool) -> None:
    instance = due(1, shift_s=shift_s)
    assert (due_break(instance, 0) is not None) == is_due


@pytest.mark.parametrize(
    ("shift_s", "is_usable"),
    [((0, 41), True), ((41, 99), True), ((41, 41), False), ((41, 42), True), ((40, 51), True)],
)
def test_vehicles_that_find_no_time_for_their_break_are_left_out(
    shift_s: tuple[int, int], is_usable: bool
) -> None:
    instance = due(1, shift_s=shift_s)
    assert bool(usable_kinds(instance)) == is_usable
    if not is_usable:
        for name in ("ortools", "vroom"):
            assert not solve_with(name, instance, time_limit=0.1).routes


@pytest.mark.parametrize("name", ["pyvrp", "hgs"])
def test_who_knows_no_breaks_refuses_them_by_name(name: str) -> None:
    pytest.importorskip(BASELINES[name].package)
    assert_refused(name, due(1), "breaks of vehicle 'v0'")


def test_pyvrp_plans_where_no_break_is_due() -> None:
    pytest.importorskip("pyvrp")
    assert_optimal("pyvrp", with_stop(due(3, shift_s=(42, 999)), 0, service_s=9))

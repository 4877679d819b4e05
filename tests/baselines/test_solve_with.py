"""Every solver through the one door: known optima, refusals, valid plans of any instance."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asked_solvers import BUDGET_S, assert_optimal, assert_refused
from brute_force import best_plan, optimum
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from patience import solve_patiently
from random_instances import instances, random_features, random_instance
from small_instances import plain, single_vehicle, with_stop, with_vehicle

import vrp
from vrp.baselines import BASELINES, Baseline, find_baseline, solve_with
from vrp.baselines.fleet import single_vehicles
from vrp.baselines.outcome import Incumbents
from vrp.errors import InfeasibleError, SolverError, UnsupportedError
from vrp.instance import Instance
from vrp.solution import Route, Solution

ROUTING = ("ortools", "vroom", "pyvrp")

for _name in ROUTING:
    pytest.importorskip(_name)


@pytest.mark.parametrize("name", ROUTING)
@pytest.mark.parametrize(
    "features",
    [
        (),
        ("windows", "service"),
        ("setups", "windows", "service"),
        ("fleet", "fixed costs", "skills"),
        ("depots", "open", "asymmetric"),
        ("multiple windows", "shifts", "dimensions"),
        ("pickups", "limits"),
        ("reloads", "releases", "windows"),
    ],
)
def test_finds_the_optimum_of_a_tiny_instance(name: str, features: tuple[str, ...]) -> None:
    try:
        assert_optimal(name, plain(4, *features, n_stops=4))
    except UnsupportedError:
        assert name == "vroom" or "reloads" in features


@pytest.mark.parametrize("name", ["ortools", "pyvrp"])
@pytest.mark.parametrize("seed", [2, 5, 6])
@pytest.mark.parametrize("beside", [(), ("windows", "service", "hourly costs"), ("limits", "open")])
def test_overtime_has_a_price(name: str, seed: int, beside: tuple[str, ...]) -> None:
    assert_optimal(name, plain(seed, "overtime", *beside, n_stops=5))


@pytest.mark.parametrize("name", ["ortools", "pyvrp"])
def test_prizes_priorities_and_hours_have_a_price(name: str) -> None:
    features = ("prizes", "priorities", "hourly costs", "windows", "service")
    assert_optimal(name, plain(9, *features, n_stops=4))


@pytest.mark.parametrize("name", ROUTING)
def test_with_too_few_vehicles_the_least_important_stops_stay_out(name: str) -> None:
    instance = with_vehicle(plain(3, "priorities", n_stops=5), count=1, capacity=(12,))
    assert assert_optimal(name, instance, 2 * BUDGET_S).unassigned


@pytest.mark.parametrize("name", ROUTING)
def test_public_instance(shared: Path, name: str) -> None:
    instance = vrp.read(shared / "instances" / "CVRP" / "X-n106-k14.vrp")
    best = instance.best_known_cost
    assert best is not None

    def is_good(solution: Solution) -> bool:
        return not solution.unassigned and solution.cost.total < 1.15 * best

    solution = solve_patiently(name, instance, is_good, time_limit=1.0)
    assert is_good(solution)
    assert solution.cost.total >= best


@pytest.mark.parametrize("name", ROUTING)
def test_the_run_says_who_searched(name: str) -> None:
    run = solve_with(name, plain(1), time_limit=0.1, seed=3).run
    assert (run.solver, run.solver_version) == (name, BASELINES[name].version)
    assert run.time_limit_s == 0.1
    assert run.seed == (None if name == "vroom" else 3)
    assert run.elapsed_s > 0


@pytest.mark.parametrize("name", ["ortools", "pyvrp"])
def test_the_trace_ends_with_the_plan(name: str) -> None:
    instance = plain(11, "windows", "hourly costs", "priorities", n_stops=6)
    solution = solve_patiently(name, instance, lambda s: bool(s.run.trace), time_limit=BUDGET_S)
    last = solution.run.trace[-1]
    assert (last.unserved, last.cost) == (solution.unserved, solution.cost.total)
    ranks = [(point.unserved, point.cost) for point in solution.run.trace]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize("name", ROUTING)
def test_starts_from_our_plan_and_we_from_theirs(name: str) -> None:
    instance = plain(5, "service", n_stops=6)
    ours = vrp.solve(instance, iterations=200, time_limit=None, threads=1)
    theirs = solve_with(name, instance, time_limit=BUDGET_S, initial=ours)
    assert (theirs.unserved, theirs.cost.total) <= (ours.unserved, ours.cost.total)
    again = vrp.solve(instance, iterations=1, time_limit=None, threads=1, initial=theirs)
    assert (again.unserved, again.cost.total) <= (theirs.unserved, theirs.cost.total)


@pytest.mark.parametrize("name", ROUTING)
def test_an_invalid_plan_starts_nothing(name: str) -> None:
    instance = with_vehicle(plain(5), capacity=(1,))
    broken = Solution.of(instance, [Route(0, tuple(range(5)))])
    with pytest.raises(InfeasibleError, match="capacity"):
        solve_with(name, instance, time_limit=BUDGET_S, initial=broken)


@pytest.mark.parametrize("name", ["ortools", "pyvrp"])
def test_an_interrupt_ends_the_search(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    add = Incumbents.add

    def add_and_stop(*arguments: Any) -> None:
        add(*arguments)
        stop.set()

    monkeypatch.setattr(Incumbents, "add", add_and_stop)
    # All can be served, so that there is a first plan at once.
    solution = solve_with(name, plain(2, n_stops=8), time_limit=60.0, stop=stop)
    assert solution.run.interrupted
    assert solution.run.elapsed_s < 60


@pytest.mark.parametrize("name", ROUTING)
def test_nothing_to_do(name: str) -> None:
    instance = dataclasses.replace(
        plain(1), stops=(), distances_m=np.zeros((1, 1), int), durations_s=np.zeros((1, 1), int)
    )
    assert solve_with(name, instance, time_limit=0.1).routes == ()


@pytest.mark.parametrize("name", ROUTING)
def test_no_vehicle_may_leave(name: str) -> None:
    instance = plain(1)
    depot = dataclasses.replace(instance.depots[0], window=(0, 10))
    closed = with_vehicle(dataclasses.replace(instance, depots=(depot,)), shift_s=(20, 30))
    assert solve_with(name, closed, time_limit=0.1).unserved == len(instance.stops)


@settings(max_examples=12)
@pytest.mark.parametrize("name", ROUTING)
@given(instance=instances(max_stops=5))
def test_any_instance_is_refused_by_name_or_solved_validly(name: str, instance: Instance) -> None:
    refusal, solution = None, None
    try:
        solution = solve_patiently(name, instance, time_limit=0.03)
    except UnsupportedError as error:
        refusal = str(error)
    if solution is None:
        assert refusal is not None
        assert refusal.startswith(f"{name} cannot model ")
    else:
        assert vrp.check(instance, solution) == ()
        assert (solution.unserved, solution.cost.total) >= optimum(instance)


@settings(max_examples=25)
@pytest.mark.parametrize("name", ROUTING)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_plan_costs_the_same_in_their_own_terms(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    features = random_features(rng)
    if name == "vroom":
        features -= {"hourly costs"}  # it charges no waiting
    instance = random_instance(rng, n_stops=4, features=features)
    assume(single_vehicles(instance))
    plan = best_plan(instance)
    try:
        price = BASELINES[name].load().price(instance, plan)
    except UnsupportedError:
        return
    assert price == (plan.unserved, plan.cost.total)


@pytest.mark.parametrize(
    ("name", "instance", "message"),
    [
        ("vroom", with_stop(plain(1), 2, prize=7), "prize of stop 's2'"),
        ("vroom", with_stop(plain(1), 1, priority=100), "priority 100 of stop 's1'"),
        (
            "vroom",
            with_vehicle(plain(1, "windows"), max_duration_s=50),
            "max_duration_s of vehicle 'v0'",
        ),
        (
            "pyvrp",
            with_vehicle(
                dataclasses.replace(plain(1), generalised_m=np.ones((6, 6), int), minimised="fuel"),
                max_distance_m=50,
            ),
            "max_distance_m of vehicle 'v0' while fuel is minimised",
        ),
        ("cp-sat", with_vehicle(plain(1), count=4), "4 vehicles"),
        (
            "vroom",
            with_vehicle(plain(1), overtime_after_s=60, cost_per_overtime_s=2),
            "cost_per_overtime_s of vehicle 'v0'",
        ),
        ("ortools", with_vehicle(plain(1), max_reloads=2), "max_reloads of vehicle 'v0'"),
        ("ortools", with_stop(plain(1), 1, release_s=9), "release_s of stop 's1'"),
        ("vroom", with_vehicle(plain(1), max_reloads=2), "max_reloads of vehicle 'v0'"),
        ("cp-sat", with_stop(single_vehicle(1), 1, release_s=9), "release_s of stop 's1'"),
        (
            "pyvrp",
            with_stop(with_vehicle(plain(1), max_reloads=2, reload_s=5), 1, release_s=9),
            "reload_s of vehicle 'v0' beside release times",
        ),
    ],
)
def test_refusals_name_the_constraint(name: str, instance: Instance, message: str) -> None:
    assert_refused(name, instance, message)


def test_an_unknown_solver_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SolverError, match="no solver 'gurobi', expected one of ortools, vroom"):
        find_baseline("gurobi")


def test_a_missing_package_is_named_with_its_extra() -> None:
    missing = Baseline("pyvrp", "pyvrp", "not_installed_here", "pyvrp", "vrp[pyvrp]")
    with pytest.raises(SolverError, match=r"not_installed_here: pip install 'vrp\[pyvrp\]'"):
        missing.require()


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"time_limit": 0.0}, "time_limit is 0.0"),
        ({"seed": -1}, "seed is -1"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_limits_out_of_bounds(limits: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        solve_with("pyvrp", plain(1), **limits)  # type: ignore[arg-type]

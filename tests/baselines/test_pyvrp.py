"""PyVRP tries to serve everyone first, and leaves stops out at a price when that fails."""

from __future__ import annotations

import pytest
from asked_solvers import assert_optimal
from brute_force import optimum
from patience import solve_patiently, solve_to_optimum
from small_instances import plain, with_stop, with_vehicle

import vrp
from vrp.baselines import solve_with
from vrp.baselines.pyvrp_model import PyvrpModel
from vrp.errors import UnsupportedError

pytest.importorskip("pyvrp")


def test_costs_in_fine_units_do_not_keep_it_from_valid_plans() -> None:
    assert_optimal("pyvrp", with_vehicle(plain(4), cost_per_m=350_000, cost_fixed=1))


def test_it_starts_from_a_plan_that_leaves_stops_out() -> None:
    instance = with_vehicle(plain(3, n_stops=5), count=1, capacity=(12,))
    start = vrp.solve(instance, iterations=100, time_limit=None, threads=1)
    assert start.unserved
    solution = solve_patiently(
        "pyvrp", instance, lambda s: s.run.iterations > 0, time_limit=0.1, initial=start
    )
    assert (solution.unserved, solution.cost.total) <= (start.unserved, start.cost.total)
    assert solution.run.iterations > 0


def test_several_windows_are_started_from_as_they_are_used() -> None:
    instance = plain(6, "multiple windows", "hourly costs", n_stops=5)
    start = vrp.solve(instance, iterations=200, time_limit=None, threads=1)
    solution = solve_with("pyvrp", instance, time_limit=0.1, initial=start)
    assert (solution.unserved, solution.cost.total) <= (start.unserved, start.cost.total)


def test_limits_of_stops_are_refused_where_vehicles_reload() -> None:
    """It would hold every trip to the limit rather than the route."""
    instance = with_vehicle(
        plain(2, n_stops=6), max_stops=2, max_reloads=2, count=1, capacity=(20,)
    )
    with pytest.raises(UnsupportedError, match="max_stops of vehicle 'v0' beside max_reloads"):
        solve_with("pyvrp", instance, time_limit=0.1)


def test_a_stop_that_nobody_could_serve_does_not_keep_it_from_serving_the_others() -> None:
    """With that one required, PyVRP gave up on all others: each could be left out at a price."""
    instance = with_stop(plain(3, n_stops=5), 2, skills=frozenset({"crane"}))
    model = PyvrpModel(instance, all_served=True)
    required = [client.required for client in model.data.clients()]
    assert required == [True, True, False, True, True]
    best = optimum(instance)
    assert best[0] == 1
    start = solve_to_optimum("pyvrp", instance, best, time_limit=0.2)
    assert (start.unserved, start.cost.total) == best
    assert model.serves_required(start)
    assert model.solution(start).is_feasible()


def test_a_plan_that_leaves_out_more_than_it_must_is_no_start_with_all_served() -> None:
    instance = with_stop(plain(3, n_stops=5), 2, skills=frozenset({"crane"}))
    model = PyvrpModel(instance, all_served=True)
    assert not model.serves_required(vrp.Solution.of(instance, []))

"""Stops of which one is served, through every solver that knows alternatives."""

from __future__ import annotations

import dataclasses

import pytest
from asked_solvers import BUDGET_S, assert_optimal, assert_refused
from brute_force import best_plan
from patience import solve_patiently
from small_instances import plain, with_stop, with_vehicle

from vrp.baselines import BASELINES, solve_with
from vrp.baselines.groups import grouped
from vrp.instance import Instance

ROUTING = ("ortools", "pyvrp")

for _name in ROUTING:
    pytest.importorskip(_name)


def grouped_stops(seed: int, *features: str, n_stops: int = 6, **vehicle: object) -> Instance:
    """Stops 0, 2 and 4 are alternatives, and so are 1 and 3; the others are single."""
    instance = with_vehicle(plain(seed, *features, n_stops=n_stops), **vehicle)
    for group in ((0, 2, 4), (1, 3)):
        first = instance.stops[group[0]]
        for member in group:
            instance = with_stop(
                instance,
                member,
                group=f"like {first.id}",
                priority=first.priority,
                prize=first.prize,
            )
    return instance


@pytest.mark.parametrize("name", ROUTING)
@pytest.mark.parametrize(
    "features",
    [
        (),
        ("windows", "service", "asymmetric"),
        ("multiple windows", "service"),
        ("fleet", "fixed costs", "skills"),
        ("depots", "open", "pickups"),
        ("prizes", "priorities", "dimensions"),
        ("generalised costs", "service", "hourly costs"),
    ],
)
@pytest.mark.parametrize("seed", [4, 5])
def test_finds_the_optimum_of_a_tiny_instance(
    name: str, features: tuple[str, ...], seed: int
) -> None:
    assert_optimal(name, grouped_stops(seed, *features))


@pytest.mark.parametrize("name", [*ROUTING, "cp-sat"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_not_all_fits_a_group_is_left_out_once(name: str, seed: int) -> None:
    instance = grouped_stops(seed, "priorities", count=1, max_stops=2)
    solution = assert_optimal(name, instance)
    served = {stop for route in solution.routes for stop in route.stops}
    assert len(served) == 2
    trace = solution.run.trace
    assert not trace or (trace[-1].unserved, trace[-1].cost) == (
        solution.unserved,
        solution.cost.total,
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("features", [("windows", "service"), ("dimensions", "prizes", "skills")])
def test_cp_sat_proves_its_optimum(seed: int, features: tuple[str, ...]) -> None:
    instance = grouped_stops(seed, *features, count=1)
    instance = dataclasses.replace(instance, vehicles=instance.vehicles[:1])
    best = best_plan(instance)
    solution = solve_with("cp-sat", instance, time_limit=20.0)
    assert (solution.unserved, solution.cost.total) == (best.unserved, best.cost.total)
    assert solution.run.lower_bound == solution.cost.total


@pytest.mark.parametrize("name", [*ROUTING, "cp-sat"])
def test_alternatives_that_nobody_may_serve_count_once_or_not_at_all(name: str) -> None:
    instance = grouped_stops(6, count=1)
    for stop in (1, 3, 4):
        instance = with_stop(instance, stop, skills=frozenset({"crane"}))
    solution = assert_optimal(name, instance)
    assert set(solution.unassigned) == {1, 3}
    assert solution.unserved == 1
    trace = solution.run.trace
    assert not trace or trace[-1].unserved == 1


@pytest.mark.parametrize("name", [*ROUTING, "cp-sat"])
def test_a_plan_with_alternatives_starts_a_search(name: str) -> None:
    instance = grouped_stops(4, "service", count=1)
    start = best_plan(instance)
    solution = solve_patiently(name, instance, time_limit=BUDGET_S, initial=start)
    assert (solution.unserved, solution.cost.total) == (start.unserved, start.cost.total)


@pytest.mark.parametrize("name", ROUTING)
@pytest.mark.parametrize("seed", range(4))
def test_a_plan_costs_the_same_in_their_own_terms(name: str, seed: int) -> None:
    instance = grouped_stops(seed, "multiple windows", "service", "priorities", "prizes")
    plan = best_plan(with_vehicle(instance, count=1, max_stops=2))
    price = BASELINES[name].load().price(instance, plan)
    assert price == (plan.unserved, plan.cost.total)


@pytest.mark.parametrize("name", ["vroom", "hgs"])
def test_others_refuse_alternatives_by_name(name: str) -> None:
    pytest.importorskip(BASELINES[name].package)
    assert_refused(name, grouped_stops(1), "group of stop 's0'")


def test_choices_are_groups_and_single_stops() -> None:
    instance = with_stop(grouped_stops(1), 5, group="alone")
    assert instance.choices == ((0, 2, 4), (1, 3), (5,))
    assert list(grouped(instance)) == [f"group of stop 's{stop}'" for stop in range(5)]

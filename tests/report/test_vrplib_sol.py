from pathlib import Path

import pytest
from vrplib_text import Changes, write

from vrp.read.vrplib import read_vrplib
from vrp.read.vrplib_solution import read_sol
from vrp.report.vrplib_sol import solution_to_sol
from vrp.solution import Route, Solution

MIXED = {"CAPACITY": None, "CAPACITY_SECTION": "1 5\n2 9\n3 9\n4 5"}


@pytest.mark.parametrize(
    ("rounding", "cost"), [("nearest", "38"), ("truncate1", "37"), ("none", "37")]
)
def test_stops_count_from_one_and_cost_is_in_the_unit_of_the_distances(
    tmp_path: Path, rounding: str, cost: str
) -> None:
    instance = read_vrplib(write(tmp_path), rounding=rounding)
    solution = Solution.of(instance, [Route(0, (2,)), Route(0, (0, 1))])
    assert solution_to_sol(instance, solution) == f"Route #1: 1 2\nRoute #2: 3\nCost {cost}\n"


def test_decimals_are_kept(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, {"VEHICLES_FIXED_COST": "0.3"}), rounding="truncate1")
    text = solution_to_sol(instance, Solution.of(instance, [Route(0, (0,))]))
    assert text.endswith("Cost 10.3\n")


def test_several_kinds_keep_their_vehicle_numbers(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, MIXED), rounding="nearest")
    solution = Solution.of(instance, [Route(1, (0, 1)), Route(2, (2,))])
    assert solution_to_sol(instance, solution) == (
        "Route #1:\nRoute #2: 1 2\nRoute #3:\nRoute #4: 3\nCost 38\n"
    )


@pytest.mark.parametrize("changes", [{}, MIXED])
@pytest.mark.parametrize("rounding", ["nearest", "truncate1", "none"])
def test_what_is_written_is_read_back(tmp_path: Path, changes: Changes, rounding: str) -> None:
    instance = read_vrplib(write(tmp_path, changes), rounding=rounding)
    kind = len(instance.vehicles) - 2
    solution = Solution.of(instance, [Route(max(kind, 0), (2,)), Route(0, (0,))])
    path = tmp_path / "plan.sol"
    path.write_text(solution_to_sol(instance, solution))
    assert read_sol(path, instance) == solution


def test_several_depots_number_the_stops_after_them(tmp_path: Path) -> None:
    changes = {
        "DEPOT_SECTION": "1\n2\n-1",
        "DEMAND_SECTION": "1 0\n2 0\n3 5\n4 6",
        "VEHICLES_DEPOT_SECTION": "1 1\n2 2",
    }
    instance = read_vrplib(write(tmp_path, changes), rounding="nearest")
    text = solution_to_sol(instance, Solution.of(instance, [Route(1, (0, 1))]))
    assert text.startswith("Route #1:\nRoute #2: 2 3\nCost ")


def test_a_reload_is_the_depot_within_a_route(tmp_path: Path) -> None:
    changes = {"VEHICLES": "1", "VEHICLES_RELOAD_DEPOT_SECTION": "1 1"}
    instance = read_vrplib(write(tmp_path, changes), rounding="nearest")
    solution = Solution.of(instance, [Route(0, (0, 1, 2), (2,))])
    text = solution_to_sol(instance, solution)
    assert text == "Route #1: 1 2 0 3\nCost 38\n"
    path = tmp_path / "plan.sol"
    path.write_text(text)
    assert read_sol(path, instance) == solution

"""Benchmark files of nodes of which one is visited."""

from __future__ import annotations

from pathlib import Path

import pytest
from vrplib_text import Changes, write

from vrp.errors import ReadError
from vrp.read.vrplib import read_vrplib
from vrp.read.vrplib_solution import parse_sol, read_sol
from vrp.solution import Route, Solution, check

SECTION = "MUTUALLY_EXCLUSIVE_GROUP_SECTION"
GROUPS: Changes = {"TYPE": "GVRP", "VEHICLES": "2", SECTION: "1 2 4\n2 3"}


def test_of_a_group_one_is_visited(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, GROUPS))
    assert [stop.group for stop in instance.stops] == ["1", "2", "1"]
    assert instance.groups == ((0, 2), (1,))
    assert instance.vehicles[0].count == 2
    solution = Solution.of(instance, [Route(0, (0, 1))])
    assert check(instance, solution) == ()
    assert (solution.unserved, solution.cost.total) == (0, 20)


def test_whatever_is_in_no_group_is_visited_itself(tmp_path: Path) -> None:
    # The groups decide, whatever the type; their numbers are names, and depots may come last.
    changes = {**GROUPS, "TYPE": "CVRP", SECTION: "7 1 3", "DEPOT_SECTION": "4 -1"}
    instance = read_vrplib(write(tmp_path, {**changes, "DEMAND_SECTION": "1 4\n2 4\n3 5\n4 0"}))
    assert [(stop.id, stop.group) for stop in instance.stops] == [
        ("1", "7"),
        ("2", None),
        ("3", "7"),
    ]
    assert Solution.of(instance, [Route(0, (0,))]).unserved == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1 2 5", "line 21: {}, group '1': there is no node '5'"),
        ("1 2 1", "line 21: {}, group '1': node '1' is a depot, expected clients"),
        ("1 2\n2 3 2", "line 22: {}, group '2': node '2' is in a group already, on line 21"),
        ("1 2 2", "line 21: {}, group '1': node '2' is in a group already, on line 21"),
        ("1 2\n1 3", "line 22: {} has group '1' twice, first on line 21"),
        ("1 2 4\n2", "line 22: {}: group '2' has no nodes, expected one of them at least"),
    ],
)
def test_what_is_no_group_is_said_by_line(tmp_path: Path, rows: str, message: str) -> None:
    path = write(tmp_path, {**GROUPS, SECTION: rows})
    with pytest.raises(ReadError) as caught:
        read_vrplib(path)
    assert caught.value.problems == (f"{path}, {message.format(SECTION)}",)


def test_groups_have_no_prizes(tmp_path: Path) -> None:
    prizes = {"PRIZE_SECTION": "1 0\n2 5\n3 5\n4 5"}
    with pytest.raises(ReadError, match="PRIZE_SECTION says not whether a group may be left out"):
        read_vrplib(write(tmp_path, {**GROUPS, **prizes}))


def test_published_plans_are_valid_and_cost_what_they_claim(shared: Path) -> None:
    files = sorted((shared / "instances" / "GVRP").glob("*.vrp"))
    if not files:
        pytest.skip("no instances of groups (GVRP)")
    for file in files:
        instance = read_vrplib(file)
        sol = file.with_suffix(".sol")
        solution = read_sol(sol, instance)
        assert check(instance, solution) == (), file.name
        assert not solution.unassigned, file.name
        assert solution.cost.total == instance.best_known_cost == parse_sol(sol).cost, file.name

"""Linehauls come before backhauls on every route, and no route has backhauls only."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from brute_force import best_plan, route_cost
from patience import solve_to_optimum
from vrplib_text import Changes, write

import vrp
from vrp.errors import ReadError
from vrp.instance import NO_WAY, Instance
from vrp.read import vrplib_weights
from vrp.read.vrplib import read_vrplib
from vrp.solution import Route, Solution, check

#: Nodes 2 and 4 are delivered to, node 3 is picked up from.
BACKHAULS: Changes = {
    "TYPE": "VRPB",
    "DEMAND_SECTION": "1 0\n2 4\n3 0\n4 6",
    "BACKHAUL_SECTION": "1 0\n2 0\n3 4\n4 0",
}
RULE = "but every route begins with a delivery and has its pickups last"


def random_backhauls(
    folder: Path, seed: int, stops: int = 6, changes: Changes | None = None
) -> Path:
    """A file of clients with random places and loads, about half of them backhauls."""
    rng = np.random.default_rng(seed)
    nodes = np.arange(1, stops + 2)
    loads = rng.integers(1, 8, stops + 1)
    backhaul = rng.random(stops + 1) < 0.5
    backhaul[1] = False
    loads[0] = 0
    given = {
        "TYPE": "VRPB",
        "DIMENSION": str(stops + 1),
        "CAPACITY": "13",
        "NODE_COORD_SECTION": _rows(nodes, *rng.integers(0, 100, (2, stops + 1))),
        "DEMAND_SECTION": _rows(nodes, np.where(backhaul, 0, loads)),
        "BACKHAUL_SECTION": _rows(nodes, np.where(backhaul, loads, 0)),
    }
    return write(folder, {**given, **(changes or {})})


def _rows(*columns: np.ndarray) -> str:
    return "\n".join(" ".join(map(str, row)) for row in np.column_stack(columns))


def test_legs_that_no_route_has_are_taken_out(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, BACKHAULS))
    assert instance.pickups[:, 0].tolist() == [0, 4, 0]
    assert instance.deliveries[:, 0].tolist() == [4, 0, 6]
    assert instance.distances_m.tolist() == [
        [0, 5, NO_WAY, 9],
        [5, 0, 5, 5],
        [10, NO_WAY, 0, NO_WAY],
        [9, 5, 6, 0],
    ]
    assert instance.durations_s is instance.distances_m


def test_every_depot_is_left_for_a_linehaul(tmp_path: Path) -> None:
    changes: Changes = {
        "TYPE": "VRPBTW",
        "VEHICLES": "2",
        "DEMAND_SECTION": "1 0\n2 0\n3 0\n4 6",
        "BACKHAUL_SECTION": "1 0\n2 0\n3 5\n4 0",
        "TIME_WINDOW_SECTION": "1 0 100\n2 0 100\n3 0 50\n4 0 50",
        "DEPOT_SECTION": "1\n2\n-1",
        "VEHICLES_DEPOT_SECTION": "1 1\n2 2",
    }
    instance = read_vrplib(write(tmp_path, changes))
    missing = instance.missing_ways
    assert missing is not None
    assert np.argwhere(missing).tolist() == [[0, 2], [1, 2], [2, 3]]
    solution = vrp.solve(instance, iterations=50, time_limit=None, threads=1)
    assert [route.stops for route in solution.routes] == [(1, 0)]


@pytest.mark.parametrize("seed", range(3))
def test_the_legs_left_allow_just_the_routes_of_the_rule(tmp_path: Path, seed: int) -> None:
    instance = read_vrplib(random_backhauls(tmp_path, seed, stops=5))
    for size in range(1, 6):
        for stops in permutations(range(5), size):
            assert (route_cost(instance, 0, stops) is not None) == _is_route(instance, stops)


def _is_route(instance: Instance, stops: tuple[int, ...]) -> bool:
    backhaul = [instance.stops[stop].pickup[0] > 0 for stop in stops]
    brought = sum(instance.stops[stop].delivery[0] for stop in stops)
    taken = sum(instance.stops[stop].pickup[0] for stop in stops)
    return not backhaul[0] and backhaul == sorted(backhaul) and max(brought, taken) <= 13


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("vehicles", [None, "1"])
def test_the_search_finds_the_optimum(tmp_path: Path, seed: int, vehicles: str | None) -> None:
    instance = read_vrplib(random_backhauls(tmp_path, seed, changes={"VEHICLES": vehicles}))
    optimum = best_plan(instance)
    found = vrp.solve(instance, iterations=400, time_limit=None, threads=1)
    assert (found.unserved, found.cost.total) == (optimum.unserved, optimum.cost.total)


@pytest.mark.parametrize("seed", range(100, 110))
def test_routes_are_opened_for_backhauls_that_no_other_has_room_for(
    tmp_path: Path, seed: int
) -> None:
    loads = {"DEMAND_SECTION": _rows(np.arange(1, 8), np.array([0, 1, 1, 1, 0, 0, 0]))}
    loads["BACKHAUL_SECTION"] = _rows(np.arange(1, 8), np.array([0, 0, 0, 0, 9, 9, 9]))
    instance = read_vrplib(random_backhauls(tmp_path, seed, changes=loads))
    found = vrp.solve(instance, iterations=5000, time_limit=None, threads=1)
    assert not found.unserved
    assert len(found.routes) == 3


@pytest.mark.parametrize("name", ["ortools", "pyvrp"])
def test_other_solvers_find_the_optimum(tmp_path: Path, name: str) -> None:
    pytest.importorskip(name)
    instance = read_vrplib(random_backhauls(tmp_path, 2))
    best = 0, best_plan(instance).cost.total
    found = solve_to_optimum(name, instance, best, time_limit=0.2)
    assert (found.unserved, found.cost.total) == best


@pytest.mark.parametrize(
    ("stops", "broken"),
    [
        ((0, 2, 1), []),
        ((0, 1, 2), [f"'4' comes right after '3', {RULE}"]),
        ((1,), [f"'3' comes right after '1', {RULE}"]),
        ((1, 0), [f"'3' comes right after '1', {RULE}", f"'2' comes right after '3', {RULE}"]),
    ],
)
def test_a_broken_order_is_said(tmp_path: Path, stops: tuple[int, ...], broken: list[str]) -> None:
    instance = read_vrplib(write(tmp_path, BACKHAULS))
    solution = Solution.of(instance, [Route(0, stops)])
    assert check(instance, solution) == tuple(f"route 1 (vehicle): {text}" for text in broken)


def test_coordinates_of_many_clients_become_a_matrix_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vrplib_weights, "PLANE_FROM", 2)
    assert read_vrplib(write(tmp_path, BACKHAULS)).distances_m[0, 2] == NO_WAY
    monkeypatch.setattr(vrplib_weights, "MAX_DENSE", 3)
    with pytest.raises(ReadError, match="at most 3 are possible with backhauls: they need a dense"):
        read_vrplib(write(tmp_path, BACKHAULS))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"BACKHAUL_SECTION": None}, "TYPE VRPB needs a BACKHAUL_SECTION, which is missing"),
        (
            {"TYPE": None},
            "line 18: BACKHAUL_SECTION of TYPE (missing) says not when pickups are made, expected "
            "TYPE VRPB (pickups come after all deliveries of a route) or VRPSPD or VRPMPD",
        ),
        (
            {"BACKHAUL_SECTION": "1 0\n2 7\n3 4\n4 0"},
            "line 21: node 2 has a demand of 4 and a backhaul of 7, expected one of them to be 0 "
            "and the other not, with TYPE VRPB",
        ),
        (
            {"BACKHAUL_SECTION": "1 0\n2 0\n3 0\n4 0"},
            "line 22: node 3 has a demand of 0 and a backhaul of 0, expected one",
        ),
        ({"BACKHAUL_SECTION": "1 0\n2 0\n3 4"}, "BACKHAUL_SECTION has no row for number 4"),
        ({"BACKHAUL_SECTION": "1 0\n2 0\n3 -4\n4 0"}, "demand is '-4', expected a whole number"),
        ({"BACKHAUL_SECTION": "1 3\n2 0\n3 4\n4 0"}, "node 1 is a depot and has 3, expected 0"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, changes: Changes, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_vrplib(write(tmp_path, {**BACKHAULS, **changes}))
    (problem,) = caught.value.problems
    assert message in problem
    assert "tiny.vrp" in problem

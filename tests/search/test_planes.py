"""Instances of coordinates alone: searched in parts, with the rules of every other instance."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from plane_instances import plane_instance, with_matrices
from random_instances import FEATURES, random_features

import vrp
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.plane import Plane
from vrp.search._engine import Search
from vrp.search.construct import make_construction
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.search.territories import Territories
from vrp.solution import Solution, check


@pytest.fixture
def small_territories(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MOST_STOPS": 8, "ROUTES": 1, "FEWEST_ITERATIONS": 50}.items():
        monkeypatch.setattr(Territories, name, value)


def _mixes() -> Iterable[tuple[int, frozenset[str]]]:
    for seed, name in enumerate(FEATURES):
        yield seed, frozenset({name})
    for seed in range(20):
        yield seed, random_features(np.random.default_rng(seed))


@pytest.mark.usefixtures("small_territories")
@pytest.mark.parametrize(("seed", "features"), list(_mixes()))
def test_plans_are_valid_and_cost_the_same_on_matrices(seed: int, features: Iterable[str]) -> None:
    instance = plane_instance(seed, n_stops=30, features=features)
    for threads in (1, 2):
        found = search(instance, Budget(None, 600), seed=seed, threads=threads)
        solution = Solution.of(instance, found.routes)
        assert check(instance, solution) == ()
        assert check(with_matrices(instance), solution) == ()
        assert solution.unserved == found.trace[-1].unserved
        again = search(instance, Budget(None, 600), seed=seed, threads=threads)
        assert again.routes == found.routes


@pytest.mark.usefixtures("small_territories")
@pytest.mark.parametrize("features", [(), ("windows",), ("fleet", "pickups", "prizes")])
def test_the_trace_tells_what_the_plan_costs(features: tuple[str, ...]) -> None:
    instance = plane_instance(3, n_stops=60, n_vehicles=40, features=features)
    found = search(instance, Budget(None, 3000), seed=0, threads=1)
    solution = Solution.of(instance, found.routes)
    last = found.trace[-1]
    assert (last.unserved, last.cost) == (solution.unserved, solution.cost.total)
    assert (last.routes, last.unassigned) == (
        len(solution.routes),
        instance.count_once(solution.unassigned),
    )
    for earlier, later in pairwise(found.trace):
        assert (later.unserved, later.cost) < (earlier.unserved, earlier.cost)


@pytest.mark.usefixtures("small_territories")
def test_a_given_plan_is_kept_or_improved() -> None:
    instance = plane_instance(1, n_stops=50, n_vehicles=40)
    first = search(instance, Budget(None, 500), seed=0, threads=1)
    again = search(instance, Budget(None, 0), seed=0, threads=1, start=first.routes)
    assert sorted(again.routes, key=str) == sorted(first.routes, key=str)


def test_legs_of_parts_are_those_of_the_instance() -> None:
    instance = plane_instance(0, n_stops=40)
    problem = make_problem(instance, 10)
    keep = np.array([3, 5, 17, 30], dtype=np.int32)
    part = problem.native.part(keep, [3])
    numbers = np.arange(4, dtype=np.int32)
    places = [instance.location(problem.stops[stop]) for stop in keep]
    for number, place in enumerate(places):
        assert part.distances_to(number, numbers).tolist() == [
            instance.distances_m[origin, place] for origin in places
        ]
    depot = part.distances_to(4, numbers)
    assert depot.tolist() == [instance.distances_m[origin, 0] for origin in places]


def test_the_whole_is_no_problem_to_search() -> None:
    problem = make_problem(plane_instance(0, n_stops=10), 5)
    with pytest.raises(ValueError, match="search its parts"):
        Search(problem.native, SearchSettings().to_engine(from_plan=False), 0)


def test_a_construction_makes_the_first_plan_of_every_part() -> None:
    instance = plane_instance(2, n_stops=30, n_vehicles=30)
    for name in ("savings", "nearest", "random"):
        construction = make_construction(name, instance)
        found = search(instance, Budget(None, 0), seed=0, threads=2, construction=construction)
        assert check(instance, Solution.of(instance, found.routes)) == ()


def test_thousands_of_stops_from_file_to_checked_plan(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    points = rng.integers(0, 10_000, (6_001, 2))
    nodes = [f"{i} {x} {y}" for i, (x, y) in enumerate(points, start=1)]
    demands = [f"{i} {0 if i == 1 else i % 9 + 1}" for i in range(1, 6_002)]
    file = tmp_path / "large.vrp"
    header = ["TYPE : CVRP", "DIMENSION : 6001", "EDGE_WEIGHT_TYPE : EUC_2D", "CAPACITY : 100"]
    sections = ["NODE_COORD_SECTION", *nodes, "DEMAND_SECTION", *demands, "EOF"]
    file.write_text("\n".join([*header, *sections]) + "\n")
    instance = vrp.read(file)
    assert isinstance(instance.distances_m, Plane)
    solution = vrp.solve(instance, time_limit=None, iterations=2_000, threads=1)
    assert solution.unassigned == ()
    assert solution.run.iterations == 2_000
    lower = sum(int(instance.distances_m[0, place]) for place in range(1, 6_001)) * 2 // 100
    assert lower < solution.cost.total < 20 * lower


def test_stops_at_one_point() -> None:
    stops = tuple(Stop(f"s{i}", delivery=(1,)) for i in range(40))
    plane = Plane(np.zeros((41, 2)))
    vehicles = (Vehicle("van", count=10, capacity=(5,)),)
    instance = Instance((Depot("d"),), stops, vehicles, plane, plane)
    found = search(instance, Budget(None, 200), seed=0, threads=1)
    solution = Solution.of(instance, found.routes)
    assert solution.cost.total == 0
    assert solution.unassigned == ()


def test_without_stops_there_is_nothing_to_search_for() -> None:
    found = search(plane_instance(0, n_stops=0), Budget(60.0, None), seed=0, threads=2)
    assert (found.routes, found.iterations) == ((), 0)

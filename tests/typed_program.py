"""A program of a user who checks types: ``make lint`` runs mypy over it, nobody runs it itself."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path
from typing import assert_type

import numpy as np
import numpy.typing as npt

import vrp
import vrp.baselines
import vrp.compare
import vrp.roads
from vrp.policy import Policy, load_policy
from vrp.read.solution import read_solution
from vrp.report import LegGeometry, Plan, write_plan, write_report

assert_type(vrp.__version__, str)
vrp.slove  # type: ignore[attr-defined]  # noqa: B018
vrp.roads.RoadNetwrok  # type: ignore[attr-defined]  # noqa: B018


class Bar:
    """A progress bar whose update answers something, as that of tqdm does."""

    def update(self, progress: vrp.Progress) -> bool | None:
        """Show the best cost."""
        assert_type(progress.cost, int)
        return None

    def share(self, done: int, total: int) -> float:
        """Show how much is done."""
        return done / total


def read_instance() -> vrp.Instance:
    """Read in every way."""
    roads = vrp.roads.RoadNetwork.from_osm("city.osm.pbf", cache=None)
    vrp.read("stops.csv", vehicles=5, capacity=100, depot=(54.7, 2.3))
    vrp.read("stops.csv", roads=Path("city.osm.pbf"), unreachable="estimate", threads=2)
    vrp.read("stops.csv", matrix=Path("matrix.npz"))
    vrp.read("stops.csv", geocoder="http://localhost:8080")
    instance = vrp.read(Path("stops.csv"), vehicles="vans.csv", roads=roads, progress=Bar().share)
    assert_type(instance, vrp.Instance)
    distances: npt.NDArray[np.int32] = np.asarray(instance.distances_m)
    assert_type(instance.stops[distances.argmax()].windows, tuple[tuple[int, int], ...])
    return instance


def make_instance(legs: npt.NDArray[np.int32]) -> vrp.Instance:
    """Make an instance by hand."""
    stop = vrp.Stop("a", 54.7, 2.3, delivery=(1,), windows=((0, 3600),), extra={"note": "bell"})
    other = vrp.Stop("b", delivery=(2,), origin="a")
    places = [vrp.Stop(each, group="parcel") for each in ("home", "office")]
    vehicle = vrp.Vehicle("van", count=2, capacity=(10,), skills=frozenset({"cold"}))
    made = vrp.Instance((vrp.Depot("base"),), (stop, other, *places), (vehicle,), legs, legs)
    assert_type(made.origins, tuple[int | None, ...])
    assert_type(made.groups, tuple[tuple[int, ...], ...])
    return made


def solve(instance: vrp.Instance, policy: Policy) -> vrp.Solution:
    """Solve with everything that can be said."""
    settings = vrp.SearchSettings(hot=2.0)
    solution = vrp.solve(
        instance,
        time_limit=2,
        iterations=1000,
        threads=2,
        policy=policy,
        settings=settings,
        progress=Bar().update,
        stop=threading.Event(),
    )
    assert_type(solution, vrp.Solution)
    vrp.solve(instance, initial=solution, time_limit=None, stop=multiprocessing.Event())
    return vrp.baselines.solve_with("pyvrp", instance, time_limit=1, initial=solution)


def look_at(instance: vrp.Instance, solution: vrp.Solution) -> None:
    """Take a solution apart."""
    for point in solution.run.trace:
        assert_type(point.elapsed_s, float)
        assert_type(point.cost, int)
    for route, schedule in zip(solution.routes, solution.schedules(instance), strict=True):
        assert_type([instance.stops[stop].id for stop in route.stops], list[str])
        assert_type(schedule.visits[0].wait_s, int)
    assert_type(vrp.check(instance, solution), tuple[str, ...])
    assert_type(vrp.evaluate(instance, solution.routes).total, int)
    for reason in vrp.explain(instance, solution):
        assert_type(reason.text, str)
    mended = vrp.Solution.of(instance, [vrp.Route(0, (0, 1))])
    try:
        mended.check(instance)
    except vrp.VrpError as error:
        assert_type(error.exit_code, int)


def keep(instance: vrp.Instance, solution: vrp.Solution) -> vrp.Solution:
    """Write a solution with its map, and read it back."""
    roads = vrp.roads.open_roads("osm", lat=[54.7], lon=[2.3])
    assert_type(roads.matrix([54.7], [2.3]), vrp.roads.RoadMatrices)
    geometry = LegGeometry.of(instance, solution, roads)
    report = write_report(instance, solution, "routes", leg_geometry=geometry)
    assert_type(report, Path)
    write_plan(Plan.of(instance, solution), "routes")
    return read_solution("routes/solution.json", instance)


def compare(instance: vrp.Instance) -> None:
    """Compare with others, and look at who is ahead."""
    results = vrp.compare.compare(
        [instance], solvers=["vrp", "vroom"], budgets=[1, 10], out="comparison", progress=print
    )
    for standing in vrp.compare.standings(results):
        assert_type(standing.gap_to_ours, float | None)
    assert_type(vrp.compare.load_results("comparison"), tuple[vrp.compare.Result, ...])
    vrp.compare.save_plot(results, "comparison")


if __name__ == "__main__":
    given = read_instance()
    answer = solve(given, load_policy("general"))
    look_at(given, keep(given, answer))
    compare(given)

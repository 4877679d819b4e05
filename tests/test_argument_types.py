"""Arguments of a wrong type are named, whichever public function they are given to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vrp
from vrp.argument_types import check_event, check_type, whole_number
from vrp.baselines import solve_with
from vrp.report import write_report

LEGS = np.array([[0, 5], [5, 0]])
INSTANCE = vrp.Instance([vrp.Depot("d")], [vrp.Stop("a")], [vrp.Vehicle("v")], LEGS, LEGS)
SOLUTION = vrp.Solution.of(INSTANCE, [vrp.Route(0, (0,))])


def test_what_is_of_the_kind_passes() -> None:
    check_type("x", 1, int)
    check_type("x", "a", int, str)
    check_type("x", None, int, optional=True)
    check_event("x", None)
    check_event("x", threading.Event())
    assert whole_number("x", np.int64(3)) == 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: check_type("x", 1.5, int, str), "x is of type float, expected int or str"),
        (lambda: check_type("x", 1, str, optional=True), "x is of type int, expected str or None"),
        (lambda: check_event("x", 1), "x is of type int, expected threading.Event or None"),
        (lambda: whole_number("x", 1.5), "x is 1.5, expected a whole number"),
        (lambda: vrp.read(5), "path is of type int, expected str or os.PathLike"),
        (lambda: vrp.read("x", roads=5), "roads is of type int, expected str or pathlib.Path"),
        (lambda: vrp.read("x", minimise=5), "minimise is of type int, expected str or vrp.roads"),
        (lambda: vrp.read("x", roads="osm", progress=5), "progress is of type int, expected"),
        (lambda: vrp.read("x", roads="osm", snap_warn_m="9"), "snap_warn_m is of type str"),
        (lambda: vrp.read("x", roads="osm", threads="2"), "threads is '2', expected a whole"),
        (lambda: vrp.solve(INSTANCE, seed="7"), "seed is '7', expected a whole number"),
        (lambda: vrp.solve(INSTANCE, threads=1.5), "threads is 1.5, expected a whole number"),
        (lambda: vrp.solve(INSTANCE, iterations="x"), "iterations is 'x', expected a whole"),
        (lambda: vrp.solve(INSTANCE, progress=5), "progress is of type int, expected"),
        (lambda: vrp.solve(INSTANCE, stop=True), "stop is of type bool, expected threading.Event"),
        (lambda: vrp.solve(INSTANCE, policy=[1]), "policy is of type list, expected"),
        (lambda: vrp.check(None, SOLUTION), "instance is of type NoneType, expected"),
        (lambda: vrp.check(INSTANCE, [[0]]), "solution is of type list, expected"),
        (lambda: SOLUTION.check("plan"), "instance is of type str, expected"),
        (lambda: SOLUTION.schedules(None), "instance is of type NoneType, expected"),
        (lambda: vrp.explain(INSTANCE, None), "solution is of type NoneType, expected"),
        (lambda: vrp.Solution.of(INSTANCE, [[0]]), r"routes\[0\] is of type list, expected"),
        (lambda: vrp.evaluate(INSTANCE, SOLUTION), "routes is of type Solution, expected"),
        (lambda: vrp.evaluate(SOLUTION, []), "instance is of type Solution, expected"),
        (lambda: solve_with("pyvrp", None), "instance is of type NoneType, expected"),
        (lambda: solve_with("pyvrp", INSTANCE, time_limit="1"), "time_limit is of type str"),
        (lambda: solve_with("pyvrp", INSTANCE, seed=None), "seed is None, expected a whole"),
        (lambda: solve_with("pyvrp", INSTANCE, initial=[[0]]), "initial is of type list"),
        (lambda: solve_with("pyvrp", INSTANCE, stop=5), "stop is of type int, expected"),
        (lambda: solve_with([1], INSTANCE), "name is of type list, expected str"),
        (lambda: write_report(None, SOLUTION, "x"), "instance is of type NoneType, expected"),
        (lambda: write_report(INSTANCE, None, "x"), "solution is of type NoneType, expected"),
        (lambda: write_report(INSTANCE, SOLUTION, 5), "directory is of type int, expected str or"),
    ],
)
def test_what_is_not_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}"):
        call()


def test_lines_of_a_report_are_no_network(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"^leg_geometry is of type str, expected .*LegGeometry"):
        write_report(INSTANCE, SOLUTION, tmp_path, leg_geometry="roads")  # type: ignore[arg-type]

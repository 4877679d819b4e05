from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from brute_force import optimum
from random_instances import random_features, random_instance
from small_instances import plain, single_vehicle

import vrp
from vrp.baselines import solve_with
from vrp.errors import UnsupportedError

pytest.importorskip("ortools")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_proves_its_optimum(seed: int) -> None:
    instance = single_vehicle(seed)
    solution = solve_with("cp-sat", instance, time_limit=10.0)
    assert (solution.unserved, solution.cost.total) == optimum(instance)
    assert solution.run.lower_bound == solution.cost.total
    last = solution.run.trace[-1]
    assert (last.unserved, last.cost) == (solution.unserved, solution.cost.total)


@pytest.mark.parametrize("seed", [4, 5, 6, 7])
def test_one_vehicle_may_be_asked_for_anything(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features = random_features(rng) - {"fleet", "releases", "reloads"}
    instance = random_instance(rng, n_stops=5, n_vehicles=1, features=features)
    solution = solve_with("cp-sat", instance, time_limit=20.0)
    assert (solution.unserved, solution.cost.total) == optimum(instance)


@pytest.mark.parametrize("seed", [1, 2])
def test_overtime_has_a_price(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features = ("overtime", "service", "windows", "prizes")
    instance = random_instance(rng, n_stops=5, n_vehicles=1, features=features)
    solution = solve_with("cp-sat", instance, time_limit=20.0)
    assert (solution.unserved, solution.cost.total) == optimum(instance)
    assert solution.cost.overtime


def test_the_bound_holds_for_our_plan() -> None:
    instance = single_vehicle(9, n_stops=12)
    bound = solve_with("cp-sat", instance, time_limit=20.0).run.lower_bound
    ours = vrp.solve(instance, iterations=500, time_limit=None, threads=1)
    assert bound is not None
    assert 0 < bound <= ours.cost.total


def test_a_hint_is_taken() -> None:
    instance = single_vehicle(8)
    start = vrp.solve(instance, iterations=50, time_limit=None, threads=1)
    solution = solve_with("cp-sat", instance, time_limit=10.0, initial=start)
    assert solution.cost.total <= start.cost.total


def test_too_many_stops_are_refused() -> None:
    instance = plain(1, n_stops=1001, n_vehicles=1)
    with pytest.raises(UnsupportedError, match="cp-sat cannot model 1001 stops"):
        solve_with("cp-sat", instance, time_limit=1.0)


def test_ctrl_c_is_still_an_exception_afterwards() -> None:
    program = """
import signal
from small_instances import single_vehicle
from vrp.baselines import solve_with

signal.signal(signal.SIGINT, signal.default_int_handler)
solve_with("cp-sat", single_vehicle(1), time_limit=10.0)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("interrupted")
"""
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root / "tests"), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (0, "interrupted\n"), done.stderr

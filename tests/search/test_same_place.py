"""Stops at one place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.same_place import stops_by_place

_TESTS = Path(__file__).parents[1]


def _on_a_line(places: list[int], n_depots: int) -> Instance:
    """Depots at the beginning, stops in such places."""
    at = np.array([*range(n_depots), *places])
    legs = np.abs(at[:, None] - at)
    depots = tuple(Depot(f"d{number}") for number in range(n_depots))
    stops = tuple(Stop(f"s{number}") for number in range(len(places)))
    return Instance(depots, stops, (Vehicle("van"),), legs, legs)


@pytest.mark.parametrize("n_depots", [1, 3])
@pytest.mark.parametrize("places", [[7], [7, 7], [7, 9, 7], [9, 7, 8, 7, 8, 7] * 5, [*range(30)]])
def test_stops_are_told_apart_by_where_they_are(places: list[int], n_depots: int) -> None:
    groups = stops_by_place(_on_a_line(places, n_depots))
    assert sorted(stop for group in groups for stop in group) == [*range(len(places))]
    assert [{places[stop] for stop in group} for group in groups] == [
        {place} for place in dict.fromkeys(places)
    ]


@pytest.mark.parametrize(("n_stops", "threads"), [(30, 1), (500, 2)])
def test_no_search_spends_its_time_on_imports(n_stops: int, threads: int) -> None:
    # Of masked arrays, which some functions of NumPy begin with, it would be 12 ms.
    program = (
        "import sys, numpy as np\n"
        "from random_instances import random_instance\n"
        "from vrp.search.loop import Budget, search\n"
        "rng = np.random.default_rng(0)\n"
        f"instance = random_instance(rng, n_stops={n_stops}, n_vehicles=500, features=())\n"
        "before = set(sys.modules)\n"
        f"search(instance, Budget(None, 10), seed=0, threads={threads})\n"
        "print([name for name in sys.modules if name not in before])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=_TESTS, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"

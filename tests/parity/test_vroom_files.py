"""Files of VROOM cost here what they cost there, and stops are reached when they are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from vroom_json import write_json

from vrp.read.json import read_json
from vrp.solution import Route, Solution

vroom = pytest.importorskip("vroom")

JOBS = 9


def problem(seed: int, vehicle: dict[str, Any], *, costs: bool = False) -> dict[str, Any]:
    """Jobs with windows and two equal vehicles, on random matrices of even numbers."""
    random = np.random.default_rng(seed)
    matrix: dict[str, Any] = {
        name: (2 * random.integers(100, 900, (JOBS + 1, JOBS + 1))).tolist()
        for name in ("durations", "distances", *(["costs"] if costs else []))
    }
    starts = random.integers(0, 3000, JOBS).tolist()
    return {
        "vehicles": [
            {"id": number, "start_index": 0, "end_index": 0, "capacity": [6]} | vehicle
            for number in range(2)
        ],
        "jobs": [
            {
                "id": number,
                "location_index": number,
                "service": 100,
                "delivery": [1],
                "time_windows": [[start, start + 9000]],
            }
            for number, start in enumerate(starts, start=1)
        ],
        "matrices": {"car": matrix},
    }


@pytest.mark.parametrize(
    ("vehicle", "costs"),
    [
        ({}, False),
        ({"start_index": None}, False),
        ({"end_index": None}, False),
        ({"costs": {"fixed": 700, "per_hour": 1800, "per_km": 500}}, False),
        ({"speed_factor": 2.0}, False),
        ({"costs": {"fixed": 700}}, True),
    ],
    ids=["default", "no start", "no end", "prices", "speed", "costs"],
)
@pytest.mark.parametrize("seed", range(3))
def test_plans_of_vroom_cost_and_arrive_the_same(
    seed: int, vehicle: dict[str, Any], costs: bool, tmp_path: Path
) -> None:
    document = problem(seed, vehicle, costs=costs)
    for each in document["vehicles"]:
        for name in [name for name, value in each.items() if value is None]:
            del each[name]
    path = write_json(tmp_path, document)
    found = vroom.Input.from_json(path, geometry=False).solve(5, 1)
    assert found.summary.unassigned == 0
    visits = found.routes[found.routes["type"] == "job"]
    instance = read_json(path)
    routes = [
        Route(int(number), tuple(int(job) - 1 for job in group["id"]))
        for number, group in visits.groupby("vehicle_id")
    ]
    solution = Solution.of(instance, routes)
    solution.check(instance)
    # VROOM shows whole costs, those of every route rounded down.
    excess = solution.cost.total / instance.scale.cost - found.summary.cost
    assert 0 <= excess < len(routes)
    if not vehicle.get("costs"):
        assert excess == 0
    arrivals = [
        visit.arrival_s for schedule in solution.schedules(instance) for visit in schedule.visits
    ]
    assert arrivals == visits["arrival"].tolist()

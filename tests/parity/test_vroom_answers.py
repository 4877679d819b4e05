"""Plans are told in VROOM's JSON as VROOM tells the same plans, key by key."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from vroom_json import write_json

from vrp.read.json import read_json
from vrp.read.json_tasks import Task, task_of
from vrp.report import Plan, solution_to_vroom
from vrp.solution import Route, Solution

vroom = pytest.importorskip("vroom")

JOBS = 12
#: Nine in the morning of a day in 2023.
MORNING = 1_700_038_800


def problem(seed: int) -> dict[str, Any]:
    """Jobs of both kinds of loads, two of which no vehicle can serve, and three vehicles."""
    random = np.random.default_rng(seed)
    size = JOBS + 2
    durations, distances = (2 * random.integers(100, 900, (2, size, size))).tolist()
    return {
        "vehicles": [
            {"id": 10 * number, "start_index": 0, "end_index": 0, "capacity": [9, 40]}
            | ({"description": f"van {number}"} if number == 2 else {})
            for number in (1, 2, 3)
        ],
        "jobs": [
            {
                "id": 100 + number,
                "location_index": number,
                "service": 60 * (number % 4),
                "delivery": [1 + number % 2, 3],
                "pickup": [0, number],
                "priority": number % 3,
                "skills": [7] if number % 6 == 0 else [],
            }
            | ({"description": f"shop {number}"} if number % 2 else {})
            for number in range(1, JOBS + 1)
        ],
        "matrices": {"car": {"durations": durations, "distances": distances}},
    }


def with_windows(document: dict[str, Any], origin: int) -> None:
    """Windows early and late, so that there is something to wait for, and some after hours.

    Where several windows could be met, we leave so as to wait least, and VROOM to be back first.
    """
    for number, job in enumerate(document["jobs"]):
        opens = origin + 600 * number
        job["time_windows"] = [[opens, opens + 5000], [opens + 40000, opens + 50000]]
    for vehicle in document["vehicles"]:
        vehicle["time_window"] = [origin, origin + 30000]


def shipments(document: dict[str, Any]) -> None:
    """Every third job carries on what another one picks up; ids of the three kinds coincide."""
    with_windows(document, MORNING)
    jobs = document["jobs"]
    document["jobs"], document["shipments"] = jobs[::3], []
    for number, ends in enumerate(zip(jobs[1::3], jobs[2::3], strict=True)):
        shared = {"amount": [1 + number % 2, 3], "priority": number % 3}
        for end in ends:
            end["id"] = document["jobs"][number]["id"]
            for name in ("delivery", "pickup", "priority", "skills"):
                del end[name]
        shipment = {"pickup": ends[0], "delivery": ends[1], "skills": [7] if number == 3 else []}
        document["shipments"].append(shared | shipment)


def shipments_alone(document: dict[str, Any]) -> None:
    shipments(document)
    document["jobs"] = []
    for vehicle in document["vehicles"]:
        vehicle["max_tasks"] = 4


def plain(document: dict[str, Any]) -> None:
    """Matrices, two load dimensions, skills and descriptions."""


def windows(document: dict[str, Any]) -> None:
    with_windows(document, 0)


def unix_times(document: dict[str, Any]) -> None:
    with_windows(document, MORNING)


def no_depots(document: dict[str, Any]) -> None:
    with_windows(document, MORNING)
    for vehicle in document["vehicles"][:2]:
        del vehicle["start_index"]
    del document["vehicles"][2]["end_index"]


def prices(document: dict[str, Any]) -> None:
    with_windows(document, 0)
    for vehicle in document["vehicles"]:
        vehicle["costs"] = {"fixed": 700, "per_hour": 1800, "per_km": 500}


def odd_prices(document: dict[str, Any]) -> None:
    """Costs that are no whole numbers, which VROOM rounds where there are windows."""
    with_windows(document, 0)
    for vehicle in document["vehicles"]:
        vehicle["costs"] = {"fixed": 85, "per_hour": 1234, "per_km": 7}


def costs_of_legs(document: dict[str, Any]) -> None:
    random = np.random.default_rng(0)
    matrices = document["matrices"]["car"]
    matrices["costs"] = random.integers(1, 900, (JOBS + 2, JOBS + 2)).tolist()


def speeds(document: dict[str, Any]) -> None:
    for vehicle in document["vehicles"]:
        vehicle["speed_factor"] = 2


def durations_alone(document: dict[str, Any]) -> None:
    with_windows(document, 0)
    del document["matrices"]["car"]["distances"]


def no_loads(document: dict[str, Any]) -> None:
    for item in document["vehicles"] + document["jobs"]:
        for name in ("capacity", "delivery", "pickup"):
            item.pop(name, None)
    for vehicle in document["vehicles"]:
        vehicle["max_tasks"] = 5


def places(document: dict[str, Any]) -> None:
    for job in document["jobs"]:
        job["location"] = [8 + job["location_index"] / 100, 49.0]
    for vehicle in document["vehicles"]:
        vehicle["start"] = vehicle["end"] = [8.0, 49.25]


def one_load(document: dict[str, Any]) -> None:
    """The older names of deliveries and matrices."""
    for vehicle in document["vehicles"]:
        vehicle["capacity"] = [6]
    for job in document["jobs"]:
        del job["pickup"]
        job["amount"] = job.pop("delivery")[:1]
    document["matrix"] = document.pop("matrices")["car"]["durations"]


def setups(document: dict[str, Any]) -> None:
    """Several jobs a place, one of them the depot's."""
    for matrix in document["matrices"]["car"].values():
        for place in range(JOBS + 2):
            matrix[place][place] = 0
    for job in document["jobs"]:
        job |= {"location_index": job["location_index"] // 3, "setup": 10 * job["id"]}
    del document["vehicles"][0]["start_index"]


def answers(document: dict[str, Any], folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """VROOM's answer and ours to the same routes."""
    path = write_json(folder, document)
    found = vroom.Input.from_json(path, geometry=False).solve(5, 1)
    matrices = document.get("matrices", {}).get("car", {})
    found._distances = "distances" in matrices  # what its binding does not ask of a file
    theirs = found.to_dict()
    instance = read_json(path)
    kinds = {int(vehicle.id): kind for kind, vehicle in enumerate(instance.vehicles)}
    stops = {task_of(instance, number): number for number in range(len(instance.stops))}
    routes = [
        Route(
            kinds[route["vehicle"]],
            tuple(
                stops[Task(step["type"], str(step["id"]))]
                for step in route["steps"]
                if "id" in step
            ),
        )
        for route in theirs["routes"]
    ]
    ours = solution_to_vroom(Plan.of(instance, Solution.of(instance, routes)))
    return theirs, ours


@pytest.mark.parametrize(
    "change",
    [
        plain,
        windows,
        unix_times,
        no_depots,
        prices,
        odd_prices,
        costs_of_legs,
        speeds,
        durations_alone,
        no_loads,
        places,
        one_load,
        shipments,
        shipments_alone,
        setups,
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_every_key_has_the_value_that_vroom_gives_it(
    seed: int, change: Any, tmp_path: Path
) -> None:
    document = copy.deepcopy(problem(seed))
    change(document)
    theirs, ours = answers(document, tmp_path)
    assert theirs["routes"]
    assert theirs["unassigned"]
    for answer in (theirs, ours):
        assert list(answer["summary"].pop("computing_times")) == ["loading", "solving", "routing"]
        answer["unassigned"].sort(key=lambda task: (task["id"], task["type"]))
    assert ours == theirs

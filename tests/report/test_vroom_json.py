import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from random_instances import instances, one_route
from rested_plans import at, rested_plan
from vroom_json import problem, write_json

from vrp.errors import UnsupportedError
from vrp.instance import Break, Depot, Instance, Scale, Stop, Vehicle
from vrp.read.json import read_json
from vrp.read.problems import InputWarning
from vrp.read.start import read_start
from vrp.report.plan import Plan
from vrp.report.vroom_json import solution_to_vroom
from vrp.solution import Route, Solution


def told(instance: Instance, *routes: Route) -> dict[str, Any]:
    return solution_to_vroom(Plan.of(instance, Solution.of(instance, routes)))


def small(**facts: Any) -> Instance:
    """Two stops on a line, of which one has no window, and one van."""
    metres = [[0, 100, 300], [100, 0, 200], [300, 200, 0]]
    given: dict[str, Any] = {
        "depots": [Depot("base", 49.0, 8.0)],
        "stops": [
            Stop("a", 49.1, 8.1, delivery=15, windows=[(36000, 37000)], service_s=60),
            Stop("007", 49.2, 8.2, pickup=5),
        ],
        "vehicles": [Vehicle("van", capacity=30, cost_per_m=3)],
        "distances_m": metres,
        "durations_s": metres,
    }
    return Instance(**given | facts)


def test_a_plan_is_told_step_by_step(tmp_path: Path) -> None:
    document = problem()
    document["jobs"][1]["description"] = "Bäcker"
    document["vehicles"][1]["description"] = "north"
    answer = told(read_json(write_json(tmp_path, document)), Route(1, (1, 0)))
    assert answer["code"] == 0
    assert answer["unassigned"] == []
    (route,) = answer["routes"]
    assert (route["vehicle"], route["description"]) == (2, "north")
    # 20 + 22 + 13 seconds, of which one cost unit each; 200 + 220 + 130 metres.
    assert (route["cost"], route["duration"], route["distance"]) == (55, 55, 550)
    assert [step["type"] for step in route["steps"]] == ["start", "job", "job", "end"]
    assert [step["location_index"] for step in route["steps"]] == [0, 2, 1, 3]
    assert [step["load"] for step in route["steps"]] == [[1], [3], [2], [2]]
    assert route["steps"][1] == {
        "type": "job",
        "id": 8,
        "job": 8,
        "description": "Bäcker",
        "location_index": 2,
        "setup": 0,
        "service": 0,
        "waiting_time": 0,
        "load": [3],
        "arrival": 20,
        "duration": 20,
        "distance": 200,
        "violations": [],
    }


def test_dates_become_unix_times_and_coordinates_begin_with_the_longitude() -> None:
    answer = told(small(epoch="2023-11-15"), Route(0, (0,)))
    steps = answer["routes"][0]["steps"]
    assert [step["arrival"] for step in steps] == [
        1_700_006_400 + seconds for seconds in (35900, 36000, 36160)
    ]
    assert steps[1]["location"] == [8.1, 49.1]
    assert steps[1]["id"] == "a"
    # A number with leading zeros would come back as another one.
    (left,) = answer["unassigned"]
    assert left == {"id": "007", "type": "job", "location": [8.2, 49.2]}


def test_numbers_are_those_of_the_user_and_costs_are_rounded() -> None:
    scale = Scale(distance=10, cost=1000, load=(10,))
    answer = told(small(scale=scale), Route(0, (0, 1)))
    (route,) = answer["routes"]
    assert (route["distance"], route["delivery"], route["pickup"]) == (60, [1.5], [0.5])
    assert (route["cost"], answer["summary"]["cost"]) == (2, 2)  # 600 metres at 3 are 1.8


def test_a_column_of_the_user_is_no_row_of_a_matrix() -> None:
    stop = Stop("a", extra={"location_index": "shelf 3"})
    answer = told(small(stops=[stop, Stop("b", extra={"location_index": "4"})]), Route(0, (0, 1)))
    steps = answer["routes"][0]["steps"]
    assert [step.get("location_index") for step in steps] == [None, None, 4, None]


def test_setups_are_told_where_they_take_time() -> None:
    stops = [Stop(name, setup_s=30, service_s=5) for name in "abc"]
    metres = np.array([0, 100, 100, 300])
    metres = np.abs(metres[:, None] - metres)
    van = Vehicle("van", speed_factor=2.0)
    instance = small(stops=stops, vehicles=[van], distances_m=metres, durations_s=metres)
    answer = told(instance, Route(0, (0, 1, 2)))
    (route,) = answer["routes"]
    assert [step["setup"] for step in route["steps"]] == [0, 30, 0, 30, 0]
    assert [step["arrival"] for step in route["steps"]] == [0, 50, 85, 190, 375]
    for total in (route, answer["summary"]):
        assert (total["setup"], total["service"], total["duration"]) == (60, 15, 300)


def test_both_ends_of_a_shipment_are_told(tmp_path: Path) -> None:
    document = problem()
    pickup = {"id": 7, "location_index": 2, "service": 5, "description": "Bäcker"}
    delivery = {"id": 7, "location_index": 1}
    document["shipments"] = [{"amount": [4], "pickup": pickup, "delivery": delivery}]
    answer = told(read_json(write_json(tmp_path, document)), Route(1, (0, 2, 3)))
    (route,) = answer["routes"]
    assert [(step["type"], step.get("id"), step["load"]) for step in route["steps"]] == [
        ("start", None, [1]),
        ("job", 7, [0]),
        ("pickup", 7, [4]),
        ("delivery", 7, [0]),
        ("end", None, [0]),
    ]
    assert (route["steps"][2]["job"], route["steps"][2]["description"]) == (7, "Bäcker")
    assert (route["delivery"], route["amount"], route["pickup"]) == ([5], [5], [4])
    assert answer["unassigned"] == [{"id": 8, "type": "job", "location_index": 2}]


def test_stops_of_shipments_from_elsewhere_keep_their_ids() -> None:
    stops = [
        Stop("pickup-1", pickup=2),
        Stop("b", delivery=3, pickup=1, origin="pickup-1"),
    ]
    answer = told(small(stops=stops), Route(0, (0, 1)))
    (route,) = answer["routes"]
    steps = [(step["type"], step["id"], step["load"]) for step in route["steps"][1:-1]]
    assert steps == [("pickup", "pickup-1", [5]), ("delivery", "b", [3])]
    assert (route["delivery"], route["pickup"]) == ([3], [6])
    left = told(small(stops=stops))["unassigned"]
    assert left == [{"id": "pickup-1", "type": "pickup"}, {"id": "b", "type": "delivery"}]


def test_alternatives_to_what_is_served_are_not_left_out() -> None:
    stops = [Stop(str(number), group="door" if number < 2 else None) for number in range(3)]
    metres = [[0, 100, 300, 200], [100, 0, 200, 300], [300, 200, 0, 100], [200, 300, 100, 0]]
    instance = small(stops=stops, distances_m=metres, durations_s=metres)
    answer = told(instance, Route(0, (1,)))
    assert [step.get("id") for step in answer["routes"][0]["steps"]] == [None, 1, None]
    assert answer["unassigned"] == [{"id": 2, "type": "job"}]
    # VROOM has no word for a group: where nobody comes, all of it is left out.
    answer = told(instance, Route(0, (2,)))
    assert [left["id"] for left in answer["unassigned"]] == [0, 1]
    assert answer["summary"]["unassigned"] == 2


def test_reloads_have_no_step() -> None:
    instance = small(vehicles=[Vehicle("van", capacity=30, max_reloads=1)])
    with pytest.raises(UnsupportedError, match="has no reloads"):
        told(instance, Route(0, (0,), ()))


@given(instances())
def test_every_other_plan_can_be_told(instance: Instance) -> None:
    instance = replace(
        instance,
        vehicles=tuple(replace(vehicle, max_reloads=0) for vehicle in instance.vehicles),
    )
    plan = one_route(instance)
    answer = told(instance, *plan.routes)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    steps = [step for route in answer["routes"] for step in route["steps"][1:-1]]
    served = [step["id"] for step in steps if step["type"] != "break"]
    left = [job["id"] for job in answer["unassigned"]]
    told_of = [*(stop for route in plan.routes for stop in route.stops), *plan.unassigned]
    assert sorted(map(str, served + left)) == sorted(instance.stops[each].id for each in told_of)
    assert answer["summary"]["unassigned"] == len(left)
    for route in answer["routes"]:
        assert_steps_follow_each_other(route)


def assert_steps_follow_each_other(route: dict[str, Any]) -> None:
    """Whoever adds up what the steps take comes to their sums, and to the next arrival.

    But for the last one, which may have to wait for the end of the route.
    """
    for name in ("setup", "service", "waiting_time"):
        assert route[name] == sum(step[name] for step in route["steps"])
    for step, after in pairwise(route["steps"][:-1]):
        left = step["arrival"] + step["setup"] + step["service"] + step["waiting_time"]
        assert left + after["duration"] - step["duration"] == after["arrival"]


def steps_of(plan: Plan) -> list[tuple[Any, ...]]:
    """Type, arrival, wait, service and what is driven until then, and the load after."""
    (route,) = solution_to_vroom(plan)["routes"]
    assert_steps_follow_each_other(route)
    names = ("type", "arrival", "waiting_time", "service", "duration", "distance", "load")
    return [tuple(step[name] for name in names) for step in route["steps"]]


def test_a_break_is_a_step_without_a_place() -> None:
    plan = rested_plan("on arrival at B")
    answer = solution_to_vroom(plan)
    (route,) = answer["routes"]
    assert [step["type"] for step in route["steps"]] == ["start", "job", "break", "job", "end"]
    assert route["steps"][2] == {
        "type": "break",
        "id": 1,
        "setup": 0,
        "service": 2700,
        "waiting_time": 0,
        "load": [2],
        "arrival": at(10, 10),
        "duration": 7200,
        "distance": 72_000,
        "violations": [],
    }
    # As VROOM has it, the break is service, and the job after it is come to at its end.
    assert route["steps"][3]["arrival"] == at(10, 55)
    assert (route["service"], answer["summary"]["service"]) == (3900, 3900)
    assert read_start(answer, plan.instance) == plan.solution


@pytest.mark.parametrize(
    ("where", "number", "steps"),
    [
        (
            "before leaving A",
            1,
            [
                ("job", at(9), 0, 600, 3600, 36_000, [2]),
                ("break", at(9, 10), 0, 2700, 3600, 36_000, [2]),
                ("job", at(10, 55), 0, 600, 7200, 72_000, [0]),
            ],
        ),
        (
            "waiting at B",
            2,
            [
                ("break", at(10, 10), 1200, 2700, 7200, 72_000, [2]),
                ("job", at(11, 15), 900, 600, 7200, 72_000, [0]),
            ],
        ),
        (
            "on the road to B",
            2,
            [
                ("break", at(9, 30), 0, 2700, 4800, 48_000, [2]),
                ("job", at(10, 55), 0, 600, 7200, 72_000, [0]),
            ],
        ),
        (
            "on the road home",
            3,
            [
                ("break", at(11), 0, 2700, 9600, 96_000, [0]),
                ("end", at(13, 5), 0, 0, 14_400, 144_000, [0]),
            ],
        ),
    ],
)
def test_steps_follow_each_other_through_a_break(
    where: str, number: int, steps: list[tuple[Any, ...]]
) -> None:
    plan = rested_plan(where)
    told_steps = steps_of(plan)
    assert told_steps[number : number + len(steps)] == steps
    assert sum(step[2] for step in told_steps) == plan.wait_s


@pytest.mark.parametrize(
    ("latest", "steps"),
    [
        # Until the break of 45 minutes may begin the setup of ten is done, or eight minutes of it.
        (at(10, 40), [(at(10, 10), 600, 0, 2700), (at(11, 5), 0, 0, 3600)]),
        (at(10, 18), [(at(10, 10), 480, 0, 2700), (at(11, 3), 120, 0, 3600)]),
    ],
)
def test_setup_before_a_break_is_of_its_step(
    latest: int, steps: list[tuple[int, int, int, int]]
) -> None:
    plan = rested_plan(
        "at home",
        stops=[
            Stop("A", service_s=600, windows=[(at(9), at(9))]),
            Stop("B", service_s=3600, setup_s=600),
        ],
        vehicles=[
            Vehicle("van", shift_s=(at(8), at(15)), breaks=[Break(at(10, 18), latest, 2700)])
        ],
    )
    answer = solution_to_vroom(plan)
    (route,) = answer["routes"]
    names = ("arrival", "setup", "waiting_time", "service")
    assert [tuple(step[name] for name in names) for step in route["steps"][2:4]] == steps
    assert route["setup"] == answer["summary"]["setup"] == 600
    assert read_start(answer, plan.instance) == plan.solution


def test_breaks_keep_their_ids_and_descriptions(tmp_path: Path) -> None:
    document = problem()
    pause = {"id": 9, "time_windows": [[11, 20]], "service": 30, "description": "tea"}
    document["vehicles"][1] |= {"breaks": [pause], "time_window": [0, 140]}
    with pytest.warns(InputWarning, match="routes back in time for their break"):
        instance = read_json(write_json(tmp_path, document))
    (route,) = told(instance, Route(1, (0, 1)))["routes"]
    (step,) = (step for step in route["steps"] if step["type"] == "break")
    assert (step["id"], step["description"]) == (9, "tea")

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from overtime_plans import overtime_plan
from random_instances import instances, one_route
from rested_plans import rested_plan
from vrplib_text import write

from vrp.instance import Instance
from vrp.read.solution import read_solution
from vrp.read.start import read_start
from vrp.read.vrplib import read_vrplib
from vrp.report.plan import Plan
from vrp.report.solution_json import solution_to_dict
from vrp.solution import Route, Solution, check


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    changes = {
        "TIME_WINDOW_SECTION": "1 0 99\n2 7.5 20\n3 0 99\n4 0 99",
        "PRIZE_SECTION": "1 0\n2 7\n3 8\n4 9.5",
        "SERVICE_TIME": "2",
        "VEHICLES_FIXED_COST": "3",
    }
    instance = read_vrplib(write(tmp_path, changes), rounding="truncate1")
    return solution_to_dict(Plan.of(instance, Solution.of(instance, [Route(0, (0, 1))])))


def test_costs_come_in_units_of_the_user_and_of_the_search(document: dict[str, Any]) -> None:
    assert document["cost"]["total"] == 32.5
    assert document["cost"]["parts"] == {
        "fixed": 3,
        "distance": 20,
        "duration": 0,
        "overtime": 0,
        "prizes": 9.5,
    }
    assert document["cost"]["units"]["total"] == 325
    assert document["instance"]["scale"] == {
        "distance": 10,
        "duration": 10,
        "cost": 10,
        "load": [1],
    }


def test_overtime_is_of_routes_whose_vehicle_may_have_any(document: dict[str, Any]) -> None:
    overtime = solution_to_dict(overtime_plan())
    assert [route["overtime_s"] for route in overtime["routes"]] == [0, 3600]
    assert overtime["cost"]["parts"]["overtime"] == 3600
    assert "overtime_s" not in document["routes"][0]


def test_a_route_has_its_times_and_loads(document: dict[str, Any]) -> None:
    (route,) = document["routes"]
    assert (route["vehicle"], route["index"], route["label"]) == ("vehicle", 0, "vehicle-1")
    assert (route["start"], route["end"], route["stops"]) == ("1", "1", ["2", "3"])
    # Leaves at 2.5 for the window from 7.5 on: 5 + 2 + 5 + 2 + 10 driving and service.
    assert (route["departure_s"], route["return_s"], route["duration_s"]) == (2.5, 26.5, 24)
    assert (route["distance_m"], route["load_at_start"]) == (20, [9])
    assert [visit["arrival_s"] for visit in route["visits"]] == [7.5, 14.5]
    assert [visit["load_after"] for visit in route["visits"]] == [[5], [0]]
    assert (route["last_leg_m"], route["last_leg_s"]) == (10, 10)


def test_what_is_left_out_has_a_reason(document: dict[str, Any]) -> None:
    (left,) = document["unassigned"]
    assert (left["stop"], left["priority"]) == ("4", 0)
    assert left["constraint"]
    assert left["text"]
    assert document["unserved"] == 0


def test_format_and_version_come_first(document: dict[str, Any]) -> None:
    assert list(document)[:3] == ["format", "format_version", "package_version"]


@given(instances())
def test_any_plan_is_valid_json(instance: Instance) -> None:
    document = solution_to_dict(Plan.of(instance, one_route(instance)))
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_reloads_are_written_and_read_back(trips_plan: Any, tmp_path: Path) -> None:
    instance, solution = trips_plan
    document = solution_to_dict(Plan.of(instance, solution))
    (reload,) = (reload for route in document["routes"] for reload in route.get("reloads", ()))
    assert reload["after_stops"] == 2
    path = tmp_path / "solution.json"
    path.write_text(json.dumps(document))
    assert read_solution(path, instance).routes == solution.routes


def test_shipments_are_written_and_read_back(shipment_plan: Any, tmp_path: Path) -> None:
    instance, solution = shipment_plan
    document = solution_to_dict(Plan.of(instance, solution))
    visits = document["routes"][0]["visits"]
    ends = [(visit["stop"], visit.get("origin"), visit.get("destination")) for visit in visits]
    assert ends == [("A", None, "B"), ("B", "A", None), ("E", None, None)]
    assert [visit["load_after"] for visit in visits] == [[8], [3], [2]]
    assert document["routes"][0]["peak_load"] == [8]
    path = tmp_path / "solution.json"
    path.write_text(json.dumps(document))
    read = read_solution(path, instance)
    assert read == solution
    assert check(instance, read) == ()


def test_groups_are_written_and_a_plan_of_them_is_read_back(
    group_plan: Any, tmp_path: Path
) -> None:
    instance, solution = group_plan
    document = solution_to_dict(Plan.of(instance, solution))
    visits = document["routes"][0]["visits"]
    assert [(visit["stop"], visit.get("one_of")) for visit in visits] == [
        ("B", "parcel 1"),
        ("E", None),
    ]
    left = [(item["stop"], item["one_of"]) for item in document["unassigned"]]
    assert left == [("C", "parcel 2"), ("D", "parcel 2")]
    assert document["unserved"] == 1
    path = tmp_path / "solution.json"
    path.write_text(json.dumps(document))
    read = read_solution(path, instance)
    assert read == solution
    assert check(instance, read) == ()


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("before leaving A", {"after_stops": 1, "where": "before leaving", "at": "A"}),
        ("waiting at B", {"after_stops": 1, "where": "on arrival", "at": "B"}),
        ("on the road home", {"after_stops": 2, "where": "on the road", "at": None}),
    ],
)
def test_breaks_are_written_and_found_again(
    where: str, told: dict[str, Any], tmp_path: Path
) -> None:
    plan = rested_plan(where)
    document = solution_to_dict(plan)
    rest = plan.routes[0].schedule.rest
    assert rest is not None
    (route,) = document["routes"]
    assert route["breaks"] == [told | {"start_s": rest.start_s, "end_s": rest.end_s}]
    path = tmp_path / "solution.json"
    path.write_text(json.dumps(document))
    read = read_solution(path, plan.instance)
    assert read == plan.solution
    assert check(plan.instance, read) == ()
    assert read_start(path, plan.instance).routes == plan.solution.routes


def test_a_break_at_home_is_not_told() -> None:
    assert "breaks" not in solution_to_dict(rested_plan("at home"))["routes"][0]

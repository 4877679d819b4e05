import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from random_instances import instances, one_route
from vrplib_text import write

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.read.problems import InputWarning
from vrp.read.solution import read_solution
from vrp.read.vrplib import read_vrplib
from vrp.report.plan import Plan
from vrp.report.solution_json import solution_to_dict
from vrp.solution import Cost, Route, Run, Solution, TracePoint, check


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return read_vrplib(write(tmp_path))


@pytest.fixture
def document(instance: Instance) -> dict[str, Any]:
    point = TracePoint(0.5, 3, 1, 40, 2, unassigned=1)
    run = Run("test", 7, 2, 1.5, 100, 99, 1.25, True, (point,), init="savings")
    return solution_to_dict(Plan.of(instance, Solution.of(instance, [Route(0, (0, 1))], run)))


def save(tmp_path: Path, document: dict[str, Any] | str) -> Path:
    path = tmp_path / "solution.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def test_what_was_written_is_read_back(
    tmp_path: Path, instance: Instance, document: dict[str, Any]
) -> None:
    solution = read_solution(save(tmp_path, document), instance)
    assert solution.routes == (Route(0, (0, 1)),)
    assert solution.unassigned == (2,)
    assert (solution.unserved, solution.cost.total) == (1, 20)
    point = TracePoint(0.5, 3, 1, 40, 2, unassigned=1)
    assert solution.run == Run("test", 7, 2, 1.5, 100, 99, 1.25, True, (point,), init="savings")
    assert check(instance, solution) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(instances())
def test_any_plan_survives_the_round_trip(tmp_path: Path, instance: Instance) -> None:
    trace = (TracePoint(0.5, 3, 4, 40, routes=1, unassigned=2),)
    solution = replace(one_route(instance), run=Run(trace=trace))
    document = solution_to_dict(Plan.of(instance, solution))
    assert read_solution(save(tmp_path, document), instance) == solution


def test_claims_are_kept_for_the_check(
    tmp_path: Path, instance: Instance, document: dict[str, Any]
) -> None:
    document["cost"]["units"]["distance"] -= 1
    document["unserved"] = 0
    document["unassigned"] = []
    solution = read_solution(save(tmp_path, document), instance)
    assert solution.cost == Cost(distance=19)
    assert len(check(instance, solution)) == 3


def test_other_distances_than_planned_with_are_warned_of(
    tmp_path: Path, instance: Instance, document: dict[str, Any]
) -> None:
    document["matrix_source"] = "roads of city.osm.pbf (car)"
    with pytest.warns(InputWarning, match="was planned with .* roads of city.osm.pbf .car., and"):
        read_solution(save(tmp_path, document), instance)


def test_routes_alone_are_enough(
    tmp_path: Path, instance: Instance, document: dict[str, Any]
) -> None:
    routes = [{"vehicle": "vehicle", "stops": ["2", "3"]}]
    shortest = {"format": document["format"], "format_version": 1, "routes": routes}
    solution = read_solution(save(tmp_path, shortest), instance)
    assert solution == Solution.of(instance, [Route(0, (0, 1))])


def test_a_sol_file_is_told_apart_by_its_content(tmp_path: Path, instance: Instance) -> None:
    path = save(tmp_path, "Route #1: 1 2\nRoute #2: 3\nCost 38\n")
    assert read_solution(path, instance).cost.total == 38


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "geojson"}, "is no plan: $.format is 'geojson', expected 'vrp-solution'"),
        ({"format_version": 2}, "$.format_version is 2, this version of vrp reads 1"),
        ({"routes": None}, "$.routes is missing"),
        ({"routes": {}}, "$.routes is {}, expected a list of objects"),
        ({"routes": [{"vehicle": "bus", "stops": ["2"]}]}, "$.routes[0].vehicle is 'bus', which"),
        ({"routes": [{"vehicle": "vehicle", "stops": []}]}, "$.routes[0].stops is empty"),
        (
            {"routes": [{"vehicle": "vehicle", "stops": ["2", "9"]}]},
            "$.routes[0].stops[1] is '9', a stop that the instance does not have",
        ),
        ({"routes": [{"vehicle": "vehicle", "stops": [2]}]}, "$.routes[0].stops is [2], expected"),
        ({"unassigned": [{"stop": "9"}]}, "$.unassigned[0].stop is '9', a stop that the instance"),
        ({"cost": {"units": {"fixed": -1}}}, "$.cost.units.fixed is -1, expected a whole number"),
        ({"cost": {"units": {"fixed": 10**400}}}, "$.cost.units.fixed is 1000000000"),
        ({"cost": {"units": {"fixed": math.nan}}}, "$.cost.units.fixed is NaN, expected a whole"),
        ({"cost": {"units": {"prizes": True}}}, "$.cost.units.prizes is true, expected a whole"),
        ({"unserved": 10**400}, "$.unserved is 1000000000"),
        ({"run": {"lower_bound": 10**400}}, "$.run.lower_bound is 1000000000"),
        ({"run": {"elapsed_s": math.inf}}, "$.run.elapsed_s is Infinity, expected a number from"),
    ],
)
def test_plans_that_do_not_fit_name_the_path(
    tmp_path: Path,
    instance: Instance,
    document: dict[str, Any],
    change: dict[str, Any],
    message: str,
) -> None:
    path = save(tmp_path, {**document, **change})
    with pytest.raises(ReadError) as caught:
        read_solution(path, instance)
    assert message in str(caught.value)
    assert "solution.json" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"format": ', "is not valid JSON"),
        ("", "expected a .sol"),
        ("[1]", r"holds \[1\], expected a JSON object"),
        ("[1,2", "is not valid JSON"),
        ("id,lat\n", "expected a .sol"),
        ("vehicle,position,kind\n", "is a table of routes, expected the solution.json beside it"),
        ("\ufeffvehicle;position\n", "is a table of routes, expected the solution.json beside it"),
    ],
)
def test_other_files_are_refused(
    tmp_path: Path, instance: Instance, text: str, message: str
) -> None:
    with pytest.raises(ReadError, match=message):
        read_solution(save(tmp_path, text), instance)


def test_a_missing_file_is_bad_input(tmp_path: Path, instance: Instance) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        read_solution(tmp_path / "none.json", instance)


def test_costs_in_finer_units_are_the_same_costs(
    tmp_path: Path, instance: Instance, document: dict[str, Any]
) -> None:
    claimed = read_solution(save(tmp_path, document), instance).cost
    document["instance"]["scale"]["cost"] *= 9
    units = document["cost"]["units"]
    document["cost"]["units"] = {name: 9 * value for name, value in units.items()}
    assert read_solution(save(tmp_path, document), instance).cost == claimed


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "traffic",
            "rush.csv",
            "planned with the traffic of rush.csv, and is read with no traffic",
        ),
        ("minimised", "eco", "was planned to minimise eco, and is read to minimise distance"),
    ],
)
def test_other_traffic_and_costs_than_planned_with_are_warned_of(
    tmp_path: Path, instance: Instance, document: dict[str, Any], key: str, value: str, said: str
) -> None:
    (document if key in document else document["cost"])[key] = value
    with pytest.warns(InputWarning, match=said):
        read_solution(save(tmp_path, document), instance)

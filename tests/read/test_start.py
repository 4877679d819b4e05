from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vrp.errors import ReadError
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.read.problems import InputWarning
from vrp.read.start import read_given_start, read_start
from vrp.report.plan import Plan
from vrp.report.solution_json import solution_to_dict
from vrp.report.vroom_json import solution_to_vroom
from vrp.solution import Route, Solution, check


def day(*ids: str, **vehicle: object) -> Instance:
    """Stops one metre apart on a line, of a load unit each, and two vans."""
    at = np.arange(len(ids) + 1, dtype=np.int32)
    metres = abs(at[:, None] - at)
    van = Vehicle("van", **{"count": 2, "capacity": (3,), **vehicle})  # type: ignore[arg-type]
    return Instance(
        depots=(Depot("d"),),
        stops=tuple(Stop(each, delivery=(1,)) for each in ids),
        vehicles=(van,),
        distances_m=metres,
        durations_s=metres,
    )


def save(tmp_path: Path, instance: Instance, *routes: Route) -> Path:
    path = tmp_path / "solution.json"
    path.write_text(json.dumps(solution_to_dict(Plan.of(instance, Solution.of(instance, routes)))))
    return path


def test_claims_of_another_day_do_not_matter(tmp_path: Path) -> None:
    path = save(tmp_path, day("a", "b"), Route(0, (0, 1)))
    today = day("a", "b", "new", cost_per_m=7)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        start = read_start(path, today)
    assert start == Solution.of(today, [Route(0, (0, 1))])
    assert start.unassigned == (2,)


def test_what_is_gone_is_left_out_with_a_warning(tmp_path: Path) -> None:
    before = day("a", "b", "c", "e", "f")
    before = replace(before, vehicles=(*before.vehicles, Vehicle("bike", capacity=(3,))))
    path = save(tmp_path, before, Route(0, (0, 1, 2)), Route(0, (3,)), Route(1, (4,)))
    with pytest.warns(InputWarning) as caught:
        start = read_start(path, day("c", "a", "f"))
    assert start.routes == (Route(0, (1, 0)),)
    (message,) = [str(warning.message) for warning in caught]
    assert message == f"{path}: not there any more: stop 'b', stop 'e', vehicle 'bike'"


def test_trips_that_become_empty_are_gone(tmp_path: Path) -> None:
    reloading = day("a", "b", "c", "e", max_reloads=3)
    path = save(tmp_path, reloading, Route(0, (0, 1, 2, 3), (1, 2, 3)))
    with pytest.warns(InputWarning, match="stop 'b'"):
        start = read_start(path, day("a", "c", "e", max_reloads=3))
    assert start.routes == (Route(0, (0, 1, 2), (1, 2)),)
    with pytest.warns(InputWarning, match="stop 'a', stop 'e'"):
        start = read_start(path, day("b", "c", max_reloads=3))
    assert start.routes == (Route(0, (0, 1), (1,)),)


def test_routes_that_break_a_constraint_by_now_are_planned_anew(tmp_path: Path) -> None:
    before = day("a", "b", "c", "e")
    path = save(tmp_path, before, Route(0, (0, 1, 2)), Route(0, (3,)))
    with pytest.warns(InputWarning) as caught:
        start = read_start(path, day("a", "b", "c", "e", capacity=(2,)))
    assert start.routes == (Route(0, (3,)),)
    (message,) = [str(warning.message) for warning in caught]
    reason = "load demand reaches 3, capacity 2"
    assert message == f"{path}: the route from 'a' to 'c' is planned anew: {reason}"


def test_where_vehicles_are_too_few_the_longest_routes_are_kept(tmp_path: Path) -> None:
    path = save(tmp_path, day("a", "b", "c"), Route(0, (0,)), Route(0, (1, 2)))
    with pytest.warns(InputWarning, match="from 'a' to 'a' .*: there are only 1 of vehicle 'van'"):
        start = read_start(path, day("a", "b", "c", count=1))
    assert start.routes == (Route(0, (1, 2)),)


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"routes": []}')
    with pytest.raises(ReadError, match="is no plan"):
        read_start(path, day("a"))
    path.write_text("Route #1: 1 5\n")
    with pytest.raises(ReadError, match="5"):
        read_start(path, day("a"))


def test_a_stop_on_two_routes_stays_on_the_longer_one(tmp_path: Path) -> None:
    instance = day("a", "b", "c")
    path = save(tmp_path, instance, Route(0, (0, 1)))
    document = json.loads(path.read_text())
    document["routes"].append({"vehicle": "van", "stops": ["b"]})
    path.write_text(json.dumps(document))
    with pytest.warns(InputWarning, match="other routes serve 'b' as well"):
        assert read_start(path, instance).routes == (Route(0, (0, 1)),)


def jobs(*ids: str) -> list[dict[str, str]]:
    return [{"type": "start"}, *({"type": "job", "id": each} for each in ids), {"type": "end"}]


def test_steps_of_vehicles_are_a_plan(tmp_path: Path) -> None:
    today = day("a", "b", "c")
    # The second vehicle of a problem is the second of its instance, ids that are used twice or not.
    van, other = Vehicle("van", capacity=(3,)), Vehicle("van", capacity=(2,))
    today = replace(today, vehicles=(van, other))
    problem = {
        "vehicles": [{"id": "van", "steps": []}, {"id": "van", "steps": jobs("c", "a")}],
        "jobs": [],
    }
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem))
    for source in (path, problem):
        assert read_start(source, today).routes == (Route(1, (2, 0)),)
    assert read_given_start(path, today) == read_start(path, today)
    problem["vehicles"][1]["steps"] = jobs("c", "a", "b")
    with pytest.warns(InputWarning, match="plan: the route from 'c' to 'b' is planned anew: load"):
        start = read_start(problem, today)
    assert start.routes == ()
    problem["vehicles"][1]["steps"] = []
    path.write_text(json.dumps(problem))
    assert read_given_start(path, today) is None
    del problem["vehicles"][0]["steps"], problem["vehicles"][1]["steps"]
    with pytest.raises(ReadError, match=r"plan: \$\.vehicles have no steps"):
        read_start(problem, today)


def test_answers_of_vroom_name_both_ends_of_shipments() -> None:
    instance = day("a", "b", "c")
    stop = replace(instance.stops[0], origin="c")
    instance = replace(instance, stops=(stop, *instance.stops[1:]))
    plan = Solution.of(instance, [Route(0, (2, 1, 0))])
    answer = solution_to_vroom(Plan.of(instance, plan))
    assert [step["type"] for step in answer["routes"][0]["steps"][1:-1]] == [
        "pickup",
        "job",
        "delivery",
    ]
    assert read_start(answer, instance) == plan


def test_answers_of_vroom_are_plans() -> None:
    before = day("1", "2", "3", "gone")
    routes = (Route(0, (1, 0)), Route(0, (3, 2)))
    answer = solution_to_vroom(Plan.of(before, Solution.of(before, routes)))
    with pytest.warns(InputWarning, match="plan: not there any more: stop 'gone'"):
        start = read_start(answer, day("3", "2", "1"))
    assert start.routes == (Route(0, (0,)), Route(0, (1, 2)))
    with pytest.raises(ReadError, match=r"is no plan: \$\.format is None"):
        read_start({"code": 2, "error": "Invalid jobs."}, before)


def test_breaks_among_the_steps_are_passed_over() -> None:
    today = day("a", "b")
    lunch = {"type": "break", "id": 1, "arrival": 43_200, "service": 1800, "waiting_time": 60}
    first, *others = jobs("b", "a")
    answer = {"code": 0, "routes": [{"vehicle": "van", "steps": [first, lunch, *others]}]}
    assert read_start(answer, today).routes == (Route(0, (1, 0)),)
    problem = {"vehicles": [{"id": "van", "steps": [first, lunch, *others]}]}
    assert read_start(problem, today).routes == (Route(0, (1, 0)),)


def shipping(*ids: str, **vehicle: object) -> Instance:
    """The day, on which goods of A go to B and goods of X to Y."""
    instance = day(*ids, **{"max_reloads": 2, **vehicle})
    pairs = {"b": "a", "y": "x"}
    stops = [replace(stop, origin=pairs.get(stop.id)) for stop in instance.stops]
    return replace(instance, stops=tuple(stops))


@pytest.mark.parametrize(
    ("routes", "kept", "torn"),
    [
        ([Route(0, (0, 1, 2))], [Route(0, (0, 1, 2))], ""),
        ([Route(0, (0, 2, 1))], [Route(0, (0, 2, 1))], ""),
        ([Route(0, (1, 2, 0))], [Route(0, (2,))], "'b', 'a'"),
        ([Route(0, (0, 2, 1), (1,))], [Route(0, (2,))], "'a', 'b'"),
        ([Route(0, (0, 2, 1), (1, 2))], [Route(0, (2,))], "'a', 'b'"),
        ([Route(0, (0, 2))], [Route(0, (2,))], "'a'"),
        ([Route(0, (2, 1))], [Route(0, (2,))], "'b'"),
        ([Route(0, (0, 2)), Route(0, (3, 1, 4))], [Route(0, (2,)), Route(0, (3, 4))], "'a', 'b'"),
        ([Route(0, (0,)), Route(0, (1,))], [], "'a', 'b'"),
        ([Route(0, (2, 4, 3), (1,)), Route(0, (0, 1))], None, "'y', 'x'"),
    ],
)
def test_what_no_trip_carries_from_origin_to_destination_is_planned_anew(
    tmp_path: Path, routes: list[Route], kept: list[Route] | None, torn: str
) -> None:
    ids = "abcxy"
    path = save(tmp_path, day(*ids, max_reloads=2), *routes)
    today = shipping(*ids)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        start = read_start(path, today)
    kept = [Route(0, (2,)), Route(0, (0, 1))] if kept is None else kept
    assert start == Solution.of(today, kept)
    assert check(today, start) == ()
    text = f"{path}: planned anew, as no trip carries their goods from origin to destination: "
    assert [str(warning.message) for warning in caught] == ([text + torn] if torn else [])


def test_a_shipment_whose_other_stop_is_gone_has_none_any_more(tmp_path: Path) -> None:
    path = save(tmp_path, shipping("a", "b", "c"), Route(0, (0, 1, 2)))
    today = day("b", "c")
    with pytest.warns(InputWarning, match="not there any more: stop 'a'"):
        assert read_start(path, today).routes == (Route(0, (0, 1)),)


def test_a_shipment_on_another_route_as_well_stays_on_the_one_that_carries_it(
    tmp_path: Path,
) -> None:
    instance = shipping("a", "b", "c")
    path = save(tmp_path, instance, Route(0, (0, 1)))
    document = json.loads(path.read_text())
    document["routes"].append({"vehicle": "van", "stops": ["c", "b"]})
    path.write_text(json.dumps(document))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        start = read_start(path, instance)
    assert start.routes == (Route(0, (0, 1)), Route(0, (2,)))


def grouped(*ids: str, **vehicle: object) -> Instance:
    """The day, on which A and B are alternatives, and X and Y."""
    groups = {"a": "1", "b": "1", "x": "2", "y": "2"}
    instance = day(*ids, **vehicle)
    stops = [replace(stop, group=groups.get(stop.id)) for stop in instance.stops]
    return replace(instance, stops=tuple(stops))


@pytest.mark.parametrize(
    ("routes", "kept", "others"),
    [
        ([Route(0, (0, 2, 3))], [Route(0, (0, 2, 3))], ""),
        ([Route(0, (1, 2, 0))], [Route(0, (1, 2))], "'a'"),
        ([Route(0, (0, 3, 1), (2,))], [Route(0, (0, 3))], "'b'"),
        ([Route(0, (0, 2)), Route(0, (1,))], [Route(0, (0, 2))], "'b'"),
        ([Route(0, (0, 4)), Route(0, (1, 2, 3))], [Route(0, (0, 4)), Route(0, (2,))], "'b', 'x'"),
    ],
)
def test_of_alternatives_the_first_is_kept(
    tmp_path: Path, routes: list[Route], kept: list[Route], others: str
) -> None:
    path = save(tmp_path, day(*"abcxy", max_reloads=1), *routes)
    today = grouped(*"abcxy", max_reloads=1)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        start = read_start(path, today)
    assert start == Solution.of(today, kept)
    assert check(today, start) == ()
    text = f"{path}: left out, as another one of their group comes first: "
    assert [str(warning.message) for warning in caught] == ([text + others] if others else [])

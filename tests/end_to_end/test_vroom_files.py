"""Programs that talk to VROOM talk to us: the same file in, the same form out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from command_line import Program, command, environment
from vroom_json import problem, write_json

QUICK = ("--iterations", "100", "--threads", "1", "--seed", "1")


def test_the_plan_is_told_as_vroom_does_and_nothing_else(vrp: Program, tmp_path: Path) -> None:
    ended = vrp("solve", write_json(tmp_path, problem()), *QUICK, "--vroom-json")
    assert (ended.returncode, ended.stderr) == (0, "")
    answer = json.loads(ended.stdout)
    assert (answer["code"], answer["summary"]["cost"]) == (0, 43)
    (route,) = answer["routes"]
    assert [step.get("id") for step in route["steps"]] == [None, 7, 8, None]
    assert (tmp_path / "routes/solution.json").exists()


def test_so_are_errors(vrp: Program, tmp_path: Path) -> None:
    document = problem()
    document["vehicles"][0]["breaks"] = [{"id": 1, "time_windows": [], "service": 9}]
    ended = vrp("solve", write_json(tmp_path, document), *QUICK, "--vroom-json")
    assert ended.returncode == 2
    answer = json.loads(ended.stdout)
    assert answer["code"] == 2
    assert answer["error"].endswith(
        "$.vehicles[0].breaks[0].time_windows has 0 entries, expected one [start, end]"
    )
    assert ended.stderr == f"vrp: error: {answer['error']}\n"


def test_breaks_come_back_as_steps_and_plans_with_them_as_starts(
    vrp: Program, tmp_path: Path
) -> None:
    document = problem()
    # The second vehicle is out for 105 seconds, and so has to have it on the way.
    pause = {"id": 9, "time_windows": [[85, 100]], "service": 30, "description": "tea"}
    document["vehicles"] = [document["vehicles"][1] | {"breaks": [pause], "time_window": [0, 140]}]
    document["jobs"][0]["time_windows"] = [[10, 10]]
    file = write_json(tmp_path, document)
    ended = vrp("solve", file, *QUICK, "--vroom-json")
    assert ended.returncode == 0
    assert ended.stderr.startswith("vrp: warning: ")
    answer = json.loads(ended.stdout)
    (route,) = answer["routes"]
    told = [(step["type"], step.get("id"), step["arrival"]) for step in route["steps"]]
    assert told == [
        ("start", None, 0),
        ("job", 7, 10),
        ("job", 8, 82),
        ("break", 9, 85),
        ("end", None, 135),
    ]
    assert (route["service"], route["duration"]) == (90, 45)
    (tmp_path / "answer.json").write_text(ended.stdout)
    again = vrp("solve", file, *QUICK, "--vroom-json", "--start", "answer.json")
    assert json.loads(again.stdout)["routes"] == answer["routes"]


def test_plans_that_it_has_no_words_for_are_refused_at_once(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "stops.csv").write_text("id,kind,lat,lon\nd,depot,49,8\ns,,49.01,8\n")
    (tmp_path / "vans.csv").write_text("id,max_reloads,capacity\nvan,2,5\n")
    ended = vrp("solve", "stops.csv", "--vehicles", "vans.csv", *QUICK, "--vroom-json")
    assert ended.returncode == 2
    assert "VROOM's JSON has no reloads" in json.loads(ended.stdout)["error"]
    assert not (tmp_path / "routes").exists()


def test_where_no_stop_can_be_served_the_plan_says_so(vrp: Program, tmp_path: Path) -> None:
    document = problem()
    for job in document["jobs"]:
        job["skills"] = [1]
    ended = vrp("solve", write_json(tmp_path, document), *QUICK, "--vroom-json")
    assert ended.returncode == 4
    answer = json.loads(ended.stdout)
    assert answer["code"] == 0
    assert {job["id"] for job in answer["unassigned"]} == {7, 8}


def with_steps(tmp_path: Path, *jobs: int) -> Path:
    """The problem, and a plan of the second vehicle, which is none that a search would find."""
    document = problem()
    steps = [{"type": "job", "id": job} for job in jobs]
    document["vehicles"][1]["steps"] = [{"type": "start"}, *steps, {"type": "end"}]
    return write_json(tmp_path, document)


NO_SEARCH = ("--iterations", "0", "--threads", "1", "--vroom-json")


@pytest.mark.parametrize("piped", [False, True])
def test_the_search_starts_from_the_steps_of_a_problem(tmp_path: Path, piped: bool) -> None:
    path = with_steps(tmp_path, 8, 7)
    ended = subprocess.run(
        command("solve", "/dev/stdin" if piped else path, *NO_SEARCH),
        cwd=tmp_path,
        input=path.read_text(encoding="utf-8"),
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
        timeout=120,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    (route,) = json.loads(ended.stdout)["routes"]
    assert (route["vehicle"], route["cost"]) == (2, 55)
    assert [step["id"] for step in route["steps"][1:-1]] == [8, 7]


def test_steps_that_break_a_constraint_are_planned_anew(vrp: Program, tmp_path: Path) -> None:
    path = with_steps(tmp_path, 8, 7)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["vehicles"][1]["max_tasks"] = 1
    ended = vrp("solve", write_json(tmp_path, document), *QUICK, "--vroom-json")
    assert ended.returncode == 0
    assert ended.stderr.startswith(f"vrp: warning: {path}: the route from '8' to '7' is planned an")
    assert json.loads(ended.stdout)["summary"]["cost"] == 43


def test_what_else_is_asked_for_comes_before_the_steps(vrp: Program, tmp_path: Path) -> None:
    path = with_steps(tmp_path, 8, 7)
    built = json.loads(vrp("solve", path, *NO_SEARCH, "--init", "insertion").stdout)
    assert built["summary"]["cost"] == 43
    (tmp_path / "answer.json").write_text(json.dumps(built), encoding="utf-8")
    again = json.loads(vrp("solve", path, *NO_SEARCH, "--start", "answer.json").stdout)
    assert again["routes"] == built["routes"]


def test_setup_is_counted_once_per_place(vrp: Program, tmp_path: Path) -> None:
    document = problem()
    for job in document["jobs"]:
        job |= {"location_index": 1, "setup": 300}
    ended = vrp("solve", write_json(tmp_path, document), *QUICK, "--vroom-json")
    assert (ended.returncode, ended.stderr) == (0, "")
    answer = json.loads(ended.stdout)
    (route,) = answer["routes"]
    assert [step["setup"] for step in route["steps"]] == [0, 300, 0, 0]
    assert (route["setup"], answer["summary"]["setup"]) == (300, 300)
    document["jobs"][0]["time_windows"] = [[0, 900]]
    ended = vrp("solve", write_json(tmp_path, document), *QUICK)
    assert ended.returncode == 2
    assert "jobs[0].setup is 300 beside time_windows, in which it begins for VROOM" in ended.stderr


def test_shipments_come_back_under_their_own_names(vrp: Program, tmp_path: Path) -> None:
    document = problem()
    ends = {"pickup": {"id": 7, "location_index": 2}, "delivery": {"id": 7, "location_index": 1}}
    document["shipments"] = [{"amount": [3], **ends}]
    types = [("pickup", 7), ("delivery", 7), ("job", 7), ("job", 8)]
    document["vehicles"][1]["steps"] = [{"type": kind, "id": number} for kind, number in types]
    ended = vrp("solve", write_json(tmp_path, document), *NO_SEARCH)
    assert (ended.returncode, ended.stderr) == (0, "")
    (route,) = json.loads(ended.stdout)["routes"]
    assert [(step["type"], step["id"]) for step in route["steps"][1:-1]] == types


def test_shipments_are_searched_for_the_best_place(vrp: Program, tmp_path: Path) -> None:
    document = problem()
    ends = {"pickup": {"id": 1, "location_index": 1}, "delivery": {"id": 2, "location_index": 2}}
    document["shipments"] = [{"amount": [3], **ends}]
    ended = vrp("solve", write_json(tmp_path, document), *QUICK, "--vroom-json")
    assert (ended.returncode, ended.stderr) == (0, "")
    answer = json.loads(ended.stdout)
    assert answer["unassigned"] == []
    tasks = [[step["type"] for step in route["steps"]] for route in answer["routes"]]
    (carrying,) = (types for types in tasks if "pickup" in types)
    assert carrying.index("pickup") < carrying.index("delivery")

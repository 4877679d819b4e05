"""Programs that talk to VROOM talk to us: the same file in, the same form out."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import Program
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
    document["vehicles"][0]["breaks"] = [{"id": 1}]
    ended = vrp("solve", write_json(tmp_path, document), *QUICK, "--vroom-json")
    assert ended.returncode == 2
    answer = json.loads(ended.stdout)
    assert answer["code"] == 2
    assert answer["error"].endswith("$.vehicles[0].breaks (breaks of the driver) is not supported")
    assert ended.stderr == f"vrp: error: {answer['error']}\n"


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

"""``vrp check``: a plan that was written is valid, one that was tampered with is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Ended, Program

Document = dict[str, Any]


@pytest.fixture
def plan(vrp: Program, stops: Path, vehicles: Path, tmp_path: Path) -> Path:
    """A plan that ``vrp solve`` has written."""
    ended = vrp("solve", stops, "--vehicles", vehicles, "--iterations", "100", "--threads", "1")
    assert ended.returncode == 0
    return tmp_path / "routes/solution.json"


@pytest.fixture
def check(vrp: Program, stops: Path, vehicles: Path, plan: Path) -> Callable[[], Ended]:
    """Check the plan as it is then."""
    return lambda: vrp("check", stops, plan, "--vehicles", vehicles)


def tamper(plan: Path, change: Callable[[Document], object]) -> None:
    document = json.loads(plan.read_text(encoding="utf-8"))
    change(document)
    plan.write_text(json.dumps(document), encoding="utf-8")


def test_a_written_plan_is_valid(check: Callable[[], Ended]) -> None:
    ended = check()
    assert ended.stderr == ""
    assert ended.returncode == 0
    assert "valid: every constraint" in ended.stdout
    assert "van-1" in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 100


def swap_order(document: Document) -> None:
    document["routes"][0]["stops"].reverse()
    document["routes"][0]["stops"].sort(key=lambda stop: stop[::-1])


def drop_stop(document: Document) -> None:
    document["routes"][0]["stops"].pop()


def visit_twice(document: Document) -> None:
    document["routes"][0]["stops"].append(document["routes"][0]["stops"][0])


def overload(document: Document) -> None:
    first = document["routes"][0]
    for route in document["routes"][1:]:
        first["stops"] += route["stops"]
    del document["routes"][1:]


def cheapen(document: Document) -> None:
    document["cost"]["units"]["distance"] -= 1


def arrive_early(document: Document) -> None:
    document["routes"][0]["visits"][1]["arrival_s"] -= 600


def round_the_total(document: Document) -> None:
    document["cost"]["total"] += 1


def hire_a_van(document: Document) -> None:
    last = document["routes"][0]["stops"]
    document["routes"] += [{**document["routes"][0], "stops": [stop]} for stop in last[1:6]]
    del last[1:6]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (swap_order, "the plan claims"),
        (drop_stop, "unassigned"),
        (visit_twice, "is visited 2 times"),
        (overload, "load demand reaches"),
        (cheapen, "the plan claims"),
        (arrive_early, "$.routes[0].visits[1].arrival_s is "),
        (round_the_total, "$.cost.total is "),
        (hire_a_van, "4 available"),
    ],
)
def test_a_tampered_plan_is_invalid(
    plan: Path,
    check: Callable[[], Ended],
    change: Callable[[Document], object],
    finding: str,
) -> None:
    tamper(plan, change)
    ended = check()
    assert ended.returncode == 4
    assert ended.stdout == ""
    assert all(line.startswith("vrp: error: ") for line in ended.stderr.splitlines())
    assert finding in ended.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "solution.json"),
        ("{", "solution.json"),
        ("{}", "is no plan"),
        ("\x00\x01", "solution.json"),
    ],
)
def test_a_file_that_is_no_plan_is_bad_input(
    plan: Path, check: Callable[[], Ended], text: str, expected: str
) -> None:
    plan.write_text(text)
    ended = check()
    assert ended.returncode == 2
    assert ended.stderr.startswith("vrp: error: ")
    assert expected in ended.stderr


def test_a_stop_that_does_not_exist_is_bad_input(plan: Path, check: Callable[[], Ended]) -> None:
    tamper(plan, lambda document: document["routes"][0]["stops"].append("nowhere"))
    ended = check()
    assert ended.returncode == 2
    assert "'nowhere'" in ended.stderr


@pytest.mark.parametrize(
    ("order", "finding"),
    [
        (["a", "c"], ""),
        (["c", "b"], ""),
        (["a", "b", "c"], "stops 'b' and 'a' are served, expected one of group 'parcel'"),
    ],
)
def test_a_plan_is_held_to_its_groups(
    vrp: Program, tmp_path: Path, order: list[str], finding: str
) -> None:
    rows = ["id,kind,lat,lon,one_of", "hub,depot,49,8,", "b,,49,8.02,parcel", "a,,49,8.01,parcel"]
    rows += ["c,,49,8.03,", "d,,49,8.04,other", "e,,49,8.05,other"]
    stops, plan = tmp_path / "stops.csv", tmp_path / "plan.json"
    stops.write_text("\n".join(rows) + "\n")
    routes = [{"vehicle": "vehicle", "stops": order}]
    plan.write_text(json.dumps({"format": "vrp-solution", "format_version": 1, "routes": routes}))
    ended = vrp("check", stops, plan, "--vehicles", "1")
    assert ended.returncode == (4 if finding else 0)
    assert finding in ended.stderr
    assert ("1 stop not served" in ended.stdout) is not bool(finding)


@pytest.mark.parametrize(
    ("order", "finding"),
    [
        (["a", "b", "c"], ""),
        (["a", "c", "b"], "load demand reaches 5, capacity 4"),
        (["b", "a", "c"], "stop 'b' is served before stop 'a', where its goods are picked up"),
        (["a", "c"], "stop 'a' is served without stop 'b', where its goods go"),
    ],
)
def test_a_plan_is_held_to_its_shipments(
    vrp: Program, tmp_path: Path, order: list[str], finding: str
) -> None:
    rows = ["id,kind,lat,lon,demand,pickup,origin", "hub,depot,49,8,,,", "b,,49,8.02,4,,a"]
    rows += ["a,,49,8.01,,,", "c,,49,8.03,,1,"]
    stops, plan = tmp_path / "stops.csv", tmp_path / "plan.json"
    stops.write_text("\n".join(rows) + "\n")
    routes = [{"vehicle": "vehicle", "stops": order}]
    plan.write_text(json.dumps({"format": "vrp-solution", "format_version": 1, "routes": routes}))
    ended = vrp("check", stops, plan, "--vehicles", "1", "--capacity", "4")
    assert ended.returncode == (4 if finding else 0)
    assert finding in ended.stderr


@pytest.mark.parametrize(
    ("order", "finding"),
    [
        (["A", "B", "C"], ""),
        (["A", "C", "B"], "stop 'B' is served 2400 s after its window ends"),
        (["B", "A", "C"], ""),
    ],
)
def test_a_plan_is_held_to_its_setups(
    vrp: Program, tmp_path: Path, order: list[str], finding: str
) -> None:
    files = {
        "stops.csv": "id,kind,setup_min,tw_end\nbase,depot,,\nA,,10,08:20\nB,,10,08:40\nC,,10,\n",
        "vans.csv": "id,shift_start,shift_end\nvan,08:00,09:30\n",
        "matrix.csv": "durations_s,base,A,B,C\nbase,0,600,600,1200\nA,600,0,0,1200\n"
        "B,600,0,0,1200\nC,1200,1200,1200,0\n"
        "distances_m,base,A,B,C\nbase,0,9,9,18\nA,9,0,0,9\nB,9,0,0,9\nC,18,9,9,0\n",
        "plan.json": json.dumps(
            {
                "format": "vrp-solution",
                "format_version": 1,
                "routes": [{"vehicle": "van", "stops": order}],
            }
        ),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    plan = ("stops.csv", "plan.json", "--vehicles", "vans.csv", "--matrix", "matrix.csv")
    ended = vrp("check", *plan)
    assert ended.returncode == (4 if finding else 0), ended.stderr
    assert finding in ended.stderr


@pytest.mark.parametrize(
    ("row", "shown", "finding"),
    [
        ("09:30,10:30,45", " 10:10 ", ""),
        ("09:30,10:00,45", " 09:30 ", ""),
        ("12:00,13:30,45", "", ""),
        ("09:30,10:00,120", "", "the shift"),
        ("08:20,08:40,45", "", "stop 'A' is served 2700 s after its window ends"),
    ],
)
def test_a_plan_is_held_to_its_breaks(
    vrp: Program, tmp_path: Path, row: str, shown: str, finding: str
) -> None:
    files = {
        "stops.csv": "id,kind,service_min,tw_end\nbase,depot,,\nA,,10,09:00\nB,,10,\n",
        "vans.csv": "id,shift_start,shift_end,break_start,break_end,break_min\n"
        f"van,08:00,13:30,{row}\n",
        "matrix.csv": "durations_s,base,A,B\nbase,0,3600,7200\nA,3600,0,3600\nB,7200,3600,0\n"
        "distances_m,base,A,B\nbase,0,9,18\nA,9,0,9\nB,18,9,0\n",
        "plan.json": '{"format": "vrp-solution", "format_version": 1, '
        '"routes": [{"vehicle": "van", "stops": ["A", "B"]}]}',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    plan = ("stops.csv", "plan.json", "--vehicles", "vans.csv", "--matrix", "matrix.csv")
    ended = vrp("check", *plan)
    assert ended.returncode == (4 if finding else 0)
    assert finding in ended.stderr
    assert shown in ended.stdout

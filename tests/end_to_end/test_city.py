"""The sample stops on the streets of the sample city, as a user drives them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import REPOSITORY, Program

DATA = REPOSITORY / "data"
STOPS = DATA / "stops.csv"
ROADS = ("--roads", DATA / "city.osm.pbf")
FLEET = ("--vehicles", DATA / "vehicles.csv")
QUICK = ("--iterations", "300", "--threads", "1")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def solution_of(folder: Path) -> Any:
    return json.loads((folder / "solution.json").read_text(encoding="utf-8"))


def test_routes_follow_streets_that_have_names(vrp: Program, tmp_path: Path) -> None:
    ended = vrp("solve", STOPS, *FLEET, *ROADS, *QUICK)
    assert ended.returncode == 0
    assert "error" not in ended.stderr
    collection = json.loads((tmp_path / "routes/routes.geojson").read_text(encoding="utf-8"))
    lines = [f for f in collection["features"] if f["properties"]["kind"] == "route"]
    for line in lines:
        points, visits = line["geometry"]["coordinates"], line["properties"]["stops"]
        assert len(points) > 3 * visits
    stops = [f["properties"] for f in collection["features"] if f["properties"]["kind"] == "stop"]
    named = [stop for stop in stops if stop.get("streets")]
    assert len(named) > 0.9 * len(stops)
    assert solution_of(tmp_path / "routes")["attribution"] == ""
    for file in ("routes.geojson", "solution.json"):
        assert "OpenStreetMap" not in (tmp_path / "routes" / file).read_text(encoding="utf-8")
    check = (STOPS, "routes/solution.json", *FLEET)
    assert vrp("check", *check, *ROADS).returncode == 0


def test_traffic_is_planned_for_and_expected_by_the_hour(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "rush.csv").write_text("hours,road_class,factor\n7-9,all,0.5\n16-18,all,0.7\n")
    rush = ("--traffic", "rush.csv")
    ended = vrp("solve", STOPS, *FLEET, *ROADS, *rush, *QUICK, "--no-quiet")
    assert ended.returncode == 0
    said = re.sub(r"\s+", " ", ended.stdout)
    assert "expected of the traffic of the hour (rush.csv); the plan and its cost keep to" in said
    plan = (STOPS, "routes/solution.json", *FLEET, *ROADS)
    assert vrp("check", *plan, *rush).returncode == 0
    solution = solution_of(tmp_path / "routes")
    assert solution["traffic"] == "rush.csv"
    times = [
        (visit["arrival_s"] // 3600, visit["leg_m"] / visit["leg_s"])
        for route in solution["routes"]
        for visit in route["visits"]
        if visit["leg_s"] > 60
    ]
    slow = [speed for hour, speed in times if hour == 8]
    free = [speed for hour, speed in times if 10 <= hour <= 15]
    assert sum(slow) / len(slow) < 0.8 * sum(free) / len(free)
    windows = {stop["id"]: stop["tw_end"] for stop in rows(STOPS) if "|" not in stop["tw_end"]}
    for row in rows(tmp_path / "routes/routes.csv"):
        end = windows.get(row["id"], "")
        if row["kind"] == "stop" and end:
            assert row["arrival"] <= end.zfill(5)
    page = (tmp_path / "routes/report.html").read_text(encoding="utf-8")
    assert "expected of the traffic of the hour (rush.csv)" in page


@pytest.fixture
def unlimited(tmp_path: Path) -> tuple[str, Path]:
    """The sample fleet without limits of distance."""
    fleet = rows(DATA / "vehicles.csv")
    path = tmp_path / "fleet.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(fleet[0]))
        writer.writeheader()
        writer.writerows({**vehicle, "max_km": ""} for vehicle in fleet)
    return "--vehicles", path


def test_a_mix_is_minimised_while_windows_count_durations(
    vrp: Program, unlimited: tuple[str, Path], tmp_path: Path
) -> None:
    mix = ("--minimise", "0.6*duration+0.4*eco")
    ended = vrp("solve", STOPS, *unlimited, *ROADS, *mix, *QUICK, "--no-quiet")
    assert ended.returncode == 0
    assert "0.6·duration + 0.4·eco" in ended.stdout
    solution = solution_of(tmp_path / "routes")
    assert solution["cost"]["minimised"] == "0.6·duration + 0.4·eco"
    assert "ways of least 0.6·duration + 0.4·eco" in solution["matrix_source"]
    plan = (STOPS, "routes/solution.json", *unlimited, *ROADS)
    assert vrp("check", *plan, *mix).returncode == 0
    otherwise = vrp("check", *plan)
    assert otherwise.returncode == 4
    assert "recomputed" in otherwise.stderr


def test_the_shortest_ways_are_shorter_and_slower(vrp: Program, tmp_path: Path) -> None:
    for name, options in (("fast", ()), ("short", ("--minimise", "distance"))):
        ended = vrp("matrix", STOPS, *ROADS, *options, "-o", f"{name}.npz")
        assert ended.returncode == 0
    with np.load(tmp_path / "fast.npz") as fast, np.load(tmp_path / "short.npz") as short:
        assert str(fast["source"]) == "roads of city.osm.pbf (car)"
        assert str(short["source"]) == "roads of city.osm.pbf (car), ways of least distance"
        assert (short["distances_m"] <= fast["distances_m"] + 0.1).all()
        assert (short["durations_s"] >= fast["durations_s"] - 0.01).all()
        assert short["distances_m"].sum() < fast["distances_m"].sum()


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--minimise", "eco"), 2, "'truck': max_km is 90 while eco is minimised"),
        (("--minimise", "0.5*toll"), 2, "there is no measure 'toll'"),
        (("--traffic", STOPS), 2, "stops.csv"),
        (("--snap-refuse", "0.01"), 3, "more than 0.01 m from any road"),
    ],
)
def test_what_cannot_be_done_is_said(
    vrp: Program, tmp_path: Path, options: tuple[str | Path, ...], code: int, message: str
) -> None:
    ended = vrp("solve", STOPS, *FLEET, *ROADS, *options, *QUICK)
    assert ended.returncode == code
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_traffic_needs_roads_whose_classes_are_known(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "rush.csv").write_text("hours,road_class,factor\n7-9,all,0.5\n")
    ended = vrp("solve", STOPS, *FLEET, "--traffic", "rush.csv", *QUICK)
    assert ended.returncode == 2
    assert "traffic needs roads" in ended.stderr

"""``--roads`` and ``vrp matrix``, as a user types them, on the roads of a made-up plain."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from command_line import Program
from fake_road_server import FakeRoadServer, Fault, running_fake_server, travel

from vrp.roads.matrices import OSM_ATTRIBUTION

QUICK = ("--iterations", "200", "--threads", "1")
FLEET = ("--vehicles", "3", "--capacity", "20")


@pytest.fixture
def server() -> Iterator[FakeRoadServer]:
    with running_fake_server(formats={"osrm"}) as fake:
        yield fake


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def point(row: dict[str, str]) -> tuple[float, float]:
    return float(row["lon"]), float(row["lat"])


def test_plans_on_the_roads_of_a_server(
    vrp: Program, server: FakeRoadServer, plain: Path, tmp_path: Path
) -> None:
    ended = vrp("solve", plain, "--roads", server.url, *FLEET, *QUICK, "--no-quiet")
    assert ended.stderr == ""
    assert ended.returncode == 0
    assert OSM_ATTRIBUTION in ended.stdout
    assert "estimate" not in ended.stdout
    places = {row["id"]: point(row) for row in rows(plain)}
    visits = rows(tmp_path / "routes/routes.csv")
    for before, after in pairwise(visits):
        if after["position"] == "0":
            continue
        way = travel(places[before["id"]], places[after["id"]])
        assert way is not None
        assert (int(after["leg_s"]), int(after["leg_m"])) == pytest.approx(way, abs=0.51)
    assert {row["leg_estimated"] for row in visits} == {""}
    solution = json.loads((tmp_path / "routes/solution.json").read_text(encoding="utf-8"))
    assert solution["attribution"] == OSM_ATTRIBUTION
    assert solution["matrix_source"].startswith("OSRM at http://127.0.0.1")
    lines = json.loads((tmp_path / "routes/routes.geojson").read_text(encoding="utf-8"))
    assert lines["attribution"] == OSM_ATTRIBUTION
    stops = [f["properties"] for f in lines["features"] if f["properties"]["kind"] == "stop"]
    assert all(stop["streets"] == ["Long Street", "Hill Road"] for stop in stops)
    page = (tmp_path / "routes/report.html").read_text(encoding="utf-8")
    assert "Long Street → Hill Road" in page
    assert OSM_ATTRIBUTION in page


def test_check_recomputes_a_plan_on_the_same_roads(
    vrp: Program, server: FakeRoadServer, plain: Path
) -> None:
    assert vrp("solve", plain, "--roads", server.url, *FLEET, *QUICK).returncode == 0
    plan = (plain, "routes/solution.json", *FLEET)
    assert vrp("check", *plan, "--roads", server.url).returncode == 0
    elsewhere = vrp("check", *plan)
    assert elsewhere.returncode == 4
    assert "recomputed" in elsewhere.stderr


def test_a_matrix_is_written_once_and_used_without_the_server(
    vrp: Program, server: FakeRoadServer, plain: Path, tmp_path: Path
) -> None:
    ended = vrp("matrix", plain, "--roads", server.url, "-o", "city.npz")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert vrp("matrix", plain, "--roads", server.url, "-o", "city.csv").returncode == 0
    with np.load(tmp_path / "city.npz", allow_pickle=False) as archive:
        assert archive["ids"].tolist()[:2] == ["hub", "s0"]
        assert archive["durations_s"].shape == (13, 13)
        assert str(archive["attribution"]) == OSM_ATTRIBUTION
    asked = len(server.asked)
    costs = set()
    for name in ("city.npz", "city.csv"):
        ended = vrp("solve", plain, "--matrix", name, *FLEET, *QUICK, "--json")
        assert ended.stderr == ""
        solution = json.loads(ended.stdout)
        costs.add(solution["cost"]["total"])
        assert solution["attribution"] == OSM_ATTRIBUTION
        assert solution["matrix_source"].startswith(f"given matrix {name} (OSRM at http://")
    assert len(costs) == 1
    assert len(server.asked) == asked
    # With roads as well, the matrix decides and the roads draw.
    ended = vrp("solve", plain, "--matrix", "city.npz", "--roads", server.url, *FLEET, *QUICK)
    assert ended.returncode == 0
    later = [question for question, _ in server.asked[asked:]]
    assert any("/route/" in question for question in later)
    assert not any("/table/" in question for question in later)
    assert "Hill Road" in (tmp_path / "routes/routes.geojson").read_text(encoding="utf-8")


@pytest.fixture
def riverside(plain: Path) -> Path:
    """One stop more, on the other side of a river without bridges."""
    with plain.open("a", encoding="utf-8") as file:
        file.write("far,,Far bank,49.45,8.95,1\n")
    return plain


def test_unreachable_stops_are_refused_by_name(
    vrp: Program, server: FakeRoadServer, riverside: Path, tmp_path: Path
) -> None:
    ended = vrp("solve", riverside, "--roads", server.url, *FLEET, *QUICK)
    assert ended.returncode == 3
    lines = ended.stderr.splitlines()
    assert lines[0] == (
        "vrp: error: no road leads from depot 'hub' to stop 'far' (row 'hub', column 'far')"
    )
    assert len(lines) == 22
    assert "drop" in lines[-1]
    assert not (tmp_path / "routes").exists()


def test_unreachable_stops_are_left_out_with_the_reason(
    vrp: Program, server: FakeRoadServer, riverside: Path, tmp_path: Path
) -> None:
    drop = ("--unreachable", "drop")
    ended = vrp("solve", riverside, "--roads", server.url, *FLEET, *QUICK, *drop)
    assert ended.returncode == 0
    assert ended.stderr == ("vrp: warning: no road leads there and back, left out: stop 'far'\n")
    (left,) = rows(tmp_path / "routes/unassigned.csv")
    assert (left["id"], left["constraint"]) == ("far", "unreachable")
    assert left["reason"] == "no way leads there from the depot of any vehicle"
    assert max(int(row["leg_m"] or 0) for row in rows(tmp_path / "routes/routes.csv")) < 50_000


def test_unreachable_stops_are_estimated_and_said_to_be(
    vrp: Program, server: FakeRoadServer, riverside: Path, tmp_path: Path
) -> None:
    estimate = ("--unreachable", "estimate", "--no-quiet")
    ended = vrp("solve", riverside, "--roads", server.url, *FLEET, *QUICK, *estimate)
    assert ended.returncode == 0
    assert "2 of" in ended.stdout.replace("\n", " ")
    assert "legs are estimates" in ended.stdout
    visits = rows(tmp_path / "routes/routes.csv")
    index = next(number for number, row in enumerate(visits) if row["id"] == "far")
    assert [row["leg_estimated"] for row in visits[index : index + 2]] == ["yes", "yes"]
    assert [row["leg_estimated"] for row in visits].count("yes") == 2
    assert rows(tmp_path / "routes/unassigned.csv") == []
    ended = vrp("matrix", riverside, "--roads", server.url, *estimate[:2], "-o", "m.csv")
    assert "estimated 26 pairs without a road" in ended.stderr
    assert '# estimated: "hub" to "far"' in (tmp_path / "m.csv").read_text(encoding="utf-8")


def test_a_matrix_leaves_out_what_cannot_be_reached(
    vrp: Program, server: FakeRoadServer, riverside: Path, tmp_path: Path
) -> None:
    refused = vrp("matrix", riverside, "--roads", server.url, "-o", "m.npz")
    assert refused.returncode == 3
    assert not (tmp_path / "m.npz").exists()
    drop = ("--unreachable", "drop", "-o", "m.npz")
    ended = vrp("matrix", riverside, "--roads", server.url, *drop)
    assert ended.returncode == 0
    assert "left out of the matrix: stop 'far'" in ended.stderr
    with np.load(tmp_path / "m.npz", allow_pickle=False) as archive:
        assert "far" not in archive["ids"]
        assert np.isfinite(archive["durations_s"]).all()


def test_a_server_that_fails_when_routes_are_drawn_costs_no_plan(
    vrp: Program, server: FakeRoadServer, plain: Path, tmp_path: Path
) -> None:
    assert vrp("matrix", plain, "--roads", server.url, "-o", "m.npz").returncode == 0
    server.always = Fault(status=400, body=b"{}")
    roads = ("--matrix", "m.npz", "--roads", f"osrm+{server.url}")
    ended = vrp("solve", plain, *roads, *FLEET, *QUICK)
    assert ended.returncode == 0
    assert ended.stderr.startswith("vrp: warning: routes are drawn as straight lines: ")
    assert (tmp_path / "routes/report.html").is_file()


@pytest.mark.parametrize(
    ("roads", "message"),
    [
        ("nowhere.osm.pbf", "nowhere.osm.pbf: there is no such file of roads"),
        ("stops.csv", "stops.csv: holds no roads that can be read"),
        ("google+http://127.0.0.1:9", "expected osrm+http"),
    ],
)
@pytest.mark.parametrize("command", ["solve", "matrix"])
def test_roads_that_cannot_be_had_end_with_3(
    vrp: Program, plain: Path, tmp_path: Path, command: str, roads: str, message: str
) -> None:
    options = [*FLEET, *QUICK] if command == "solve" else ["-o", "m.npz"]
    ended = vrp(command, plain, "--roads", roads, *options)
    assert ended.returncode == 3
    assert message in ended.stderr
    assert ended.stderr.startswith("vrp: error: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stops.csv"]


def test_a_matrix_that_cannot_be_written_is_noticed_first(
    vrp: Program, server: FakeRoadServer, plain: Path
) -> None:
    ended = vrp("matrix", plain, "--roads", server.url, "-o", "missing/m.npz")
    assert ended.returncode == 2
    assert "its directory does not exist" in ended.stderr
    assert server.asked == []


def test_roads_need_degrees(vrp: Program, vrplib: Path) -> None:
    ended = vrp("solve", vrplib, "--roads", "osm", *QUICK)
    assert ended.returncode == 2
    assert "is a VRPLIB file, which has no use for the option 'roads'" in ended.stderr

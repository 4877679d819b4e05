"""The sample day without coordinates: planned, checked and written by addresses alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from command_line import REPOSITORY, call_in, run_in
from fake_geocoder import running_fake_geocoder

import vrp
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.place_groups import metres_between

DATA = REPOSITORY / "data"
CITY = DATA / "city.osm.pbf"
VEHICLES = DATA / "vehicles.csv"

Rows = list[dict[str, str]]


def sample() -> Rows:
    with (DATA / "stops.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows, columns: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def stops(tmp_path: Path) -> Path:
    rows = sample()
    columns = [name for name in rows[0] if name not in ("lat", "lon")]
    return write(tmp_path / "stops.csv", rows, columns)


def test_places_are_those_of_the_sample(stops: Path) -> None:
    found = vrp.read(stops, vehicles=VEHICLES, roads=CITY)
    given = vrp.read(DATA / "stops.csv", vehicles=VEHICLES, roads=CITY)
    for one, other in zip(
        (*found.depots, *found.stops), (*given.depots, *given.stops), strict=True
    ):
        here, there = (one.lat or 0, one.lon or 0), (other.lat or 0, other.lon or 0)
        assert metres_between(here, there) < 2, one.id
    assert found.attribution == "", "nothing of the made-up city is anybody's"
    apart_m = np.abs(found.distances_m.astype(int) - given.distances_m)
    assert np.quantile(apart_m, 0.9) <= 5


def test_solve_and_check(stops: Path) -> None:
    options = ["--vehicles", VEHICLES, "--roads", CITY]
    done = run_in(stops.parent, "solve", stops, *options, "--iterations", "200", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(json.loads(done.stdout)["unassigned"]) >= 2
    checked = call_in(stops.parent, "check", stops, "routes/solution.json", *options)
    assert checked.returncode == 0, checked.stderr
    assert "valid" in checked.stdout


def test_a_plan_by_addresses_holds_for_the_located_file(stops: Path) -> None:
    located = call_in(stops.parent, "locate", stops, "--roads", CITY, "-o", "located.csv")
    assert (located.returncode, located.stderr) == (0, "")
    with (stops.parent / "located.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["found"] for row in rows} == {"house"}
    for row, given in zip(rows, sample(), strict=True):
        assert {name: row[name] for name in given if name not in ("lat", "lon")} == {
            name: text for name, text in given.items() if name not in ("lat", "lon")
        }
    options = ["--vehicles", VEHICLES, "--roads", CITY, "--quiet"]
    solved = call_in(stops.parent, "solve", stops, *options, "--iterations", "100")
    assert solved.returncode == 0, solved.stderr
    checked = call_in(stops.parent, "check", "located.csv", "routes/solution.json", *options[:-1])
    assert checked.returncode == 0, checked.stderr


def test_a_house_that_is_not_there(tmp_path: Path) -> None:
    rows = sample()
    street, _, rest = rows[2]["address"].partition(" 42,")
    assert rest, "S01 is at number 42"
    rows[2]["address"] = f"{street} 46,{rest}"
    stops = write(tmp_path / "stops.csv", rows, ["id", "kind", "address"])
    done = call_in(tmp_path, "matrix", stops, "--roads", CITY, "-o", "matrix.npz")
    assert done.returncode == 0
    assert done.stderr == (
        f"vrp: warning: stops.csv, row 4, column 'address': '{street} 46,{rest}' is not in "
        "city.osm.pbf: took number 44\n"
    )
    located = call_in(tmp_path, "locate", stops, "--roads", CITY, "-o", "located.csv")
    assert located.returncode == 0
    with (tmp_path / "located.csv").open(encoding="utf-8") as file:
        assert [row["found"] for row in csv.DictReader(file)][2] == "near house 44"


def test_a_geocoder(tmp_path: Path) -> None:
    rows = [
        {"id": "hub", "kind": "depot", "address": "Hill Road 1"},
        {"id": "a", "kind": "", "address": "Hill Road 2, Farm"},
    ]
    stops = write(tmp_path / "stops.csv", rows, ["id", "kind", "address"])
    with running_fake_geocoder() as fake:
        options = ["--vehicles", "1", "--geocoder", fake.url]
        solved = call_in(tmp_path, "solve", stops, *options, "--iterations", "10")
        assert (solved.returncode, solved.stderr) == (0, "")
        assert fake.questions == 2
        assert call_in(tmp_path, "check", stops, "routes/solution.json", *options).returncode == 0
        assert call_in(
            tmp_path, "compare", stops, *options, "--solvers", "vrp", "--budgets", "0.1",
            "--seeds", "1",
        ).returncode == 0  # fmt: skip
        assert fake.questions == 2, "answers are kept"
    plan = json.loads((tmp_path / "routes/solution.json").read_text())
    assert plan["attribution"] == OSM_ATTRIBUTION
    assert OSM_ATTRIBUTION in (tmp_path / "routes/report.html").read_text()


def test_real_addresses_name_openstreetmap(tmp_path: Path, shared: Path) -> None:
    path = shared / "osm/heidelberg.osm.pbf"
    if not path.exists():
        pytest.skip(f"no roads to test with: {path} is missing")
    rows = [
        {"id": "hub", "kind": "depot", "address": "Kurfürsten-Anlage 1, 69115 Heidelberg"},
        {"id": "a", "kind": "", "address": "Im Neuenheimer Feld 234-236, Heidelberg"},
    ]
    stops = write(tmp_path / "stops.csv", rows, ["id", "kind", "address"])
    instance = vrp.read(stops, vehicles=1, geocoder=path)
    assert instance.estimated
    assert instance.attribution == OSM_ATTRIBUTION
    assert vrp.read(stops, vehicles=1, roads=path).attribution == OSM_ATTRIBUTION

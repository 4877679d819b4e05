"""Addresses that lead nowhere, and what cannot be asked for them: a line each, and no files."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import REPOSITORY, Ended, call_in
from fake_geocoder import running_fake_geocoder
from fake_road_server import Fault

from vrp.roads.http_client import HttpClient

CITY = REPOSITORY / "data/city.osm.pbf"
STOPS = """id,kind,address,lat,lon
hub,depot,"Northgate Road 17, Northgate",,
a,,"Paper Gat 42, Oldtown",,
b,,,,
c,,Ring Road 900,,
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VRP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(HttpClient, "_sleep", lambda self, seconds: None)
    (tmp_path / "stops.csv").write_text(STOPS)
    return tmp_path


def refused(folder: Path, *options: str | Path, code: int) -> str:
    """What all commands that take addresses agree to say."""
    said = set()
    for command in (
        ["solve", "stops.csv", "--vehicles", "1", "--iterations", "10"],
        ["matrix", "stops.csv", "-o", "m.npz"],
        ["locate", "stops.csv", "-o", "located.csv"],
    ):
        roads = ["--roads", CITY] if command[0] == "matrix" and "--roads" not in options else []
        ended: Ended = call_in(folder, *command, *options, *roads)
        assert (ended.returncode, ended.stdout) == (code, "")
        assert all(line.startswith("vrp: error: ") for line in ended.stderr.splitlines())
        said.add(ended.stderr)
    assert {path.name for path in folder.rglob("*") if path.is_file()} == {"stops.csv"}
    (text,) = said
    return text


def test_all_problems_of_a_file_at_once(folder: Path) -> None:
    lines = refused(folder, "--roads", CITY, code=2).splitlines()
    assert lines[0] == (
        "vrp: error: stops.csv, row 3, column 'address': 'Paper Gat 42, Oldtown' is in no street "
        "that city.osm.pbf has, did you mean 'Paper Gate' or 'Pepper Gate' or 'Baker Gate'?"
    )
    assert lines[1] == (
        "vrp: error: stops.csv, row 4, column 'address': '' is empty, as lat and lon are, expected "
        "WGS84 degrees or an address to look up"
    )
    assert "row 5, column 'address': 'Ring Road 900' is in a street of which" in lines[2]
    assert len(lines) == 3


def test_addresses_that_a_server_does_not_know(folder: Path) -> None:
    with running_fake_geocoder() as fake:
        text = refused(folder, "--geocoder", fake.url, code=2)
    assert f"'Paper Gat 42, Oldtown' is nowhere that Nominatim at {fake.url} knows" in text


def test_a_server_that_is_always_broken(folder: Path) -> None:
    with running_fake_geocoder() as fake:
        fake.always = Fault(status=500, body=b"out of order")
        url = f"photon+{fake.url}"
        assert refused(folder, "--geocoder", url, code=3) == (
            f"vrp: error: Photon at {fake.url}: address 'Northgate Road 17, Northgate': answered "
            "HTTP 500: out of order, asked 4 times\n"
        )


@pytest.mark.parametrize("geocoder", ["nowhere.osm.pbf", "stops.csv", "Bath, England"])
def test_what_is_no_geocoder(folder: Path, geocoder: str) -> None:
    assert refused(folder, "--geocoder", geocoder, code=3) == (
        f"vrp: error: geocoder is {geocoder!r}, expected the address of a Nominatim or Photon "
        "server (http://…) or an OpenStreetMap file (.osm.pbf, .osm, .osm.gz)\n"
    )


def test_nothing_to_look_them_up_in(folder: Path) -> None:
    ended = call_in(folder, "locate", "stops.csv", "-o", "located.csv")
    assert ended.returncode == 2
    assert ended.stderr == (
        "vrp: error: nothing to look addresses up in: expected --roads FILE or --geocoder\n"
    )
    ended = call_in(folder, "locate", "stops.csv", "-o", "located.csv", "--roads", "no.osm.pbf")
    assert ended.returncode == 2
    assert ended.stderr.startswith("vrp: error: --roads: no.osm.pbf is no OpenStreetMap file to")
    ended = call_in(folder, "solve", "stops.csv", "--vehicles", "1")
    assert ended.returncode == 2
    assert "addresses are looked up in the OpenStreetMap file that is given" in ended.stderr


def test_no_input_is_written_over(folder: Path) -> None:
    ended = call_in(folder, "locate", "stops.csv", "--roads", CITY, "-o", "stops.csv")
    assert ended.returncode == 2
    assert ended.stderr.endswith("cannot write stops.csv: the command reads it\n")
    assert (folder / "stops.csv").read_text() == STOPS


def test_formats_without_addresses(folder: Path) -> None:
    (folder / "problem.json").write_text('{"jobs": [], "vehicles": []}')
    ended = call_in(folder, "solve", "problem.json", "--geocoder", CITY)
    assert ended.returncode == 2
    assert "is a JSON file, which has no use for the option 'geocoder'" in ended.stderr

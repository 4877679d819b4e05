"""What a user may call roads, and what is said of what is none."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import numpy as np
import pytest
from fake_road_server import running_fake_server

from vrp.errors import RoadError
from vrp.roads import open as opening
from vrp.roads import place
from vrp.roads.network import RoadNetwork
from vrp.roads.open import box_around, open_roads
from vrp.roads.osrm import Osrm

OSM = b'<?xml version="1.0"?><osm version="0.6"></osm>'
GRAPHML = b'<?xml version="1.0"?><graphml xmlns="x"></graphml>'


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, dict[str, Any]]]:
    """What was called in place of the readers and downloads: name, first argument, options."""
    calls: list[tuple[str, Any, dict[str, Any]]] = []

    def replace(owner: Any, name: str) -> None:
        def record(first: Any, **options: Any) -> SimpleNamespace:
            calls.append((name, first, options))
            return SimpleNamespace(source=name)

        monkeypatch.setattr(owner, name, record)

    replace(RoadNetwork, "from_osm")
    replace(RoadNetwork, "from_graphml")
    replace(place, "place_network")
    replace(place, "box_network")
    return calls


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("city.osm.pbf", b"\0\0\0\x0e\n\tOSMHeader\x18", "from_osm"),
        ("city.osm", OSM, "from_osm"),
        ("city.osm.gz", gzip.compress(OSM, mtime=0), "from_osm"),
        ("city.osm.bz2", b"BZh91AY&SY", "from_osm"),
        ("city.graphml", GRAPHML, "from_graphml"),
        ("city.xml", GRAPHML, "from_graphml"),
        ("city.gz", gzip.compress(GRAPHML, mtime=0), "from_graphml"),
    ],
)
def test_files_are_told_apart_by_their_content(
    asked: list[Any], tmp_path: Path, name: str, content: bytes, reader: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    open_roads(str(path), profile="bike")
    open_roads(path)
    assert [(call[0], call[2]["profile"]) for call in asked] == [(reader, "bike"), (reader, "car")]


def test_anything_else_is_the_name_of_a_place(asked: list[Any]) -> None:
    open_roads("Heidelberg, Germany", profile="foot")
    assert asked == [("place_network", "Heidelberg, Germany", {"profile": "foot"})]


def test_osm_is_what_lies_around_the_stops(asked: list[Any]) -> None:
    open_roads("osm", lat=[49.40, 49.45], lon=[8.6, 8.7])
    ((name, box, _),) = asked
    assert name == "box_network"
    assert box == box_around([49.40, 49.45], [8.6, 8.7])
    with pytest.raises(RoadError, match="expected their coordinates"):
        open_roads("osm")


def test_a_box_has_a_margin_of_two_kilometres_on_all_sides() -> None:
    south, west, north, east = box_around([60.0, 60.1], [8.6, 8.7])
    assert 60.0 - south == pytest.approx(north - 60.1)
    assert 111_195 * (60.0 - south) == pytest.approx(2000, rel=0.01)
    assert 111_195 * np.cos(np.radians(60.1)) * (8.6 - west) == pytest.approx(2000, rel=0.01)
    assert east - 8.7 == pytest.approx(8.6 - west)
    assert box_around([89.999], [179.99])[2:] == (90, 180)


def test_addresses_are_servers() -> None:
    with running_fake_server(formats={"osrm"}) as fake:
        for spec in (fake.url, f"osrm+{fake.url}", f"OSRM+{fake.url}"):
            assert isinstance(open_roads(spec), Osrm)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("", "roads is empty"),
        ("missing.osm.pbf", "missing.osm.pbf: there is no such file of roads"),
        ("maps/missing", "maps/missing: there is no such file of roads"),
        ("city.graphml", "there is no such file"),
        (Path("Heidelberg"), "Heidelberg: there is no such file"),
        ("google+http://localhost", "expected osrm"),
    ],
)
def test_what_there_is_not(spec: str | Path, message: str) -> None:
    with pytest.raises(RoadError, match=message):
        open_roads(spec)


def test_files_that_hold_no_roads(tmp_path: Path) -> None:
    (tmp_path / "stops.csv").write_text("id,lat,lon\n")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(OSM, mtime=0)[:12])
    (tmp_path / "empty.osm.pbf").touch()
    for name, message in (
        ("stops.csv", "holds no roads that can be read"),
        ("cut.gz", "cannot be read"),
        ("empty.osm.pbf", "holds no roads"),
        (".", "is a directory"),
    ):
        with pytest.raises(RoadError, match=message):
            open_roads(tmp_path / name)


def test_a_file_that_may_not_be_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", closed)
    with pytest.raises(RoadError, match=r"^closed/city\.osm: cannot be read: Permission denied$"):
        open_roads("closed/city.osm")


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path, *_: object) -> IO[bytes]:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "city.osm").write_bytes(OSM)
    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(RoadError, match=r"city\.osm: cannot be read: Permission denied$"):
        open_roads(tmp_path / "city.osm")


def test_a_profile_that_there_is_not() -> None:
    with pytest.raises(RoadError, match="profile is 'plane', expected one of car, truck"):
        open_roads("osm", profile="plane")
    assert opening.PROFILES == ("car", "truck", "bike", "foot")


def test_a_home_that_there_is_not_is_no_file_of_roads() -> None:
    with pytest.raises(RoadError, match="no-such-user"):
        open_roads("~no-such-user/city.osm.pbf")


def test_the_surroundings_of_no_places_are_refused() -> None:
    with pytest.raises(RoadError, match="coordinates"):
        open_roads("osm", lat=np.array([]), lon=np.array([]))

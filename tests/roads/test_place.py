"""Roads by name and by box, downloaded from servers of our own through the real osmnx."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import osmium
import pytest
from fake_osm_servers import HAMLET, FakeOsmServers, running_fake_osm_servers
from free_port import nobody_listening

from vrp.errors import RoadError
from vrp.roads import place
from vrp.roads.place import box_network, download_box, download_place, place_network

osmnx = pytest.importorskip("osmnx", reason="downloads need the extra osm")

INSIDE = (54.003, 3.004, 54.016, 3.0155)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOsmServers]:
    # osmnx waits a second before each question to Nominatim, and a minute before a second try.
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with running_fake_osm_servers() as servers:
        monkeypatch.setattr(osmnx.settings, "nominatim_url", servers.url)
        monkeypatch.setattr(osmnx.settings, "overpass_url", f"{servers.url}/api")
        yield servers


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_the_roads_of_a_place(fake: FakeOsmServers, tmp_path: Path) -> None:
    path = download_place("Doggerhamlet", cache=tmp_path)
    assert re.fullmatch(r"doggerhamlet_\d{4}-\d\d-\d\d_[0-9a-f]{12}\.osm\.pbf", path.name)
    assert "q=Doggerhamlet" in fake.asked[0]
    assert len(fake.asked) == 3, "one place, roads, ferries"
    objects = {(item.type_str(), item.id): item for item in _objects(path)}
    assert [key for key in objects if key[0] == "w"] == [("w", way) for way in range(10, 15)]
    assert len(objects) == 12


def _objects(path: Path) -> Iterator[osmium.osm.OSMEntity]:
    yield from osmium.FileProcessor(str(path))


def test_tags_and_places_are_kept_as_they_came(fake: FakeOsmServers, tmp_path: Path) -> None:
    path = download_place("Doggerhamlet", cache=tmp_path)
    seen = {}
    for item in _objects(path):
        what = [node.ref for node in item.nodes] if item.is_way() else item.location
        place_of = what if item.is_way() else (what.lat, what.lon)
        seen[item.type_str(), item.id] = (dict(item.tags), place_of)
    tags = {"highway": "residential", "name": "Ring & Brink", "maxspeed": "30"}
    assert seen["w", 10] == (tags, [1, 2, 3, 4, 1])
    assert seen["n", 1] == ({"highway": "traffic_signals"}, (54.005, 3.005))
    header = osmium.io.Reader(str(path)).header()
    assert header.get("osmosis_replication_timestamp") == "2026-01-02T03:04:05Z"


def test_a_download_is_made_once(fake: FakeOsmServers, tmp_path: Path) -> None:
    first = download_place("Doggerhamlet", cache=tmp_path)
    questions = len(fake.asked)
    assert download_place("  doggerHamlet ", cache=tmp_path) == first
    assert len(fake.asked) == questions
    assert files(tmp_path) == [first.name]


def test_the_newest_download_is_used(fake: FakeOsmServers, tmp_path: Path) -> None:
    path = download_place("Doggerhamlet", cache=tmp_path)
    older = path.with_name(re.sub(r"\d{4}-", "2001-", path.name))
    older.write_bytes(path.read_bytes())
    assert download_place("Doggerhamlet", cache=tmp_path) == path


def test_downloads_are_read_by_our_own_rules(fake: FakeOsmServers, tmp_path: Path) -> None:
    network = place_network("Doggerhamlet", cache=tmp_path)
    assert re.fullmatch(
        r"roads of Doggerhamlet, downloaded on \d{4}-\d\d-\d\d \(car\)", network.source
    )
    assert "Ring & Brink" in network.names
    assert "OpenStreetMap" in network.attribution
    edges = {
        (int(network.node_ids[tail]), int(network.node_ids[head]))
        for tail, head in zip(network.tail, network.head, strict=True)
    }
    assert (1, 5) in edges, "service roads are driven on"
    assert (6, 7) in edges or (6, 4) in edges
    assert not any(tail == 7 and head in (3, 6) for tail, head in edges), "motorways are one-way"


def test_one_download_serves_every_profile(fake: FakeOsmServers, tmp_path: Path) -> None:
    place_network("Doggerhamlet", cache=tmp_path)
    questions = len(fake.asked)
    assert "(bike)" in place_network("Doggerhamlet", profile="bike", cache=tmp_path).source
    assert len(fake.asked) == questions


def test_the_roads_of_a_box(fake: FakeOsmServers, tmp_path: Path) -> None:
    network = box_network(INSIDE, cache=tmp_path)
    assert network.source.startswith("roads of 54.00, 3.00 to 54.02, 3.02, downloaded on ")
    assert any('"highway"' in question for question in fake.asked)
    assert not any("search" in question for question in fake.asked)


def test_a_box_within_a_downloaded_one_needs_no_download(
    fake: FakeOsmServers, tmp_path: Path
) -> None:
    path = download_box(HAMLET, cache=tmp_path)
    questions = len(fake.asked)
    assert download_box(INSIDE, cache=tmp_path) == path
    assert len(fake.asked) == questions
    beyond = (HAMLET[0], HAMLET[1], HAMLET[2] + 0.001, HAMLET[3])
    assert download_box(beyond, cache=tmp_path) != path
    assert len(fake.asked) > questions


def test_a_box_of_a_single_place(fake: FakeOsmServers, tmp_path: Path) -> None:
    assert download_box((54.01, 3.01, 54.01, 3.01), cache=tmp_path).exists()


@pytest.mark.parametrize(
    "box", [(54, 3, 53, 4), (54, 4, 55, 3), (89, 0, 91, 1), (float("nan"), 0, 1, 1)]
)
def test_boxes_that_are_none(tmp_path: Path, box: place.Box) -> None:
    with pytest.raises(RoadError, match=r"the box is .* the lower ones first"):
        download_box(box, cache=tmp_path)


def test_areas_too_large_for_the_public_server(fake: FakeOsmServers, tmp_path: Path) -> None:
    with pytest.raises(RoadError, match=r"covers .* km² .*geofabrik"):
        download_box((40, 0, 50, 10), cache=tmp_path)
    assert fake.asked == []


def test_a_place_that_nobody_knows(fake: FakeOsmServers, tmp_path: Path) -> None:
    fake.places = []
    with pytest.raises(RoadError, match="'Atlantis': OpenStreetMap knows no such place"):
        download_place("Atlantis", cache=tmp_path)
    assert files(tmp_path) == []


def test_a_place_that_is_a_point(fake: FakeOsmServers, tmp_path: Path) -> None:
    fake.places[0]["geojson"] = {"type": "Point", "coordinates": [3.0, 54.0]}
    with pytest.raises(RoadError, match="'Pole': OpenStreetMap knows no area of this name"):
        download_place("Pole", cache=tmp_path)


def test_a_place_without_roads(fake: FakeOsmServers, tmp_path: Path) -> None:
    fake.elements = [element for element in fake.elements if element["type"] == "node"]
    with pytest.raises(RoadError, match="Doggerhamlet: OpenStreetMap has no roads there"):
        download_place("Doggerhamlet", cache=tmp_path)
    assert files(tmp_path) == []


def test_an_answer_that_ran_out_of_time(fake: FakeOsmServers, tmp_path: Path) -> None:
    fake.remark = "runtime error: Query timed out"
    with pytest.raises(RoadError, match="answered runtime error: Query timed out"):
        download_place("Doggerhamlet", cache=tmp_path)
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<html>", "no valid JSON"),
        (b"{}", "no OpenStreetMap data"),
        (b'{"elements": [{"type": "way"}]}', "no OpenStreetMap data"),
        (b'{"elements": [{"type": "way", "id": 1, "nodes": "x"}]}', "no OpenStreetMap data"),
        (b'{"elements": [{"type": "way", "id": 1, "nodes": [1], "tags": [1]}]}', "OpenStreetMap"),
        (b'{"elements": [{"type": "node", "id": 1}, {"type": "way", "id": 1}]}', "no Open"),
        (b'{"elements": 3}', "no OpenStreetMap data"),
    ],
)
def test_answers_that_are_no_data(
    fake: FakeOsmServers, tmp_path: Path, body: bytes, says: str
) -> None:
    fake.body = body
    with pytest.raises(RoadError, match=says):
        download_box(HAMLET, cache=tmp_path)
    assert files(tmp_path) == []


@pytest.mark.parametrize("status", [400, 403, 429, 500, 504])
def test_a_server_that_refuses(fake: FakeOsmServers, tmp_path: Path, status: int) -> None:
    fake.status = status
    with pytest.raises(RoadError, match=rf"the roads of the box .* answered HTTP {status}"):
        download_box(HAMLET, cache=tmp_path)
    assert len(fake.asked) <= 6


@pytest.mark.parametrize(
    ("download", "what", "named"),
    [
        (download_place, "Doggerhamlet", "the area of 'Doggerhamlet'"),
        (download_box, HAMLET, "the roads of the box 54.00, 3.00"),
    ],
)
def test_no_network(
    monkeypatch: pytest.MonkeyPatch,
    fake: FakeOsmServers,
    tmp_path: Path,
    download: Callable[..., Path],
    what: object,
    named: str,
) -> None:
    with nobody_listening() as url:
        monkeypatch.setattr(osmnx.settings, "nominatim_url", url)
        monkeypatch.setattr(osmnx.settings, "overpass_url", url)
        with pytest.raises(RoadError) as caught:
            download(what, cache=tmp_path)
    assert named in str(caught.value)
    assert "127.0.0.1 cannot be reached" in str(caught.value)
    assert "give a file of roads" in str(caught.value)
    assert caught.value.exit_code == 3
    assert files(tmp_path) == []


def test_a_missing_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "osmnx", None)
    with pytest.raises(RoadError, match=re.escape("pip install 'vrp[osm]'")):
        download_place("Doggerhamlet", cache=tmp_path)


def test_an_empty_name(tmp_path: Path) -> None:
    with pytest.raises(RoadError, match="name of the place is empty"):
        download_place("  ", cache=tmp_path)


def test_a_cache_that_cannot_be_written(fake: FakeOsmServers, tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.touch()
    with pytest.raises(RoadError, match="cannot be written"):
        download_place("Doggerhamlet", cache=occupied)


def test_osmnx_is_left_as_it_was(fake: FakeOsmServers, tmp_path: Path) -> None:
    settings = osmnx.settings
    before = (settings.use_cache, settings.cache_only_mode, settings.requests_kwargs)
    resolve = socket.getaddrinfo
    download_place("Doggerhamlet", cache=tmp_path)
    fake.places = []
    with pytest.raises(RoadError):
        download_place("Atlantis", cache=tmp_path)
    assert (settings.use_cache, settings.cache_only_mode, settings.requests_kwargs) == before
    assert socket.getaddrinfo is resolve

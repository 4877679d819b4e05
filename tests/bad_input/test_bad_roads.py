"""Servers and places that give no roads: exit code 3, a line per problem, and no files."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_osm_servers import FakeOsmServers, running_fake_osm_servers
from fake_road_server import FakeRoadServer, Fault, running_fake_server
from free_port import nobody_listening

import vrp.roads.http
from vrp.cli import main
from vrp.roads.http_client import HttpClient, Patience

STOPS = """id,kind,lat,lon,demand
hub,depot,49.45,8.65,
a,,49.46,8.66,1
b,,49.44,8.67,2
c,,49.43,8.61,1
"""
FORMATS = ("osrm", "valhalla", "ors")


@pytest.fixture
def stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VRP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(HttpClient, "_sleep", lambda self, seconds: None)
    path = tmp_path / "stops.csv"
    path.write_text(STOPS)
    return path


@pytest.fixture(params=FORMATS)
def server(request: pytest.FixtureRequest) -> Iterator[FakeRoadServer]:
    with running_fake_server(formats={request.param}) as fake:
        yield fake


@pytest.fixture
def refused(stops: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Run both commands on these roads; give what they agree to say."""

    def run(roads: str) -> str:
        said = []
        for command in (
            ["solve", str(stops), "--vehicles", "2", "--iterations", "10"],
            ["matrix", str(stops), "-o", "m.npz"],
        ):
            assert main([*command, "--roads", roads]) == 3
            printed = capsys.readouterr()
            assert printed.out == ""
            assert re.fullmatch(r"(vrp: error: [^\n]+\n)+", printed.err), printed.err
            said.append(printed.err.strip())
        left = {path.name for path in stops.parent.rglob("*") if path.is_file()}
        assert left == {"stops.csv"}
        assert said[0] == said[1]
        return said[0]

    return run


def test_nobody_listens(refused: Callable[[str], str]) -> None:
    with nobody_listening() as url:
        assert refused(url) == (
            f"vrp: error: the routing server at {url} cannot be reached: Connection refused; is it "
            "running, and is the address right?"
        )
        for name in FORMATS:
            text = refused(f"{name}+{url.replace('//', '//me:pa55@')}")
            assert f" at {url} " in text
            assert "cannot be reached: Connection refused" in text
            assert "pa55" not in text


def test_a_server_of_another_kind(refused: Callable[[str], str]) -> None:
    with running_fake_server(formats=set()) as fake:
        assert f"{fake.url} is neither OSRM nor Valhalla nor openrouteservice" in refused(fake.url)


def test_a_server_that_is_always_broken(
    refused: Callable[[str], str], server: FakeRoadServer
) -> None:
    server.always = Fault(status=500, body=b"out of order")
    (name,) = server.formats
    assert refused(f"{name}+{server.url}").endswith(
        "matrix from 4 points (depot 'hub' … stop 'c') to 4 points (depot 'hub' … stop 'c'): "
        "answered HTTP 500: out of order, asked 4 times"
    )


def test_a_server_that_is_too_slow(
    refused: Callable[[str], str], server: FakeRoadServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = functools.partial(Patience, answer_s=0.05, retries=0)
    monkeypatch.setattr(vrp.roads.http, "Patience", quick)
    server.always = Fault(delay_s=60)
    (name,) = server.formats
    assert refused(f"{name}+{server.url}").endswith("did not answer within 0.05 s")


def shorter(answer: Any) -> Any:
    """Take a row away from the first table there is."""
    for table in ("durations", "sources_to_targets"):
        if table in answer:
            return answer | {table: answer[table][:-1]}
    return answer


@pytest.mark.parametrize(
    ("fault", "mangle", "says"),
    [
        (Fault(), shorter, "durations has 3 rows, expected 4"),
        (Fault(body=b'{"code": "Ok", "durat'), None, "21 bytes that are no valid JSON"),
        (Fault(cut_at=30), None, "broke its answer off, asked 4 times"),
        (Fault(status=404, body=b"nothing here"), None, "answered HTTP 404: nothing here"),
        (Fault(status=429, headers={"Retry-After": "9999"}), None, "a wait of 9999 s, more than"),
    ],
)
def test_answers_that_are_no_matrix(
    refused: Callable[[str], str],
    server: FakeRoadServer,
    fault: Fault,
    mangle: Callable[[Any], Any] | None,
    says: str,
) -> None:
    server.always, server.mangle = fault, mangle
    (name,) = server.formats
    text = refused(f"{name}+{server.url}")
    assert server.url in text
    assert says in text


def test_stops_far_from_the_roads_of_a_server(
    refused: Callable[[str], str], server: FakeRoadServer, stops: Path
) -> None:
    stops.write_text(STOPS.replace("c,,49.43", "c,,49.95"))
    assert "more than 500 m from any road: stop 'c' (5,560 m)" in refused(server.url)


def test_stops_across_the_river(
    refused: Callable[[str], str], server: FakeRoadServer, stops: Path
) -> None:
    stops.write_text(STOPS.replace("c,,49.43,8.61", "c,,49.43,8.95"))
    assert "no road leads from depot 'hub' to stop 'c'" in refused(server.url)


@pytest.mark.parametrize("url", ["http://", "http://host:99999", "osrm+https://u:pa55@/x"])
def test_addresses_that_are_none(refused: Callable[[str], str], url: str) -> None:
    text = refused(url)
    assert "http://host:port" in text
    assert "pa55" not in text


def test_files_that_cannot_be_read(
    refused: Callable[[str], str], stops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is called roads, and whatever is wrong with it: the exit code is the same."""
    (stops.parent / "maps").mkdir()
    assert refused("maps") == "vrp: error: maps: is a directory, expected a file of roads"
    assert refused("city.osm.pbf").endswith("city.osm.pbf: there is no such file of roads")
    assert "stops.csv: holds no roads that can be read" in refused("stops.csv")
    assert refused("x" * 300).endswith("xxx: cannot be read: File name too long")
    opened, looked_for = Path.open, Path.exists

    def may_not_be_opened(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "closed.osm":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    def may_not_be_looked_for(path: Path) -> bool:
        if path.name == "hidden.osm":
            raise PermissionError(13, "Permission denied", str(path))
        return path.name == "closed.osm" or looked_for(path)

    monkeypatch.setattr(Path, "open", may_not_be_opened)
    monkeypatch.setattr(Path, "exists", may_not_be_looked_for)
    for name in ("closed.osm", "hidden.osm"):
        assert refused(name) == f"vrp: error: {name}: cannot be read: Permission denied"


def test_a_cache_in_a_home_that_there_is_not(
    refused: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VRP_CACHE", "~no-such-user/x")
    city = Path(__file__).parents[2] / "data" / "city.osm.pbf"
    assert "the variable VRP_CACHE is '~no-such-user/x'" in refused(str(city))


@pytest.fixture
def osm(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOsmServers]:
    osmnx = pytest.importorskip("osmnx", reason="downloads need the extra osm")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with running_fake_osm_servers() as fake:
        monkeypatch.setattr(osmnx.settings, "nominatim_url", fake.url)
        monkeypatch.setattr(osmnx.settings, "overpass_url", f"{fake.url}/api")
        yield fake


def test_a_place_that_nobody_knows(refused: Callable[[str], str], osm: FakeOsmServers) -> None:
    osm.places = []
    assert "'Atlantis': OpenStreetMap knows no such place" in refused("Atlantis")


def test_a_place_without_roads(refused: Callable[[str], str], osm: FakeOsmServers) -> None:
    osm.elements = []
    assert "Doggerhamlet: OpenStreetMap has no roads there" in refused("Doggerhamlet")
    assert "OpenStreetMap has no roads there" in refused("osm")


def test_a_download_that_ran_out_of_time(
    refused: Callable[[str], str], osm: FakeOsmServers
) -> None:
    osm.remark = "runtime error: Query timed out"
    assert "answered runtime error: Query timed out" in refused("Doggerhamlet")


@pytest.mark.parametrize("roads", ["Doggerhamlet", "osm"])
def test_no_network(
    refused: Callable[[str], str],
    osm: FakeOsmServers,
    monkeypatch: pytest.MonkeyPatch,
    roads: str,
) -> None:
    import osmnx

    with nobody_listening() as url:
        monkeypatch.setattr(osmnx.settings, "nominatim_url", url)
        monkeypatch.setattr(osmnx.settings, "overpass_url", url)
        text = refused(roads)
    assert "cannot be downloaded: 127.0.0.1 cannot be reached" in text
    assert "without a network, give a file of roads" in text


@pytest.mark.parametrize("roads", ["Doggerhamlet", "osm"])
def test_a_missing_extra(
    refused: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, roads: str
) -> None:
    monkeypatch.setitem(sys.modules, "osmnx", None)
    assert "pip install 'vrp[osm]'" in refused(roads)


def test_stops_too_far_apart_for_a_download(
    refused: Callable[[str], str], osm: FakeOsmServers, stops: Path
) -> None:
    stops.write_text(STOPS.replace("c,,49.43", "c,,59.43"))
    assert "too much for a download" in refused("osm")
    assert osm.asked == []

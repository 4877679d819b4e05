"""Geocoding servers: what they answer, what they cannot, and what is asked only once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_geocoder import PLACES, FakeGeocoder, running_fake_geocoder
from fake_road_server import Fault

from vrp.errors import RoadError
from vrp.roads.address_source import AddressError, Found
from vrp.roads.geocoder import Geocoder, Nominatim, Photon, geocoding_server
from vrp.roads.http_client import HttpClient, Patience
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.roads.warning import RoadWarning


@pytest.fixture(params=["nominatim", "photon"])
def fake(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGeocoder]:
    monkeypatch.setattr(HttpClient, "_sleep", lambda self, seconds: None)
    with running_fake_geocoder(kind=request.param) as server:
        yield server


def opened(fake: FakeGeocoder, cache: Path, **patience: Any) -> Geocoder:
    url = f"{fake.kind}+{fake.url}"
    return geocoding_server(url, patience=Patience(**patience), cache=cache)


def test_the_kind_is_recognised(fake: FakeGeocoder) -> None:
    kind = Nominatim if fake.kind == "nominatim" else Photon
    assert type(geocoding_server(fake.url)) is kind
    assert type(geocoding_server(f" {fake.kind.upper()}+{fake.url}/ ")) is kind
    assert type(geocoding_server("https://nominatim.openstreetmap.org")) is Nominatim
    assert type(geocoding_server("https://photon.komoot.io")) is Photon


def test_other_servers(fake: FakeGeocoder) -> None:
    fake.always = Fault(status=404, body=b"nothing here")
    with pytest.raises(RoadError, match=r"neither Nominatim nor Photon .*: nothing here\); if it"):
        geocoding_server(fake.url)
    with pytest.raises(RoadError, match=r"'google\+http', expected nominatim\+http, photon\+http"):
        geocoding_server("google+http://localhost")


def test_places(fake: FakeGeocoder, tmp_path: Path) -> None:
    server = opened(fake, tmp_path)
    house, farm, street, town, nowhere = server.find_all([*PLACES, "Nowhere 7"])
    assert house == Found(49.45, 8.65, "house")
    assert farm == Found(49.46, 8.66, "house")
    assert street == Found(
        49.44, 8.67, "street", f"is known to {server.source} as a street alone: took a place on it"
    )
    assert isinstance(town, AddressError)
    assert str(town) == f"is known to {server.source} no nearer than as a city"
    assert isinstance(nowhere, AddressError)
    assert str(nowhere) == f"is nowhere that {server.source} knows"
    assert server.attribution == OSM_ATTRIBUTION
    assert all(agent.startswith("vrp/") for agent in fake.agents)


def test_answers_are_kept(fake: FakeGeocoder, tmp_path: Path) -> None:
    addresses = list(PLACES)
    first = list(opened(fake, tmp_path).find_all(addresses))
    assert fake.questions == 4
    assert list(opened(fake, tmp_path).find_all(addresses))[:3] == first[:3]
    assert fake.questions == 5, "only what was not found is asked for again"
    for kept in (tmp_path / "addresses").iterdir():
        kept.write_text("{")
    with pytest.warns(RoadWarning, match="is damaged, so that 'Hill Road 1' is asked for again"):
        list(opened(fake, tmp_path).find_all(addresses[:1]))
    assert fake.questions == 6


def test_answers_of_another_server_are_not_ours(fake: FakeGeocoder, tmp_path: Path) -> None:
    list(opened(fake, tmp_path).find_all(["Hill Road 1"]))
    with running_fake_geocoder(kind=fake.kind, places={}) as other:
        (found,) = opened(other, tmp_path).find_all(["Hill Road 1"])
    assert isinstance(found, AddressError)


def test_a_cache_that_cannot_be_written(fake: FakeGeocoder, tmp_path: Path) -> None:
    (tmp_path / "addresses").write_text("in the way")
    with pytest.warns(RoadWarning, match="cannot be written, so that 'Hill Road 1' is asked for"):
        (found,) = opened(fake, tmp_path).find_all(["Hill Road 1"])
    assert isinstance(found, Found)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=500, body=b"out of order"), "answered HTTP 500: out of order, asked 2 times"),
        (Fault(status=403, body=b"go away"), "answered HTTP 403: go away"),
        (Fault(body=b"<html>"), "that are no valid JSON"),
        (Fault(body=b'{"lat": 1}'), "answer"),
        (Fault(body=b'[{"lat": "x", "lon": "1"}]'), ""),
        (Fault(body=b'[{"lat": "95", "lon": "1"}]'), ""),
        (Fault(body=b'{"features": [{"geometry": {"coordinates": [1]}}]}'), ""),
        (Fault(body=b'{"features": [[]]}'), ""),
        (Fault(delay_s=60), r"did not answer within 0.05 s"),
    ],
)
def test_servers_that_do_not_answer(
    fake: FakeGeocoder, tmp_path: Path, fault: Fault, said: str
) -> None:
    fake.always = fault
    server = opened(fake, tmp_path, retries=1, answer_s=0.05 if fault.delay_s else 30)
    with pytest.raises(RoadError, match=rf"{server.source}: address 'Hill Road 1': .*{said}"):
        list(server.find_all(["Hill Road 1"]))
    assert not (tmp_path / "addresses").exists()


def test_a_server_that_is_busy_for_a_moment(fake: FakeGeocoder, tmp_path: Path) -> None:
    fake.faults = deque([Fault(status=503), Fault(status=429)])
    assert list(opened(fake, tmp_path).find_all(["Hill Road 1"])) == [Found(49.45, 8.65)]


def test_passwords_are_never_shown(fake: FakeGeocoder, tmp_path: Path) -> None:
    fake.always = Fault(status=403, body=b"no entry for me:pa55")
    url = f"{fake.kind}+{fake.url.replace('//', '//me:pa55@')}"
    server = geocoding_server(url, cache=tmp_path)
    with pytest.raises(RoadError) as caught:
        list(server.find_all(["Hill Road 1"]))
    assert "no entry" in str(caught.value)
    assert "pa55" not in f"{caught.value} {server!r} {server.source}"


def test_the_public_server_is_asked_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(HttpClient, "_sleep", lambda self, seconds: waits.append(seconds))
    with running_fake_geocoder() as fake:
        for host, longest in (("nominatim.openstreetmap.org", 1.0), ("localhost", 0.0)):
            client = Nominatim(f"https://{host}")._client()
            client._url = fake.url
            with client:
                client.get("/search?format=jsonv2&q=a")
                client.get("/search?format=jsonv2&q=b")
            assert max(0.0, waits[-1]) == pytest.approx(longest, abs=0.9)
            assert (waits[-1] > 0) is (longest > 0)

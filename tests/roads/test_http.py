"""From an address to a client for the kind of server that is there."""

from __future__ import annotations

import pytest
from fake_road_server import Fault, plain_points, running_fake_server
from free_port import nobody_listening

from vrp.errors import RoadError
from vrp.roads.http import server
from vrp.roads.http_client import Patience
from vrp.roads.openrouteservice import OpenRouteService
from vrp.roads.osrm import Osrm
from vrp.roads.road_server import RoadServer
from vrp.roads.valhalla import Valhalla

KINDS: dict[str, type[RoadServer]] = {
    "osrm": Osrm,
    "valhalla": Valhalla,
    "ors": OpenRouteService,
}
QUICK = Patience(retries=1, backoff_s=0.001)


@pytest.mark.parametrize("ors_path", ["", "/ors"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_of_server_is_found_out(kind: str, ors_path: str) -> None:
    with running_fake_server(formats={kind}, ors_path=ors_path) as fake:
        source = server(f"{fake.url}/", profile="car")
        assert type(source) is KINDS[kind]
        assert source.source.startswith(f"{KINDS[kind].kind} at {fake.url}")
        assert all(question.startswith("GET ") for question, _ in fake.asked)
        lon, lat = zip(*plain_points(3), strict=True)
        assert source.matrix(lat, lon).durations_s.shape == (3, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_whose_kind_is_said_is_not_asked_for_it(kind: str) -> None:
    with running_fake_server(formats={kind}) as fake:
        source = server(f"{kind.upper()}+{fake.url}", profile="bike", concurrency=3)
        assert type(source) is KINDS[kind]
        assert (source.url, source.profile, source.concurrency) == (fake.url, "bike", 3)
        assert fake.asked == []


def test_no_key_is_sent_to_a_server_that_is_not_known_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORS_API_KEY", "s3cr3t")
    seen = []
    with running_fake_server(formats={"ors"}) as fake:
        answer = fake.answer

        def note(method: str, path: str, body: object, headers: dict[str, str]) -> object:
            seen.append(headers.get("Authorization"))
            return answer(method, path, body, headers)

        fake.answer = note  # type: ignore[method-assign,assignment]
        server(fake.url)
    assert seen
    assert set(seen) == {None}


def test_the_public_openrouteservice_is_known_by_its_name() -> None:
    source = server("https://api.openrouteservice.org", profile="truck", api_key="k")
    assert isinstance(source, OpenRouteService)
    assert source.source == "openrouteservice at https://api.openrouteservice.org (driving-hgv)"


def test_a_server_of_no_kind_that_we_know() -> None:
    with running_fake_server(formats=set()) as fake:
        with pytest.raises(RoadError) as caught:
            server(fake.url)
        assert caught.value.exit_code == 3
        assert f"{fake.url} is neither OSRM nor Valhalla nor openrouteservice" in str(caught.value)
        assert "osrm+http://" in str(caught.value)


def test_a_web_site() -> None:
    with running_fake_server() as fake:
        fake.always = Fault(body=b"<html>welcome</html>")
        with pytest.raises(RoadError, match="is neither OSRM nor"):
            server(fake.url, patience=QUICK)


def test_nobody_listens() -> None:
    with (
        nobody_listening() as url,
        pytest.raises(RoadError, match=f"the routing server at {url} cannot be reached"),
    ):
        server(url.replace("http://", "http://user:pa55@"))


def test_a_slow_server() -> None:
    with running_fake_server() as fake:
        fake.always = Fault(delay_s=60)
        patience = Patience(answer_s=0.05, retries=0)
        with pytest.raises(RoadError, match=r"did not answer within 0\.05 s"):
            server(fake.url, patience=patience)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("google+https://host", "'google\\+https', expected osrm\\+https, valhalla\\+https"),
        ("osrm+ftp://host", "'ftp://host' is no address of a server"),
        ("osrm+http://", "is no address of a server"),
    ],
)
def test_addresses_that_are_none(url: str, says: str) -> None:
    with pytest.raises(RoadError, match=says):
        server(url)


def test_settings_that_a_kind_does_not_have() -> None:
    with pytest.raises(RoadError, match="OSRM has no setting 'api_key'"):
        server("osrm+http://host", api_key="k")

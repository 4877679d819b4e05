"""What is particular to openrouteservice; matrices and ways are in test_road_server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fake_road_server import FakeRoadServer, Fault, plain_points, running_fake_server

from vrp.errors import RoadError
from vrp.roads.openrouteservice import API_KEY_VARIABLE, OpenRouteService

POINTS = plain_points(5)
LON, LAT = zip(*POINTS, strict=True)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRoadServer]:
    monkeypatch.delenv(API_KEY_VARIABLE, raising=False)
    with running_fake_server(formats={"ors"}) as server:
        yield server


def test_the_limit_of_the_public_server(fake: FakeRoadServer) -> None:
    fake.max_pairs = 3_500
    lon, lat = zip(*plain_points(100), strict=True)
    OpenRouteService(fake.url).matrix(lat[:59], lon[:59])
    assert fake.blocks == [(59, 59)]
    OpenRouteService(fake.url).matrix(lat, lon)
    assert len(fake.asked) == 1 + 3, "questions are few there, so that as few as possible are asked"


def test_rows_that_are_the_columns_are_sent_once(fake: FakeRoadServer) -> None:
    OpenRouteService(fake.url).matrix(LAT, LON)
    body = fake.asked[0][1]
    assert len(body["locations"]) == 5
    assert body["sources"] == body["destinations"] == [0, 1, 2, 3, 4]
    assert body["metrics"] == ["duration", "distance"]


def test_a_key_is_sent_and_not_shown(fake: FakeRoadServer, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.api_key = "s3cr3t"
    given = OpenRouteService(fake.url, api_key="s3cr3t")
    assert np.isfinite(given.matrix(LAT, LON).durations_s).all()
    assert "s3cr3t" not in repr(given) + given.source
    monkeypatch.setenv(API_KEY_VARIABLE, "s3cr3t")
    assert OpenRouteService(fake.url).routes([(POINTS[0], POINTS[1])])[0] is not None


def test_a_key_that_is_refused_is_not_quoted(fake: FakeRoadServer) -> None:
    fake.api_key = "another"
    with pytest.raises(RoadError) as caught:
        OpenRouteService(fake.url, api_key="s3cr3t").matrix(LAT, LON)
    assert "HTTP 403" in str(caught.value)
    assert API_KEY_VARIABLE in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("code", [6004, 6020])
def test_limits_of_pairs_and_of_work_are_met_by_smaller_blocks(
    fake: FakeRoadServer, code: int
) -> None:
    def answer(method: str, path: str, body: Any, headers: Any) -> tuple[int, Any]:
        if len(body["sources"]) * len(body["destinations"]) > 6:
            return 400, {"error": {"code": code, "message": "exceeds the limit"}}
        return ask(method, path, body, headers)

    ask, fake.answer = fake.answer, answer  # type: ignore[method-assign]
    assert np.isfinite(OpenRouteService(fake.url).matrix(LAT, LON).durations_s).all()


def test_other_errors_are_quoted(fake: FakeRoadServer) -> None:
    text = b'{"error":{"code":6010,"message":"Source point(s) 3 not found."}}'
    fake.always = Fault(status=404, body=text)
    with pytest.raises(RoadError, match=r"Source point\(s\) 3 not found"):
        OpenRouteService(fake.url).matrix(LAT, LON)


def test_a_server_whose_services_are_elsewhere(fake: FakeRoadServer) -> None:
    fake.ors_path = "/ors"
    with pytest.raises(RoadError, match="does the server's address end with /ors"):
        OpenRouteService(fake.url).matrix(LAT, LON)
    assert OpenRouteService(f"{fake.url}/ors").matrix(LAT, LON).durations_s.shape == (5, 5)


def test_points_without_a_road_are_reached_by_nobody(fake: FakeRoadServer) -> None:
    def mangle(answer: dict[str, Any]) -> object:
        answer["sources"][1] = answer["destinations"][1] = None
        for table in (answer["durations"], answer["distances"]):
            table[1] = [None] * 5
            for row in table:
                row[1] = None
        return answer

    fake.mangle = mangle
    matrices = OpenRouteService(fake.url).matrix(LAT, LON)
    assert {1} == set.intersection(*(set(pair) for pair in matrices.unreachable.tolist()))
    assert len(matrices.unreachable) == 9


def test_the_place_tells_how_far_it_is_where_nothing_else_does(fake: FakeRoadServer) -> None:
    def mangle(answer: dict[str, Any]) -> object:
        for place in answer["sources"]:
            del place["snapped_distance"]
        return answer

    fake.mangle = mangle
    with pytest.raises(RoadError, match=r"point 1 \(2,224 m\)"):
        OpenRouteService(fake.url).matrix([49.5, 49.92], [8.6, 8.6])

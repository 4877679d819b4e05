"""What is particular to Valhalla; matrices and ways are in test_road_server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fake_road_server import FakeRoadServer, expected, plain_points, running_fake_server

from vrp.errors import RoadError
from vrp.roads.valhalla import Valhalla

POINTS = plain_points(5)
LON, LAT = zip(*POINTS, strict=True)


@pytest.fixture
def fake() -> Iterator[FakeRoadServer]:
    with running_fake_server(formats={"valhalla"}) as server:
        yield server


@pytest.mark.parametrize("verbose", [True, False, None])
def test_both_forms_of_an_answer_give_metres(fake: FakeRoadServer, verbose: bool | None) -> None:
    fake.verbose_valhalla = verbose
    matrices = Valhalla(fake.url, max_side=2).matrix(LAT, LON)
    np.testing.assert_allclose(matrices.distances_m, expected(POINTS)[1], rtol=1e-6)


def test_the_long_form_is_asked_for_once_per_point(fake: FakeRoadServer) -> None:
    Valhalla(fake.url, max_side=2).matrix(LAT, LON)
    long = [body for _, body in fake.asked if body["verbose"]]
    assert sum(len(body["sources"]) for body in long) == len(POINTS)
    assert len(long) < len(fake.asked)


def test_the_default_limit(fake: FakeRoadServer) -> None:
    fake.max_pairs = 2_500
    lon, lat = zip(*plain_points(51), strict=True)
    Valhalla(fake.url).matrix(lat[:50], lon[:50])
    assert fake.blocks == [(50, 50)]
    Valhalla(fake.url).matrix(lat, lon)
    assert len(fake.blocks) == len(fake.asked) == 5


@pytest.mark.parametrize("units", ["miles", None, 1])
def test_other_units_are_refused(fake: FakeRoadServer, units: object) -> None:
    def mangle(answer: dict[str, Any]) -> object:
        answer.get("trip", answer)["units"] = units
        return answer

    fake.mangle = mangle
    with pytest.raises(RoadError, match=r"the answer's units are .*, expected 'kilometers'"):
        Valhalla(fake.url).matrix(LAT, LON)
    with pytest.raises(RoadError, match=r"the answer's units are .*, expected 'kilometers'"):
        Valhalla(fake.url).routes([(POINTS[0], POINTS[1])])


def test_one_point_in_another_region_does_not_hide_the_others(fake: FakeRoadServer) -> None:
    """Valhalla then answers error 170 for the whole block."""

    def answer(method: str, path: str, body: Any, headers: Any) -> tuple[int, Any]:
        sides = [[p["lon"] > 8.9 for p in body[name]] for name in ("sources", "targets")]
        if len({side for points in sides for side in points}) > 1:
            return 400, {"error_code": 170, "error": "Locations are in unconnected regions."}
        return ask(method, path, body, headers)

    ask, fake.answer = fake.answer, answer  # type: ignore[method-assign]
    points = [*POINTS, (8.95, 49.5)]
    lon, lat = zip(*points, strict=True)
    matrices = Valhalla(fake.url).matrix(lat, lon)
    np.testing.assert_allclose(matrices.durations_s, expected(points)[0], rtol=1e-6)
    assert len(matrices.unreachable) == 10
    assert max(rows * columns for rows, columns in fake.blocks) > 3, "blocks stay large"


def test_ways_between_unconnected_regions(fake: FakeRoadServer) -> None:
    def answer(*question: Any) -> tuple[int, Any]:
        return 400, {"error_code": 170, "error": "Locations are in unconnected regions."}

    fake.answer = answer  # type: ignore[method-assign]
    assert Valhalla(fake.url).routes([(POINTS[0], POINTS[1])]) == [None]


def test_other_errors_are_quoted(fake: FakeRoadServer) -> None:
    def answer(*question: Any) -> tuple[int, Any]:
        return 400, {"error_code": 171, "error": "No suitable edges near location"}

    fake.answer = answer  # type: ignore[method-assign]
    with pytest.raises(RoadError, match="No suitable edges near location"):
        Valhalla(fake.url).matrix(LAT, LON)


@pytest.mark.parametrize("shape", [None, "", "~", "_p~iF"])
def test_lines_that_are_none(fake: FakeRoadServer, shape: object) -> None:
    def mangle(answer: dict[str, Any]) -> object:
        answer["trip"]["legs"][0]["shape"] = shape
        return answer

    fake.mangle = mangle
    with pytest.raises(RoadError, match="the way's"):
        Valhalla(fake.url).routes([(POINTS[0], POINTS[1])])


@pytest.mark.parametrize("sources", [None, [], [[{"lat": 49.5, "lon": 8.6}]] * 5, ["?"] * 5])
def test_versions_that_do_not_say_where_points_were_put(
    fake: FakeRoadServer, sources: object
) -> None:
    fake.mangle = lambda answer: answer | {"sources": sources}
    source = Valhalla(fake.url, warn_m=1e6, refuse_m=1e6)
    assert np.isfinite(source.matrix(LAT, LON).durations_s).all()

"""What is particular to OSRM; matrices and ways are in test_road_server."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
import pytest
from fake_road_server import FakeRoadServer, Fault, plain_points, running_fake_server

from vrp.errors import RoadError
from vrp.roads.osrm import Osrm


@pytest.fixture
def fake() -> Iterator[FakeRoadServer]:
    with running_fake_server(formats={"osrm"}) as server:
        yield server


def coordinates(n: int) -> tuple[list[float], list[float]]:
    points = plain_points(n)
    return [lat for _, lat in points], [lon for lon, _ in points]


def test_one_question_for_as_many_points_as_the_default_limit(fake: FakeRoadServer) -> None:
    fake.max_pairs = 100 * 100
    Osrm(fake.url).matrix(*coordinates(100))
    (question, _), *others = fake.asked
    assert others == []
    assert question.startswith("GET /table/v1/driving/")
    assert question.endswith("?annotations=duration,distance")
    assert question.count(";") == 99, "every coordinate is sent once"
    Osrm(fake.url).matrix(*coordinates(101))
    assert fake.blocks[1] == (51, 51), "the first block is asked for alone"
    assert sorted(fake.blocks[2:]) == [(50, 50), (50, 51), (51, 50)], "the others in any order"


def test_estimates_of_the_server_are_never_asked_for(fake: FakeRoadServer) -> None:
    Osrm(fake.url, max_side=2).matrix(*coordinates(5))
    Osrm(fake.url).routes([((8.6, 49.4), (8.7, 49.5))])
    assert not any("fallback" in question for question, _ in fake.asked)


@pytest.mark.parametrize(
    ("profile", "name"),
    [("car", "driving"), ("truck", "driving"), ("bike", "cycling"), ("foot", "walking")],
)
def test_profiles(fake: FakeRoadServer, profile: str, name: str) -> None:
    source = Osrm(fake.url, profile)
    source.matrix(*coordinates(2))
    assert f"/table/v1/{name}/" in fake.asked[0][0]
    assert source.source == f"OSRM at {fake.url} ({name})"


@pytest.mark.parametrize("status", [413, 414, 431])
def test_addresses_too_long_for_a_proxy_are_halved(fake: FakeRoadServer, status: int) -> None:
    fake.faults = deque([Fault(status=status, body=b"<h1>Request-URI Too Large</h1>")])
    assert np.isfinite(Osrm(fake.url).matrix(*coordinates(6)).durations_s).all()
    assert max(rows * columns for rows, columns in fake.blocks[1:]) <= 18


def test_a_point_without_a_road_is_named(fake: FakeRoadServer) -> None:
    text = b'{"message":"Could not find a matching segment for coordinate 2","code":"NoSegment"}'
    fake.always = Fault(status=400, body=text)
    lat, lon = coordinates(4)
    with pytest.raises(RoadError, match=r"there is no road for stop 'c' \(NoSegment\)"):
        Osrm(fake.url).matrix(lat, lon, names=[f"stop {letter!r}" for letter in "abcd"])
    pair = ((lon[0], lat[0]), (lon[1], lat[1]))
    with pytest.raises(RoadError, match="matching segment for coordinate 2"):
        Osrm(fake.url).routes([pair])


def test_a_server_too_old_for_distances(fake: FakeRoadServer) -> None:
    fake.mangle = lambda answer: {k: v for k, v in answer.items() if k != "distances"}
    with pytest.raises(RoadError, match="no 'distances': this OSRM is too old"):
        Osrm(fake.url).matrix(*coordinates(2))


def test_a_server_that_does_not_say_how_far_roads_are(fake: FakeRoadServer) -> None:
    def forget(answer: dict[str, object]) -> object:
        return answer | {"sources": [{"location": [0, 0]}] * 2}

    fake.mangle = forget
    assert Osrm(fake.url).matrix([49.92, 49.5], [8.6, 8.6]).durations_s.shape == (2, 2)


def test_credentials_are_sent_but_not_shown(fake: FakeRoadServer) -> None:
    source = Osrm(fake.url.replace("http://", "http://user:pa55@"))
    assert "pa55" not in source.source + repr(source)
    fake.always = Fault(status=401, body=b"go away")
    with pytest.raises(RoadError) as caught:
        source.matrix([49.5], [8.6])
    assert "pa55" not in str(caught.value)

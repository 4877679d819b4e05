"""Matrices and ways from the three kinds of servers, held to what the fake server's plain says."""

from __future__ import annotations

import json
import math
import re
import threading
import warnings
from collections import deque
from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np
import pytest
from fake_road_server import (
    FakeRoadServer,
    Fault,
    expected,
    plain_points,
    running_fake_server,
    snapped_m,
    travel,
)

from vrp.errors import RoadError
from vrp.roads.http_client import Patience
from vrp.roads.matrices import OSM_ATTRIBUTION, RoadMatrices, RoadSource
from vrp.roads.openrouteservice import OpenRouteService
from vrp.roads.osrm import Osrm
from vrp.roads.road_server import RoadServer
from vrp.roads.valhalla import Valhalla
from vrp.roads.warning import RoadWarning

KINDS: dict[str, type[RoadServer]] = {
    "osrm": Osrm,
    "valhalla": Valhalla,
    "ors": OpenRouteService,
}
QUICK = Patience(connect_s=2, answer_s=5, retries=2, backoff_s=0.001, longest_wait_s=5)


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fake(kind: str) -> Iterator[FakeRoadServer]:
    with running_fake_server(formats={kind}) as server:
        yield server


def client(kind: str, fake: FakeRoadServer, **settings: object) -> RoadServer:
    return KINDS[kind](fake.url, **({"patience": QUICK} | settings))  # type: ignore[arg-type]


def ask(source: RoadSource, points: list[tuple[float, float]], **options: object) -> RoadMatrices:
    lon, lat = zip(*points, strict=True) if points else ((), ())
    return source.matrix(lat, lon, **options)  # type: ignore[arg-type]


def assert_expected(matrices: RoadMatrices, points: list[tuple[float, float]]) -> None:
    durations, distances = expected(points)
    np.testing.assert_allclose(matrices.durations_s, durations, rtol=1e-6, atol=0)
    np.testing.assert_allclose(matrices.distances_m, distances, rtol=1e-6, atol=0)
    assert matrices.durations_s.dtype == matrices.distances_m.dtype == np.float32


@pytest.mark.parametrize("n", [0, 1, 2, 3, 9, 10, 11, 20, 21])
def test_the_matrix_does_not_depend_on_the_blocks(kind: str, fake: FakeRoadServer, n: int) -> None:
    points = plain_points(n)
    matrices = ask(client(kind, fake, max_pairs=100, max_side=10), points)
    assert_expected(matrices, points)
    assert sum(rows * columns for rows, columns in fake.blocks) == n * n
    assert all(rows <= 10 and columns <= 10 for rows, columns in fake.blocks)
    assert len(fake.blocks) == math.ceil(n / 10) ** 2


def test_matrices_are_asymmetric_and_frozen(kind: str, fake: FakeRoadServer) -> None:
    matrices = ask(client(kind, fake), plain_points(5))
    assert not np.allclose(matrices.durations_s, matrices.durations_s.T)
    assert not matrices.durations_s.flags.writeable
    assert not matrices.distances_m.flags.writeable
    assert not matrices.estimated


def test_what_answers_is_said(kind: str, fake: FakeRoadServer) -> None:
    source: RoadSource = client(kind, fake)
    matrices = ask(source, plain_points(2))
    assert matrices.source == source.source
    assert fake.url in source.source
    assert source.source.startswith(KINDS[kind].kind)
    assert matrices.attribution == source.attribution == OSM_ATTRIBUTION


def test_progress_counts_all_pairs(kind: str, fake: FakeRoadServer) -> None:
    told: list[tuple[int, int]] = []
    source = client(kind, fake, max_pairs=16, max_side=4)
    ask(source, plain_points(9), progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (81, 81)
    assert len(told) == 9


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_questions_at_once_than_allowed(
    kind: str, fake: FakeRoadServer, concurrency: int
) -> None:
    fake.always = Fault(delay_s=0.01)
    source = client(kind, fake, max_pairs=4, max_side=2, concurrency=concurrency)
    ask(source, plain_points(8))
    assert fake.most_at_once <= concurrency


def test_pairs_without_a_way_are_not_numbers(kind: str, fake: FakeRoadServer) -> None:
    points = [*plain_points(4), (8.95, 49.4), (8.97, 49.5)]
    matrices = ask(client(kind, fake, max_pairs=9, max_side=3), points)
    assert_expected(matrices, points)
    across = {(a, b) for a, b in product(range(6), repeat=2) if (a < 4) != (b < 4)}
    assert set(map(tuple, matrices.unreachable.tolist())) == across


@pytest.mark.parametrize(("max_pairs", "max_coordinates"), [(20, 10**9), (1, 10**9), (49, 6)])
def test_blocks_are_halved_until_the_server_takes_them(
    kind: str, fake: FakeRoadServer, max_pairs: int, max_coordinates: int
) -> None:
    fake.max_pairs, fake.max_coordinates = max_pairs, max_coordinates
    points = plain_points(11)
    assert_expected(ask(client(kind, fake), points), points)
    refused = len(fake.asked) - len(fake.blocks)
    assert refused <= 8, "what the server takes is found out once"


def test_a_server_that_takes_no_block_at_all(kind: str, fake: FakeRoadServer) -> None:
    fake.max_pairs = 0
    with pytest.raises(RoadError, match="from point 0 to point 0: answered HTTP 400"):
        ask(client(kind, fake), plain_points(3))


def test_a_later_block_that_is_too_big_is_halved_by_itself(kind: str, fake: FakeRoadServer) -> None:
    def grow_stricter(answer: object) -> object:
        fake.max_pairs = 3
        return answer

    fake.mangle = grow_stricter
    points = plain_points(8)
    source = client(kind, fake, max_pairs=16, max_side=4, concurrency=1)
    assert_expected(ask(source, points), points)
    assert (4, 4) in fake.blocks
    assert max(rows * columns for rows, columns in fake.blocks[1:]) <= 3


def test_errors_name_the_points_of_the_block(kind: str, fake: FakeRoadServer) -> None:
    source = client(kind, fake, max_pairs=4, max_side=2, concurrency=1)
    fake.faults = deque([Fault(), Fault(), Fault(status=418, body=b"short and stout")])
    names = [f"stop '{letter}'" for letter in "abcd"]
    with pytest.raises(RoadError) as caught:
        ask(source, plain_points(4), names=names)
    assert re.fullmatch(
        re.escape(source.source)
        + r": matrix from 2 points \(stop 'c' … stop 'd'\) to 2 points \(stop 'a' … stop 'b'\): "
        r"answered HTTP 418: short and stout, expected what .*",
        str(caught.value),
    )
    assert caught.value.exit_code == 3


def drop_row(table: list[object]) -> object:
    return table[:-1]


def add_row(table: list[object]) -> object:
    return [*table, table[0]]


def drop_column(table: list[list[object]]) -> object:
    return [table[0], table[1][:-1], *table[2:]]


def no_table(table: list[object]) -> object:
    return "many"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (drop_row, "durations has 2 rows, expected 3"),
        (add_row, "durations has 4 rows, expected 3"),
        (drop_column, "durations, row 1 has 2 columns, expected 3"),
        (no_table, "durations has no rows but 'many', expected 3"),
    ],
)
def test_tables_of_the_wrong_shape(
    kind: str, fake: FakeRoadServer, change: object, says: str
) -> None:
    fake.verbose_valhalla = False

    def mangle(answer: dict[str, object]) -> object:
        table = answer.get("sources_to_targets", answer)
        table["durations"] = change(table["durations"])  # type: ignore[index,operator]
        return answer

    fake.mangle = mangle  # type: ignore[assignment]
    with pytest.raises(RoadError, match=re.escape(says)) as caught:
        ask(client(kind, fake), plain_points(3))
    assert fake.url in str(caught.value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (-1, "row 1, column 2 is -1, expected 0 to 536870911 or null"),
        (1e300, "row 1, column 2 is 1e+300, expected 0 to"),
        ("12", "row 1, column 2 is '12', expected a number"),
        (True, "row 1, column 2 is True, expected a number"),
        (10**400, "a number of hundreds of digits"),
    ],
)
@pytest.mark.parametrize("metric", ["durations", "distances"])
def test_values_that_make_no_sense(
    kind: str, fake: FakeRoadServer, metric: str, value: object, says: str
) -> None:
    fake.verbose_valhalla = False

    def mangle(answer: dict[str, object]) -> object:
        answer.get("sources_to_targets", answer)[metric][1][2] = value  # type: ignore[index]
        return answer

    fake.mangle = mangle  # type: ignore[assignment]
    with pytest.raises(RoadError, match=re.escape(says)):
        ask(client(kind, fake), plain_points(3))


def test_a_pair_without_a_distance_has_no_way(kind: str, fake: FakeRoadServer) -> None:
    fake.verbose_valhalla = False

    def mangle(answer: dict[str, object]) -> object:
        answer.get("sources_to_targets", answer)["distances"][1][2] = None  # type: ignore[index]
        return answer

    fake.mangle = mangle  # type: ignore[assignment]
    assert ask(client(kind, fake), plain_points(3)).unreachable.tolist() == [[1, 2]]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"durations": [[0, NaN]]}', b"[" * 10**5])
def test_answers_that_are_no_json(kind: str, fake: FakeRoadServer, body: bytes) -> None:
    fake.always = Fault(body=body)
    with pytest.raises(RoadError, match="bytes that are no valid JSON"):
        ask(client(kind, fake), plain_points(2))
    assert len(fake.asked) == 1, "what is wrong for good is not asked again"


@pytest.mark.parametrize("body", [b"[]", b"{}", b"3", b"null", b'{"code": "Ok"}'])
def test_json_of_another_kind(kind: str, fake: FakeRoadServer, body: bytes) -> None:
    fake.always = Fault(body=body)
    with pytest.raises(RoadError, match=r"expected what|the answer has no"):
        ask(client(kind, fake), plain_points(2))


def test_points_off_the_road(kind: str, fake: FakeRoadServer) -> None:
    points = [*plain_points(3), (8.6, 49.902), (8.7, 49.901)]
    names = [f"stop {letter!r}" for letter in "abcde"]
    source = client(kind, fake, max_pairs=4, max_side=2)
    with pytest.warns(RoadWarning) as caught:
        matrices = ask(source, points, names=names)
    assert_expected(matrices, points)
    far, near = (round(snapped_m(point)) for point in points[3:])
    assert str(caught.pop().message) == (
        f"{source.source}: more than 100 m from any road, and put on the nearest: "
        f"stop 'd' ({far} m), stop 'e' ({near} m)"
    )


def test_points_far_off_the_road(kind: str, fake: FakeRoadServer) -> None:
    points = [*plain_points(3), (8.6, 49.92)]
    with pytest.raises(RoadError, match=r"more than 500 m from any road: point 3 \(2,224 m\)"):
        ask(client(kind, fake), points)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ask(client(kind, fake, warn_m=5_000, refuse_m=5_000), points)


def test_ways_follow_the_streets(kind: str, fake: FakeRoadServer) -> None:
    source = client(kind, fake)
    points = plain_points(6)
    pairs = list(pairwise(points))
    told: list[tuple[int, int]] = []
    ways = source.routes(pairs, progress=lambda done, total: told.append((done, total)))
    for (start, end), way in zip(pairs, ways, strict=True):
        assert way is not None
        np.testing.assert_allclose(way.points, [start, (end[0], start[1]), end], atol=1e-6)
        assert (way.duration_s, way.distance_m) == pytest.approx(travel(start, end))
        assert way.streets == ("Long Street", "Hill Road")
    assert told == [(done, 5) for done in range(1, 6)]


def test_ways_that_do_not_exist(kind: str, fake: FakeRoadServer) -> None:
    west, east = plain_points(1)[0], (8.95, 49.4)
    here, there, loop = client(kind, fake).routes([(west, east), (east, west), (west, west)])
    assert here is None
    assert there is None
    assert loop is not None
    assert loop.duration_s == loop.distance_m == 0
    assert len(loop.points) >= 2


def test_no_ways(kind: str, fake: FakeRoadServer) -> None:
    assert client(kind, fake).routes([]) == []
    assert fake.asked == []


def test_errors_name_the_ends_of_a_way(kind: str, fake: FakeRoadServer) -> None:
    fake.always = Fault(status=400, body=b"{}")
    pair = ((8.6, 49.4), (8.7, 49.5))
    with pytest.raises(RoadError, match=r"way from 49\.400000, 8\.600000 to 49\.500000, 8\.700000"):
        client(kind, fake).routes([pair])


def test_a_busy_server_is_asked_again(kind: str, fake: FakeRoadServer) -> None:
    fake.faults = deque([Fault(status=503), Fault(status=502), Fault(), Fault(status=500)])
    points = plain_points(4)
    assert_expected(ask(client(kind, fake, max_pairs=4, max_side=2), points), points)
    assert len(fake.asked) == 4 + 3


def test_a_server_that_is_always_broken(kind: str, fake: FakeRoadServer) -> None:
    fake.always = Fault(status=500, body=b"out\r\n of \x00order")
    with pytest.raises(RoadError, match=r"answered HTTP 500: out of order, asked 3 times$"):
        ask(client(kind, fake), plain_points(2))


def test_the_first_error_ends_the_questions(kind: str, fake: FakeRoadServer) -> None:
    fake.faults = deque([Fault(), Fault(status=400, body=b"no")])
    fake.always = Fault(delay_s=0.05)
    source = client(kind, fake, max_pairs=1, max_side=1)
    with pytest.raises(RoadError, match="HTTP 400: no"):
        ask(source, plain_points(12))
    assert len(fake.asked) < 20


@pytest.mark.parametrize(
    ("lat", "lon", "says"),
    [
        ([91.0], [8.0], "lat[0] is 91.0, expected -90 to 90 degrees"),
        ([49.0, 49.0], [8.0, np.nan], "lon[1] is nan, expected -180 to 180 degrees"),
        ([49.0, 49.0], [8.0], "lat and lon have shapes (2,) and (1,)"),
        ([[49.0]], [[8.0]], "lat and lon have shapes (1, 1)"),
    ],
)
def test_coordinates_that_make_no_sense(
    kind: str, fake: FakeRoadServer, lat: object, lon: object, says: str
) -> None:
    with pytest.raises(RoadError, match=re.escape(says)):
        client(kind, fake).matrix(lat, lon)  # type: ignore[arg-type]
    assert fake.asked == []


def test_as_many_names_as_points(kind: str, fake: FakeRoadServer) -> None:
    with pytest.raises(RoadError, match="1 names for 2 points"):
        client(kind, fake).matrix([49.0, 49.0], [8.0, 8.0], names=["a"])


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"profile": "tank"}, "profile is 'tank', expected one of car, truck, bike, foot"),
        ({"max_pairs": 0}, "max_pairs is 0, expected at least 1"),
        ({"concurrency": 0}, "concurrency is 0, expected at least 1"),
        ({"warn_m": -1}, "warn_m is -1, expected metres from 0"),
    ],
)
def test_settings_that_make_no_sense(kind: str, settings: dict[str, object], says: str) -> None:
    with pytest.raises(RoadError, match=re.escape(says)):
        KINDS[kind]("http://localhost", **settings)  # type: ignore[arg-type]


def test_stopping_does_not_wait_for_a_slow_server(kind: str, fake: FakeRoadServer) -> None:
    """An error of the caller, as from Ctrl-C, leaves the threads behind at once."""
    fake.faults = deque([Fault(), Fault()])
    fake.always = Fault(delay_s=1.0)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(client(kind, fake, max_pairs=4, max_side=2), plain_points(8), progress=stop)
    assert all(thread.daemon for thread in threading.enumerate() if "work" in thread.name)
    assert len(fake.asked) < 16


def test_questions_are_valid_json(kind: str, fake: FakeRoadServer) -> None:
    ask(client(kind, fake), [(8.123456789, 49.0)])
    (question, body) = fake.asked[0]
    assert "8.123457" in question + json.dumps(body)

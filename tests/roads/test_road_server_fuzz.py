"""Any part of an answer may be anything: it is understood or refused, and never a traceback."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from fake_road_server import FakeRoadServer, plain_points

from vrp.errors import RoadError
from vrp.roads.http_client import Answer, HttpClient
from vrp.roads.openrouteservice import OpenRouteService
from vrp.roads.osrm import Osrm
from vrp.roads.road_server import RoadServer
from vrp.roads.valhalla import Valhalla

JUNK: list[Any] = [None, True, -1, 1e30, "x", [], {}, [None], [[]], {"code": 1}]
POINTS = plain_points(3)


def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in JSON, itself first."""
    yield path
    children = {dict: dict.items, list: enumerate}.get(type(node), lambda _: ())
    for key, child in children(node):
        yield from paths(child, (*path, key))


def replaced(node: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    changed = copy.deepcopy(node)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = junk
    return changed


@pytest.mark.filterwarnings("ignore::vrp.roads.warning.RoadWarning")
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("question", ["matrix", "routes"])
@pytest.mark.parametrize(
    ("name", "kind"), [("osrm", Osrm), ("valhalla", Valhalla), ("ors", OpenRouteService)]
)
def test_any_junk_is_understood_or_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, kind: type[RoadServer], question: str, status: int
) -> None:
    fake = FakeRoadServer(formats={name})
    source = kind("http://fake", concurrency=1)
    change: tuple[tuple[Any, ...], Any] | None = None
    sent: list[Any] = []

    def attempt(self: HttpClient, method: str, path: str, body: Any) -> Answer:
        answer = fake.answer(method, path, body, {})[1]
        sent.append(answer)
        return Answer(status, answer if change is None else replaced(answer, *change))

    def ask() -> None:
        if question == "matrix":
            source.matrix([lat for _, lat in POINTS], [lon for lon, _ in POINTS])
        else:
            source.routes([(POINTS[0], POINTS[1])])

    monkeypatch.setattr(HttpClient, "_attempt", attempt)
    if status == 200:
        ask()
    else:
        with pytest.raises(RoadError):
            ask()
    refusals = []
    for path in list(paths(sent[0])):
        for junk in JUNK:
            change = path, junk
            try:
                ask()
            except RoadError as error:
                refusals.append(str(error))
    assert len(refusals) > 20
    assert all("http://fake" in text for text in refusals)

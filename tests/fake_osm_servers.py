"""Servers that answer as Nominatim and Overpass do, about a hamlet of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from free_port import serving

#: South, west, north, east of the hamlet.
HAMLET = (54.0, 3.0, 54.02, 3.02)


def _node(number: int, lat: float, lon: float, **tags: str) -> dict[str, Any]:
    element = {"type": "node", "id": number, "lat": lat, "lon": lon}
    return element | ({"tags": tags} if tags else {})


def _way(number: int, nodes: list[int], **tags: str) -> dict[str, Any]:
    return {"type": "way", "id": number, "nodes": nodes, "tags": tags}


#: A square of streets, a service road into it, and a motorway past it without a oneway tag.
HAMLET_DATA = [
    _way(10, [1, 2, 3, 4, 1], highway="residential", name="Ring & Brink", maxspeed="30"),
    _way(11, [1, 5], highway="service"),
    _way(12, [6, 7], highway="motorway"),
    _way(13, [7, 4], highway="tertiary"),
    _way(14, [3, 6], highway="tertiary"),
    _node(1, 54.005, 3.005, highway="traffic_signals"),
    _node(2, 54.005, 3.015),
    _node(3, 54.015, 3.015),
    _node(4, 54.015, 3.005),
    _node(5, 54.010, 3.010),
    _node(6, 54.018, 3.018),
    _node(7, 54.018, 3.002),
]


@dataclass
class FakeOsmServers:
    """What the servers answer, and what they were asked; to be changed while they run."""

    url: str = ""
    places: list[dict[str, Any]] = field(default_factory=list)
    elements: list[dict[str, Any]] = field(default_factory=lambda: list(HAMLET_DATA))
    remark: str | None = None
    status: int = 200
    body: bytes | None = None
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, form: str) -> bytes:
        if path.endswith("/status"):
            lines = ["Connected as: 1", "Current time: now", "Announced endpoint: none"]
            return "\n".join([*lines, "Rate limit: 2", "2 slots available now."]).encode()
        if self.body is not None:
            return self.body
        if path.endswith("/search"):
            return json.dumps(self.places).encode()
        data: dict[str, Any] = {
            "version": 0.6,
            "osm3s": {"timestamp_osm_base": "2026-01-02T03:04:05Z"},
            "elements": self.elements if '"highway"' in form else [],
        }
        return json.dumps(data | ({"remark": self.remark} if self.remark else {})).encode()


def hamlet_place() -> dict[str, Any]:
    south, west, north, east = HAMLET
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "lat": "54.01",
        "lon": "3.01",
        "display_name": "Doggerhamlet",
        "importance": 0.5,
        "boundingbox": [str(side) for side in (south, north, west, east)],
        "geojson": {"type": "Polygon", "coordinates": [ring]},
    }


class _Handler(BaseHTTPRequestHandler):
    fake: FakeOsmServers

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._serve(parse_qs(form)["data"][0])

    def _serve(self, form: str) -> None:
        path = urlsplit(self.path).path
        if not path.endswith("/status"):
            self.fake.asked.append(form or self.path)
        self.send_response(200 if path.endswith("/status") else self.fake.status)
        self.end_headers()
        self.wfile.write(self.fake.answer(path, form))

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def running_fake_osm_servers() -> Iterator[FakeOsmServers]:
    """Both servers on a free port of this machine."""
    fake = FakeOsmServers(places=[hamlet_place()])
    handler = type("Handler", (_Handler,), {"fake": fake})
    with serving(handler) as fake.url:
        yield fake

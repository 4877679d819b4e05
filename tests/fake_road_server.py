"""A routing server over a made-up plain, speaking OSRM, Valhalla and openrouteservice.

Roads run east–west and north–south everywhere; uphill (north) is driven at half the speed of
everything else. East of the river there are other roads, and no bridge.
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
from free_port import serving

METRES_PER_DEGREE = 111_195.0
RIVER_LON = 8.9
#: North of it there are no roads, and points are put on the last one.
NORTHERN_END_LAT = 49.9
SPEED_M_PER_S = 10.0

Point = tuple[float, float]
Fake = TypeVar("Fake", bound="FakeRoadServer")


def travel(start: Point, end: Point) -> tuple[float, float] | None:
    """Seconds and metres between (lon, lat) points, one decimal each; None across the river."""
    if (start[0] > RIVER_LON) != (end[0] > RIVER_LON):
        return None
    (lon_from, lat_from), (lon_to, lat_to) = snapped(start), snapped(end)
    across = abs(lon_to - lon_from) * METRES_PER_DEGREE * math.cos(math.radians(49.5))
    up = (lat_to - lat_from) * METRES_PER_DEGREE
    metres = round(across + abs(up), 1)
    return round((metres + max(0.0, up)) / SPEED_M_PER_S, 1), metres


def snapped(point: Point) -> Point:
    return point[0], min(point[1], NORTHERN_END_LAT)


def snapped_m(point: Point) -> float:
    return (point[1] - snapped(point)[1]) * METRES_PER_DEGREE


def expected(points: list[Point]) -> tuple[np.ndarray, np.ndarray]:
    """The matrices that a client must come to, in seconds and metres."""
    ways = [[travel(a, b) or (np.nan, np.nan) for b in points] for a in points]
    both = np.array(ways, dtype=np.float32).reshape(len(points), len(points), 2)
    return both[:, :, 0], both[:, :, 1]


def plain_points(n: int, seed: int = 0) -> list[Point]:
    """Points west of the river, as coordinates with six decimals."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(8.5, 8.8, n).round(6), rng.uniform(49.3, 49.6, n).round(6)
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


@dataclass
class Fault:
    """What goes wrong with one answer."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    #: Unless the server is closed earlier.
    delay_s: float = 0.0
    #: Break the connection off after so many bytes.
    cut_at: int | None = None


@dataclass
class FakeRoadServer:
    """What the server does, and what it was asked; to be changed while it runs."""

    url: str = ""
    #: Which of the formats it speaks: "osrm", "valhalla", "ors".
    formats: set[str] = field(default_factory=lambda: {"osrm", "valhalla", "ors"})
    #: Where the services of openrouteservice begin.
    ors_path: str = ""
    max_pairs: int = 10**9
    max_coordinates: int = 10**9
    api_key: str | None = None
    verbose_valhalla: bool | None = None
    #: Faults of the next answers, and of every one after those.
    faults: deque[Fault] = field(default_factory=deque)
    always: Fault | None = None
    #: Changes JSON before it is sent.
    mangle: Callable[[Any], Any] | None = None
    #: "METHOD path" of every question with its body.
    asked: list[tuple[str, Any]] = field(default_factory=list)
    #: Rows × columns of every matrix that was answered.
    blocks: list[tuple[int, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    now: int = 0
    most_at_once: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def answer(self, method: str, path: str, body: Any, headers: Any) -> tuple[int, Any]:
        parts = urlsplit(path)
        with self.lock:
            self.asked.append((f"{method} {path}", body))
        if "osrm" in self.formats:
            return self._osrm(unquote(parts.path), parse_qs(parts.query))
        if "valhalla" in self.formats:
            return self._valhalla(method, parts.path, body)
        if "ors" in self.formats and parts.path.startswith(f"{self.ors_path}/v2/"):
            return self._ors(parts.path.removeprefix(self.ors_path), body, headers)
        return 404, {"timestamp": 0, "status": 404, "error": "Not Found"}

    # OSRM ----------------------------------------------------------------------------------------

    def _osrm(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        match = re.fullmatch(r"/(nearest|table|route)/v1/(\w+)/([-\d.,;]+)", path)
        if match is None:
            return 400, {"message": "URL string malformed", "code": "InvalidUrl"}
        pairs = [pair.split(",") for pair in match[3].split(";")]
        points = [(float(lon), float(lat)) for lon, lat in pairs]
        if match[1] == "nearest":
            return 200, {"code": "Ok", "waypoints": [_osrm_place(points[0])]}
        if len(points) < 2:
            message = "Number of coordinates needs to be at least two."
            return 400, {"message": message, "code": "InvalidOptions"}
        if match[1] == "route":
            return self._osrm_route(points)
        if query.get("annotations") != ["duration,distance"]:
            return 400, {"message": "annotations", "code": "InvalidOptions"}
        sources, targets = (
            [points[int(i)] for i in query[name][0].split(";")] if name in query else points
            for name in ("sources", "destinations")
        )
        if self._too_big(sources, targets, points):
            return 400, {"message": "Too many table coordinates", "code": "TooBig"}
        durations, distances = self._table(sources, targets)
        return 200, {
            "code": "Ok",
            "durations": durations,
            "distances": distances,
            "sources": [_osrm_place(point) for point in sources],
            "destinations": [_osrm_place(point) for point in targets],
        }

    def _osrm_route(self, points: list[Point]) -> tuple[int, Any]:
        way = travel(*points)
        if way is None:
            return 400, {"message": "Impossible route between points", "code": "NoRoute"}
        names = ["", "Long Street", "Long Street", "Hill Road", ""]
        route = {
            "duration": way[0],
            "distance": way[1],
            "geometry": {"type": "LineString", "coordinates": _corner(*points)},
            "legs": [{"steps": [{"name": name} for name in names]}],
        }
        return 200, {"code": "Ok", "routes": [route], "waypoints": []}

    # Valhalla ------------------------------------------------------------------------------------

    def _valhalla(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if path == "/status":
            return 200, {"version": "3.5.1", "tileset_last_modified": 1, "available_actions": []}
        if method != "POST" or path not in ("/sources_to_targets", "/route"):
            return 404, {"error_code": 106, "error": "Try any of: '/locate'", "status_code": 404}
        if body["units"] != "kilometers" or body["costing"] != "auto":
            return 400, {"error_code": 125, "error": "No costing method found"}
        if path == "/route":
            return self._valhalla_route(*_valhalla_points(body["locations"]))
        sources, targets = (_valhalla_points(body[name]) for name in ("sources", "targets"))
        if self._too_big(sources, targets, sources + targets):
            return 400, {"error_code": 150, "error": "Exceeded max locations", "status_code": 400}
        durations, metres = self._table(sources, targets)
        distances = [[None if m is None else round(m / 1000, 4) for m in row] for row in metres]
        answer = {"units": "kilometers", "algorithm": "costmatrix"}
        verbose = body.get("verbose", True)
        if not (verbose if self.verbose_valhalla is None else self.verbose_valhalla):
            table = {"durations": durations, "distances": distances}
            return 200, answer | {"sources_to_targets": table}
        entries = [
            [
                {"from_index": i, "to_index": j, "time": seconds, "distance": kilometres}
                for j, (seconds, kilometres) in enumerate(zip(*rows, strict=True))
            ]
            for i, rows in enumerate(zip(durations, distances, strict=True))
        ]
        places = {
            name: [dict(zip(("lon", "lat"), snapped(point), strict=True)) for point in points]
            for name, points in (("sources", sources), ("targets", targets))
        }
        return 200, answer | places | {"sources_to_targets": entries}

    def _valhalla_route(self, start: Point, end: Point) -> tuple[int, Any]:
        way = travel(start, end)
        if way is None:
            return 400, {"error_code": 442, "error": "No path could be found for input"}
        streets = [{"street_names": ["Long Street", "B 7"]}, {}, {"street_names": ["Hill Road"]}]
        leg = {
            "maneuvers": streets,
            "shape": encoded_polyline(_corner(start, end)),
            "summary": {"time": way[0], "length": way[1] / 1000},
        }
        return 200, {"trip": {"legs": [leg], "units": "kilometers", "status": 0}}

    # openrouteservice ----------------------------------------------------------------------------

    def _ors(self, path: str, body: Any, headers: Any) -> tuple[int, Any]:
        if path == "/v2/health":
            return 200, {"status": "ready"}
        if self.api_key is not None and headers.get("Authorization") != self.api_key:
            text = f"Access to this API has been disallowed: {headers.get('Authorization')}"
            return 403, {"error": text}
        if path == "/v2/directions/driving-car/geojson":
            return self._ors_route(*map(tuple, body["coordinates"]))
        if path != "/v2/matrix/driving-car" or body["units"] != "m":
            return 404, {"error": {"code": 6099, "message": "Unknown"}}
        points = [tuple(point) for point in body["locations"]]
        sources = [points[i] for i in body["sources"]]
        targets = [points[i] for i in body["destinations"]]
        if self._too_big(sources, targets, points):
            message = "Request parameters exceed the server configuration limits."
            return 400, {"error": {"code": 6004, "message": message}}
        durations, distances = self._table(sources, targets)
        return 200, {
            "durations": durations,
            "distances": distances,
            "sources": [_ors_place(point) for point in sources],
            "destinations": [_ors_place(point) for point in targets],
            "metadata": {"attribution": "openrouteservice | OpenStreetMap contributors"},
        }

    def _ors_route(self, start: Point, end: Point) -> tuple[int, Any]:
        way = travel(start, end)
        if way is None:
            message = "Route could not be found - Unable to find a route between points"
            return 404, {"error": {"code": 2009, "message": message}}
        seconds, metres = way
        properties: dict[str, Any] = {"summary": {"duration": seconds, "distance": metres}}
        if start == end:
            properties = {"summary": {}}
        else:
            names = ["-", "Long Street", "Hill Road", "Hill Road", "-"]
            properties["segments"] = [{"steps": [{"name": name} for name in names]}]
        geometry = {"type": "LineString", "coordinates": _corner(start, end)}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        return 200, {"type": "FeatureCollection", "features": [feature]}

    # ---------------------------------------------------------------------------------------------

    def _too_big(self, sources: list[Point], targets: list[Point], points: list[Point]) -> bool:
        pairs = len(sources) * len(targets)
        if pairs > self.max_pairs or len(points) > self.max_coordinates:
            return True
        with self.lock:
            self.blocks.append((len(sources), len(targets)))
        return False

    def _table(self, sources: list[Point], targets: list[Point]) -> tuple[Any, Any]:
        ways = [[travel(a, b) or (None, None) for b in targets] for a in sources]
        return [[w[0] for w in row] for row in ways], [[w[1] for w in row] for row in ways]

    def next_fault(self) -> Fault:
        with self.lock:
            return self.faults.popleft() if self.faults else self.always or Fault()


def _osrm_place(point: Point) -> dict[str, Any]:
    return {"location": list(snapped(point)), "name": "", "distance": snapped_m(point)}


def _ors_place(point: Point) -> dict[str, Any]:
    return {"location": list(snapped(point)), "snapped_distance": round(snapped_m(point), 2)}


def _valhalla_points(locations: Any) -> list[Point]:
    return [(place["lon"], place["lat"]) for place in locations]


def _corner(start: Point, end: Point) -> list[list[float]]:
    return [list(start), [end[0], start[1]], list(end)]


def encoded_polyline(points: list[list[float]], digits: int = 6) -> str:
    """Encode (lon, lat) points as the published algorithm describes it."""
    text, before = [], [0, 0]
    for lon, lat in points:
        now = [round(lat * 10**digits), round(lon * 10**digits)]
        for value in (now[0] - before[0], now[1] - before[1]):
            bits = ~(value << 1) if value < 0 else value << 1
            while bits >= 0x20:
                text.append(chr((0x20 | (bits & 0x1F)) + 63))
                bits >>= 5
            text.append(chr(bits + 63))
        before = now
    return "".join(text)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    fake: FakeRoadServer

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _serve(self, body: Any) -> None:
        with self.fake.lock:
            self.fake.now += 1
            self.fake.most_at_once = max(self.fake.most_at_once, self.fake.now)
        try:
            fault = self.fake.next_fault()
            self.fake.closing.wait(fault.delay_s)
            status, answer = self.fake.answer(self.command, self.path, body, self.headers)
            if self.fake.mangle is not None:
                answer = self.fake.mangle(answer)
            text = json.dumps(answer).encode() if fault.body is None else fault.body
            self._send(fault.status or status, text, fault)
        finally:
            with self.fake.lock:
                self.fake.now -= 1

    def _send(self, status: int, text: bytes, fault: Fault) -> None:
        try:
            self.send_response(status)
            for name, value in fault.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text[: fault.cut_at])
            if fault.cut_at is not None:
                self.close_connection = True
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had no patience

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def running_fake_server(**settings: Any) -> Iterator[FakeRoadServer]:
    """A server on a free port of this machine."""
    with running(FakeRoadServer(**settings)) as fake:
        yield fake


@contextmanager
def running(fake: Fake) -> Iterator[Fake]:
    """Answer as a fake does, on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"fake": fake})
    with serving(handler) as fake.url:
        try:
            yield fake
        finally:
            fake.closing.set()

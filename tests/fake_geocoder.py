"""A geocoding server that knows a few addresses, speaking Nominatim or Photon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fake_road_server import FakeRoadServer, running

#: Latitude, longitude and what the place is: house, street or city.
Place = tuple[float, float, str]

PLACES: dict[str, Place] = {
    "Hill Road 1": (49.45, 8.65, "house"),
    "Hill Road 2, Farm": (49.46, 8.66, "house"),
    "Long Street": (49.44, 8.67, "street"),
    "Springfield": (49.40, 8.60, "city"),
}
_RANKS = {"house": 30, "street": 26, "city": 16}


@dataclass
class FakeGeocoder(FakeRoadServer):
    """What the server does, and what it was asked; to be changed while it runs."""

    kind: str = "nominatim"
    places: dict[str, Place] = field(default_factory=lambda: dict(PLACES))
    #: The header of this name of every question.
    agents: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Any, headers: Any) -> tuple[int, Any]:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        with self.lock:
            self.asked.append((f"{method} {path}", body))
            self.agents.append(headers.get("User-Agent"))
        if parts.path == "/status":
            return 200, {"status": 0 if self.kind == "nominatim" else "Ok"}
        place = self.places.get(query.get("q", [""])[0])
        if self.kind == "nominatim" and parts.path == "/search":
            assert query["format"] == ["jsonv2"]
            return 200, [] if place is None else [_nominatim(*place)]
        if self.kind == "photon" and parts.path == "/api":
            return 200, {"features": [] if place is None else [_photon(*place)]}
        return 404, {"error": "Not Found"}

    @property
    def questions(self) -> int:
        """How many addresses it was asked for."""
        return sum("q=" in question for question, _ in self.asked)


def _nominatim(lat: float, lon: float, kind: str) -> dict[str, Any]:
    return {"lat": str(lat), "lon": str(lon), "addresstype": kind, "place_rank": _RANKS[kind]}


def _photon(lat: float, lon: float, kind: str) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": {"type": kind}}


@contextmanager
def running_fake_geocoder(**settings: Any) -> Iterator[FakeGeocoder]:
    """A server on a free port of this machine."""
    with running(FakeGeocoder(**settings)) as fake:
        yield fake

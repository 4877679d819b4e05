"""Roads from an openrouteservice: its matrix and directions services, version 2."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from vrp.roads.answers import (
    member,
    members,
    metres_apart,
    number,
    numbers,
    street_names,
    way_points,
)
from vrp.roads.blocks import Question, Table, TooBigError
from vrp.roads.http_client import Answer, AnswerError, HttpClient
from vrp.roads.matrices import LonLat, RoadRoute
from vrp.roads.road_server import RoadServer

__all__ = ["API_KEY_VARIABLE", "OpenRouteService"]

#: Holds the key of a server that wants one, where none is given in the program.
API_KEY_VARIABLE = "ORS_API_KEY"

#: More pairs than allowed; more of the network visited than allowed.
_TOO_BIG = (6004, 6020)
_NO_ROUTE = 2009
#: What a step without a street name is called.
_NAMELESS = "-"


@dataclass(frozen=True)
class OpenRouteService(RoadServer):
    """An openrouteservice, one's own or the public one.

    Parameters
    ----------
    api_key
        Sent to the server and shown nowhere; empty for that of the environment variable
        ``ORS_API_KEY``. One's own server wants none.

    Notes
    -----
    The public server takes 3,500 pairs a question and few questions a day; one's own 2,500 unless
    configured otherwise, which is found out.
    """

    max_pairs: int = 3_500
    max_side: int = 3_500
    api_key: str = field(default="", repr=False)

    kind: ClassVar[str] = "openrouteservice"
    profiles: ClassVar[Mapping[str, str]] = {
        "car": "driving-car",
        "truck": "driving-hgv",
        "bike": "cycling-regular",
        "foot": "foot-walking",
    }

    def _client(self) -> HttpClient:
        key = self.api_key or os.environ.get(API_KEY_VARIABLE, "")
        headers = {"Authorization": key} if key else {}
        return HttpClient(self.url, self.patience, headers=headers, secrets=(key,))

    def _table(self, client: HttpClient, question: Question) -> Table:
        rows = list(range(question.shape[0]))
        same = question.same and len(rows) > 1
        columns = rows if same else [len(rows) + column for column in range(question.shape[1])]
        points = question.sources if same else [*question.sources, *question.targets]
        body = {
            "locations": _locations(points),
            "sources": rows,
            "destinations": columns,
            "metrics": ["duration", "distance"],
            "units": "m",
        }
        answer = client.post(f"/v2/matrix/{self.profiles[self.profile]}", body)
        reply = _accepted(answer)
        durations = numbers(member(reply, "durations"), question.shape, "durations")
        distances = numbers(member(reply, "distances"), question.shape, "distances")
        return Table(durations, distances, _snapped_m(reply, question.sources))

    def _way(self, client: HttpClient, start: LonLat, end: LonLat) -> RoadRoute | None:
        body = {"coordinates": _locations([start, end]), "units": "m"}
        answer = client.post(f"/v2/directions/{self.profiles[self.profile]}/geojson", body)
        if _error_code(answer) == _NO_ROUTE:
            return None
        feature = member(_accepted(answer), "features", 0)
        properties = member(feature, "properties")
        summary = member(properties, "summary")
        # Between two points at one place there is neither a duration nor a distance nor a step.
        at_once = summary == {}
        segments = [] if at_once else members(properties, "segments")
        steps = (step for segment in segments for step in members(segment, "steps"))
        names = [member(step, "name") for step in steps]
        return RoadRoute(
            way_points(member(feature, "geometry", "coordinates")),
            0.0 if at_once else number(member(summary, "duration"), "duration"),
            0.0 if at_once else number(member(summary, "distance"), "distance"),
            street_names(name for name in names if name != _NAMELESS),
        )


def _locations(points: Sequence[LonLat]) -> list[list[float]]:
    return [[round(lon, 6), round(lat, 6)] for lon, lat in points]


def _error_code(answer: Answer) -> int | None:
    match answer.body:
        case {"error": {"code": int() as code}}:
            return code
    return None


def _accepted(answer: Answer) -> dict[str, Any]:
    if _error_code(answer) in _TOO_BIG or answer.status == 413:
        raise TooBigError(f"answered {answer}")
    if answer.status in (401, 403):
        raise AnswerError(
            f"answered {answer}: a key is needed, in the environment variable {API_KEY_VARIABLE}"
        )
    if answer.status == 404 and _error_code(answer) is None:
        raise AnswerError(f"answered {answer}: does the server's address end with /ors?")
    if not answer.ok or not isinstance(answer.body, dict):
        raise AnswerError(f"answered {answer}, expected what openrouteservice answers")
    body: dict[str, Any] = answer.body
    return body


def _snapped_m(body: dict[str, Any], sources: Sequence[LonLat]) -> npt.NDArray[np.float64] | None:
    """Metres from each source to its road; NaN for one that no road is near to."""
    places = body.get("sources")
    if not isinstance(places, list) or len(places) != len(sources):
        return None
    # A source without a road is null; a place may come without its distance.
    distances = [
        place.get("snapped_distance") if isinstance(place, dict) else None for place in places
    ]
    if any(distance is not None for distance in distances):
        rows = [[distance] for distance in distances]
        return numbers(rows, (len(sources), 1), "sources' snapped_distance")[:, 0]
    return metres_apart(sources, [_place(place) for place in places])


def _place(place: Any) -> LonLat | None:
    match place:
        case {"location": [int() | float() as lon, int() | float() as lat, *_]}:
            return float(lon), float(lat)
    return None

"""Roads from an OSRM server: its table and route services, version 1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from vrp.roads.answers import member, members, number, numbers, street_names, way_points
from vrp.roads.blocks import Question, Table, TooBigError
from vrp.roads.http_client import Answer, AnswerError, HttpClient
from vrp.roads.matrices import LonLat, RoadRoute
from vrp.roads.road_server import RoadServer

__all__ = ["Osrm"]

#: What a proxy answers to an address longer than it reads.
_ADDRESS_TOO_LONG = (413, 414, 431)


@dataclass(frozen=True)
class Osrm(RoadServer):
    """An OSRM server (``osrm-routed``).

    It knows one kind of vehicle, the one that its data were prepared for: the profile in our
    questions is a name that it does not look at. Its limit, ``--max-table-size`` (100), bounds
    rows × columns by its square. ``fallback_speed`` is never used: what no road joins stays so.
    """

    max_pairs: int = 10_000
    max_side: int = 100

    kind: ClassVar[str] = "OSRM"
    profiles: ClassVar[Mapping[str, str]] = {
        "car": "driving",
        "truck": "driving",
        "bike": "cycling",
        "foot": "walking",
    }

    def _table(self, client: HttpClient, question: Question) -> Table:
        answer = client.get(self._table_path(question))
        body = _accepted(answer, "table", question)
        if "distances" not in body:
            raise AnswerError("the answer has no 'distances': this OSRM is too old for them")
        durations = numbers(member(body, "durations"), question.shape, "durations")
        distances = numbers(member(body, "distances"), question.shape, "distances")
        return Table(durations, distances, _snapped_m(body, question.shape[0]))

    def _table_path(self, question: Question) -> str:
        service = f"/table/v1/{self.profiles[self.profile]}/"
        options = "?annotations=duration,distance"
        # Rows that are the columns are sent once, which some servers count; but a table of a single
        # coordinate is refused.
        rows, columns = question.shape
        if question.same and rows > 1:
            return service + _coordinates(question.sources) + options
        points = _coordinates([*question.sources, *question.targets])
        sources, destinations = _indices(range(rows)), _indices(range(rows, rows + columns))
        return f"{service}{points}{options}&sources={sources}&destinations={destinations}"

    def _way(self, client: HttpClient, start: LonLat, end: LonLat) -> RoadRoute | None:
        answer = client.get(
            f"/route/v1/{self.profiles[self.profile]}/{_coordinates([start, end])}"
            "?overview=full&geometries=geojson&steps=true"
        )
        if _code(answer) == "NoRoute":
            return None
        route = member(_accepted(answer, "route"), "routes", 0)
        steps = [step for leg in members(route, "legs") for step in members(leg, "steps")]
        return RoadRoute(
            way_points(member(route, "geometry", "coordinates")),
            number(member(route, "duration"), "duration"),
            number(member(route, "distance"), "distance"),
            street_names(member(step, "name") for step in steps),
        )


def _coordinates(points: Sequence[LonLat]) -> str:
    return ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)


def _indices(positions: range) -> str:
    return ";".join(map(str, positions))


def _code(answer: Answer) -> str:
    return str(answer.body.get("code", "")) if isinstance(answer.body, dict) else ""


def _accepted(answer: Answer, service: str, question: Question | None = None) -> dict[str, object]:
    """Tell why the server did not answer, as precisely as it says."""
    code = _code(answer)
    if code == "TooBig" or answer.status in _ADDRESS_TOO_LONG:
        raise TooBigError(f"answered {answer}")
    if code == "Ok" and answer.ok:
        body: dict[str, object] = answer.body
        return body
    if not code:
        raise AnswerError(f"answered {answer}, expected what OSRM's {service} service answers")
    unmatched = re.search(r"coordinate (\d+)", answer.excerpt) if code == "NoSegment" else None
    name = question.name(int(unmatched[1])) if unmatched and question else None
    if name is not None:
        raise AnswerError(f"there is no road for {name} (NoSegment)")
    raise AnswerError(f"answered {answer}")


def _snapped_m(body: dict[str, object], rows: int) -> npt.NDArray[np.float64] | None:
    """Metres to the road of each source; old servers do not say."""
    sources = body.get("sources")
    if not isinstance(sources, list) or not all(
        isinstance(source, dict) and "distance" in source for source in sources
    ):
        return None
    distances = [[source["distance"]] for source in sources]
    return numbers(distances, (rows, 1), "sources' distance to the road")[:, 0]

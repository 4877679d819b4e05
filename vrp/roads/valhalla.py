"""Roads from a Valhalla server: its ``sources_to_targets`` and ``route`` services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from vrp.roads.blocks import Block, DivisibleError, Question, Table, TooBigError
from vrp.roads.encoded_polyline import decode_polyline
from vrp.roads.http_client import Answer, AnswerError, HttpClient
from vrp.roads.matrices import LonLat, RoadRoute
from vrp.roads.road_server import RoadServer

__all__ = ["Valhalla"]

_EXCEEDED_LOCATIONS = 150
_UNCONNECTED_REGIONS = 170
_NO_PATH = 442
#: Asked for by name, so that an answer in anything else can be refused.
_UNITS = "kilometers"
_METRES_PER_UNIT = 1_000.0


@dataclass(frozen=True)
class Valhalla(RoadServer):
    """A Valhalla server (``valhalla_service``).

    Its limit, ``max_matrix_location_pairs``, is 2,500 by default. Distances come in kilometres with
    three decimals, durations of matrices in whole seconds.
    """

    kind: ClassVar[str] = "Valhalla"
    profiles: ClassVar[Mapping[str, str]] = {
        "car": "auto",
        "truck": "truck",
        "bike": "bicycle",
        "foot": "pedestrian",
    }

    def _table(self, client: HttpClient, question: Question) -> Table:
        # The long form says where points were put on roads, which the first column of blocks says
        # of all of them; it takes ten times the bytes.
        verbose = question.block.columns.start == 0
        body = {
            "sources": _locations(question.sources),
            "targets": _locations(question.targets),
            "costing": self.profiles[self.profile],
            "units": _UNITS,
            "verbose": verbose,
        }
        answer = client.post("/sources_to_targets", body)
        if _error_code(answer) == _UNCONNECTED_REGIONS:
            return _unconnected(question.block, answer)
        reply = _accepted(answer)
        durations, kilometres = _entries(member(reply, "sources_to_targets"))
        return Table(
            numbers(durations, question.shape, "durations"),
            numbers(kilometres, question.shape, "distances") * _METRES_PER_UNIT,
            _snapped_m(reply, question.sources) if verbose else None,
        )

    def _way(self, client: HttpClient, start: LonLat, end: LonLat) -> RoadRoute | None:
        body = {
            "locations": _locations([start, end]),
            "costing": self.profiles[self.profile],
            "units": _UNITS,
        }
        answer = client.post("/route", body)
        if _error_code(answer) in (_NO_PATH, _UNCONNECTED_REGIONS):
            return None
        trip = member(_accepted(answer), "trip")
        _check_units(trip)
        leg = member(trip, "legs", 0)
        kilometres = number(member(leg, "summary", "length"), "length")
        return RoadRoute(
            _shape(member(leg, "shape")),
            number(member(leg, "summary", "time"), "time"),
            kilometres * _METRES_PER_UNIT,
            street_names(_street(manoeuvre) for manoeuvre in members(leg, "maneuvers")),
        )


def _locations(points: Sequence[LonLat]) -> list[dict[str, float]]:
    return [{"lat": round(lat, 6), "lon": round(lon, 6)} for lon, lat in points]


def _error_code(answer: Answer) -> int | None:
    code = answer.body.get("error_code") if isinstance(answer.body, dict) else None
    return code if isinstance(code, int) else None


def _accepted(answer: Answer) -> dict[str, Any]:
    if _error_code(answer) == _EXCEEDED_LOCATIONS or answer.status == 413:
        raise TooBigError(f"answered {answer}")
    if not answer.ok or not isinstance(answer.body, dict):
        raise AnswerError(f"answered {answer}, expected what Valhalla answers")
    body: dict[str, Any] = answer.body
    if "sources_to_targets" in body:
        _check_units(body)
    return body


def _check_units(body: Any) -> None:
    units = member(body, "units")
    if units not in (_UNITS, "km"):
        raise AnswerError(f"the answer's units are {units!r:.40}, expected {_UNITS!r}")


def _unconnected(block: Block, answer: Answer) -> Table:
    """One point off the main roads makes Valhalla refuse its whole block: look for the pairs."""
    if block.pairs > 1:
        raise DivisibleError(f"answered {answer}")
    nothing = np.full((1, 1), np.nan)
    return Table(nothing, nothing)


def _entries(table: Any) -> tuple[Any, Any]:
    """Durations and distances, from the short form of an answer or from the long one."""
    if isinstance(table, dict):
        return member(table, "durations"), member(table, "distances")
    if not isinstance(table, list) or not all(isinstance(row, list) for row in table):
        raise AnswerError(f"'sources_to_targets' is {table!r:.40}, expected a list of rows")
    return (
        [[member(entry, "time") for entry in row] for row in table],
        [[member(entry, "distance") for entry in row] for row in table],
    )


def _snapped_m(body: dict[str, Any], sources: Sequence[LonLat]) -> npt.NDArray[np.float64] | None:
    """Metres from each source to where the answer puts it; old versions echo the source."""
    places = body.get("sources")
    if not isinstance(places, list) or len(places) != len(sources):
        return None
    return metres_apart(sources, [_place(place) for place in places])


def _place(place: Any) -> LonLat | None:
    if isinstance(place, list) and place:
        place = place[0]
    match place:
        case {"lon": int() | float() as lon, "lat": int() | float() as lat}:
            return float(lon), float(lat)
    return None


def _street(manoeuvre: Any) -> Any:
    """First of the names of a street; the others are its numbers. Many streets have none."""
    match manoeuvre:
        case {"street_names": [name, *_]}:
            return name
    return None


def _shape(text: Any) -> list[LonLat]:
    if not isinstance(text, str):
        raise AnswerError(f"the way's shape is {text!r:.40}, expected an encoded line")
    try:
        return way_points([list(point) for point in decode_polyline(text)])
    except ValueError as error:
        raise AnswerError(f"the way's shape: {error}") from error

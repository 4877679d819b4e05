"""Where the tasks and vehicles of a JSON problem are, and the matrices between those places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vrp.errors import ReadError
from vrp.instance import HOURS, MAX_VALUE, IntMatrix
from vrp.read.far_places import warn_of_far_places
from vrp.read.json_object import JsonObject
from vrp.read.road_travel import RoadOptions, travel_by_road
from vrp.read.travel import Places, Travel, estimated_travel
from vrp.read_only import seal

__all__ = ["ANYWHERE", "INDEX", "Matrices", "Place", "read_matrices", "read_place"]

#: What VROOM calls a row of the matrices, of jobs and in its answers.
INDEX = "location_index"


@dataclass(frozen=True)
class Place:
    """A coordinate, a row of the given matrices, or both."""

    index: int | None
    coordinate: tuple[float, float] | None

    @property
    def lat(self) -> float | None:
        """Latitude in degrees, if there is a coordinate."""
        return None if self.coordinate is None else self.coordinate[0]

    @property
    def lon(self) -> float | None:
        """Longitude in degrees, if there is a coordinate."""
        return None if self.coordinate is None else self.coordinate[1]

    @property
    def extra(self) -> Mapping[str, str]:
        """What is carried to the output: the row, where there is one."""
        return {} if self.index is None else {INDEX: str(self.index)}


#: Where routes start that begin at their first job.
ANYWHERE = Place(None, None)


def read_place(item: JsonObject, coordinate: str, index: str) -> Place | None:
    """Read one place; ``None`` if the object names neither a coordinate nor an index."""
    place = Place(item.limit(index), item.place(coordinate))
    return None if place == ANYWHERE else place


@dataclass(frozen=True)
class Matrices:
    """Given matrices over all indices of the document, or nothing.

    ``costs`` are what legs cost, whatever they take.
    """

    durations: IntMatrix | None
    distances: IntMatrix | None
    name: str
    costs: IntMatrix | None = None

    def between(
        self,
        places: Sequence[Place],
        ids: Sequence[str],
        n_depots: int,
        roads: RoadOptions | None = None,
        hours: Iterable[int] = range(HOURS),
    ) -> Travel:
        """Durations and distances in the order of the places.

        Parameters
        ----------
        places, ids
            The depots, then the jobs, and what they are called.
        n_depots
            How many of them are depots.
        roads
            Where to take durations and distances from if none are given; estimates if ``None``.
        hours
            Of the day in which vehicles are out.

        Raises
        ------
        ReadError
            A place has no index into the given matrices, or no coordinate and there are none; an
            option of roads that given matrices have no use for.
        RoadError
            If distances could not be had.
        """
        if self.durations is not None:
            if roads is not None and (roads.traffic is not None or roads.unreachable != "error"):
                option = "unreachable" if roads.traffic is None else "traffic"
                raise ReadError(
                    f"{self.name}: has matrices, beside which roads only draw the routes: they "
                    f"have no use for the option {option!r}"
                )
            return self._given(self.durations, places)
        if any(place.coordinate is None for place in places):
            raise ReadError(
                f"{self.name}: without matrices every job, pickup, delivery and vehicle "
                "needs coordinates"
            )
        lat, lon = zip(*(place.coordinate or (0.0, 0.0) for place in places), strict=True)
        named = Places(ids, lat, lon, n_depots)
        if roads is None:
            warn_of_far_places(named)
            return estimated_travel(named)
        return travel_by_road(named, roads, hours)

    def _given(self, durations: IntMatrix, places: Sequence[Place]) -> Travel:
        cells = np.ix_(*[self._rows(places)] * 2)
        if self.distances is None:
            unknown: IntMatrix = np.zeros((len(places), len(places)), dtype=np.int32)
            source = "durations of the file, which has no distances"
            travel = Travel(durations[cells], unknown, source)
        else:
            travel = Travel(durations[cells], self.distances[cells], "matrices of the file")
        seal(travel.durations_s)
        if self.costs is None:
            return travel
        return replace(travel, generalised_m=self.costs[cells], minimised="costs of the file")

    def _rows(self, places: Sequence[Place]) -> list[int]:
        size = 0 if self.durations is None else len(self.durations)
        rows = [place.index for place in places if place.index is not None]
        if len(rows) < len(places):
            raise ReadError(
                f"{self.name}: with matrices every job, pickup and delivery needs a location_index "
                "and every vehicle a start_index, an end_index or both"
            )
        if max(rows) >= size:
            raise ReadError(
                f"{self.name}: location index {max(rows)} is outside the matrices, expected 0 to "
                f"{size - 1}"
            )
        return rows


def read_matrices(document: JsonObject, profiles: set[str], name: str) -> Matrices:
    """Read ``matrices.<profile>`` or the older ``matrix``, which holds durations.

    Parameters
    ----------
    document
        The whole problem.
    profiles
        Of all vehicles: there can be one only.
    name
        The file, to begin sentences with.
    """
    if "matrix" in document:
        if "matrices" in document:
            document.note("matrix", "and matrices exclude each other")
        return Matrices(_matrix(document, "matrix"), None, name)
    if "matrices" not in document:
        return Matrices(None, None, name)
    matrices = document.child("matrices")
    profile = min(profiles, default="car")
    if profile not in matrices:
        matrices.note(profile, "is missing: vehicles have this profile")
        return Matrices(None, None, name)
    chosen = matrices.child(profile)
    chosen.refuse_other_than(("durations", "distances", "costs"), {})
    durations = _matrix(chosen, "durations")
    others = {key: _matrix(chosen, key) for key in ("distances", "costs")}
    if "durations" not in chosen:
        chosen.note("durations", "is missing, expected a square matrix of seconds")
    for key, other in others.items():
        if durations is not None and other is not None and other.shape != durations.shape:
            chosen.note(key, f"has {len(other)} rows, expected {len(durations)} as durations")
    return Matrices(durations, others["distances"], name, others["costs"])


def _matrix(item: JsonObject, key: str) -> IntMatrix | None:
    rows = item.raw(key)
    if rows is None:
        return None
    expected = f"expected a square list of lists of whole numbers, 0 to {MAX_VALUE}"
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        item.note(key, f"is no list of lists, {expected}")
        return None
    for number, row in enumerate(rows):
        if len(row) != len(rows):
            item.note(f"{key}[{number}]", f"has {len(row)} values of {len(rows)}, {expected}")
            return None
        for column, value in enumerate(row):
            if type(value) is not int or not 0 <= value <= MAX_VALUE:
                item.note(f"{key}[{number}][{column}]", f"is {value!r}, {expected}")
                return None
    matrix: IntMatrix = np.array(rows, dtype=np.int32).reshape(len(rows), len(rows))
    return matrix

"""Where a route runs on the map: along the streets where they are known, else straight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from vrp.instance import Depot, Instance, Stop
from vrp.report.world import map_box
from vrp.roads.matrices import Progress, RoadRoute, RoadSource
from vrp.roads.streets import Streets, StreetSource
from vrp.schedule import route_places
from vrp.solution import Route, Solution, route_legs

__all__ = ["LegGeometry", "Point", "RouteLine", "location_point", "route_line"]

#: Longitude and latitude in WGS84 degrees, or planar x and y.
Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class LegGeometry:
    """The ways that the legs of a plan take.

    Parameters
    ----------
    ways
        By the two locations that a leg joins; legs that are not there are drawn straight.
    source
        Where the ways come from, in words fit for a report.
    attribution
        What must be said wherever they are shown; empty for none.
    streets
        All streets around the plan, to be drawn behind it; ``None`` where none are known.
    """

    ways: Mapping[tuple[int, int], RoadRoute]
    source: str = ""
    attribution: str = ""
    streets: Streets | None = None

    def __repr__(self) -> str:
        return f"<LegGeometry: {len(self.ways)} ways from {self.source or 'nowhere'}>"

    @classmethod
    def of(
        cls,
        instance: Instance,
        solution: Solution,
        roads: RoadSource,
        progress: Progress | None = None,
    ) -> LegGeometry:
        """Ask for the ways of all legs of a plan at once, and for the streets if roads have them.

        Parameters
        ----------
        instance, solution
            The problem, and routes of its stops.
        roads
            Best those that the instance was read with: the lines then are the ways that were
            counted.
        progress
            Told how many ways of how many there are.

        Raises
        ------
        RoadError
            If they cannot be had.
        """
        legs = {leg: None for route in solution.routes for leg in route_legs(instance, route)}
        points = _known_points(instance, {location for leg in legs for location in leg})
        drawn = [leg for leg in legs if leg[0] in points and leg[1] in points]
        pairs = [(points[origin], points[destination]) for origin, destination in drawn]
        found = zip(drawn, roads.routes(pairs, progress=progress), strict=True)
        ways = {leg: way for leg, way in found if way is not None}
        everywhere = _known_points(instance, set(range(instance.n_locations)))
        along = chain.from_iterable(way.points for way in ways.values())
        box = map_box([*everywhere.values(), *along])
        streets = roads.streets_in(box) if box and isinstance(roads, StreetSource) else None
        return cls(ways, roads.source, roads.attribution, streets)


class RouteLine(NamedTuple):
    """A route drawn in one stroke.

    Parameters
    ----------
    points
        Along the whole route.
    ways
        From every place that has coordinates to the next one; empty for straight lines.
    streets
        Names of the streets of every leg, in the order driven; empty where none are known.
    """

    points: list[Point]
    ways: list[list[Point]]
    streets: list[tuple[str, ...]]


def location_point(place: Depot | Stop) -> Point | None:
    """Longitude and latitude (or x and y) of a place; ``None`` where the input had none."""
    if place.lon is None or place.lat is None:
        return None
    return (place.lon, place.lat)


def route_line(instance: Instance, route: Route, geometry: LegGeometry | None = None) -> RouteLine:
    """The legs of a route joined; places without coordinates are passed over.

    A way that begins or ends beside its place, on the nearest street, is joined to it by a straight
    line.
    """
    ways = {} if geometry is None else geometry.ways
    places = route_places(instance, route.vehicle, route.stops, route.reloads)
    known = _known_points(instance, set(places))
    located = [place for place in places if place in known]
    along = [ways[leg].points if leg in ways else [] for leg in pairwise(located)]
    points: list[Point] = []
    for place, way in zip(located, [*along, []], strict=False):
        points += [known[place], *way]
    streets = [ways[leg].streets if leg in ways else () for leg in pairwise(places)]
    return RouteLine([point for point, _ in groupby(points)], along, streets)


def _known_points(instance: Instance, locations: set[int]) -> dict[int, Point]:
    places: Sequence[Depot | Stop] = (*instance.depots, *instance.stops)
    points = {location: location_point(places[location]) for location in sorted(locations)}
    return {location: point for location, point in points.items() if point is not None}

"""Houses with their addresses, and streets by their names, from an OpenStreetMap file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vrp.errors import RoadError
from vrp.roads.house_ranges import houses_between
from vrp.roads.osm_file import attribution_of, drawn_nodes, open_osm
from vrp.roads.place_groups import LatLon

if TYPE_CHECKING:
    import osmium

__all__ = ["House", "Houses", "Street", "read_houses"]

_KEYS = ("addr:housenumber", "addr:interpolation", "highway")


class House(NamedTuple):
    """A house number, where it is, and what its address says besides.

    Parameters
    ----------
    street
        Or the place, such as a hamlet, whose houses are numbered without streets.
    number
        As it is tagged: ``12``, ``12a``, ``12-14``, or several with ``;`` between them.
    lat, lon
        WGS84 degrees: of the node, or the mean of the outline.
    postcode, city, suburb
        Empty where they are not tagged.
    in_place
        Whether ``street`` is a place.
    """

    street: str
    number: str
    lat: float
    lon: float
    postcode: str = ""
    city: str = ""
    suburb: str = ""
    in_place: bool = False


class Street(NamedTuple):
    """A piece of a street with its name."""

    name: str
    points: Sequence[LatLon]


@dataclass(frozen=True)
class Houses:
    """The houses and named streets of a file, in its order.

    Parameters
    ----------
    houses, streets
        Streets in pieces, as they are in the file.
    attribution
        What must be said wherever places of it are shown; empty for nothing.
    """

    houses: Sequence[House]
    streets: Sequence[Street]
    attribution: str = ""


def read_houses(path: Path) -> Houses:
    """Read the houses that have a number and a street or place, and the streets that have a name.

    Nodes, ways and relations are houses, and what an ``addr:interpolation`` says is between two of
    them.

    Parameters
    ----------
    path
        An .osm.pbf, .osm, .osm.gz or .osm.bz2 file, whatever it is called.

    Raises
    ------
    RoadError
        If the file cannot be read or is damaged.
    """
    import osmium

    source = open_osm(path)
    try:
        return _Reading(source).all()
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise RoadError(f"{path}: is damaged: {error}") from error


class _Reading:
    """One file being read, which osmium calls with every object that has a tag of interest."""

    def __init__(self, source: osmium.io.File) -> None:
        self._source = source
        self._houses: list[House] = []
        self._streets: list[Street] = []
        #: Of numbered nodes: the ends of interpolations often have no other tag.
        self._numbered: dict[int, Mapping[str, str]] = {}
        #: Tags of outlines in several ways, and which ways these are.
        self._outlines: list[tuple[Mapping[str, str], list[int]]] = []
        self._drawn: dict[int, LatLon] | None = None

    def all(self) -> Houses:
        import osmium

        locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
        locations.ignore_errors()
        wanted = osmium.filter.KeyFilter(*_KEYS)
        osmium.apply(osmium.io.Reader(self._source, osmium.osm.RELATION), wanted, self)
        # Nodes have a pass of their own: not every program writes them before the ways.
        nodes = osmium.io.Reader(self._source, osmium.osm.NODE)
        osmium.apply(nodes, locations, wanted, self)
        ways = osmium.io.Reader(self._source, osmium.osm.WAY)
        osmium.apply(ways, locations, wanted, self)
        self._add_outlined(locations)
        return Houses(self._houses, self._streets, attribution_of(nodes.header().get("generator")))

    def _add_outlined(self, locations: Any) -> None:
        import osmium

        members: dict[int, list[LatLon]] = {way: [] for _, ways in self._outlines for way in ways}
        if not members:
            return
        ways_of_them = osmium.filter.IdFilter(members)
        reader = osmium.io.Reader(self._source, osmium.osm.WAY)
        osmium.apply(reader, locations, ways_of_them, _Lines(members, self._points))
        for tags, ways in self._outlines:
            self._add_house(tags, [point for way in ways for point in members[way]])

    def node(self, node: Any) -> None:
        tags = dict(node.tags)
        if "addr:housenumber" in tags:
            self._numbered[node.id] = tags
            self._add_house(tags, [(node.location.lat, node.location.lon)])

    def way(self, way: Any) -> None:
        tags = way.tags
        if "addr:housenumber" in tags:
            self._add_house(dict(tags), self._points(way))
        elif "addr:interpolation" in tags:
            self._add_interpolated(way)
        elif "highway" in tags and "name" in tags:
            points = self._points(way)
            if points:
                self._streets.append(Street(tags["name"], points))

    def relation(self, relation: Any) -> None:
        if "addr:housenumber" in relation.tags:
            ways = [member.ref for member in relation.members if member.type == "w"]
            self._outlines.append((dict(relation.tags), ways))

    def _points(self, way: Any) -> list[LatLon]:
        """Where the nodes of a way are, as far as the file says; of a ring, each once."""
        refs = list(way.nodes)
        if len(refs) > 1 and refs[0].ref == refs[-1].ref:
            refs.pop()
        places = map(self._place, refs)
        return [place for place in places if place is not None]

    def _place(self, node: Any) -> LatLon | None:
        if node.location.valid():
            return node.location.lat, node.location.lon
        if node.ref >= 0:
            return None
        if self._drawn is None:
            self._drawn = drawn_nodes(self._source)
        return self._drawn.get(node.ref)

    def _add_house(self, tags: Mapping[str, str], points: Sequence[LatLon]) -> None:
        name = tags.get("addr:street") or tags.get("addr:place", "")
        if not (name and points):
            return
        lat, lon = (sum(degrees) / len(points) for degrees in zip(*points, strict=True))
        self._houses.append(_house(tags, tags["addr:housenumber"], lat, lon))

    def _add_interpolated(self, way: Any) -> None:
        tags = dict(way.tags)
        places = [(node.ref, self._place(node)) for node in way.nodes]
        line = [(point, self._numbered.get(ref, {})) for ref, point in places if point is not None]
        for begin, end, between in _sections(line):
            address = {**begin, **end, **tags}
            if not (address.get("addr:street") or address.get("addr:place")):
                continue
            ends = begin["addr:housenumber"], end["addr:housenumber"]
            for number, lat, lon in houses_between(*ends, tags["addr:interpolation"], between):
                self._houses.append(_house(address, number, lat, lon))


class _Lines(NamedTuple):
    """Takes the points of ways, for osmium to call."""

    found: dict[int, list[LatLon]]
    points_of: Callable[[Any], list[LatLon]]

    def way(self, way: Any) -> None:
        self.found[way.id] = self.points_of(way)


def _house(tags: Mapping[str, str], number: str, lat: float, lon: float) -> House:
    street = tags.get("addr:street", "")
    return House(
        street or tags["addr:place"],
        number,
        lat,
        lon,
        tags.get("addr:postcode", ""),
        tags.get("addr:city", ""),
        tags.get("addr:suburb", ""),
        in_place=not street,
    )


def _sections(
    line: Sequence[tuple[LatLon, Mapping[str, str]]],
) -> Iterator[tuple[Mapping[str, str], Mapping[str, str], list[LatLon]]]:
    """Tags of two numbered nodes that follow each other on a line, and the points from one on."""
    numbered = [at for at, (_, tags) in enumerate(line) if "addr:housenumber" in tags]
    for begin, end in pairwise(numbered):
        yield line[begin][1], line[end][1], [point for point, _ in line[begin : end + 1]]

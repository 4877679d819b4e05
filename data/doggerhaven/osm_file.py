"""The city as an OpenStreetMap file of nodes, ways and relations, the same bytes every time."""

from __future__ import annotations

import math
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import osmium

from doggerhaven.geometry import Line, Point
from doggerhaven.signs import Restriction
from doggerhaven.street import Street

__all__ = ["degrees", "write_osm"]

LatLon = tuple[float, float]

#: On the Dogger Bank in the North Sea, where no city contradicts us.
_CENTRE = 54.7, 2.3
_M_PER_DEGREE = 111_195.0
_MADE = datetime(2026, 1, 1, tzinfo=UTC)

Tags = Mapping[str, str]


def degrees(point: Point) -> LatLon:
    """Latitude and longitude of a point of the plane, to the seven decimals of OpenStreetMap."""
    lat = _CENTRE[0] + point.imag / _M_PER_DEGREE
    lon = _CENTRE[1] + point.real / (_M_PER_DEGREE * math.cos(math.radians(_CENTRE[0])))
    return round(lat, 7), round(lon, 7)


def write_osm(
    path: Path,
    streets: Sequence[Street],
    node_tags: Mapping[Point, Tags],
    restrictions: Sequence[Restriction],
    scenery: Sequence[tuple[Line, Tags]],
    houses: Mapping[Point, Tags],
) -> None:
    """Write the file, replacing what is there.

    Parameters
    ----------
    scenery
        Lines and outlines that are no streets, with their tags.
    houses
        Places beside the streets, with their tags.
    """
    ways = [(street.line, _street_tags(street)) for street in streets] + list(scenery)
    numbers: dict[Point, int] = {}
    # Houses last: however many there are, all else keeps its number.
    for point in [*node_tags, *(point for line, _ in ways for point in line), *houses]:
        numbers.setdefault(point, len(numbers) + 1)
    writer = osmium.SimpleWriter(path, header=_header(numbers), overwrite=True)
    try:
        for point, number in numbers.items():
            lat, lon = degrees(point)
            tags = node_tags.get(point) or houses.get(point, {})
            writer.add_node(_object("Node", number, tags, location=(lon, lat)))
        for number, (line, tags) in enumerate(ways, start=1):
            nodes = [numbers[point] for point in line]
            writer.add_way(_object("Way", number, tags, nodes=nodes))
        for number, tags, members in _relations(restrictions, numbers):
            writer.add_relation(_object("Relation", number, tags, members=members))
    finally:
        writer.close()


def _object(kind: str, number: int, tags: Tags, **content: object) -> object:
    make = getattr(osmium.osm.mutable, kind)
    return make(id=number, version=1, timestamp=_MADE, tags=dict(sorted(tags.items())), **content)


def _street_tags(street: Street) -> dict[str, str]:
    tags = dict(street.tags)
    if street.highway:
        tags["highway"] = street.highway
    if street.name:
        tags["name"] = street.name
    return tags


def _relations(
    restrictions: Sequence[Restriction], numbers: Mapping[Point, int]
) -> Iterator[tuple[int, Tags, list[tuple[str, int, str]]]]:
    for number, (kind, origin, via, destination) in enumerate(restrictions, start=1):
        members = [
            ("w", origin + 1, "from"),
            ("n", numbers[via], "via"),
            ("w", destination + 1, "to"),
        ]
        yield number, {"type": "restriction", "restriction": kind}, members


def _header(points: Mapping[Point, int]) -> osmium.io.Header:
    places = [degrees(point) for point in points]
    header = osmium.io.Header()
    # Whoever wants the same bytes needs the same osmium on the same kind of machine.
    made_with = f"osmium {version('osmium')} {sysconfig.get_platform()}"
    # Nothing in it is OpenStreetMap's: whoever shows it need name nobody.
    header.set("generator", f"doggerhaven, {made_with}; attribution: none")
    box = osmium.osm.Box(
        min(lon for _, lon in places),
        min(lat for lat, _ in places),
        max(lon for _, lon in places),
        max(lat for lat, _ in places),
    )
    return header.add_box(box)

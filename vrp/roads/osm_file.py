"""Ways and special nodes from an OpenStreetMap file, with coordinates, in flat arrays.

osmium's filters and location index do the reading in C++. A Python object per node would cost more
than all the rest, so what passes the filters goes through osmium's own one-line-per-object text
format (https://osmcode.org/opl-file-format/) and from there to NumPy in one stroke.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.matrices import OSM_ATTRIBUTION

if TYPE_CHECKING:
    import osmium

__all__ = ["OsmWays", "attribution_of", "drawn_nodes", "open_osm", "read_ways"]

_HEAD_BYTES = 4096
_NODE_KEYS = ("barrier", "highway", "railway")
#: Text formats of osmium write a coordinate that is not there as nothing at all.
_MISSING = 999.0
_ESCAPED = re.compile("%([0-9a-fA-F]+)%")
#: How a header says, behind the name of the program that wrote the file, whom to name.
_CREDIT = re.compile(r"; attribution: *(\S.*?) *$")
_NOBODY = "none"


@dataclass(frozen=True, eq=False)
class OsmWays:
    """Ways of a file, one after the other.

    Parameters
    ----------
    tags
        Different sets of tags that ways have.
    way_tags : ndarray of int64, shape (n_ways,)
        Index into ``tags`` of each way.
    first : ndarray of int64, shape (n_ways + 1,)
        The points of way ``w`` are ``first[w]`` up to ``first[w + 1]``.
    node_ids : ndarray of int64, shape (n_points,)
    lat, lon : ndarray of float64, shape (n_points,)
        WGS84 degrees; NaN for nodes that the file does not hold.
    node_tags
        Tags by node id of nodes that have any of interest.
    attribution
        What must be said wherever something derived from it is shown; empty for nothing.
    """

    tags: list[dict[str, str]]
    way_tags: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    node_ids: npt.NDArray[np.int64]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    node_tags: Mapping[int, dict[str, str]]
    attribution: str = OSM_ATTRIBUTION


def read_ways(path: Path, highways: Iterable[str], *, ferries: bool = False) -> OsmWays:
    """Read the ways whose ``highway`` tag is one of those given.

    Files hold OpenStreetMap's data, and are attributed to it, unless their header says otherwise: a
    ``generator`` that ends with ``; attribution: A. Surveyor`` names somebody else, with
    ``; attribution: none`` nobody, as for made-up roads.

    Parameters
    ----------
    path
        An .osm.pbf, .osm, .osm.gz or .osm.bz2 file, whatever it is called.
    highways
        Values of the tag.
    ferries
        Read ways tagged ``route=ferry`` as well.

    Raises
    ------
    RoadError
        If the file cannot be read or is damaged.
    """
    wanted = [("highway", value) for value in highways]
    if ferries:
        wanted.append(("route", "ferry"))
    import osmium

    source = open_osm(path)
    with tempfile.TemporaryDirectory(prefix="vrp-roads-") as folder:
        extract = Path(folder) / "ways.opl"
        try:
            attribution = _extract(source, extract, wanted)
        except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
            raise RoadError(f"{path}: is damaged: {error}") from error
        ways = _parse(extract, attribution)
    if np.any(np.isnan(ways.lat) & (ways.node_ids < 0)):
        _locate_drawn_nodes(source, ways)
    return ways


def open_osm(path: Path) -> osmium.io.File:
    """Open a file as what its content says that it is.

    Raises
    ------
    RoadError
        If it cannot be read, or is no OpenStreetMap file.
    """
    import osmium

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise RoadError(f"{path}: cannot be read: {error.strerror or error}") from error
    for marks_file, file_format in (
        (b"OSMHeader" in head, "pbf"),
        (head.startswith(b"\x1f\x8b"), "osm.gz"),
        (head.startswith(b"BZh"), "osm.bz2"),
        (b"<osm" in head, "osm"),
    ):
        if marks_file:
            return osmium.io.File(str(path), file_format)
    raise RoadError(f"{path}: is no OpenStreetMap file (.osm.pbf, .osm, .osm.gz or .osm.bz2)")


def _extract(source: osmium.io.File, extract: Path, wanted: list[tuple[str, str]]) -> str:
    """Write the wanted ways, their nodes' coordinates included, and special nodes as text.

    Returns
    -------
    str
        The attribution of the file.
    """
    import osmium

    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()
    text = osmium.io.File(str(extract), "opl,add_metadata=none,locations_on_ways=true")
    with osmium.SimpleWriter(text) as writer:
        # Nodes have a pass of their own: not every program writes them before the ways.
        nodes = osmium.io.Reader(source, osmium.osm.NODE)
        osmium.apply(nodes, locations, osmium.filter.KeyFilter(*_NODE_KEYS), writer)
        ways = osmium.io.Reader(source, osmium.osm.WAY)
        osmium.apply(ways, locations, osmium.filter.TagFilter(*wanted), writer)
    return attribution_of(nodes.header().get("generator"))


def attribution_of(generator: str) -> str:
    """Whom a file is attributed to, by what its header says of its generator.

    Parameters
    ----------
    generator
        The program that wrote the file, and what comes behind its name.

    >>> attribution_of("osmconvert 0.8")
    '© OpenStreetMap contributors (ODbL)'
    >>> attribution_of("survey; attribution: © A. Surveyor")
    '© A. Surveyor'
    >>> attribution_of("fairyland; attribution: none")
    ''
    """
    credit = _CREDIT.search(generator)
    if credit is None:
        return OSM_ATTRIBUTION
    return "" if credit[1].lower() == _NOBODY else credit[1]


def drawn_nodes(source: osmium.io.File) -> dict[int, tuple[float, float]]:
    """Places of nodes with negative ids, which osmium's location index leaves out.

    Editors number so what has been drawn and not uploaded: made-up roads, for example.

    Parameters
    ----------
    source
        The file, as :func:`open_osm` gives it.

    Returns
    -------
    dict
        Latitude and longitude by id.
    """
    import osmium

    nodes = osmium.FileProcessor(source, osmium.osm.NODE)
    return {
        node.id: (node.location.lat, node.location.lon)
        for node in nodes
        if isinstance(node, osmium.osm.Node) and node.id < 0
    }


def _locate_drawn_nodes(source: osmium.io.File, ways: OsmWays) -> None:
    drawn = drawn_nodes(source)
    for point in np.flatnonzero(ways.node_ids < 0):
        place = drawn.get(int(ways.node_ids[point]), (np.nan, np.nan))
        ways.lat[point], ways.lon[point] = place


def _parse(extract: Path, attribution: str) -> OsmWays:
    node_tags: dict[int, dict[str, str]] = {}
    numbers: dict[bytes, int] = {}
    way_tags: list[int] = []
    points: list[bytes] = []
    with extract.open("rb") as lines:
        for line in lines:
            fields = line.split()
            if line.startswith(b"n"):
                node_tags[int(fields[0][1:])] = _tags(fields[1])
            elif len(fields[2]) > 1:
                way_tags.append(numbers.setdefault(fields[1], len(numbers)))
                points.append(fields[2])
    sizes = np.fromiter((text.count(b"n") for text in points), dtype=np.int64, count=len(points))
    node_ids, lon, lat = _coordinates(points)
    return OsmWays(
        tags=[_tags(text) for text in numbers],
        way_tags=np.array(way_tags, dtype=np.int64),
        first=np.concatenate(([0], np.cumsum(sizes))),
        node_ids=node_ids,
        lat=lat,
        lon=lon,
        node_tags=node_tags,
        attribution=attribution,
    )


def _coordinates(
    points: list[bytes],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Parse ``Nn1x-8.6y41.1,n2xy`` of every way: ids, and coordinates or NaN."""
    text = b"".join(points).replace(b"xy", b" %g %g" % (_MISSING, _MISSING))
    text = text.translate(bytes.maketrans(b"Nnxy,", b"     "))
    # Ids of nodes stay far below 2**53, up to which floats are exact.
    table = np.fromstring(text, dtype=np.float64, sep=" ").reshape(-1, 3)
    lon, lat = np.where(table[:, 1:] == _MISSING, np.nan, table[:, 1:]).T
    return table[:, 0].astype(np.int64), np.ascontiguousarray(lon), np.ascontiguousarray(lat)


def _tags(text: bytes) -> dict[str, str]:
    """Parse ``Thighway=residential,name=Rua%20%Nova``."""
    pairs = (pair.partition("=") for pair in text[1:].decode("utf-8").split(",") if pair)
    return {_unescaped(key): _unescaped(value) for key, _, value in pairs}


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "%" in text else text

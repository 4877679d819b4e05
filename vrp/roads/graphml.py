"""GraphML files as osmnx writes and reads them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork
from vrp.roads.profile import Profile
from vrp.roads.street_graph import Attributes, StreetGraph, street_graph
from vrp.roads.street_network import street_network
from vrp.whole_file import whole_file

__all__ = ["read_graphml", "write_graphml"]

_GRAPHML, _KEY, _GRAPH, _NODE, _EDGE, _DATA = (
    f"{{http://graphml.graphdrawing.org/xmlns}}{name}"
    for name in ("graphml", "key", "graph", "node", "edge", "data")
)
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def read_graphml(path: Path, profile: Profile | None) -> RoadNetwork:
    """See :meth:`vrp.roads.network.RoadNetwork.from_graphml`."""
    try:
        streets = _parse(path)
    except OSError as error:
        raise RoadError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ElementTree.ParseError as error:
        raise RoadError(f"{path}: is damaged or no GraphML file: {error}") from error
    return street_network(streets, profile=profile, source=f"roads of {path.name}")


def _parse(path: Path) -> StreetGraph:
    streets = StreetGraph(name=str(path))
    keys: dict[str, str] = {}
    element = None
    for _, element in ElementTree.iterparse(path, events=("end",)):
        if element.tag == _KEY:
            keys[element.attrib["id"]] = element.attrib["attr.name"]
        elif element.tag in (_NODE, _EDGE):
            _add(streets, element, keys)
            # What has been read is let go of: a city's tree would take gigabytes.
            element.clear()
        elif element.tag == _GRAPH:
            streets.attributes |= _attributes(element, keys)
            if element.get("edgedefault", "directed") != "directed":
                raise RoadError(f"{path}: is an undirected graph, expected a directed one")
    if element is None or element.tag != _GRAPHML:
        raise RoadError(f"{path}: is XML, but no GraphML file")
    return streets


def _add(streets: StreetGraph, element: ElementTree.Element, keys: dict[str, str]) -> None:
    attributes = _attributes(element, keys)
    if element.tag == _NODE:
        streets.nodes[element.attrib["id"]] = attributes
        return
    tail, head = element.attrib["source"], element.attrib["target"]
    if "geometry" in attributes:
        what = f"{streets.name}: edge {tail} → {head}"
        attributes["geometry"] = _line(what, attributes["geometry"])
    streets.edges.append((tail, head, attributes))


def _attributes(element: ElementTree.Element, keys: dict[str, str]) -> Attributes:
    return {
        keys[data.attrib["key"]]: _value(data.text or "") for data in element if data.tag == _DATA
    }


def _value(text: str) -> Any:
    """Text, or a list of texts where osmnx wrote one: of the ways that it merged."""
    if not (text.startswith("[") and text.endswith("]")):
        return text
    try:
        return [str(one) for one in ast.literal_eval(text)]
    except (SyntaxError, ValueError):
        return text


def _line(what: str, text: str) -> npt.NDArray[np.float64]:
    """Latitudes and longitudes of ``LINESTRING (lon lat, …)``."""
    name, _, numbers = text.partition("(")
    try:
        points = [[float(number) for number in p.split()] for p in numbers.rstrip(") ").split(",")]
        line = np.array(points)
    except ValueError:
        line = np.empty((0, 0))
    if name.strip() != "LINESTRING" or len(line) < 2 or line.shape[1] < 2:
        raise RoadError(f"{what}: geometry is {text[:40]!r}, expected 'LINESTRING (lon lat, …'")
    return np.ascontiguousarray(line[:, 1::-1].T)


def write_graphml(network: RoadNetwork, path: Path) -> None:
    """See :meth:`vrp.roads.network.RoadNetwork.to_graphml`."""
    with whole_file(path) as file:
        file.writelines(line.encode() for line in _lines(street_graph(network)))


def _lines(streets: StreetGraph) -> Iterator[str]:
    yield _HEAD
    kinds = (
        ("graph", [streets.attributes]),
        ("node", streets.nodes.values()),
        ("edge", [attributes for _, _, attributes in streets.edges]),
    )
    for kind, holders in kinds:
        for name in sorted({name for attributes in holders for name in attributes}):
            # As osmnx does, whose reader knows the types by the names.
            yield (
                f'  <key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="string" />\n'
            )
    yield '  <graph edgedefault="directed">\n'
    yield from _data("graph", streets.attributes)
    for node, attributes in streets.nodes.items():
        yield f'    <node id="{node}">\n'
        yield from _data("node", attributes)
        yield "    </node>\n"
    for number, (tail, head, attributes) in enumerate(streets.edges):
        yield f'    <edge id="{number}" source="{tail}" target="{head}">\n'
        yield from _data("edge", attributes)
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def _data(kind: str, attributes: Attributes) -> Iterator[str]:
    for name, value in attributes.items():
        text = _line_text(value) if name == "geometry" else escape(str(value))
        yield f'      <data key="{kind}-{name}">{text}</data>\n'


def _line_text(line: npt.NDArray[np.float64]) -> str:
    points = zip(*line.tolist(), strict=True)
    return f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lat, lon in points)})"

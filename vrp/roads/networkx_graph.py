"""Networks to and from networkx, with the attributes that osmnx works with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vrp.errors import RoadError
from vrp.roads.network import RoadNetwork
from vrp.roads.profile import Profile
from vrp.roads.street_graph import Attributes, StreetGraph, street_graph
from vrp.roads.street_network import street_network

if TYPE_CHECKING:
    from networkx import DiGraph, MultiDiGraph

__all__ = ["network_from_networkx", "network_to_networkx"]


def network_to_networkx(network: RoadNetwork) -> MultiDiGraph:
    """See :meth:`vrp.roads.network.RoadNetwork.to_networkx`."""
    from shapely import LineString

    try:
        from networkx import MultiDiGraph
    except ImportError as error:
        raise RoadError("networkx is not installed: pip install 'vrp[osm]'") from error
    streets = street_graph(network)
    graph = MultiDiGraph(**streets.attributes)
    graph.add_nodes_from(streets.nodes.items())
    for tail, head, attributes in streets.edges:
        lat, lon = attributes["geometry"]
        graph.add_edge(tail, head, **attributes | {"geometry": LineString(np.stack((lon, lat), 1))})
    return graph


def network_from_networkx(
    graph: MultiDiGraph | DiGraph, profile: str | Profile | None
) -> RoadNetwork:
    """See :meth:`vrp.roads.network.RoadNetwork.from_networkx`."""
    name = "networkx graph"
    if not (hasattr(graph, "is_directed") and graph.is_directed()):
        raise RoadError(f"{name}: is {type(graph).__name__}, expected a directed graph")
    streets = StreetGraph(
        name=name,
        attributes=dict(graph.graph),
        nodes=dict(graph.nodes(data=True)),
        edges=[
            (tail, head, _with_array(f"{name}: edge {tail} → {head}", attributes))
            for tail, head, attributes in graph.edges(data=True)
        ],
    )
    network = street_network(streets, profile=profile, source="roads of a networkx graph")
    source = str(streets.attributes.get("source", network.source))
    return replace(network, source=source)


def _with_array(what: str, attributes: Attributes) -> Attributes:
    """Turn a line of shapely's into latitudes and longitudes."""
    from shapely import LineString

    if "geometry" not in attributes:
        return attributes
    line = attributes["geometry"]
    if not isinstance(line, LineString) or line.is_empty:
        raise RoadError(f"{what}: geometry is {str(line)[:40]!r}, expected shapely's LineString")
    lon, lat = np.array(line.coords, dtype=np.float64)[:, :2].T
    return attributes | {"geometry": np.stack((lat, lon))}

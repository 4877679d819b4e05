"""Networks as nodes and edges with attributes, named as osmnx names them.

Both ways to and from other programs, GraphML and networkx, go through here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vrp.roads.network import RoadNetwork
from vrp.roads.road_classes import ROAD_CLASSES

__all__ = ["Attributes", "StreetGraph", "street_graph"]

Attributes = dict[str, Any]


@dataclass(eq=False)
class StreetGraph:
    """A directed street graph of attributes.

    Parameters
    ----------
    name
        What to call it in messages.
    attributes
        Of the graph.
    nodes
        Attributes by node; ``x`` and ``y`` are WGS84 degrees.
    edges
        Tail, head and attributes, of which ``geometry`` is an array of latitudes and longitudes,
        shape (2, n).
    """

    name: str
    attributes: Attributes = field(default_factory=dict)
    nodes: dict[Hashable, Attributes] = field(default_factory=dict)
    edges: list[tuple[Hashable, Hashable, Attributes]] = field(default_factory=list)


def street_graph(network: RoadNetwork) -> StreetGraph:
    """Name and type what is in a network as osmnx does.

    Edges have ``length`` (metres), ``travel_time`` (seconds, delays included), ``speed_kph`` (that
    length in that time), ``highway``, ``oneway``, ``reversed``, ``geometry`` and perhaps ``name``.
    """
    return StreetGraph(
        name=network.source,
        attributes={
            "crs": "epsg:4326",
            "simplified": True,
            "profile": network.profile,
            "source": network.source,
            "attribution": network.attribution,
        },
        nodes=dict(_nodes(network)),
        edges=list(_edges(network)),
    )


def _nodes(network: RoadNetwork) -> Iterator[tuple[int, Attributes]]:
    _, edge_of_shape = np.unique(network.shape, return_index=True)
    ends = np.concatenate((network.tail[edge_of_shape], network.head[edge_of_shape]))
    streets = np.bincount(ends, minlength=network.n_nodes)
    for node, identifier in enumerate(network.node_ids.tolist()):
        attributes: Attributes = {
            "y": float(network.node_lat[node]),
            "x": float(network.node_lon[node]),
            "street_count": int(streets[node]),
        }
        if network.elevation_m is not None and not np.isnan(network.elevation_m[node]):
            attributes["elevation"] = float(network.elevation_m[node])
        yield identifier, attributes


def _edges(network: RoadNetwork) -> Iterator[tuple[int, int, Attributes]]:
    both_ways = np.bincount(network.shape, minlength=network.n_shapes)[network.shape] > 1
    ids = network.node_ids.tolist()
    for edge in range(network.n_edges):
        length_m, duration_s = network.length_dm[edge] / 10, network.duration_ms[edge] / 1000
        attributes: Attributes = {
            "highway": ROAD_CLASSES[network.road_class[edge]],
            "length": float(length_m),
            "travel_time": float(duration_s),
            "speed_kph": float(length_m / duration_s * 3.6),
            "oneway": not both_ways[edge],
            "reversed": bool(network.reversed[edge]),
            "geometry": np.stack(network.edge_points(edge)),
        }
        if network.name[edge]:
            attributes["name"] = network.names[network.name[edge]]
        yield ids[network.tail[edge]], ids[network.head[edge]], attributes

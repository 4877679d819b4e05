"""Small road networks with everything that is awkward about roads, and points on and off them."""

from __future__ import annotations

import networkx as nx
import numpy as np

from vrp.roads.network import RoadNetwork

_METRES_PER_DEGREE = 111_195.0
SOUTH, WEST = 49.0, 8.0


def made_network(
    nodes: np.ndarray,
    roads: list[tuple[int, int, str, np.ndarray]],
    *,
    duration_ms: list[tuple[int, int]],
    length_dm: list[int],
    names: list[str] | None = None,
    **more: object,
) -> RoadNetwork:
    """Nodes (lat, lon); roads (from, to, ``"both" | "along" | "against"``, points between).

    A road takes ``duration_ms`` along and against it.
    """
    street_names = ("", *sorted(set(names or []) - {""}))
    edges, points, first = [], [], [0]
    for shape, (one, other, way, between) in enumerate(roads):
        line = np.vstack([nodes[one], between.reshape(-1, 2), nodes[other]])
        points.append(line)
        first.append(first[-1] + len(line))
        name = street_names.index(names[shape]) if names else 0
        if way != "against":
            edges.append((one, other, duration_ms[shape][0], length_dm[shape], shape, 0, name))
        if way != "along":
            edges.append((other, one, duration_ms[shape][1], length_dm[shape], shape, 1, name))
    table = np.array(sorted(edges), dtype=np.int64).reshape(-1, 7)
    tail, head, duration, length, shape, against, name = table.T
    graph = nx.DiGraph(zip(tail.tolist(), head.tolist(), strict=True))
    graph.add_nodes_from(range(len(nodes)))
    main = np.zeros(len(nodes), dtype=bool)
    main[list(max(nx.strongly_connected_components(graph), key=len))] = True
    line = np.vstack(points)
    return RoadNetwork(
        profile="car",
        node_lat=nodes[:, 0],
        node_lon=nodes[:, 1],
        node_ids=np.arange(len(nodes)),
        first_edge=np.searchsorted(tail, np.arange(len(nodes) + 1)),
        tail=tail,
        head=head,
        length_dm=length,
        duration_ms=duration,
        road_class=np.zeros(len(tail), dtype=np.uint8),
        name=name,
        names=street_names,
        shape=shape,
        reversed=against.astype(bool),
        first_point=np.array(first),
        shape_lat=line[:, 0],
        shape_lon=line[:, 1],
        main=main,
        source="made-up roads",
        attribution="",
        **more,
    )


def random_network(rng: np.random.Generator, *, most_nodes: int = 14) -> RoadNetwork:
    """One-way roads, loops, parallel roads, dead ends, corners cut off, and many ties."""
    while True:
        n = int(rng.integers(2, most_nodes + 1))
        nodes = np.array([SOUTH, WEST]) + rng.uniform(0, 0.02, (n, 2))
        roads, duration_ms, length_dm = [], [], []
        for _ in range(int(rng.integers(n, 3 * n))):
            one, other = rng.integers(0, n, 2).tolist()
            between = nodes[one] + rng.uniform(-0.005, 0.005, (int(rng.integers(0, 3)), 2))
            if one == other and len(between) < 2:
                continue
            way = str(rng.choice(["both", "both", "both", "along", "against"]))
            roads.append((one, other, way, between))
            few = bool(rng.integers(0, 2))
            duration_ms.append(tuple(rng.integers(1, 5 if few else 100_000, 2).tolist()))
            length_dm.append(int(rng.integers(0, 5 if few else 20_000)))
        if not roads:
            continue
        network = made_network(nodes, roads, duration_ms=duration_ms, length_dm=length_dm)
        inside = network.main[network.tail] & network.main[network.head]
        if (inside & (network.tail != network.head)).any():
            return network


def random_points(
    rng: np.random.Generator, network: RoadNetwork, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Points at nodes, on roads and beside them; several on one road, some in the same place."""
    inside = np.flatnonzero(network.main[network.tail] & network.main[network.head])
    lat, lon = np.empty(size), np.empty(size)
    for point in range(size):
        edge = int(rng.choice(inside[: max(1, len(inside) // int(rng.integers(1, 4)))]))
        lats, lons = network.edge_points(edge)
        kind = rng.integers(0, 5)
        if kind == 0:
            lat[point], lon[point] = lats[0], lons[0]
        elif kind == 1 and point:
            lat[point], lon[point] = lat[point - 1], lon[point - 1]
        else:
            piece, share = int(rng.integers(0, len(lats) - 1)), rng.uniform()
            lat[point] = lats[piece] + share * (lats[piece + 1] - lats[piece])
            lon[point] = lons[piece] + share * (lons[piece + 1] - lons[piece])
        if kind == 4:
            lat[point] += rng.normal(0, 20 / _METRES_PER_DEGREE)
    return lat, lon

"""Fastest paths between points on roads as networkx finds them, for our own to be held to."""

from __future__ import annotations

import networkx as nx
import numpy as np

from vrp.roads.network import RoadNetwork
from vrp.roads.snap import Snapped

#: Durations and lengths in one whole number, which Python lets grow as large as it must.
_PACK = 10**12


def networkx_matrix(
    network: RoadNetwork, snapped: Snapped, rows: list[int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds and decimetres from some points (all without ``rows``) to all; NaN for none."""
    graph = networkx_graph(network, snapped)
    n = snapped.size
    rows = list(range(n)) if rows is None else rows
    milliseconds, decimetres = np.full((len(rows), n), np.nan), np.full((len(rows), n), np.nan)
    for number, row in enumerate(rows):
        found = nx.single_source_dijkstra_path_length(graph, ("from", row))
        for column in range(n):
            packed = 0 if row == column else found.get(("to", column))
            if packed is not None:
                milliseconds[number, column], decimetres[number, column] = divmod(packed, _PACK)
    return milliseconds, decimetres


def networkx_graph(network: RoadNetwork, snapped: Snapped) -> nx.DiGraph:
    """The main component, with the points as nodes ``("from", i)`` and ``("to", i)``."""
    graph = nx.DiGraph()
    for edge in range(network.n_edges):
        tail, head = int(network.tail[edge]), int(network.head[edge])
        if network.main[tail] and network.main[head]:
            _join(graph, tail, head, int(network.duration_ms[edge]), int(network.length_dm[edge]))
    on_edge: dict[int, list[tuple[int, int, int]]] = {}
    for point in range(snapped.size):
        _join_point(graph, network, snapped, point, on_edge)
    for points in on_edge.values():
        for one, ms, dm in points:
            for other, later_ms, later_dm in points:
                if later_ms >= ms and later_dm >= dm:
                    _join(graph, ("from", one), ("to", other), later_ms - ms, later_dm - dm)
    return graph


def _join_point(
    graph: nx.DiGraph,
    network: RoadNetwork,
    snapped: Snapped,
    point: int,
    on_edge: dict[int, list[tuple[int, int, int]]],
) -> None:
    fraction = float(snapped.fraction[point])
    ways = [(int(snapped.forward[point]), fraction), (int(snapped.backward[point]), 1 - fraction)]
    for edge, along in ways:
        if edge < 0:
            continue
        length = int(network.length_dm[edge])
        tail, head = int(network.tail[edge]), int(network.head[edge])
        if round(along * length) in (0, length):
            node = tail if round(along * length) == 0 else head
            _join(graph, ("from", point), node, 0, 0)
            _join(graph, node, ("to", point), 0, 0)
            return
    for edge, along in ways:
        if edge < 0:
            continue
        ms, dm = int(network.duration_ms[edge]), int(network.length_dm[edge])
        passed_ms, passed_dm = round(along * ms), round(along * dm)
        _join(graph, ("from", point), int(network.head[edge]), ms - passed_ms, dm - passed_dm)
        _join(graph, int(network.tail[edge]), ("to", point), passed_ms, passed_dm)
        on_edge.setdefault(edge, []).append((point, passed_ms, passed_dm))


def _join(graph: nx.DiGraph, tail: object, head: object, ms: int, dm: int) -> None:
    weight = ms * _PACK + dm
    if not graph.has_edge(tail, head) or graph[tail][head]["weight"] > weight:
        graph.add_edge(tail, head, weight=weight)

"""From loose edges to a network: nodes and edges in order, the main component marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.roads.network import RoadNetwork
from vrp.roads.ranges import joined_ranges

__all__ = ["LooseEdges", "assemble"]

_LONGEST = 2**31 - 1


@dataclass(frozen=True, eq=False)
class LooseEdges:
    """Directed edges in any order, with their nodes and shapes.

    Parameters
    ----------
    node_ids, node_lat, node_lon
        Nodes, those that no edge touches included; shape (n,).
    tail, head
        Indices of nodes, shape (m,).
    length_m, duration_s
        Shape (m,); rounded to decimetres and milliseconds.
    road_class, name, shape, reversed
        As in :class:`vrp.roads.network.RoadNetwork`, shape (m,).
    names
        What ``name`` counts; any order, the empty name anywhere or nowhere.
    first_point, shape_lat, shape_lon
        As in :class:`vrp.roads.network.RoadNetwork`.
    """

    node_ids: npt.NDArray[np.int64]
    node_lat: npt.NDArray[np.float64]
    node_lon: npt.NDArray[np.float64]
    tail: npt.NDArray[np.integer]
    head: npt.NDArray[np.integer]
    length_m: npt.NDArray[np.float64]
    duration_s: npt.NDArray[np.float64]
    road_class: npt.NDArray[np.integer]
    name: npt.NDArray[np.integer]
    names: Sequence[str]
    shape: npt.NDArray[np.integer]
    reversed: npt.NDArray[np.bool_]
    first_point: npt.NDArray[np.int64]
    shape_lat: npt.NDArray[np.float64]
    shape_lon: npt.NDArray[np.float64]
    elevation_m: npt.NDArray[np.floating] | None = None


def assemble(edges: LooseEdges, *, profile: str, source: str, attribution: str) -> RoadNetwork:
    """Order edges into a network.

    Nodes that no edge touches are dropped. Nodes near each other get numbers near each other, which
    is what a search over the graph is quickest with; shapes and names are numbered in the order in
    which the sorted edges first need them, so that equal edges make equal networks.
    """
    nodes = _nodes_in_order(edges)
    number = np.full(edges.node_ids.size, -1, dtype=np.int32)
    number[nodes] = np.arange(nodes.size, dtype=np.int32)
    tail, head = number[edges.tail], number[edges.head]
    order = np.lexsort((head, tail))
    tail, head = tail[order], head[order]
    shapes, shape = _by_first_use(edges.shape[order])
    name_numbers, name = _by_first_use(edges.name[order])
    names, name = _with_empty_first([edges.names[i] for i in name_numbers.tolist()], name)
    sizes = np.diff(edges.first_point)[shapes]
    points = joined_ranges(edges.first_point[shapes], sizes)
    return RoadNetwork(
        profile=profile,
        node_lat=edges.node_lat[nodes],
        node_lon=edges.node_lon[nodes],
        node_ids=edges.node_ids[nodes],
        first_edge=np.searchsorted(tail, np.arange(nodes.size + 1)).astype(np.int32),
        tail=tail,
        head=head,
        length_dm=_rounded(edges.length_m[order] * 10, 0),
        duration_ms=_rounded(edges.duration_s[order] * 1000, 1),
        road_class=edges.road_class[order].astype(np.uint8),
        name=name,
        names=names,
        shape=shape,
        reversed=edges.reversed[order],
        first_point=np.concatenate(([0], np.cumsum(sizes))),
        shape_lat=edges.shape_lat[points],
        shape_lon=edges.shape_lon[points],
        main=_main_component(tail, head, nodes.size),
        elevation_m=None
        if edges.elevation_m is None
        else edges.elevation_m[nodes].astype(np.float32),
        source=source,
        attribution=attribution,
    )


def _rounded(values: npt.NDArray[np.float64], least: int) -> npt.NDArray[np.int32]:
    return np.clip(np.rint(values), least, _LONGEST).astype(np.int32)


def _nodes_in_order(edges: LooseEdges) -> npt.NDArray[np.int64]:
    """Nodes that edges touch, along a Z-order curve and, in one place, by id."""
    touched = np.zeros(edges.node_ids.size, dtype=np.bool_)
    touched[edges.tail] = touched[edges.head] = True
    nodes = np.flatnonzero(touched)
    curve = _spread_bits((edges.node_lon[nodes] + 180) / 360)
    curve |= _spread_bits((edges.node_lat[nodes] + 90) / 180) << np.uint64(1)
    return nodes[np.lexsort((edges.node_ids[nodes], curve))]


def _spread_bits(fraction: npt.NDArray[np.float64]) -> npt.NDArray[np.uint64]:
    """Take 26 bits of a fraction (under a metre on earth) and put a zero in front of each."""
    bits = (np.clip(fraction, 0, 1) * (2**26 - 1)).astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits


def _by_first_use(
    values: npt.NDArray[np.integer],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Number distinct values by their first use: the values in that order, and each one's number.

    >>> _by_first_use(np.array([7, 3, 7, 9]))
    (array([7, 3, 9]), array([0, 1, 0, 2], dtype=int32))
    """
    first = np.full(int(values.max(initial=-1)) + 1, values.size, dtype=np.int64)
    np.minimum.at(first, values, np.arange(values.size))
    used = np.flatnonzero(first < values.size)
    used = used[np.argsort(first[used])]
    number = np.empty(first.size, dtype=np.int32)
    number[used] = np.arange(used.size, dtype=np.int32)
    return used, number[values]


def _with_empty_first(
    names: list[str], name: npt.NDArray[np.int32]
) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
    """Move the empty name to the front, or put one there."""
    old = names.index("") if "" in names else len(names)
    number = np.arange(1, len(names) + 1, dtype=np.int32)
    number[old:] -= 1
    number[old : old + 1] = 0
    return ("", *names[:old], *names[old + 1 :]), number[name]


def _main_component(
    tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], n_nodes: int
) -> npt.NDArray[np.bool_]:
    """Nodes of the largest strongly connected component; of several, the one of the first node."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(tail.size, dtype=np.int8), (tail, head)), shape=(n_nodes, n_nodes))
    _, component = connected_components(graph.tocsr(), directed=True, connection="strong")
    sizes = np.bincount(component)
    first = np.argmax(sizes[component] == sizes.max())
    main: npt.NDArray[np.bool_] = component == component[first]
    return main

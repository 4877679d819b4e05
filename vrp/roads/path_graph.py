"""The graph that paths are sought on: where every node of a network reaches every other one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.edge_weights import EdgeWeights, fastest_weights
from vrp.roads.elimination import Elimination, eliminate_nothing, eliminate_small
from vrp.roads.hierarchy import complete
from vrp.roads.hierarchy_cache import kept_hierarchy
from vrp.roads.network import RoadNetwork
from vrp.roads.snap import RoadIndex
from vrp.roads.sparse import SparseGraph, sparse_graph

__all__ = ["PathGraph"]


@dataclass(frozen=True, eq=False)
class PathGraph:
    """The main component of a network, with what is computed once for all paths in it.

    Parameters
    ----------
    network
        The roads.
    """

    network: RoadNetwork

    def __post_init__(self) -> None:
        if not self.edges.size:
            raise RoadError(
                f"{self.network.source}: no two junctions of the network reach each other, so that "
                "there is nowhere to drive"
            )

    @cached_property
    def nodes(self) -> npt.NDArray[np.intp]:
        """Nodes of the network, shape (n_nodes,)."""
        return np.flatnonzero(self.network.main)

    @cached_property
    def number(self) -> npt.NDArray[np.int64]:
        """What each node of the network is called here; -1 where it is no part of this graph."""
        return np.where(self.network.main, np.cumsum(self.network.main) - 1, -1)

    @cached_property
    def edges(self) -> npt.NDArray[np.intp]:
        """Edges of the network that lead from one node here to another, loops left out."""
        network = self.network
        inside = network.main[network.tail] & network.main[network.head]
        return np.flatnonzero(inside & (network.tail != network.head))

    @cached_property
    def tail(self) -> npt.NDArray[np.int64]:
        """Where the edges come from, shape (n_edges,)."""
        return self.number[self.network.tail[self.edges]]

    @cached_property
    def head(self) -> npt.NDArray[np.int64]:
        """Where the edges lead to, shape (n_edges,)."""
        return self.number[self.network.head[self.edges]]

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return self.nodes.size

    @cached_property
    def fastest(self) -> EdgeWeights:
        """Weights for which the cheapest path is the fastest, and the shortest of those."""
        return self.fastest_by(self.network.duration_ms.astype(np.float64))

    def fastest_by(self, duration_ms: npt.NDArray[np.float64]) -> EdgeWeights:
        """Weights for the fastest paths with other durations, shape (n_edges,) of the network."""
        return fastest_weights(
            duration_ms,
            self.network.length_dm.astype(np.float64),
            self.sparse(duration_ms),
            in_use=self.edges,
        )

    def sparse(self, weight: npt.NDArray[np.float64]) -> SparseGraph:
        """The graph with a weight for each edge of the network, of parallel edges the lightest."""
        return sparse_graph(self.tail, self.head, weight[self.edges], self.n_nodes)

    @cached_property
    def road_index(self) -> RoadIndex:
        """Where the roads are."""
        return RoadIndex(self.network)

    @cached_property
    def no_elimination(self) -> Elimination:
        """All nodes left."""
        return eliminate_nothing(self.tail, self.head, self.n_nodes)

    @cached_property
    def small_elimination(self) -> Elimination:
        """Dead ends, chains, junctions and crossings eliminated."""
        return eliminate_small(self.tail, self.head, self.n_nodes)

    @cached_property
    def hierarchy(self) -> Elimination:
        """All nodes eliminated.

        Raises
        ------
        RoadError
            If the extra ``cch`` is missing.

        Warns
        -----
        RoadWarning
            If the cache is damaged or cannot be written.
        """
        lat, lon = self.network.node_lat[self.nodes], self.network.node_lon[self.nodes]
        return kept_hierarchy(
            self.network.cache,
            self.tail,
            self.head,
            self.n_nodes,
            lambda: complete(self.tail, self.head, lat, lon),
        )

"""Several reasonable ways between two points, by the penalty method.

The cheapest way is found, what it drives on is made dearer, and the search is repeated (Bader,
Dees, Geisberger & Sanders 2011, "Alternative route graphs in road networks", TAPAS, section 4.2).
Ways are kept that share little with those kept before and are not much longer than the best one
(the bounds of Abraham, Delling, Goldberg & Werneck 2013, "Alternative routes in road networks",
ACM Journal of Experimental Algorithmics 18, section 3).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.edge_costs import EdgeCost, path_weights
from vrp.roads.matrices import RoadRoute
from vrp.roads.network import RoadNetwork
from vrp.roads.path_search import Path, PathSearch
from vrp.roads.route import road_route
from vrp.roads.snap import Snapped

__all__ = ["road_alternatives"]

FloatArray = npt.NDArray[np.float64]

#: What driving once on an edge multiplies its cost by, as in section 4.2 of Bader et al.
_PENALTY = 1.4
#: Smaller penalties for edges that leave or join a way, so that it is not left for a moment only.
_JOIN_PENALTY = 1.1
#: Searches per way asked for, after which there are taken to be no more.
_ATTEMPTS = 8


def road_alternatives(
    network: RoadNetwork,
    snapped: Snapped,
    k: int,
    *,
    cost: EdgeCost,
    max_overlap: float,
    max_stretch: float,
) -> list[RoadRoute]:
    """Up to k ways from the first place on roads to the second, the cheapest one first.

    Parameters
    ----------
    network
        The roads.
    snapped
        Two places.
    k
        Most ways to return.
    cost
        What is minimised; see :func:`vrp.roads.edge_costs.edge_cost`.
    max_overlap
        Share of its length, from 0 to 1, that a way may have in common with any one before it.
    max_stretch
        How many times the cost of the cheapest way a way may have, at least 1.

    Returns
    -------
    list of RoadRoute
        By cost; empty where no road leads.

    Raises
    ------
    RoadError
        For bounds that make no sense, naming them.
    """
    _check_bounds(k, max_overlap, max_stretch)
    origin, destination = np.array([0]), np.array([1])
    weights = path_weights(network, cost)
    search = PathSearch.between(network.path_graph, weights, snapped, origin, destination)
    kept: list[tuple[float, Path]] = []
    factor = np.ones(network.n_edges)
    for _ in range(_ATTEMPTS * k):
        path = search.path(search.weighted(_penalised(search, factor)), 0, 1)
        if path is None:
            break
        price = float(weights.fold(path.parts).primary.sum())
        if not kept or (
            price <= max_stretch * kept[0][0]
            and all(_overlap(network, path, other) <= max_overlap for _, other in kept)
        ):
            kept.append((price, path))
        if len(kept) == k:
            break
        _penalise(network, factor, path)
    kept.sort(key=lambda way: way[0])
    return [road_route(network, snapped, path, 0, 1) for _, path in kept]


def _check_bounds(k: int, max_overlap: float, max_stretch: float) -> None:
    if k < 1:
        raise RoadError(f"k is {k}, expected at least 1 way")
    if not 0 <= max_overlap <= 1:
        raise RoadError(f"max_overlap is {max_overlap}, expected a share from 0 to 1")
    if not (max_stretch >= 1 and math.isfinite(max_stretch)):
        raise RoadError(f"max_stretch is {max_stretch}, expected a factor of at least 1")


def _penalised(search: PathSearch, factor: FloatArray) -> FloatArray:
    dearer: FloatArray = search.primary * np.where(search.edge >= 0, factor[search.edge], 1.0)
    return dearer


def _penalise(network: RoadNetwork, factor: FloatArray, path: Path) -> None:
    """Make the roads of a way dearer in both directions, and those that leave or join it."""
    on_way = np.isin(network.shape, network.shape[path.edge])
    passed = np.unique(network.head[path.edge])
    beside = np.isin(network.tail, passed) != np.isin(network.head, passed)
    factor[on_way] *= _PENALTY
    factor[beside & ~on_way] *= _JOIN_PENALTY


def _overlap(network: RoadNetwork, path: Path, other: Path) -> float:
    """Share of a way's length on roads that another one drives on in the same direction."""
    metres = path.parts[:, 1]
    return float(metres[np.isin(path.edge, other.edge)].sum() / max(1.0, metres.sum()))

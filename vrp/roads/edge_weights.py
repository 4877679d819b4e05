"""What a path costs, and how long and how far it is, in numbers that add up without rounding.

The fastest path is searched with one number per edge, ``duration_ms · scale + length_dm``: the
distance comes along in the lower digits and decides between paths of equal duration. Where that
would not fit the 53 bits of a float, and where something else than the duration is minimised, the
search goes by one number and carries the others along.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.sparse import SparseGraph

__all__ = ["EdgeWeights", "Folded", "cost_weights", "fastest_weights"]

FloatArray = npt.NDArray[np.float64]

#: Floats count up to here without a gap.
_EXACT = 2.0**53


@dataclass(frozen=True, eq=False)
class Folded:
    """What a search compares, and what it only carries along.

    Parameters
    ----------
    primary : ndarray of float64, shape (...,)
        Is minimised; infinite where there is no way.
    carried : ndarray of float64, shape (..., k)
        Is added up along the same path; k may be 0.
    """

    primary: FloatArray
    carried: FloatArray


@dataclass(frozen=True, eq=False)
class EdgeWeights:
    """Durations, lengths and perhaps another cost of all edges of a network.

    Parameters
    ----------
    parts : ndarray of float64, shape (n_edges, 2) or (n_edges, 3)
        Milliseconds, decimetres and, where it is not the duration that is minimised, whole units of
        the cost, infinite where an edge is closed.
    scale
        Factor of the duration in the packed weight; 0 where weights are not packed.
    cost_unit
        What one unit of the cost is to the user.
    costly
        The cost is another one than the duration.
    """

    parts: FloatArray
    scale: float
    cost_unit: float = 1.0
    costly: bool = False

    def fold(self, parts: FloatArray) -> Folded:
        """Bring parts, shape (..., 2 or 3), into the form that is searched with."""
        if self.scale:
            return Folded(
                parts[..., 0] * self.scale + parts[..., 1], np.empty((*parts.shape[:-1], 0))
            )
        return Folded(parts[..., -1], parts[..., :2])

    def unfold(self, folded: Folded) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Seconds, metres and cost; NaN where there is no way."""
        primary = np.where(np.isfinite(folded.primary), folded.primary, np.nan)
        if self.scale:
            milliseconds = np.floor(primary / self.scale)
            decimetres = primary - milliseconds * self.scale
            return milliseconds / 1000, decimetres / 10, milliseconds / 1000
        carried = np.where(np.isnan(primary)[..., None], np.nan, folded.carried)
        return carried[..., 0] / 1000, carried[..., 1] / 10, primary * self.cost_unit


def fastest_weights(
    duration_ms: FloatArray,
    length_dm: FloatArray,
    graph: SparseGraph,
    *,
    in_use: npt.NDArray[np.intp],
) -> EdgeWeights:
    """Weights for the fastest paths, packed into one number where that cannot overflow.

    Parameters
    ----------
    duration_ms, length_dm : ndarray of float64, shape (n_edges,)
        Of the network's edges, whole numbers.
    graph
        Weighted with the durations.
    in_use
        The edges that paths consist of.

    Notes
    -----
    A fastest path takes at most ``longest``, the way in to some node and out again, and cannot be
    longer than that at the speed of the fastest edge. Two edges more are for the parts of edges at
    its ends. The lower digits of any other path may overflow: that only makes it heavier.
    """
    longest = _longest_ms(graph) + 2 * float(duration_ms.max())
    fastest = float((length_dm[in_use] / duration_ms[in_use]).max())
    farthest = longest * fastest + 2 * float(length_dm.max()) + 1
    scale = 2.0 ** np.ceil(np.log2(farthest + 1))
    if (longest + 1) * scale < _EXACT:
        return EdgeWeights(np.column_stack([duration_ms, length_dm]), float(scale))
    return EdgeWeights(np.column_stack([duration_ms, length_dm, duration_ms]), 0.0, 1e-3)


def _longest_ms(graph: SparseGraph) -> float:
    """No fastest path takes longer than this."""
    from scipy.sparse.csgraph import dijkstra

    matrix = graph.matrix
    middle = int(np.argmax(np.bincount(graph.tail, minlength=graph.n_nodes)))
    away = dijkstra(matrix, indices=middle)
    back = dijkstra(matrix.T.tocsr(), indices=middle)
    return float(away[np.isfinite(away)].max() + back[np.isfinite(back)].max())


def cost_weights(
    duration_ms: FloatArray, length_dm: FloatArray, cost: FloatArray, n_nodes: int
) -> EdgeWeights:
    """Weights for the cheapest paths, with their durations and lengths carried along.

    Parameters
    ----------
    duration_ms, length_dm : ndarray of float64, shape (n_edges,)
        Milliseconds and decimetres.
    cost : ndarray of float64, shape (n_edges,)
        In any unit, at least 0; infinite closes an edge.
    n_nodes
        No path has more edges than this.

    Raises
    ------
    RoadError
        Naming the edge, for a cost that is negative or no number.
    """
    if cost.shape != duration_ms.shape:
        raise RoadError(f"cost has shape {cost.shape}, expected {duration_ms.shape}")
    wrong = ~(cost >= 0)
    if wrong.any():
        edge = int(np.argmax(wrong))
        raise RoadError(f"cost[{edge}] is {cost[edge]}, expected at least 0 (or inf to close it)")
    most = float(cost[np.isfinite(cost)].max(initial=0.0))
    # A power of two, so that costs that are whole numbers stay what they are.
    unit = 2.0 ** np.ceil(np.log2(most * (n_nodes + 2) / (_EXACT / 4))) if most > 0 else 1.0
    return EdgeWeights(
        np.column_stack([duration_ms, length_dm, np.rint(cost / unit)]),
        0.0,
        float(unit),
        costly=True,
    )

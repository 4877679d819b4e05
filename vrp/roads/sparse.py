"""Directed graphs in the form that scipy's path searches take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SparseGraph", "sparse_graph"]


@dataclass(frozen=True, eq=False)
class SparseGraph:
    """A graph without parallel edges, sorted by tail and head.

    Parameters
    ----------
    tail, head : ndarray of int64, shape (n_edges,)
    weight : ndarray of float64, shape (n_edges,)
    chosen : ndarray of int64, shape (n_edges,)
        Which of the given edges this is: the lightest one between its nodes.
    n_nodes
        Number of nodes.
    """

    tail: npt.NDArray[np.int64]
    head: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    chosen: npt.NDArray[np.intp]
    n_nodes: int

    @cached_property
    def matrix(self) -> Any:
        """As a ``scipy.sparse.csr_array``; weights of zero are stored and count as edges."""
        from scipy.sparse import csr_array

        first = np.searchsorted(self.tail, np.arange(self.n_nodes + 1)).astype(np.int32)
        return csr_array(
            (self.weight, self.head.astype(np.int32), first), shape=(self.n_nodes, self.n_nodes)
        )

    @cached_property
    def _keys(self) -> npt.NDArray[np.int64]:
        return self.tail * self.n_nodes + self.head

    def find(
        self, tail: npt.NDArray[np.integer], head: npt.NDArray[np.integer]
    ) -> npt.NDArray[np.intp]:
        """Positions of edges that must be there."""
        return np.searchsorted(self._keys, tail.astype(np.int64) * self.n_nodes + head)


def sparse_graph(
    tail: npt.NDArray[np.integer],
    head: npt.NDArray[np.integer],
    weight: npt.NDArray[np.float64],
    n_nodes: int,
) -> SparseGraph:
    """Keep the lightest of parallel edges, and leave edges of infinite weight out.

    scipy would add parallel edges up without a word.
    """
    finite = np.flatnonzero(np.isfinite(weight))
    key = tail[finite].astype(np.int64) * n_nodes + head[finite]
    order = np.lexsort((weight[finite], key))
    key = key[order]
    lightest = np.ones(key.size, dtype=bool)
    lightest[1:] = key[1:] != key[:-1]
    chosen = finite[order[lightest]]
    return SparseGraph(
        tail[chosen].astype(np.int64),
        head[chosen].astype(np.int64),
        weight[chosen],
        chosen,
        n_nodes,
    )

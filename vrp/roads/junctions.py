"""The time that junctions cost, by what meets there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vrp.roads.road_classes import road_class_number

__all__ = ["is_delayed"]

#: Roads that are left and joined at speed.
_FLOWING = [road_class_number(name) for name in ("motorway", "motorway_link", "trunk")]
#: Roads that give way to all others and that nobody slows down for.
_MINOR = [road_class_number(name) for name in ("service", "track", "footway", "path", "steps")]
_FEWEST_ROADS = 3


def is_delayed(
    head: npt.NDArray[np.integer],
    road_class: npt.NDArray[np.integer],
    shape: npt.NDArray[np.integer],
    ends: npt.NDArray[np.integer],
    n_nodes: int,
) -> npt.NDArray[np.bool_]:
    """Find the edges that end at a junction at which one slows down.

    Parameters
    ----------
    head, road_class, shape
        Of each edge, shape (n_edges,).
    ends
        The two nodes of each shape, shape (n_shapes, 2).
    n_nodes
        Number of nodes.

    Returns
    -------
    ndarray of bool, shape (n_edges,)
        Three roads or more meet at the head; driveways and the like are counted only by those who
        come out of one, and motorways never end in a junction.
    """
    class_of_shape = np.zeros(len(ends), dtype=np.int64)
    class_of_shape[shape] = road_class
    minor = np.isin(class_of_shape, _MINOR)
    all_roads = np.bincount(ends.ravel(), minlength=n_nodes)
    major_roads = np.bincount(ends[~minor].ravel(), minlength=n_nodes)
    edge_is_minor = minor[shape]
    roads = np.where(edge_is_minor, all_roads[head], major_roads[head])
    delayed: npt.NDArray[np.bool_] = (roads >= _FEWEST_ROADS) & ~np.isin(road_class, _FLOWING)
    return delayed

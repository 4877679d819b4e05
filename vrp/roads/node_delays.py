"""The time that traffic signals, stop signs, railways and gates on a road cost."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from vrp.roads.profile import Delays

__all__ = ["node_delays_s"]

_DIRECTION_KEYS = ("traffic_signals:direction", "direction")
#: Barriers that are no obstacle, or have nothing to open.
_OPEN = ("cattle_grid", "entrance", "height_restrictor", "kerb", "no")


def node_delays_s(
    node_ids: npt.NDArray[np.int64], node_tags: Mapping[int, Mapping[str, str]], delays: Delays
) -> npt.NDArray[np.float64]:
    """Seconds lost at every point of a road.

    Parameters
    ----------
    node_ids : ndarray of int64, shape (n,)
        Of the points.
    node_tags
        Tags by node id; other nodes have none of interest.
    delays
        What each thing costs.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        Going along the way and against it: signals and signs may be meant for one direction.
    """
    costs = {node: _delay_s(tags, delays) for node, tags in node_tags.items()}
    dear = {node: cost for node, cost in costs.items() if any(cost)}
    result = np.zeros((node_ids.size, 2))
    for point in np.flatnonzero(np.isin(node_ids, np.array(list(dear), dtype=np.int64))):
        result[point] = dear[int(node_ids[point])]
    return result


def _delay_s(tags: Mapping[str, str], delays: Delays) -> tuple[float, float]:
    directed = {
        "traffic_signals": delays.traffic_signals_s,
        "stop": delays.stop_s,
    }.get(tags.get("highway", ""), 0.0)
    both = 0.0
    if tags.get("railway") == "level_crossing":
        both += delays.level_crossing_s
    if tags.get("barrier", "no") not in _OPEN:
        both += delays.gate_s
    direction = next((tags[key] for key in _DIRECTION_KEYS if key in tags), "both")
    return (
        both + (0.0 if direction == "backward" else directed),
        both + (0.0 if direction == "forward" else directed),
    )

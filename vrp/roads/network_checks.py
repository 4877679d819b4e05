"""What makes arrays a road network, checked whenever one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.read_only import read_only
from vrp.roads.road_classes import ROAD_CLASSES

if TYPE_CHECKING:
    from vrp.roads.network import RoadNetwork

__all__ = ["ARRAYS", "check_network", "frozen"]

#: Every array of a network: its type, and what it has an entry for.
ARRAYS: dict[str, tuple[type[np.generic], str]] = {
    "node_lat": (np.float64, "node"),
    "node_lon": (np.float64, "node"),
    "node_ids": (np.int64, "node"),
    "first_edge": (np.int32, "node and one more"),
    "tail": (np.int32, "edge"),
    "head": (np.int32, "edge"),
    "length_dm": (np.int32, "edge"),
    "duration_ms": (np.int32, "edge"),
    "road_class": (np.uint8, "edge"),
    "name": (np.int32, "edge"),
    "shape": (np.int32, "edge"),
    "reversed": (np.bool_, "edge"),
    "first_point": (np.int64, "shape and one more"),
    "shape_lat": (np.float64, "point"),
    "shape_lon": (np.float64, "point"),
    "main": (np.bool_, "node"),
    "elevation_m": (np.float32, "node"),
}
#: A shape begins and ends at the nodes that it joins, up to about a centimetre.
_SAME_PLACE_DEG = 1e-7


def frozen(name: str, values: npt.ArrayLike, dtype: type[np.generic]) -> npt.NDArray[np.generic]:
    """Return values as a read-only array of a type, copied unless they are one already.

    Raises
    ------
    RoadError
        If they have more than one dimension, or the type cannot hold them.
    """
    given = np.asarray(values)
    if given.ndim != 1:
        raise RoadError(f"{name} has shape {given.shape}, expected one dimension")
    frozen = read_only(given, dtype)
    if frozen is not given and not np.array_equal(frozen, given, equal_nan=given.dtype.kind == "f"):
        raise RoadError(
            f"{name} has values of type {given.dtype} that {dtype.__name__} cannot hold"
        )
    return frozen


def check_network(network: RoadNetwork) -> None:
    """Hold the arrays of a network against each other.

    Raises
    ------
    RoadError
        Naming the array, the position, the value and what was expected.
    """
    _check_sizes(network)
    _check_indices(network)
    _check_values(network)
    _check_shapes(network)


def _check_sizes(network: RoadNetwork) -> None:
    if network.n_edges == 0:
        raise RoadError(f"{network.source}: the network has no roads")
    if network.first_point.size == 0:
        raise RoadError("first_point is empty, expected a number per shape and one more")
    expected = {
        "node": network.n_nodes,
        "node and one more": network.n_nodes + 1,
        "edge": network.n_edges,
        "shape and one more": network.n_shapes + 1,
        "point": network.shape_lat.size,
    }
    for name, (_, unit) in ARRAYS.items():
        values = getattr(network, name)
        if values is not None and values.size != expected[unit]:
            raise RoadError(f"{name} has {values.size} values, expected {expected[unit]}: a {unit}")


def _check_indices(network: RoadNetwork) -> None:
    _check_starts("first_edge", network.first_edge, network.n_edges, fewest=0)
    _check_starts("first_point", network.first_point, network.shape_lat.size, fewest=2)
    if not np.array_equal(
        network.tail, np.repeat(np.arange(network.n_nodes), np.diff(network.first_edge))
    ):
        raise RoadError("tail disagrees with first_edge: edges must be sorted by tail")
    if not network.names or network.names[0]:
        raise RoadError(f"names begins with {network.names[:1]}, expected the empty name")
    _check_range("head", network.head, 0, network.n_nodes - 1)
    _check_range("shape", network.shape, 0, network.n_shapes - 1)
    _check_range("name", network.name, 0, len(network.names) - 1)
    _check_range("road_class", network.road_class, 0, len(ROAD_CLASSES) - 1)


def _check_starts(name: str, starts: npt.NDArray[np.integer], end: int, *, fewest: int) -> None:
    if starts[0] != 0 or starts[-1] != end:
        raise RoadError(f"{name} runs from {starts[0]} to {starts[-1]}, expected 0 to {end}")
    steps = np.diff(starts)
    if steps.size and steps.min() < fewest:
        index = int(np.argmin(steps))
        raise RoadError(
            f"{name}[{index + 1}] - {name}[{index}] is {steps[index]}, expected at least {fewest}"
        )


def _check_values(network: RoadNetwork) -> None:
    _check_range("node_lat", network.node_lat, -90, 90)
    _check_range("node_lon", network.node_lon, -180, 180)
    _check_range("shape_lat", network.shape_lat, -90, 90)
    _check_range("shape_lon", network.shape_lon, -180, 180)
    _check_range("length_dm", network.length_dm, 0, 2**31 - 1)
    _check_range("duration_ms", network.duration_ms, 1, 2**31 - 1)


def _check_range(
    name: str, values: npt.NDArray[np.integer] | npt.NDArray[np.float64], low: int, high: int
) -> None:
    # A minimum of NaN makes the first comparison false, so that NaN is found as well.
    if values.size and not (values.min() >= low and values.max() <= high):
        index = int(np.argmin((values >= low) & (values <= high)))
        raise RoadError(f"{name}[{index}] is {values[index]}, expected {low} to {high}")


def _check_shapes(network: RoadNetwork) -> None:
    first, last = network.first_point[network.shape], network.first_point[network.shape + 1] - 1
    begin = np.where(network.reversed, last, first)
    end = np.where(network.reversed, first, last)
    for what, point, node in (("begin", begin, network.tail), ("end", end, network.head)):
        away = np.maximum(
            np.abs(network.shape_lat[point] - network.node_lat[node]),
            np.abs(network.shape_lon[point] - network.node_lon[node]),
        )
        if away.max() > _SAME_PLACE_DEG:
            edge = int(np.argmax(away))
            raise RoadError(f"the shape of edge {edge} does not {what} at node {node[edge]}")

"""What a benchmark file says, as read and before any rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["FloatArray", "Nodes", "VehicleRow", "VrplibData"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Nodes:
    """Columns over all nodes of a file, depots included, in the file's order.

    ``windows`` has shape (n, 2) and is ``None`` where the file has no times at all; ``prizes`` is
    ``None`` where every stop must be served, ``releases`` where all goods are there from the start,
    ``origins`` where all come from depots: node numbers from 0 of the nodes where what is delivered
    is picked up; ``groups`` where there are no alternatives: names of the groups of which one node
    is visited, ``None`` at a node that is in none.
    """

    ids: tuple[str, ...]
    coordinates: FloatArray | None
    deliveries: Sequence[int]
    pickups: Sequence[int]
    services: FloatArray
    windows: FloatArray | None = None
    prizes: FloatArray | None = None
    releases: FloatArray | None = None
    origins: Sequence[int | None] | None = None
    groups: Sequence[str | None] | None = None


@dataclass(frozen=True)
class VehicleRow:
    """One vehicle; ``depot`` is a node number from 0, ``clients`` the nodes it may visit."""

    capacity: int | None = None
    depot: int = 0
    max_distance: float | None = None
    max_duration: float | None = None
    fixed_cost: float = 0.0
    unit_distance_cost: int = 1
    clients: frozenset[int] | None = None
    max_reloads: int = 0


@dataclass(frozen=True)
class VrplibData:
    """A benchmark instance in the units of its file, with one entry for every single vehicle.

    ``weights`` is an explicit matrix of shape (n, n), or ``None`` where ``metric`` computes
    distances from the coordinates. ``backhauls_last``: no route picks up before its last delivery,
    nor without one. ``open_routes``: they end at their last client.
    """

    path: Path
    name: str
    nodes: Nodes
    depots: tuple[int, ...]
    vehicles: tuple[VehicleRow, ...]
    metric: str = "EUC_2D"
    weights: FloatArray | None = field(default=None, repr=False)
    backhauls_last: bool = False
    open_routes: bool = False

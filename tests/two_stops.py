"""An instance of a depot and two stops, changed as a test wants it."""

from __future__ import annotations

from typing import Any

import numpy as np

from vrp.instance import Depot, Instance, Stop, Vehicle

__all__ = ["make", "matrix_with"]


def make(**changes: Any) -> Instance:
    given: dict[str, Any] = {
        "depots": (Depot("d"),),
        "stops": (Stop("a", delivery=(3,)), Stop("b", pickup=(4,))),
        "vehicles": (Vehicle("v"),),
    }
    given.update(changes)
    n = len(given["depots"]) + len(given["stops"])
    matrix = np.arange(n * n, dtype=np.int32).reshape(n, n)
    given.setdefault("distances_m", matrix)
    given.setdefault("durations_s", matrix + 1)
    return Instance(**given)


def matrix_with(value: Any, dtype: Any = np.int64) -> np.ndarray:
    matrix = np.zeros((3, 3), dtype=dtype)
    matrix[1, 2] = value
    return matrix

"""Small cities for tests, made in no time."""

from __future__ import annotations

import numpy as np

from vrp.envs.city import City
from vrp.envs.history import History

__all__ = ["small_city", "small_history"]


def small_city(points: int = 60, seed: int = 0, history: History | None = None) -> City:
    """Points on a plane some kilometres wide, with asymmetric ways that are not straight."""
    rng = np.random.default_rng(seed)
    lat, lon = 41 + rng.random(points) / 20, -8 - rng.random(points) / 20
    metres = 111_000 * np.hypot(lat[:, None] - lat, lon[:, None] - lon)
    distances_m = np.rint(metres * rng.uniform(1.1, 1.6, metres.shape)).astype(np.int32)
    durations_s = np.rint(metres / rng.uniform(5, 12, metres.shape)).astype(np.int32)
    return City(
        name="small",
        lat=lat,
        lon=lon,
        distances_m=distances_m,
        durations_s=durations_s,
        source="made up",
        attribution="nobody's",
        history=history,
    )


def small_history() -> History:
    """Two days of three stops and of one, at points 3, 4, 5 and 3."""
    return History(
        points=np.array([3, 4, 5, 3], dtype=np.int32),
        demands=np.array([2, 4, 6, 8], dtype=np.int32),
        service_s=np.array([60, 120, 180, 240], dtype=np.int32),
        opens_s=np.array([0, 36_000, 0, 28_800], dtype=np.int32),
        closes_s=np.array([2**29 - 1, 39_600, 43_200, 32_400], dtype=np.int32),
        depots=np.array([0, 1], dtype=np.int32),
        day_sizes=np.array([3, 1], dtype=np.int32),
        shift_begins_s=np.array([21_600, 0], dtype=np.int32),
        shift_ends_s=np.array([64_800, 2**29 - 1], dtype=np.int32),
        capacities=np.array([10, 2**31 - 1], dtype=np.int32),
    )

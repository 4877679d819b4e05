"""Tiny random batches in which every constraint bites."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from hypothesis import strategies as st

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.batch import PROBLEMS, Batch

__all__ = ["batches", "random_batch"]

_WIDTH = 20
_Ints = npt.NDArray[np.int64]


def random_batch(
    rng: np.random.Generator, problem: str, size: int, n_stops: int, roads: str = "asymmetric"
) -> Batch:
    """Make a batch in which every stop can be served alone, some only just.

    Parameters
    ----------
    rng
        Where all randomness comes from: same state, same batch.
    problem
        One of ``PROBLEMS``.
    size, n_stops
        How many instances, and how many stops each.
    roads
        ``asymmetric``: any matrices, unlike each other, with diagonals; ``fastest``: asymmetric,
        and no way round is shorter; ``euclidean``: rounded planar distances for both.
    """
    points = rng.integers(0, _WIDTH, (2, size, n_stops + 1)).astype(float)
    distances, durations = _matrices(rng, roads, points)
    shape = (size, n_stops + 1)
    demands, service, opens = np.zeros((3, *shape), dtype=np.int64)
    capacity = np.full(size, MAX_LOAD)
    closes = np.full(shape, MAX_VALUE)
    if problem == "atsp":
        durations = distances
    else:
        demands = rng.integers(0, 10, shape)
        demands[:, 0] = 0
        capacity = np.maximum(demands.max(1), rng.integers(9, 25, size))
    if problem == "acvrptw":
        opens, closes, service = _hours(rng, durations)
    ints = (distances, durations, demands, capacity, opens, closes, service)
    return Batch(
        problem,
        *(torch.from_numpy(values.astype(np.int32)) for values in ints),
        *(torch.from_numpy(axis) for axis in points),
    )


@st.composite
def batches(draw: st.DrawFn, max_stops: int = 6, roads: str | None = None) -> Batch:
    """Batches of one to three instances of any problem."""
    return random_batch(
        np.random.default_rng(draw(st.integers(0, 2**32 - 1))),
        draw(st.sampled_from(PROBLEMS)),
        draw(st.integers(1, 3)),
        draw(st.integers(0, max_stops)),
        roads or draw(st.sampled_from(["asymmetric", "fastest", "euclidean"])),
    )


def _matrices(
    rng: np.random.Generator, roads: str, points: npt.NDArray[np.float64]
) -> tuple[_Ints, _Ints]:
    if roads == "euclidean":
        ways = points[..., :, None] - points[..., None, :]
        rounded = np.rint(np.hypot(*ways)).astype(np.int64)
        return rounded, rounded
    size, locations = points.shape[1:]
    distances, durations = rng.integers(1, _WIDTH, (2, size, locations, locations))
    if roads == "fastest":
        return _fastest(distances), _fastest(durations)
    return distances, durations


def _fastest(matrices: _Ints) -> _Ints:
    """All shortest paths (Floyd and Warshall)."""
    best = matrices.copy()
    for over in range(best.shape[-1]):
        best = np.minimum(best, best[:, :, over, None] + best[:, None, over, :])
    return best


def _hours(rng: np.random.Generator, durations: _Ints) -> tuple[_Ints, _Ints, _Ints]:
    """Opening and closing times, and service."""
    size, locations, _ = durations.shape
    service = rng.integers(0, 5, (size, locations))
    opens = rng.integers(0, 60, (size, locations))
    opens[:, 0] = rng.integers(0, 20, size)
    service[:, 0] = 0
    start = np.maximum(opens, opens[:, :1] + durations[:, 0, :])
    closes = np.maximum(start, opens + rng.integers(0, 30, (size, locations)))
    back = (start + service + durations[:, :, 0])[:, 1:].max(1, initial=0)
    closes[:, 0] = np.maximum(back, opens[:, 0]) + rng.integers(0, 15, size)
    return opens, closes, service

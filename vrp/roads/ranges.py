"""Consecutive numbers of several ranges in one array."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["joined_ranges"]


def joined_ranges(
    starts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Numbers ``starts[i], starts[i] + 1, …`` (``sizes[i]`` of them) of every range in turn."""
    ends = np.cumsum(sizes)
    firsts = np.repeat(starts - ends + sizes, sizes)
    return firsts + np.arange(firsts.size)

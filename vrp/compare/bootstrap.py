"""How sure a mean difference is: the paired percentile bootstrap (Efron & Tibshirani 1993)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["mean_interval"]

_RESAMPLES = 10_000
_CONFIDENCE = 0.95


def mean_interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of paired differences, one for each instance.

    Differences are resampled whole, so that how hard an instance is does not count as uncertainty.
    Runs of several seeds on one instance depend on one another: they are to be averaged first, else
    the interval is too narrow. With few instances it is too narrow all the same, as it knows of no
    others.

    Parameters
    ----------
    differences
        One number per instance, at least one; a single one is its own interval, which says nothing
        about others and is better not shown.
    """
    values = np.asarray(differences, dtype=np.float64)
    rng = np.random.default_rng(0)  # the same results give the same table
    picks = rng.integers(len(values), size=(_RESAMPLES, len(values)))
    means = values[picks].mean(axis=1)
    tail = (1 - _CONFIDENCE) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)

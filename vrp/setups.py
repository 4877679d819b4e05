"""Setups: time needed once per place, before the first service there, as seconds of the way.

Two locations are the same place if it is no metre and no second from one to the other and back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vrp.entities import NO_WAY
from vrp.legs import IntMatrix, LegMatrix

__all__ = ["setup_legs", "with_setups"]


def setup_legs(
    setups_s: Sequence[int], distances_m: LegMatrix, durations_s: LegMatrix
) -> IntMatrix | None:
    """Seconds of setup at the end of every leg, shape (n, n), read-only; ``None`` for none.

    Parameters
    ----------
    setups_s
        Of every location, in whole seconds, at least 0.
    distances_m, durations_s
        Of every leg, shape (n, n). Where no location has a setup, nobody looks at them.
    """
    if not any(setups_s):
        return None
    apart = (np.asarray(distances_m) > 0) | (np.asarray(durations_s) > 0)
    apart |= apart.T
    np.fill_diagonal(apart, val=False)
    legs = np.where(apart, np.array(setups_s, dtype=np.int32), np.int32(0))
    legs.flags.writeable = False
    return legs


def with_setups(durations_s: LegMatrix, setups_s: IntMatrix | None) -> LegMatrix:
    """Driving and setup together, read-only; see :meth:`vrp.Instance.transit_for`.

    Parameters
    ----------
    durations_s
        Of every leg, shape (n, n).
    setups_s
        Of :func:`setup_legs`.
    """
    if setups_s is None:
        return durations_s
    transit = np.minimum(np.asarray(durations_s) + setups_s, np.int32(NO_WAY))
    transit.flags.writeable = False
    return transit

"""Stops at one place: which ones no leg of the matrices tells apart.

None of them has to be set up behind another one: see :mod:`vrp.setups`, to which locations are one
place as soon as they are no way apart, whatever ways lead on from there.
"""

from __future__ import annotations

import numpy as np

from vrp.instance import Instance, LegMatrix
from vrp.plane import Plane

__all__ = ["stops_by_place"]

#: Stops whose legs are compared first: those at different places nearly always differ in them.
_PROBES = 8


def stops_by_place(instance: Instance) -> list[list[int]]:
    """Every stop in a group of those that no leg tells from it."""
    every = (instance.distances_m, instance.durations_s, instance.generalised_m)
    legs = list({id(some): some for some in every if some is not None}.values())
    first, n = len(instance.depots), instance.n_locations
    # NumPy's ``unique`` would import masked arrays, which takes longer than all of this.
    some_stops = np.linspace(first, n - 1, _PROBES).astype(int).tolist()
    probes = np.array(sorted({*range(first), *some_stops}))
    rows = np.arange(first, n)[:, None]
    keys = np.hstack([part for some in legs for part in (some[rows, probes], some[probes, rows])])
    maybe: dict[bytes, list[list[int]]] = {}
    for stop, key in enumerate(np.ascontiguousarray(keys)):
        groups = maybe.setdefault(key.tobytes(), [])
        for group in groups:
            if all(_at_one_place(some, first + group[0], first + stop) for some in legs):
                group.append(stop)
                break
        else:
            groups.append([stop])
    return [group for groups in maybe.values() for group in groups]


def _at_one_place(legs: LegMatrix, one: int, other: int) -> bool:
    if isinstance(legs, Plane):
        return bool((legs.points[one] == legs.points[other]).all())
    return (
        legs[one, one] == 0 == legs[other, other]
        and np.array_equal(legs[one], legs[other])
        and np.array_equal(legs[:, one], legs[:, other])
    )

"""Stops that solvers had better not be made to serve."""

from __future__ import annotations

from collections.abc import Sequence

from vrp.instance import Instance
from vrp.reasons.alone import alone_on
from vrp.reasons.excess import HOPELESS, horizon_s

__all__ = ["hopeless_stops"]


def hopeless_stops(instance: Instance, kinds: Sequence[int]) -> frozenset[int]:
    """Stops that no vehicle of these kinds could serve even on a route of its own.

    A solver that has to serve them finds no plan at all, nor learns how well it serves the others.
    Ends of shipments, which are on no route alone, are none of them, nor are stops that no way
    leads to where an order of stops may only want another one before them. Where the way through a
    third place is shorter than the straight one, one of them may be served after all.
    """
    single = [
        stop
        for stop in range(len(instance.stops))
        if instance.origins[stop] is None and instance.destinations[stop] is None
    ]
    if not kinds:
        return frozenset(single)
    hopeless = set()
    all_alone = alone_on(instance, kinds, single, horizon_s(instance))
    for stop, alone in zip(single, all_alone, strict=True):
        needed = instance.stops[stop].skills
        broken = (
            int(alone.broken[row])
            for row, kind in enumerate(kinds)
            if needed <= instance.vehicles[kind].skills
        )
        if all(each > 0 and not (each >= HOPELESS and instance.order_rule) for each in broken):
            hopeless.add(stop)
    return frozenset(hopeless)

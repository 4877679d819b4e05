"""What kilometres are charged on where a mix of measures is minimised."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError, RoadError
from vrp.instance import NO_WAY, IntMatrix
from vrp.read.travel import Travel
from vrp.roads.mix import Mix

__all__ = ["minimising"]

_Floats = npt.NDArray[np.float64]


def minimising(
    travel: Travel, mix: Mix | None, costs: npt.NDArray[np.float32] | None = None
) -> Travel:
    """Charge kilometres on a mix of measures.

    Parameters
    ----------
    travel
        Durations and distances.
    mix
        What to charge them on; ``None`` or distance alone: on the metres driven.
    costs : ndarray of float32, shape (n, n), or None
        What the source of roads says that the mix amounts to, in any unit, NaN where it does not
        know. Without it, the mix is made of durations and distances.

    Returns
    -------
    Travel
        With ``generalised_m``, scaled so that over all pairs it sums up to the metres driven: a
        cost per kilometre keeps its size.

    Raises
    ------
    ReadError
        For a mix with fuel, if the source has not said what that amounts to.
    RoadError
        If a pair is charged more than can be counted with.
    """
    if mix is None or mix.only == "distance":
        return travel
    joined = (travel.durations_s < NO_WAY) & (travel.distances_m < NO_WAY)
    metres = np.where(joined, travel.distances_m, 0).astype(np.float64)
    if costs is None:
        if "eco" in mix.weights:
            raise ReadError(
                f"{travel.matrix_source}: knows no fuel, which is minimised on the roads of a file "
                "or place, or with an npz of theirs that 'vrp matrix' made for the same mix"
            )
        seconds = np.where(joined, travel.durations_s, 0).astype(np.float64)
        measures = {"distance": metres, "duration": _scaled(seconds, metres)}
        total = sum((w * measures[name] for name, w in mix.weights.items()), np.zeros_like(metres))
    else:
        known = joined & ~np.isnan(costs)
        total = _scaled(np.where(known, costs, 0).astype(np.float64), np.where(known, metres, 0))
        # Estimated pairs have no cost of their own: their metres are those of an average road.
        total = np.where(known, total, metres)
    return replace(travel, generalised_m=_whole(total, joined), minimised=str(mix))


def _scaled(values: _Floats, metres: _Floats) -> _Floats:
    """The values as metres: they sum up to the same."""
    total = values.sum()
    return values * (metres.sum() / total) if total > 0 else values


def _whole(metres: _Floats, joined: npt.NDArray[np.bool_]) -> IntMatrix:
    if metres.max(initial=0) >= NO_WAY:
        raise RoadError(f"a pair is charged {metres.max():.0f} metres, expected below {NO_WAY}")
    whole = np.where(joined, np.rint(metres), NO_WAY).astype(np.int32)
    whole.flags.writeable = False
    return whole

"""Routes that begin at their first stop: they leave a depot that is next to every place."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from vrp.instance import Depot
from vrp.read.travel import Travel
from vrp.read_only import seal

__all__ = ["ANY_START", "with_depot_anywhere"]

#: Which routes leave that begin at their first stop.
ANY_START = Depot(id="anywhere")

_Value = TypeVar("_Value", np.int32, np.bool_)


def with_depot_anywhere(travel: Travel, place: int) -> Travel:
    """Insert a place from which it is no metre and no second to any other.

    It is the place of none of them, though, whose setup would not count: nobody goes there, but the
    way would take a second.

    Parameters
    ----------
    travel
        Between all other places.
    place
        Where its row and column go.
    """

    def with_place(legs: npt.NDArray[_Value], way_back: int = 0) -> npt.NDArray[_Value]:
        more = np.insert(np.insert(legs, place, way_back, axis=1), place, 0, axis=0)
        seal(more)
        return more

    generalised, estimated = travel.generalised_m, travel.estimated_legs
    hourly = travel.hourly_durations_s
    return replace(
        travel,
        durations_s=with_place(travel.durations_s, way_back=1),
        distances_m=with_place(travel.distances_m),
        generalised_m=None if generalised is None else with_place(generalised),
        estimated_legs=None if estimated is None else with_place(estimated),
        hourly_durations_s=None if hourly is None else tuple(map(with_place, hourly)),
    )

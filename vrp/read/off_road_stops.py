"""Stops too far from any road, which do not keep the others from being driven to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.read.travel import Places
from vrp.roads.matrices import RoadMatrices
from vrp.roads.off_road import OffRoadError, warn_of_off_road

__all__ = ["ask_near", "spread"]

Answer = TypeVar("Answer")

_Places = npt.NDArray[np.intp]

_OPTIONS = (
    "'--unreachable drop' leaves such stops out, '--unreachable estimate' takes great circles to "
    "them, a larger '--snap-refuse' puts them on the nearest road"
)

#: What becomes of such stops.
_BECOMES = {"drop": "left out", "estimate": "ways to and from there are estimates"}


def ask_near(
    places: Places, unreachable: str, ask: Callable[[Places], Answer]
) -> tuple[Answer, _Places]:
    """Ask roads about the places that are near them.

    Parameters
    ----------
    places
        Of which some may be far from any road.
    unreachable
        ``"drop"`` leaves those out that are stops, ``"estimate"`` leaves the ways to and from them
        to be estimated, as where no road leads.
    ask
        Asks the roads about some of the places.

    Returns
    -------
    answer
        About the places that are near.
    near
        Which these are, as indices of the places.

    Raises
    ------
    RoadError
        For a depot that is far from any road, for stops unless the policy says what becomes of
        them, and where no stop would be left.

    Warns
    -----
    RoadWarning
        Naming the stops that are far, and how far.
    """
    everything = np.arange(len(places.ids))
    try:
        return ask(places), everything
    except OffRoadError as error:
        near = np.setdiff1d(everything, error.points)
        depots = set(range(places.n_depots))
        if not depots.isdisjoint(error.points) or len(near) == len(depots):
            raise
        if unreachable not in _BECOMES:
            raise RoadError(f"{error}; {_OPTIONS}") from error
        warn_of_off_road(f"{error.far}: {_BECOMES[unreachable]}")
    kept = near.tolist()
    answer = ask(
        Places(
            [places.ids[place] for place in kept],
            [places.lat[place] for place in kept],
            [places.lon[place] for place in kept],
            places.n_depots,
        )
    )
    return answer, near


def spread(matrices: RoadMatrices, near: _Places, n: int) -> RoadMatrices:
    """Make matrices between ``n`` places of those between some of them: no road joins the others.

    Parameters
    ----------
    matrices
        Between the places that are near.
    near
        Which these are.
    n
        How many there are in all.
    """
    if len(near) == n:
        return matrices

    def spread_out(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        whole = np.full((n, n), np.nan, dtype=np.float32)
        whole[np.ix_(near, near)] = values
        np.fill_diagonal(whole, 0)
        whole.flags.writeable = False
        return whole

    return replace(
        matrices,
        durations_s=spread_out(matrices.durations_s),
        distances_m=spread_out(matrices.distances_m),
        costs=None if matrices.costs is None else spread_out(matrices.costs),
    )

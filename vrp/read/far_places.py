"""Coordinates that cannot be meant, told by how far they lie from all others.

Roads refuse what lies far from them; great circles lead anywhere, and a plan with one such stop
looks as sound as any.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from vrp.read.problems import InputWarning
from vrp.read.travel import Places
from vrp.roads.sphere import great_circle_m

__all__ = ["FarPlaceWarning", "warn_of_far_places"]

_Floats = npt.NDArray[np.float64]

#: Nobody delivers that far from the depot in a day.
_FAR_M = 3_000_000.0
#: Where stops are near their depots, so far is a mistake already: a minus sign that is missing.
_ODD_M = 300_000.0
_TIMES_AS_FAR = 20.0
#: Nothing but sea lies within a kilometre of 0,0, which stands for many a blank coordinate.
_NOWHERE_DEGREES = 0.01
_MOST_NAMED = 10
_CHUNK = 256

#: What may have gone wrong, and how to undo it.
_MISTAKES: tuple[tuple[str, Callable[[_Floats, _Floats], tuple[_Floats, _Floats]]], ...] = (
    ("with lat and lon swapped", lambda lat, lon: (lon, lat)),
    ("with the sign of lon changed", lambda lat, lon: (lat, -lon)),
    ("with the sign of lat changed", lambda lat, lon: (-lat, lon)),
)


class FarPlaceWarning(InputWarning):
    """A place is where it can hardly be meant to be."""


def warn_of_far_places(places: Places) -> None:
    """Warn of stops and depots at 0,0, and of those that are much too far from each other.

    Parameters
    ----------
    places
        Of which distances are to be estimated.

    Warns
    -----
    FarPlaceWarning
        Naming the places, how far off they are, and what mistake would explain it.
    """
    lat, lon = (np.asarray(degrees, dtype=np.float64) for degrees in (places.lat, places.lon))
    nowhere = (np.abs(lat) < _NOWHERE_DEGREES) & (np.abs(lon) < _NOWHERE_DEGREES)
    if nowhere.any():
        named = _listed([places.name(place) for place in np.flatnonzero(nowhere).tolist()])
        _warn(f"at latitude 0, longitude 0, which is open sea: {named}")
    is_depot = np.arange(len(lat)) < places.n_depots
    depots, stops = np.flatnonzero(is_depot & ~nowhere), np.flatnonzero(~is_depot & ~nowhere)
    if not (len(depots) and len(stops)):
        return
    off_m = _nearest_m(lat[stops], lon[stops], lat[depots], lon[depots])
    limit_m = min(_FAR_M, max(_ODD_M, _TIMES_AS_FAR * float(np.median(off_m))))
    far = off_m > limit_m
    if 2 * far.sum() > len(stops):
        # Most stops are hardly wrong, and none of the depots is near them.
        alone_m = np.array(
            [np.median(great_circle_m(lat[d], lon[d], lat[stops], lon[stops])) for d in depots]
        )
        _warn_of(places, depots, alone_m, "most stops", stops)
        return
    _warn_of(places, stops[far], off_m[far], "the nearest depot", depots)
    alone_m = _nearest_m(lat[depots], lon[depots], lat[stops], lon[stops])
    idle = alone_m > limit_m
    _warn_of(places, depots[idle], alone_m[idle], "every stop", stops)


def _nearest_m(lat: _Floats, lon: _Floats, other_lat: _Floats, other_lon: _Floats) -> _Floats:
    """Metres from each place to the nearest of the others."""
    nearest = np.full(lat.shape, np.inf)
    for begin in range(0, len(other_lat), _CHUNK):
        some = slice(begin, begin + _CHUNK)
        apart_m = great_circle_m(lat[:, None], lon[:, None], other_lat[some], other_lon[some])
        nearest = np.minimum(nearest, apart_m.min(axis=1))
    return nearest


def _warn_of(
    places: Places,
    far: npt.NDArray[np.intp],
    off_m: _Floats,
    whence: str,
    others: npt.NDArray[np.intp],
) -> None:
    """Name the places, the farthest first, in one warning for every mistake that explains some."""
    lat, lon = (np.asarray(degrees, dtype=np.float64) for degrees in (places.lat, places.lon))
    order = np.argsort(-off_m, kind="stable")
    far, off_m = far[order], off_m[order]
    unexplained = np.ones(len(far), dtype=np.bool_)
    for mistake, undo in _MISTAKES:
        mended_lat, mended_lon = undo(lat[far], lon[far])
        is_place = np.abs(mended_lat) <= 90
        mended_m = _nearest_m(mended_lat, mended_lon, lat[others], lon[others])
        helps = unexplained & is_place & (mended_m < np.minimum(_ODD_M, off_m / _TIMES_AS_FAR))
        if helps.any():
            named = _distant(places, far[helps], off_m[helps])
            nearest = f"{mistake}, {'they' if helps.sum() > 1 else 'it'} would be near"
            _warn(f"far from {whence}: {named}; {nearest}")
        unexplained &= ~helps
    if unexplained.any():
        named = _distant(places, far[unexplained], off_m[unexplained])
        _warn(f"far from {whence}: {named}; are these coordinates right?")


def _distant(places: Places, which: npt.NDArray[np.intp], off_m: _Floats) -> str:
    return _listed(
        [
            f"{places.name(place)} ({metres / 1000:,.0f} km)"
            for place, metres in zip(which.tolist(), off_m.tolist(), strict=True)
        ]
    )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _warn(text: str) -> None:
    warnings.warn(text, FarPlaceWarning, stacklevel=2)

"""What lies between the places of an instance, wherever it was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from vrp.instance import BoolMatrix, IntMatrix
from vrp.roads import haversine
from vrp.roads.attribution import join_attributions

__all__ = ["UNREACHABLE", "Places", "Travel", "estimated_travel"]

#: What may become of pairs that no road joins; see :class:`vrp.read.road_travel.RoadOptions`.
UNREACHABLE = ("error", "drop", "estimate")


@dataclass(frozen=True)
class Places:
    """Where the depots and stops of an instance are, depots first.

    Parameters
    ----------
    ids
        Of the depots, then of the stops.
    lat, lon
        WGS84 degrees.
    n_depots
        How many of the places are depots.
    attribution
        Whom to name for where they are; empty for nobody.
    """

    ids: Sequence[str]
    lat: Sequence[float]
    lon: Sequence[float]
    n_depots: int
    attribution: str = ""

    @property
    def names(self) -> list[str]:
        """All of them, as messages call them."""
        return [self.name(place) for place in range(len(self.ids))]

    def name(self, place: int) -> str:
        """Say which place it is, as ``depot 'base'``."""
        return f"{'depot' if place < self.n_depots else 'stop'} {self.ids[place]!r}"


@dataclass(frozen=True, eq=False)
class Travel:
    """Matrices between places and what is to be said of them.

    The parameters are those of :class:`vrp.Instance` of the same names.
    """

    durations_s: IntMatrix
    distances_m: IntMatrix
    matrix_source: str
    estimated: bool = False
    attribution: str = ""
    estimated_legs: BoolMatrix | None = None
    generalised_m: IntMatrix | None = None
    minimised: str = "distance"
    hourly_durations_s: tuple[IntMatrix, ...] | None = None
    traffic: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """All of it, as :class:`vrp.Instance` takes it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def crediting(self, attribution: str) -> Travel:
        """The same, with somebody else to be named wherever it is shown.

        Parameters
        ----------
        attribution
            Empty for nobody.
        """
        return replace(self, attribution=join_attributions(self.attribution, attribution))


def estimated_travel(places: Places) -> Travel:
    """Great circles between places, where nothing better is known.

    Raises
    ------
    RoadError
        If there are too many places for a matrix.
    """
    durations_s, distances_m = haversine.estimate(places.lat, places.lon)
    return Travel(durations_s, distances_m, haversine.describe_estimate(), estimated=True)

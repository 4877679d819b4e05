"""How roads are asked: what ways have least of, and how far off them points may lie."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.matrices import LonLat, Progress, RoadMatrices, RoadRoute, RoadSource
from vrp.roads.mix import Mix
from vrp.roads.network import RoadNetwork
from vrp.roads.off_road import REFUSE_M, WARN_M

if TYPE_CHECKING:
    from vrp.roads.matrix_stack import MatrixStack
    from vrp.roads.streets import Box, Streets
    from vrp.roads.traffic import SpeedFactors

__all__ = ["DrivenNetwork", "driven"]

#: What a network calls the measures of a mix.
_COSTS = {"distance": "shortest", "duration": "fastest", "eco": "eco"}


@dataclass(frozen=True)
class DrivenNetwork:
    """A network driven on in one manner: a :class:`vrp.roads.matrices.RoadSource`.

    Parameters
    ----------
    network
        The roads.
    mix
        What ways have least of; ``None``: the fastest ways.
    warn_m, refuse_m
        Metres from the nearest road above which a point is warned of, and refused.
    threads
        See :func:`vrp.roads.matrix.road_matrices`.
    """

    network: RoadNetwork
    mix: Mix | None = None
    warn_m: float = WARN_M
    refuse_m: float = REFUSE_M
    threads: int = 1

    @property
    def source(self) -> str:
        """Where the answers come from, in words fit for a report."""
        if self.mix is None or self.mix.only == "duration":
            return self.network.source
        return f"{self.network.source}, ways of least {self.mix}"

    @property
    def attribution(self) -> str:
        """What must be said wherever the answers are shown; empty for none."""
        return self.network.attribution

    @cached_property
    def cost(self) -> str | dict[str, float]:
        """What the network minimises: every measure of a mix scaled to the metres of its roads."""
        from vrp.roads.edge_costs import edge_cost

        if self.mix is None:
            return "fastest"
        if self.mix.only is not None:
            return _COSTS[self.mix.only]
        metres = edge_cost(self.network, "shortest").sum()
        return {
            _COSTS[name]: float(weight * metres / edge_cost(self.network, _COSTS[name]).sum())
            for name, weight in self.mix.weights.items()
        }

    def matrix(
        self,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike,
        *,
        names: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> RoadMatrices:
        """Durations and distances between all pairs of points, and costs where there is a mix."""
        matrices = self.network.matrix(
            lat,
            lon,
            names=names,
            cost=self.cost,
            threads=self.threads,
            warn_m=self.warn_m,
            refuse_m=self.refuse_m,
            progress=progress,
        )
        return dataclasses.replace(matrices, source=self.source)

    def hourly(
        self,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike,
        factors: SpeedFactors,
        *,
        names: Sequence[str] | None,
        progress: Progress | None,
    ) -> MatrixStack:
        """Durations and distances in every hour of the day.

        Raises
        ------
        RoadError
            If something else than the fastest ways was asked for: only those change by the hour.
        """
        from vrp.roads.traffic import traffic_matrices

        if self.mix is not None and self.mix.only != "duration":
            raise RoadError(
                f"traffic changes which ways are the fastest, expected no ways of least {self.mix}"
            )
        return traffic_matrices(
            self.network,
            lat,
            lon,
            factors,
            names=names,
            threads=self.threads,
            warn_m=self.warn_m,
            refuse_m=self.refuse_m,
            progress=progress,
        )

    def routes(
        self, pairs: list[tuple[LonLat, LonLat]], *, progress: Progress | None = None
    ) -> list[RoadRoute | None]:
        """The ways between pairs of points; ``None`` for pairs that no road joins."""
        return self.network.routes(pairs, cost=self.cost, progress=progress)

    def streets_in(self, box: Box) -> Streets:
        """The streets that touch a box, to be looked at."""
        return self.network.streets_in(box)


def driven(
    roads: RoadSource,
    mix: Mix | None = None,
    warn_m: float = WARN_M,
    refuse_m: float = REFUSE_M,
    threads: int = 1,
) -> RoadSource:
    """Ask roads in this manner from now on.

    Parameters
    ----------
    roads
        A network, the client of a server, or another source.
    mix
        What ways have least of. Servers drive the fastest ways whatever it is.
    warn_m, refuse_m
        Metres from the nearest road above which a point is warned of, and refused.
    threads
        For matrices from a network; see :func:`vrp.roads.matrix.road_matrices`.

    Raises
    ------
    RoadError
        For a mix with fuel on roads that know none: only networks do.
    """
    # Imported for servers alone: what speaks HTTP takes its time.
    from vrp.roads.road_server import RoadServer

    if isinstance(roads, RoadNetwork):
        return DrivenNetwork(roads, mix, warn_m, refuse_m, threads)
    if mix is not None and "eco" in mix.weights:
        raise RoadError(
            f"{roads.source}: knows no fuel, which is minimised on the roads of a file or place"
        )
    if isinstance(roads, RoadServer):
        return dataclasses.replace(roads, warn_m=warn_m, refuse_m=refuse_m)
    return roads

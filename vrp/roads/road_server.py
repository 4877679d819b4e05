"""What all routing servers have in common: questions asked in blocks, answers that are checked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.blocks import (
    Block,
    DivisibleError,
    Question,
    Table,
    TooBigError,
    ask_all,
    ask_in_parts,
    tile,
)
from vrp.roads.haversine import MAX_LOCATIONS
from vrp.roads.http_client import (
    AnswerError,
    HttpClient,
    Patience,
    checked_url,
    without_credentials,
)
from vrp.roads.matrices import OSM_ATTRIBUTION, LonLat, Progress, RoadMatrices, RoadRoute
from vrp.roads.off_road import REFUSE_M, WARN_M, check_limits, check_off_road
from vrp.roads.snap import checked_points, point_names

__all__ = ["RoadServer"]


@dataclass(frozen=True)
class RoadServer(ABC):
    """A server that knows roads, asked over HTTP: a :class:`vrp.roads.matrices.RoadSource`.

    Parameters
    ----------
    url
        ``http://host:port``, with a path where the server has one; may hold a user and password.
    profile
        Whose roads and speeds: ``car``, ``truck``, ``bike`` or ``foot``.
    max_pairs, max_side
        Limits of one question: entries, and rows as well as columns. A block that the server finds
        too big all the same is halved until it fits.
    concurrency
        How many questions are asked at once.
    patience
        Time limits and repetitions.
    warn_m, refuse_m
        Metres between a point and the road that the server puts it on, above which it is warned of
        and refused, where the server says how many they are.

    Raises
    ------
    RoadError
        Naming the setting, its value and what was expected.
    """

    url: str = field(repr=False)
    profile: str = "car"
    max_pairs: int = 2_500
    max_side: int = 50
    concurrency: int = 2
    patience: Patience = field(default_factory=Patience)
    warn_m: float = WARN_M
    refuse_m: float = REFUSE_M

    #: What the server is called.
    kind: ClassVar[str]
    #: What the server calls our profiles.
    profiles: ClassVar[Mapping[str, str]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", checked_url(self.url))
        if self.profile not in self.profiles:
            known = ", ".join(self.profiles)
            raise RoadError(f"profile is {self.profile!r}, expected one of {known}")
        check_limits(self.warn_m, self.refuse_m)
        for name in ("max_pairs", "max_side", "concurrency"):
            if getattr(self, name) < 1:
                raise RoadError(f"{name} is {getattr(self, name)}, expected at least 1")

    @property
    def source(self) -> str:
        """Where the answers come from, in words fit for a report."""
        return f"{self.kind} at {without_credentials(self.url)} ({self.profiles[self.profile]})"

    @property
    def attribution(self) -> str:
        """What must be said wherever the answers are shown."""
        return OSM_ATTRIBUTION

    def matrix(
        self,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike,
        *,
        names: Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> RoadMatrices:
        """Durations and distances between all pairs of points.

        Parameters
        ----------
        lat, lon
            WGS84 degrees, shape (n,).
        names
            What messages call the points: ``stop 'a'`` rather than ``point 3``.
        progress
            Told how many of the n² pairs are there.

        Returns
        -------
        RoadMatrices
            A pair for which the server gives no duration or no distance is unreachable.

        Raises
        ------
        RoadError
            If the server cannot be reached, refuses, or answers what makes no sense; for points
            that are no places on earth or too far from any road.

        Warns
        -----
        RoadWarning
            Naming the points that are some way off the road that they were put on.
        """
        points = _lon_lat(lat, lon)
        n = len(points)
        names = point_names(names, n)
        durations = np.full((n, n), np.nan, dtype=np.float32)
        distances = np.full((n, n), np.nan, dtype=np.float32)
        snapped = np.full(n, np.nan)
        done = 0
        for block, table in self._tables(points, names):
            where = np.ix_(block.rows, block.columns)
            reachable = np.isfinite(table.durations_s) & np.isfinite(table.distances_m)
            durations[where] = np.where(reachable, table.durations_s, np.nan)
            distances[where] = np.where(reachable, table.distances_m, np.nan)
            if table.snapped_m is not None:
                snapped[block.rows] = np.fmax(snapped[block.rows], table.snapped_m)
            done += block.pairs
            if progress is not None:
                progress(done, n * n)
        check_off_road(snapped, names, self.source, warn_m=self.warn_m, refuse_m=self.refuse_m)
        durations.flags.writeable = False
        distances.flags.writeable = False
        return RoadMatrices(durations, distances, self.source, self.attribution)

    def routes(
        self, pairs: list[tuple[LonLat, LonLat]], *, progress: Progress | None = None
    ) -> list[RoadRoute | None]:
        """The ways between pairs of points; ``None`` for pairs that no road joins.

        Parameters
        ----------
        pairs
            Longitude and latitude (WGS84 degrees) of a start and an end each.
        progress
            Told how many of the ways are there.

        Raises
        ------
        RoadError
            As :meth:`matrix` does.
        """
        for pair in pairs:
            checked_points([point[1] for point in pair], [point[0] for point in pair])
        ways: list[RoadRoute | None] = [None] * len(pairs)
        with self._client() as client:

            def ask(pair: tuple[LonLat, LonLat]) -> RoadRoute | None:
                with self._named(f"way from {_lat_lon(pair[0])} to {_lat_lon(pair[1])}"):
                    return self._way(client, *pair)

            answers = ask_all(pairs, ask, concurrency=self.concurrency)
            for done, (number, way) in enumerate(answers, start=1):
                ways[number] = way
                if progress is not None:
                    progress(done, len(pairs))
        return ways

    @abstractmethod
    def _table(self, client: HttpClient, question: Question) -> Table:
        """Ask for one block.

        Raises
        ------
        DivisibleError
            If smaller blocks may be answered.
        AnswerError
            If there is no answer or none that makes sense.
        """

    @abstractmethod
    def _way(self, client: HttpClient, start: LonLat, end: LonLat) -> RoadRoute | None:
        """Ask for one way; errors as :meth:`_table`."""

    def _client(self) -> HttpClient:
        return HttpClient(self.url, self.patience)

    def _tables(
        self, points: Sequence[LonLat], names: Sequence[str]
    ) -> Iterator[tuple[Block, Table]]:
        """Every block with its table, at first one alone that finds out what the server takes."""
        n = len(points)
        blocks = tile(n, max_pairs=self.max_pairs, max_side=self.max_side)
        with self._client() as client:

            def ask(block: Block) -> Table:
                question = Question(block, points, names)
                with self._named(f"matrix {question}", divisible=block.pairs > 1):
                    return self._table(client, question)

            def ask_parts(block: Block) -> list[tuple[Block, Table]]:
                return ask_in_parts(block, ask)

            while blocks:
                try:
                    first = [(blocks[0], ask(blocks[0]))]
                except TooBigError:
                    half = blocks[0].halves()[1]
                    side = max(len(half.rows), len(half.columns))
                    blocks = tile(n, max_pairs=half.pairs, max_side=side)
                    continue
                except DivisibleError:
                    first = ask_parts(blocks[0])
                yield from first
                break
            for _, parts in ask_all(blocks[1:], ask_parts, concurrency=self.concurrency):
                yield from parts

    @contextmanager
    def _named(self, question: str, *, divisible: bool = False) -> Iterator[None]:
        """Say of a bad answer which server gave it, and to what."""
        try:
            yield
        except AnswerError as error:
            if divisible and isinstance(error, DivisibleError):
                raise
            raise RoadError(f"{self.source}: {question}: {error}") from error


def _lon_lat(lat: npt.ArrayLike, lon: npt.ArrayLike) -> list[LonLat]:
    latitudes, longitudes = checked_points(lat, lon)
    if latitudes.size > MAX_LOCATIONS:
        raise RoadError(f"{latitudes.size} points, expected at most {MAX_LOCATIONS}")
    return list(zip(longitudes.tolist(), latitudes.tolist(), strict=True))


def _lat_lon(point: LonLat) -> str:
    return f"{point[1]:.6f}, {point[0]:.6f}"

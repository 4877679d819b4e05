"""The roads that a command's arguments name, opened once and asked twice: for matrices and ways."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy.typing as npt

from vrp.cli.progress_line import ProgressLine
from vrp.errors import RoadError
from vrp.instance import Instance
from vrp.processors import usable_processors
from vrp.report.geometry import LegGeometry, location_point
from vrp.roads.address_source import AddressError, AddressSource, Found
from vrp.roads.driving import driven
from vrp.roads.matrices import RoadSource
from vrp.roads.open import open_roads
from vrp.roads.open_addresses import open_addresses
from vrp.solution import Solution

if TYPE_CHECKING:
    from vrp.roads.open import RoadOpener

__all__ = ["CommandRoads"]


class _ShownAddresses(NamedTuple):
    """A source of places that says how far it is."""

    source: AddressSource
    line: ProgressLine

    @property
    def attribution(self) -> str:
        return self.source.attribution

    def find_all(self, addresses: Sequence[str]) -> Iterator[Found | AddressError]:
        self.line.show_share("places of addresses", 0, len(addresses))
        for done, found in enumerate(self.source.find_all(addresses), start=1):
            self.line.show_share("places of addresses", done, len(addresses))
            yield found
        self.line.clear()


class CommandRoads:
    """Roads of ``--roads``, or none.

    Parameters
    ----------
    arguments
        Of the command.
    line
        Says how far opening and asking are.
    """

    def __init__(self, arguments: argparse.Namespace, line: ProgressLine) -> None:
        self._arguments = arguments
        self._line = line
        self._source: RoadSource | None = None

    @property
    def opener(self) -> RoadOpener | None:
        """What :func:`vrp.read` takes as roads."""
        return None if self._arguments.roads is None else self

    @property
    def addresses(self) -> AddressSource | None:
        """Where the addresses of stops are looked up if no geocoder is named: in the extract."""
        return self._shown(open_addresses(None, self._arguments.roads))

    @property
    def geocoder(self) -> AddressSource | None:
        """The geocoder of ``--geocoder``.

        Raises
        ------
        RoadError
            If it cannot be had.
        """
        return self._shown(open_addresses(self._arguments.geocoder))

    def _shown(self, source: AddressSource | None) -> AddressSource | None:
        return None if source is None else _ShownAddresses(source, self._line)

    def __call__(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> RoadSource:
        """Open the roads; see :meth:`open`."""
        return self.open(lat, lon)

    def progress(self, done: int, total: int) -> None:
        """Say how much of the matrices is there."""
        self._line.show_share("distances on roads", done, total)

    def open(self, lat: npt.ArrayLike, lon: npt.ArrayLike) -> RoadSource:
        """Open the roads between these places, the first time that they are asked for.

        Raises
        ------
        RoadError
            If they cannot be had.
        """
        if self._source is None:
            arguments = self._arguments
            self._line.show(f"opening {arguments.roads} …")
            roads = open_roads(arguments.roads, profile=arguments.profile, lat=lat, lon=lon)
            self._source = driven(
                roads,
                arguments.minimise,
                arguments.snap_warn,
                arguments.snap_refuse,
                threads=usable_processors(),
            )
        return self._source

    def open_for(self, instance: Instance) -> None:
        """Open the roads now, if the instance came with matrices and did not need them.

        Raises
        ------
        RoadError
            If they cannot be had.
        """
        if self._arguments.roads is None or self._source is not None:
            return
        points = [*map(location_point, instance.depots), *map(location_point, instance.stops)]
        located = [point for point in points if point is not None]
        self.open([lat for _, lat in located], [lon for lon, _ in located])

    def geometry(self, instance: Instance, solution: Solution) -> LegGeometry | None:
        """The ways of a plan; ``None`` for straight lines, with a warning if ways were asked for.

        A plan that was searched for minutes is not lost because a server has gone away.
        """
        if self._source is None:
            return None

        def progress(done: int, total: int) -> None:
            self._line.show_share("ways along the streets", done, total)

        try:
            return LegGeometry.of(instance, solution, self._source, progress)
        except RoadError as error:
            self._line.clear()
            print(f"vrp: warning: routes are drawn as straight lines: {error}", file=sys.stderr)
            return None
        finally:
            self._line.clear()

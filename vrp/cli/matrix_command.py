"""``vrp matrix``: durations and distances between stops, for any other program."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vrp.cli.interruption import abandoned_on_signal
from vrp.cli.output import check_writable, writing
from vrp.cli.progress_line import ProgressLine
from vrp.cli.reading import reported
from vrp.cli.roads import CommandRoads
from vrp.read.places import read_places
from vrp.read.problems import InputWarning
from vrp.read.road_travel import RoadOptions, ask, open_source, settle
from vrp.read.travel import Places
from vrp.report.matrix_file import MatrixFile, write_matrix
from vrp.roads.attribution import join_attributions
from vrp.roads.matrices import RoadMatrices

__all__ = ["run_matrix"]

_MOST_NAMED = 20


def run_matrix(arguments: argparse.Namespace) -> int:
    """Read the places, ask the roads, write one file.

    Returns
    -------
    int
        0 when the file was written.

    Raises
    ------
    VrpError
        Its ``exit_code`` says how the command ends.
    """
    with abandoned_on_signal(), ProgressLine.on_terminal() as line, reported(line):
        roads = CommandRoads(arguments, line)
        addresses = roads.geocoder or roads.addresses
        places = read_places(arguments.stops, depot=arguments.depot, addresses=addresses)
        check_writable(arguments.out, (arguments.stops, arguments.roads, arguments.geocoder))
        content = _matrices(places, arguments, roads)
        with writing(arguments.out):
            write_matrix(arguments.out, content)
    if sys.stdout.isatty():
        n = len(content.ids)
        print(f"{n} × {n} durations and distances: {arguments.out}")
        print(" · ".join(filter(None, (content.matrices.source, content.matrices.attribution))))
    return 0


def _matrices(places: Places, arguments: argparse.Namespace, roads: CommandRoads) -> MatrixFile:
    options = RoadOptions(roads.open, unreachable=arguments.unreachable, progress=roads.progress)
    source = open_source(places, options)
    settled = settle(places, source, ask(places, source, options), options.unreachable)
    credit = join_attributions(settled.matrices.attribution, places.attribution)
    matrices = replace(settled.matrices, attribution=credit)
    kept = _joined(matrices)
    if len(kept) < len(places.ids):
        _warn_of_dropped(places, kept)
    cells = np.ix_(kept, kept)
    legs = settled.estimated_legs
    return MatrixFile(
        [places.ids[place] for place in kept],
        replace(
            matrices,
            durations_s=matrices.durations_s[cells],
            distances_m=matrices.distances_m[cells],
            costs=None if matrices.costs is None else matrices.costs[cells],
        ),
        None if legs is None else legs[cells],
        "" if matrices.costs is None else str(arguments.minimise),
    )


def _joined(matrices: RoadMatrices) -> list[int]:
    """Places between which all pairs are joined: the worst joined go first, one by one."""
    missing = np.isnan(matrices.durations_s) | np.isnan(matrices.distances_m)
    np.fill_diagonal(missing, val=False)
    kept = list(range(len(missing)))
    while missing.any():
        worst = int(np.argmax(missing.sum(axis=0) + missing.sum(axis=1)))
        missing = np.delete(np.delete(missing, worst, axis=0), worst, axis=1)
        kept.pop(worst)
    return kept


def _warn_of_dropped(places: Places, kept: Sequence[int]) -> None:
    left = sorted(set(range(len(places.ids))) - set(kept))
    named = ", ".join(places.name(place) for place in left[:_MOST_NAMED])
    more = f" and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
    text = f"no road leads there and back, left out of the matrix: {named}{more}"
    warnings.warn(text, InputWarning, stacklevel=2)

"""``vrp city``: points along a city's streets with all the ways between them, to learn from."""

from __future__ import annotations

import argparse
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

from vrp.cli.interruption import abandoned_on_signal
from vrp.cli.output import check_writable, writing
from vrp.cli.progress_line import ProgressLine
from vrp.cli.reading import reported
from vrp.envs.city import City
from vrp.envs.history_reading import VEHICLES, find_days, read_history
from vrp.envs.street_points import city_of_network
from vrp.errors import ReadError, RoadError
from vrp.read import InputWarning
from vrp.roads.network import RoadNetwork
from vrp.roads.open import open_roads

__all__ = ["run_city"]


def run_city(arguments: argparse.Namespace) -> int:
    """Open the roads, draw the points, write one file.

    Returns
    -------
    int
        0 when the file was written.

    Raises
    ------
    VrpError
        Its ``exit_code`` says how the command ends.
    """
    if arguments.depot is not None and arguments.history is None:
        raise ReadError("--depot goes with --history: it stands in for the depots of its files")
    with abandoned_on_signal(), ProgressLine.on_terminal() as line, reported(line):
        check_writable(arguments.out, [arguments.roads])
        if arguments.history is not None:
            _check_history(arguments.history)
        city = _city(arguments, line)
        if arguments.history is not None:
            city = _with_history(city, arguments, line)
        line.show(f"writing {arguments.out} …")
        with writing(arguments.out):
            city.save(arguments.out)
    if sys.stdout.isatty():
        print(f"{city.name}: {city.size} points{_days(city)}: {arguments.out}")
        print(" · ".join(filter(None, (city.source, city.attribution))))
    return 0


def _city(arguments: argparse.Namespace, line: ProgressLine) -> City:
    line.show(f"opening {arguments.roads} …")
    network = open_roads(arguments.roads, profile=arguments.profile)
    if not isinstance(network, RoadNetwork):
        raise RoadError(
            f"{arguments.roads}: is a server, whose streets are not to be had: expected a file of "
            "roads or the name of a place"
        )

    def progress(done: int, total: int) -> None:
        line.show_share("ways between points", done, total)

    return city_of_network(
        network,
        arguments.out.stem,
        points=arguments.points,
        rng=np.random.default_rng(arguments.seed),
        progress=progress,
    )


def _check_history(folder: Path) -> None:
    """Find out now, not after the ways between all points, whether there are days."""
    _, vehicles = find_days(folder)
    if vehicles is None:
        text = (
            f"{folder}: has no {VEHICLES}: what vehicles hold is not learnt, and they drive as "
            "long as their depot is open"
        )
        warnings.warn(text, InputWarning, stacklevel=2)


def _with_history(city: City, arguments: argparse.Namespace, line: ProgressLine) -> City:
    def progress(done: int, total: int) -> None:
        line.show_share("past days", done, total)

    history = read_history(arguments.history, city, depot=arguments.depot, progress=progress)
    return replace(city, history=history)


def _days(city: City) -> str:
    if city.history is None:
        return ""
    return f", {city.history.points.size} stops of {city.history.depots.size} past days"

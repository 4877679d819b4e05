"""``vrp city``: points along a city's streets with all the ways between them, to learn from."""

from __future__ import annotations

import argparse
import sys

import numpy as np

from vrp.cli.interruption import abandoned_on_sigterm
from vrp.cli.output import OutputError, check_writable
from vrp.cli.progress_line import ProgressLine
from vrp.cli.reading import reported
from vrp.envs.city import City
from vrp.envs.street_points import city_of_network
from vrp.errors import RoadError
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
    stream = sys.stderr if sys.stderr.isatty() else None
    with abandoned_on_sigterm(), ProgressLine(stream) as line, reported(line):
        check_writable(arguments.out)
        city = _city(arguments, line)
        line.show(f"writing {arguments.out} …")
        try:
            city.save(arguments.out)
        except OSError as error:
            raise OutputError(f"cannot write {arguments.out}: {error.strerror}") from error
    if sys.stdout.isatty():
        print(f"{city.name}: {city.size} points: {arguments.out}")
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

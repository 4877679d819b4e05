"""The arguments of the commands that lead from roads to a policy."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from vrp.cli.values import (
    coordinates,
    example_count,
    existing_file,
    existing_folder,
    iteration_count,
    point_count,
    random_seed,
    stop_count,
    thread_count,
)
from vrp.envs.problems import PROBLEMS
from vrp.roads.open import PROFILES

__all__ = ["add_city", "add_examples"]

_EXIT_CODES = """\
exit codes:
  0  the file was written
  2  bad input
  3  distances could not be had
  130, 143  interrupted by Ctrl-C or SIGTERM
"""


def add_city(commands: Any) -> None:
    """Add ``vrp city`` to the commands."""
    city = commands.add_parser(
        "city",
        help="make a city of its roads, to learn from",
        description="Draw points along the streets of a city and write them with the durations and "
        "distances between all of them, from which instances are drawn to learn from.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    city.add_argument(
        "roads",
        metavar="FILE|PLACE",
        help="an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, GraphML), or the name of a place "
        "to download",
    )
    _add_output(city, "where to: an npz archive")
    city.add_argument(
        "--points",
        type=point_count,
        default=2000,
        metavar="N",
        help="points along the streets (default: 2000)",
    )
    city.add_argument(
        "--profile",
        choices=PROFILES,
        default="car",
        help="whose roads and speeds (default: car)",
    )
    _add_seed(city)
    city.add_argument(
        "--history",
        type=existing_folder,
        metavar="DIR",
        help="learn what days are like from a folder: each .csv in it has the stops of a day, "
        "vehicles.csv, if there is one, the vehicles",
    )
    city.add_argument(
        "--depot",
        type=coordinates,
        metavar="LAT,LON",
        help="the depot, where the files of --history have none",
    )


def add_examples(commands: Any) -> None:
    """Add ``vrp examples`` to the commands."""
    examples = commands.add_parser(
        "examples",
        help="solve instances of a city, for a policy to imitate",
        description="Draw instances of a city, solve them, and write both to one file. Examples "
        "that are in it already are not made again.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    examples.add_argument(
        "city", type=existing_file, metavar="CITY", help="a city, as 'vrp city' writes it"
    )
    _add_output(examples, "where to, and which examples are there: an npz archive")
    examples.add_argument(
        "--problem",
        choices=PROBLEMS,
        default="acvrptw",
        help="with capacities and time windows, without windows, or a single tour "
        "(default: acvrptw)",
    )
    examples.add_argument(
        "--stops",
        type=stop_count,
        default=100,
        metavar="N",
        help="stops of every instance (default: 100)",
    )
    examples.add_argument(
        "--count",
        type=example_count,
        default=500,
        metavar="N",
        help="examples that the file is to hold (default: 500)",
    )
    examples.add_argument(
        "--iterations",
        type=iteration_count,
        default=20_000,
        metavar="N",
        help="iterations to search for each (default: 20000)",
    )
    examples.add_argument(
        "--from-history",
        action="store_true",
        help="draw from the days that the city was made with by --history",
    )
    examples.add_argument(
        "--jobs",
        type=thread_count,
        default=1,
        metavar="N",
        help="instances to solve at the same time (default: 1)",
    )
    _add_seed(examples)


def _add_output(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument(
        "-o", "--output", type=Path, required=True, dest="out", metavar="FILE", help=text
    )


def _add_seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=random_seed, default=0, metavar="K", help="random seed (default: 0)"
    )

"""Arguments of the commands that read an instance: its stops, and what belongs to them."""

from __future__ import annotations

import argparse

from vrp.cli.road_arguments import add_roads
from vrp.cli.values import amount, coordinates, existing_file, file_or_count

__all__ = ["add_depot", "add_input", "add_stops"]


def add_stops(
    parser: argparse.ArgumentParser, text: str = "stops as CSV or JSON, or a VRPLIB instance"
) -> None:
    """Add the file of stops."""
    parser.add_argument("stops", type=existing_file, metavar="STOPS", help=text)


def add_depot(parser: argparse._ActionsContainer) -> None:
    """Add ``--depot``."""
    parser.add_argument(
        "--depot", type=coordinates, metavar="LAT,LON", help="the depot, where STOPS has none"
    )


def add_input(parser: argparse.ArgumentParser) -> None:
    """Add what makes an instance of the stops: vehicles, matrices, roads."""
    source = parser.add_argument_group("input")
    source.add_argument(
        "--vehicles",
        type=file_or_count,
        metavar="FILE|N",
        help="vehicles as CSV, or how many there are",
    )
    source.add_argument(
        "--capacity", type=amount, metavar="X", help="capacity of each vehicle of --vehicles N"
    )
    add_depot(source)
    source.add_argument(
        "--matrix",
        type=existing_file,
        metavar="FILE",
        help="durations in seconds and distances in metres, as npz or CSV; with --roads as well, "
        "roads only draw the routes",
    )
    source.add_argument(
        "--round",
        choices=("nearest", "truncate1", "none"),
        dest="rounding",
        help="rounding of the distances of a VRPLIB instance (default: that of its best known "
        "solution)",
    )
    roads = add_roads(parser)
    roads.add_argument(
        "--traffic",
        type=existing_file,
        metavar="FILE",
        help="speed factors by the hour and class of road, as CSV or TOML: plans keep to the "
        "slowest hour of the shifts, reports show the times expected of the hour",
    )

"""``vrp locate``: fill in the coordinates of addresses, to be checked once and used again."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from vrp.cli.interruption import abandoned_on_signal
from vrp.cli.output import check_writable, writing
from vrp.cli.progress_line import ProgressLine
from vrp.cli.reading import reported
from vrp.cli.roads import CommandRoads
from vrp.errors import ReadError
from vrp.pipes import reopenable
from vrp.read.located_file import LocatedFile, locate_file
from vrp.whole_file import write_whole

__all__ = ["run_locate"]


def run_locate(arguments: argparse.Namespace) -> int:
    """Look the addresses up, write one file.

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
        if addresses is None:
            raise ReadError(_nothing_to_look_up_in(arguments.roads))
        check_writable(arguments.out, (arguments.stops, arguments.roads, arguments.geocoder))
        with reopenable(arguments.stops) as stops:
            located = locate_file(stops, addresses)
        with writing(arguments.out):
            write_whole(arguments.out, located.text.encode())
    if sys.stdout.isatty():
        print(f"{_summary(located)}: {arguments.out}")
        if located.attribution:
            print(located.attribution)
    return 0


def _nothing_to_look_up_in(roads: str | None) -> str:
    if roads is None:
        return "nothing to look addresses up in: expected --roads FILE or --geocoder"
    return (
        f"--roads: {roads} is no OpenStreetMap file to look addresses up in, expected .osm.pbf, "
        ".osm or .osm.gz, or --geocoder"
    )


def _summary(located: LocatedFile) -> str:
    n = len(located.found)
    if not n:
        return "no address to look up"
    kinds = Counter(what.partition(" ")[0] for what in located.found)
    named = ", ".join(f"{kinds[kind]} {text}" for kind, text in _KINDS.items() if kinds[kind])
    return f"{n} address{'es' * (n > 1)} looked up ({named})"


#: How words of the column ``found`` begin, and what is said of such places.
_KINDS = {"house": "at the house", "near": "at one nearby", "street": "in the street"}

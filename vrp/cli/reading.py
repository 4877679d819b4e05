"""The instance and the plan that the arguments of a command name."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from vrp.cli.progress_line import ProgressLine
from vrp.cli.roads import CommandRoads
from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.pipes import reopenable
from vrp.read import read
from vrp.read.problems import InputWarning
from vrp.read.solution import read_solution
from vrp.read.start import read_given_start, read_start
from vrp.roads.warning import RoadWarning
from vrp.solution import Solution

__all__ = ["Input", "read_input", "read_plan", "reported"]


class Input(NamedTuple):
    """The instance of a command, the roads that it drives on, and the plan that it comes with."""

    instance: Instance
    roads: CommandRoads
    start: Solution | None


def read_input(arguments: argparse.Namespace, line: ProgressLine) -> Input:
    """Read the instance; warnings about it go to standard error.

    Parameters
    ----------
    arguments
        Of the command.
    line
        Says how far the work is.

    Raises
    ------
    ReadError, InstanceError, RoadError
        What is wrong with the input.
    """
    roads = CommandRoads(arguments, line)
    with reported(line), reopenable(Path(arguments.stops)) as stops:
        instance = read(
            stops,
            vehicles=arguments.vehicles,
            capacity=arguments.capacity,
            depot=arguments.depot,
            matrix=arguments.matrix,
            rounding=arguments.rounding,
            roads=roads.opener,
            unreachable=arguments.unreachable,
            minimise=arguments.minimise,
            traffic=arguments.traffic,
            progress=roads.progress,
            geocoder=roads.geocoder,
        )
        roads.open_for(instance)
        start = read_given_start(stops, instance) if _makes_first_plan(arguments) else None
        return Input(instance, roads, start)


def _makes_first_plan(arguments: argparse.Namespace) -> bool:
    """Whether nothing is said of the plan that a search starts from."""
    return (
        arguments.command == "solve"
        and arguments.start is None
        and arguments.policy is None
        and arguments.init in (None, "auto")
    )


def read_plan(path: Path, instance: Instance, *, to_start_from: bool = False) -> Solution:
    """Read a plan for the instance, as it is or as far as it still holds.

    Warnings about it go to standard error.

    Raises
    ------
    ReadError
        What is wrong with the file.
    """
    with reported():
        return (read_start if to_start_from else read_solution)(path, instance)


@contextmanager
def reported(line: ProgressLine | None = None) -> Iterator[None]:
    """Show warnings without the line of our code, and files that cannot be read as bad input."""

    def show(message: Warning | str, *_: object, **__: object) -> None:
        if line is not None:
            line.clear()
        print(f"vrp: warning: {message}", file=sys.stderr)

    with warnings.catch_warnings():
        for category in (InputWarning, RoadWarning):
            warnings.simplefilter("always", category)
        warnings.showwarning = show
        try:
            yield
        except OSError as error:
            raise ReadError(f"{error.filename}: {error.strerror}") from error

"""The instance and the plan that the arguments of a command name."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.read import read
from vrp.read.problems import InputWarning
from vrp.read.solution import read_solution
from vrp.solution import Solution

__all__ = ["read_instance", "read_plan"]


def read_instance(arguments: argparse.Namespace) -> Instance:
    """Read the instance; warnings about it go to standard error.

    Raises
    ------
    ReadError, InstanceError, RoadError
        What is wrong with the input.
    """
    with _reported():
        return read(
            arguments.stops,
            vehicles=arguments.vehicles,
            capacity=arguments.capacity,
            depot=arguments.depot,
            matrix=arguments.matrix,
            rounding=arguments.rounding,
        )


def read_plan(path: Path, instance: Instance) -> Solution:
    """Read a plan for the instance; warnings about it go to standard error.

    Raises
    ------
    ReadError
        What is wrong with the file.
    """
    with _reported():
        return read_solution(path, instance)


@contextmanager
def _reported() -> Iterator[None]:
    """Show warnings without the line of our code, and files that cannot be read as bad input."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", InputWarning)
        warnings.showwarning = _print_warning
        try:
            yield
        except OSError as error:
            raise ReadError(f"{error.filename}: {error.strerror}") from error


def _print_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    print(f"vrp: warning: {message}", file=sys.stderr)

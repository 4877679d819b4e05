"""The instance that the arguments of a command describe."""

from __future__ import annotations

import argparse
import sys
import warnings
from typing import TextIO

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.read import read

__all__ = ["read_instance"]


def read_instance(arguments: argparse.Namespace) -> Instance:
    """Read the instance; warnings about it go to standard error.

    Raises
    ------
    ReadError, InstanceError, RoadError
        What is wrong with the input.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = _print_warning
        try:
            return read(
                arguments.stops,
                vehicles=arguments.vehicles,
                capacity=arguments.capacity,
                depot=arguments.depot,
                matrix=arguments.matrix,
                rounding=arguments.rounding,
            )
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

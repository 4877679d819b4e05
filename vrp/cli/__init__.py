"""The command line: read, solve, report, and an exit code for every way it can end.

Commands import what they need when they run, so that ``vrp --help`` answers at once.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from vrp.cli.arguments import parse_arguments
from vrp.cli.standard_output import checked_output, open_closed_streams
from vrp.errors import VrpError

__all__ = ["main"]

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The arguments after the program's name; by default those of the process.

    Returns
    -------
    int
        0 a valid plan was written or found valid; 2 bad input, or output that cannot be written;
        3 distances could not be had; 4 no plan, or an invalid one; 130 or 143 interrupted.
        Unexpected exceptions are not caught: they leave a traceback and exit code 1.

    Raises
    ------
    SystemExit
        After ``--help``, ``--version`` and unusable arguments.
    """
    open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows no "–" shows "?" rather than nothing at all.
        sys.stdout.reconfigure(errors="replace")
    try:
        with checked_output():
            return _run(parse_arguments(sys.argv[1:] if argv is None else argv))
    except VrpError as error:
        for line in str(error).splitlines():
            print(f"vrp: error: {line}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("vrp: interrupted before there was a plan", file=sys.stderr)
        return _INTERRUPTED


def _run(arguments: argparse.Namespace) -> int:
    if arguments.command == "solve":
        from vrp.cli.solve_command import run_solve

        return run_solve(arguments)
    if arguments.command == "matrix":
        from vrp.cli.matrix_command import run_matrix

        return run_matrix(arguments)
    if arguments.command == "compare":
        from vrp.cli.compare_command import run_compare

        return run_compare(arguments)
    if arguments.command == "city":
        from vrp.cli.city_command import run_city

        return run_city(arguments)
    if arguments.command == "examples":
        from vrp.cli.examples_command import run_examples

        return run_examples(arguments)
    if arguments.command == "train":
        from vrp.cli.train_command import run_train

        return run_train(arguments)
    from vrp.cli.check_command import run_check

    return run_check(arguments)

"""The command line: read, solve, report, and an exit code for every way it can end.

Commands import what they need when they run, so that ``vrp --help`` answers at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from vrp.cli.arguments import parse_arguments
from vrp.errors import VrpError

__all__ = ["main"]

_INTERRUPTED = 130

#: What had not come yet when a command was interrupted; the others say themselves what there is.
_MISSED = {
    "solve": "there was a plan",
    "check": "the plan was checked",
    "matrix": "the matrix was written",
    "city": "the city was written",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv
        The arguments after the program's name; by default those of the process.

    Returns
    -------
    int
        0 a valid plan was written or found valid; 2 bad input; 3 distances could not be had;
        4 no plan, or an invalid one; 130 or 143 interrupted. Unexpected exceptions are not caught:
        they leave a traceback and exit code 1.

    Raises
    ------
    SystemExit
        After ``--help``, ``--version`` and unusable arguments.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows no "–" shows "?" rather than nothing at all.
        sys.stdout.reconfigure(errors="replace")
    arguments = parse_arguments(sys.argv[1:] if argv is None else argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except VrpError as error:
        for line in str(error).splitlines():
            print(f"vrp: error: {line}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        missed = _MISSED.get(arguments.command, "it began")
        print(f"vrp: interrupted before {missed}", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


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

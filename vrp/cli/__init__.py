"""The command line: read, solve, report, and an exit code for every way it can end.

Commands import what they need when they run, so that ``vrp --help`` answers at once.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from vrp.cli.arguments import parse_arguments
from vrp.cli.standard_output import checked_output, droppable_messages, open_closed_streams
from vrp.errors import VrpError
from vrp.starting import hand_ctrl_c_over

__all__ = ["main"]

_INTERRUPTED = 130

#: What had not come yet when a command was interrupted; the others say themselves what there is.
_MISSED = {
    "solve": "there was a plan",
    "check": "the plan was checked",
    "matrix": "the matrix was written",
    "locate": "the file was written",
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
        0 a valid plan was written or found valid; 2 bad input, or output that cannot be written;
        3 distances could not be had; 4 no plan, or an invalid one; 129, 130 or
        143 interrupted.
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
    with droppable_messages():
        return _reported(sys.argv[1:] if argv is None else argv)


def _reported(argv: Sequence[str]) -> int:
    command = ""
    try:
        with checked_output():
            arguments = parse_arguments(argv)
            command = arguments.command
            return _run(arguments)
    except VrpError as error:
        for line in str(error).splitlines():
            print(f"vrp: error: {line}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"vrp: interrupted before {_MISSED.get(command, 'it began')}", file=sys.stderr)
        return _INTERRUPTED


def _run(arguments: argparse.Namespace) -> int:
    command = _import_command(arguments.command)
    hand_ctrl_c_over()
    return command(arguments)


def _import_command(name: str) -> Callable[[argparse.Namespace], int]:
    module = import_module(f"vrp.cli.{name}_command")
    command: Callable[[argparse.Namespace], int] = getattr(module, f"run_{name}")
    return command

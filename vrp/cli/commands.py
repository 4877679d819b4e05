"""Commands of the program, and what their ``--help`` says at its end."""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Sequence
from typing import Any

__all__ = ["HelpFormatter", "add_command", "examples"]

#: A line of a list: its term, and what stands behind two blanks.
_ITEM = re.compile(r"  \S.*?  +(?=\S)")
#: A command to be copied is never folded.
_COMMAND = "  vrp "


class HelpFormatter(argparse.HelpFormatter):
    """Folds every line of a text by itself to the width of the terminal, lists under their text."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(_folded(line, width) for line in text.splitlines())


def _folded(line: str, width: int) -> str:
    if line.startswith(_COMMAND):
        return line
    item = _ITEM.match(line)
    hanging = "" if item is None else " " * item.end()
    return textwrap.fill(line, width, subsequent_indent=hanging, drop_whitespace=True)


def examples(lines: Sequence[str]) -> str:
    """List commands as they are typed.

    Parameters
    ----------
    lines
        What follows ``vrp``.
    """
    return "examples:\n" + "".join(f"{_COMMAND}{line}\n" for line in lines)


def add_command(
    commands: Any, name: str, *, summary: str, text: str, typed: Sequence[str], codes: str
) -> argparse.ArgumentParser:
    """Add a command to those of the program.

    Parameters
    ----------
    commands
        Where to, as argparse's ``add_subparsers`` gives it.
    name
        What is typed.
    summary
        What it does, in the list of all commands.
    text
        What it does, in its own help.
    typed
        Examples: what follows ``vrp``.
    codes
        What its exit codes mean: see :func:`vrp.cli.exit_codes.exit_codes`.
    """
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=text,
        epilog=f"{examples(typed)}\n{codes}",
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    return parser

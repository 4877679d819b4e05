"""Running the program, in a process of its own as a user's shell does, or quicker without."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from vrp.cli import main

__all__ = ["REPOSITORY", "Ended", "Program", "call_in", "command", "environment", "run_in"]

Ended = subprocess.CompletedProcess[str]
Program = Callable[..., Ended]

REPOSITORY = Path(__file__).parents[1]
#: Where modules are found, wherever a program is run from.
_PATHS = os.environ.get("PYTHONPATH", "").split(os.pathsep)
_PYTHONPATH = os.pathsep.join(str(Path(path).absolute()) for path in _PATHS if path)


def command(*arguments: str | Path) -> list[str]:
    """The program and its arguments."""
    return [sys.executable, "-m", "vrp", *map(str, arguments)]


def environment() -> dict[str, str]:
    """A terminal of known width and encoding."""
    terminal = {"PYTHONUTF8": "1", "TERM": "xterm", "COLUMNS": "100"}
    return os.environ | terminal | {"PYTHONPATH": _PYTHONPATH}


def run_in(directory: Path, *arguments: str | Path, **variables: str) -> Ended:
    """Run the program in a directory and wait for it, its output piped."""
    return subprocess.run(
        command(*arguments),
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        env=environment() | variables,
        check=False,
        timeout=120,
    )


def call_in(directory: Path, *arguments: str | Path) -> Ended:
    """Run the program in a directory and in this process, which spares it a second of imports."""
    words = [str(argument) for argument in arguments]
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in "oe")
    with (
        contextlib.chdir(directory),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
        mock.patch.dict(os.environ, environment()),
    ):
        try:
            code = main(words)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    for stream in (output, errors):
        stream.seek(0)
    return subprocess.CompletedProcess(words, code, output.read(), errors.read())

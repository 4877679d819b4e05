"""Running the program in a process of its own, as a user's shell does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

__all__ = ["REPOSITORY", "Ended", "Program", "command", "environment", "run_in"]

Ended = subprocess.CompletedProcess[str]
Program = Callable[..., Ended]

REPOSITORY = Path(__file__).parents[1]


def command(*arguments: str | Path) -> list[str]:
    """The program and its arguments."""
    return [sys.executable, "-m", "vrp", *map(str, arguments)]


def environment() -> dict[str, str]:
    """A terminal of known width and encoding."""
    return os.environ | {"PYTHONUTF8": "1", "TERM": "xterm", "COLUMNS": "100"}


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

"""What is written, and what is said when it cannot be."""

from __future__ import annotations

from pathlib import Path

from vrp.errors import VrpError

__all__ = ["OutputError", "check_writable"]


class OutputError(VrpError):
    """A directory or file that cannot be written to."""

    exit_code = 2


def check_writable(out: Path) -> None:
    """Find out now, not after the work, whether there is a directory for the file.

    Raises
    ------
    OutputError
        Naming the file.
    """
    if out.is_dir() or not out.parent.is_dir():
        problem = "is a directory" if out.is_dir() else "its directory does not exist"
        raise OutputError(f"--output: cannot write {out}: {problem}")

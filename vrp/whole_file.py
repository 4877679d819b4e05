"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["whole_file", "write_whole"]


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write under a temporary name, and rename once everything is on the disk.

    Parameters
    ----------
    path
        The file; its folder is made if it does not exist.

    Raises
    ------
    OSError
        If it cannot be written; a file that was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not a file of tempfile's, which nobody but its owner could ever read.
    temporary = path.parent / f".{path.stem}.{secrets.token_hex(6)}.tmp"
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write the content of a file; see :func:`whole_file`."""
    with whole_file(path) as file:
        file.write(content)

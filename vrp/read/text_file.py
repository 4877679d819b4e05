"""The text of a file, in whichever of two encodings it is written."""

from __future__ import annotations

from pathlib import Path

from vrp.errors import ReadError

__all__ = ["read_text"]


def read_text(path: Path) -> str:
    """Read a UTF-8 or Latin-1 text file.

    Raises
    ------
    ReadError
        The file cannot be opened, or holds binary data.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}") from error
    if b"\0" in raw:
        raise ReadError(f"{path}: is a binary file, expected text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old benchmark files have author names in Latin-1, which decodes any byte.
        return raw.decode("latin-1")

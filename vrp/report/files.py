"""Writing files so that a reader, or a crash, never meets half of one."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

__all__ = ["write_files"]


def write_files(directory: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write files of a directory, all of them or none; texts as UTF-8.

    Everything first goes to a temporary name in the same directory and to the disk; only when all
    have arrived there, and no final name is that of a directory, is each renamed.

    Parameters
    ----------
    directory
        Made if it does not exist.
    contents
        Text or bytes per plain file name.

    Raises
    ------
    OSError
        The directory cannot be made or written to; files that were there before are untouched,
        unless the error names those that are new.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for name in contents:
        if (directory / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, f"{name} is a directory", str(directory / name))
    staged: dict[Path, Path] = {}
    try:
        for name, content in contents.items():
            temporary = directory / f".{name}.{secrets.token_hex(6)}.tmp"
            staged[temporary] = directory / name
            _write_through(temporary, content)
        _rename(staged)
    finally:
        for temporary in staged:
            temporary.unlink(missing_ok=True)


def _rename(staged: Mapping[Path, Path]) -> None:
    """Rename all; the error says which are new, where a directory lets only some be replaced."""
    names = [final.name for final in staged.values()]
    for done, (temporary, final) in enumerate(staged.items()):
        try:
            temporary.replace(final)
        except OSError as error:
            new, old = ", ".join(names[:done]) or "none", ", ".join(names[done:])
            text = f"{final.name}: {error.strerror} (new: {new}; as before: {old})"
            raise OSError(error.errno, text, str(final)) from error


def _write_through(path: Path, content: str | bytes) -> None:
    with path.open("wb") as file:
        # Names of files may hold bytes that are no UTF-8. A plan is not lost over a character.
        file.write(content.encode(errors="replace") if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())

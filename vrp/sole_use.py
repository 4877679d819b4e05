"""A folder that one program at a time works in."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vrp.errors import ReadError

__all__ = ["sole_use"]

_LOCK = ".lock"


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Keep other programs that ask for the same out of a folder.

    The system lets go of the lock when the program ends, however it ends. File systems that know of
    no locks keep nobody out.

    Parameters
    ----------
    folder
        Made if it does not exist.

    Raises
    ------
    ReadError
        If another program is at work there, naming its process.
    OSError
        If the folder cannot be made or written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _LOCK
    descriptor = _locked(folder, path)
    try:
        yield
    finally:
        # While it is still ours: whoever opened it meanwhile sees that it is gone, and tries again.
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _locked(folder: Path, path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            process = os.read(descriptor, 20).decode(errors="replace") or "unknown"
            os.close(descriptor)
            raise ReadError(
                f"{folder}: another vrp is at work there (process {process}): wait for its end, or "
                "name another directory"
            ) from error
        except OSError:
            # No locks to be had here.
            return descriptor
        if _is_there(path, descriptor):
            os.truncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
            return descriptor
        os.close(descriptor)


def _is_there(path: Path, descriptor: int) -> bool:
    """Whether the file that was locked has not been removed by its last owner meanwhile."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False

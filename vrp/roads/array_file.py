"""Arrays in one file of NumPy's, which is there whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["read_arrays", "write_arrays"]


def write_arrays(path: Path, arrays: dict[str, Any], *, compressed: bool = False) -> None:
    """Write arrays under a temporary name and rename it, so that nobody meets half of them.

    Parameters
    ----------
    path
        The file; its folder is made if it does not exist.
    arrays
        By name.
    compressed
        Slower to write and to read, and smaller.

    Raises
    ------
    OSError
        If they cannot be written; a file that was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{path.stem}.{secrets.token_hex(6)}.tmp"
    try:
        with temporary.open("xb") as file:
            (np.savez_compressed if compressed else np.savez)(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read_arrays(path: Path) -> dict[str, Any]:
    """Read arrays, which nobody can write to afterwards."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        arrays: dict[str, Any] = dict(archive)
    for values in arrays.values():
        values.flags.writeable = False
    return arrays

"""Arrays in one file of NumPy's, which is there whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from vrp.read_only import seal
from vrp.whole_file import whole_file

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
    with whole_file(path) as file:
        (np.savez_compressed if compressed else np.savez)(file, **arrays)


def read_arrays(path: Path) -> dict[str, Any]:
    """Read arrays, which nobody can write to afterwards."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        arrays: dict[str, Any] = dict(archive)
    for values in arrays.values():
        seal(values)
    return arrays

"""Arrays in one file of NumPy's, which is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["read_arrays", "write_arrays"]


def write_arrays(path: Path, arrays: dict[str, Any]) -> None:
    """Write arrays under a temporary name and rename it, so that nobody meets half of them.

    Raises
    ------
    OSError
        If they cannot be written; a file that was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.stem}.", suffix=".tmp", delete=False
    ) as file:
        temporary = Path(file.name)
        try:
            np.savez(file, **arrays)
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

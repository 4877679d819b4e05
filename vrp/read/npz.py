"""Arrays of an npz archive that somebody else may have written, or damaged."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError

__all__ = ["read_npz"]


def read_npz(path: Path, names: Collection[str] | None = None) -> dict[str, npt.NDArray[Any]]:
    """Read the arrays of an archive by their names.

    Parameters
    ----------
    path
        The file.
    names
        Of those that are wanted, as far as the file has them; all of them by default.

    Raises
    ------
    ReadError
        If it is no archive of plain arrays, or a damaged one.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            wanted = [name for name in archive.files if names is None or name in names]
            return {name: archive[name] for name in wanted}
    except ImportError:
        raise
    except Exception as error:
        # Damage surfaces as errors of zipfile, of any of its compressions, of the tokenizer that
        # NumPy reads headers with, and of memory where a shape has become enormous.
        told = str(error) or type(error).__name__
        raise ReadError(f"{path.name}: is no npz archive of plain arrays: {told}") from error

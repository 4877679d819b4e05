"""Files of arrays that say what they are, and are refused by name when they are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vrp.errors import ReadError
from vrp.roads.array_file import read_arrays, write_arrays

__all__ = ["Archive"]

#: How archives begin.
_ZIP = b"PK"


@dataclass(frozen=True)
class Archive:
    """A kind of npz archive, compressed and without pickle.

    Parameters
    ----------
    kind
        What the file holds, in words fit for a message: ``"city"``.
    version
        Of what is in it; any other is refused.
    command
        What makes such files: ``"vrp city"``.
    """

    kind: str
    version: int
    command: str

    @property
    def again(self) -> str:
        """What to do about a file that cannot be used."""
        return f"make it again with '{self.command}'"

    def save(self, path: Path, arrays: dict[str, Any]) -> None:
        """Write arrays; a reader never meets half of them.

        Raises
        ------
        OSError
            If they cannot be written; a file that was there before is untouched.
        """
        marks = {"format": np.array(self.command), "version": np.array(self.version)}
        write_arrays(path, marks | arrays, compressed=True)

    def load(self, path: Path, required: Iterable[str]) -> dict[str, Any]:
        """Read arrays, which nobody can write to afterwards.

        Raises
        ------
        ReadError
            Naming the file and what is wrong with it: missing or unreadable, damaged, another kind
            or version of file, or without required arrays.
        """
        arrays = self._read(path)
        if str(arrays.get("format")) != self.command:
            raise ReadError(f"{path}: is no {self.kind}; {self.again}")
        version = arrays.get("version")
        if version is None or version.shape or version != self.version:
            raise ReadError(
                f"{path}: is a {self.kind} of version {version}, expected {self.version}; "
                f"{self.again}"
            )
        missing = [name for name in required if name not in arrays]
        if missing:
            raise ReadError(f"{path}: has no {', '.join(missing)}; {self.again}")
        return arrays

    def _read(self, path: Path) -> dict[str, Any]:
        """All arrays of a file, of whatever kind it is."""
        try:
            with path.open("rb") as file:
                is_archive = file.read(len(_ZIP)) == _ZIP
            arrays = read_arrays(path) if is_archive else {}
        except OSError as error:
            raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error
        except Exception as error:
            # Whatever reading makes of damage, from a bad checksum to an array of exabytes.
            raise ReadError(f"{path}: is damaged; {self.again}: {error}") from error
        return arrays

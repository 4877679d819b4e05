"""Which code a run was made with: a version number stays the same while the engine changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import vrp
from vrp.compare.result import OURS

__all__ = ["build_of"]

_ENGINE = "vrp.search._engine"
_PACKAGE = Path(vrp.__file__).parent
#: What a plan depends on, for our own search and for another solver's; folders are read whole.
_OURS = ("*.py", "search/**/*.py", "policy/**/*.py", "weights/*")
_THEIRS = ("baselines/**/*.py",)
_LENGTH = 16


@cache
def build_of(solver: str) -> str:
    """Hash of the code that decides which plan a solver finds, as far as it is in this package.

    For our own search that is the engine's binary and the sources around it, for another solver the
    sources that put the problem to it; its own code is told by its version.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for file in _files(solver):
        digest.update(f"{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:_LENGTH]


def _files(solver: str) -> Iterator[Path]:
    if solver == OURS:
        engine = find_spec(_ENGINE)
        if engine is not None and engine.origin is not None:
            yield Path(engine.origin)
    for pattern in _OURS if solver == OURS else _THEIRS:
        yield from sorted(path for path in _PACKAGE.glob(pattern) if path.is_file())

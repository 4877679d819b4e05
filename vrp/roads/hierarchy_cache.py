"""Hierarchies kept from one run to the next, by the graph that they were made for."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrp.roads.array_file import read_arrays, write_arrays
from vrp.roads.elimination import Elimination
from vrp.roads.warning import RoadWarning

__all__ = ["kept_hierarchy"]

IntArray = npt.NDArray[np.int64]

#: Raised whenever the same graph gives another hierarchy than before.
_VERSION = 1


def kept_hierarchy(
    folder: Path | None,
    tail: IntArray,
    head: IntArray,
    n_nodes: int,
    build: Callable[[], Elimination],
) -> Elimination:
    """Load a hierarchy from the cache, or build it and put it there.

    Parameters
    ----------
    folder
        Of the cache, made if it does not exist; ``None`` for no cache.
    tail, head : ndarray of int64, shape (n_edges,)
        The graph.
    n_nodes
        Number of its nodes.
    build
        Makes the hierarchy.

    Warns
    -----
    RoadWarning
        If a file of the cache is damaged, in which case it is replaced, or cannot be written.
    """
    if folder is None:
        return build()
    kept = folder / f"hierarchy-{_key(tail, head, n_nodes)}.npz"
    if os.path.exists(kept):  # noqa: PTH110 (False in a folder that is closed to us)
        try:
            arrays = read_arrays(kept)
            return Elimination(n_eliminated=n_nodes, **arrays)
        except Exception as error:
            # Whatever reading makes of damage, as with networks.
            _warn(f"{kept}: is damaged and made anew: {error}")
    hierarchy = build()
    values = {field.name: getattr(hierarchy, field.name) for field in fields(hierarchy)}
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    try:
        write_arrays(kept, arrays)
    except OSError as error:
        _warn(f"{kept}: cannot be written, so that it takes seconds again next time: {error}")
    return hierarchy


def _warn(text: str) -> None:
    warnings.warn(RoadWarning(text), stacklevel=4)


def _key(tail: IntArray, head: IntArray, n_nodes: int) -> str:
    content = hashlib.blake2b(digest_size=16)
    content.update(np.array([_VERSION, n_nodes], dtype=np.int64).tobytes())
    content.update(tail.astype(np.int32).tobytes())
    content.update(head.astype(np.int32).tobytes())
    return content.hexdigest()

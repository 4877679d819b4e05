"""Names that tell the instances of a comparison apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["distinct_names"]


def distinct_names(names: Sequence[str], paths: Sequence[Path]) -> list[str]:
    """Replace names that several instances have by the shortest ends of paths that differ.

    Parameters
    ----------
    names
        What the instances call themselves.
    paths
        The file of each.
    """
    sharing: dict[str, list[Path]] = {}
    for name, path in zip(names, paths, strict=True):
        sharing.setdefault(name, []).append(path)
    ends = {name: _ends(same) for name, same in sharing.items() if len(same) > 1}
    return [ends[name].pop(0) if name in ends else name for name in names]


def _ends(paths: Sequence[Path]) -> list[str]:
    for length in range(1, max(len(path.parts) for path in paths) + 1):
        ends = [str(Path(*path.parts[-length:])) for path in paths]
        if len(set(ends)) == len(ends):
            return ends
    return list(map(str, paths))

"""Small made-up VRPLIB files: a base instance whose specifications and sections tests replace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vrp.read.vrplib_sections import VrplibFile, split_sections

__all__ = ["BASE", "Changes", "split", "text_of", "write"]

#: Text of entries by their name; ``None`` leaves an entry out.
Changes = Mapping[str, str | None]

#: Four nodes on a 3-4-5 grid, node 1 the depot.
BASE: Changes = {
    "NAME": "tiny",
    "TYPE": "CVRP",
    "DIMENSION": "4",
    "EDGE_WEIGHT_TYPE": "EUC_2D",
    "CAPACITY": "10",
    "NODE_COORD_SECTION": "1 0 0\n2 3 4\n3 6 8\n4 0 8.5",
    "DEMAND_SECTION": "1 0\n2 4\n3 5\n4 6",
    "DEPOT_SECTION": "1\n-1",
}


def text_of(changes: Changes | None = None) -> str:
    """Text of the base instance with some entries replaced, added or (``None``) left out."""
    entries = {**BASE, **(changes or {})}
    lines = [
        f"{name}\n{value}" if name.endswith("_SECTION") else f"{name} : {value}"
        for name, value in entries.items()
        if value is not None
    ]
    return "\n".join([*lines, "EOF", ""])


def write(folder: Path, changes: Changes | None = None) -> Path:
    """Write such a file."""
    path = folder / "tiny.vrp"
    path.write_text(text_of(changes), encoding="utf-8")
    return path


def split(changes: Changes | None = None) -> VrplibFile:
    """Cut such a file into its sections without writing it."""
    return split_sections(Path("tiny.vrp"), text_of(changes))

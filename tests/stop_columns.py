"""A stops.csv of a hub and rows of stops, with more columns than the places need."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.read.csv import read_csv

__all__ = ["StopColumns", "row"]


@dataclass(frozen=True)
class StopColumns:
    """The names of the columns behind the coordinates, with commas between."""

    names: str

    def read(self, folder: Path, *rows: str, of_depot: str = "") -> Instance:
        """Read the rows, where the hub has a cell in the last column."""
        depot = "hub,depot,49.4,8.6," + "," * self.names.count(",") + of_depot
        path = folder / "stops.csv"
        path.write_text(
            "\n".join([f"id,kind,lat,lon,{self.names}", depot, *rows]) + "\n", encoding="utf-8"
        )
        return read_csv(path, vehicles=1)

    def problems(self, folder: Path, *rows: str, of_depot: str = "") -> tuple[str, ...]:
        """What is said to be wrong with them."""
        with pytest.raises(ReadError) as caught:
            self.read(folder, *rows, of_depot=of_depot)
        return caught.value.problems


def row(name: str, cells: str) -> str:
    """A stop, with its cells in the further columns."""
    return f"{name},,49.4,8.7,{cells}"

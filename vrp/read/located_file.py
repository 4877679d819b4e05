"""A CSV of stops with the places of its addresses filled in, all else as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vrp.read import stops as stop_rows
from vrp.read.columns import Columns
from vrp.read.coordinates import GIVEN, PLACE_DECIMALS, Coordinates, read_coordinates
from vrp.read.problems import Problems
from vrp.read.table import read_records, read_table
from vrp.roads.address_source import AddressSource

__all__ = ["FOUND", "LocatedFile", "locate_file"]

#: The column that says what was found.
FOUND = "found"
_MARK = "\ufeff"


@dataclass(frozen=True)
class LocatedFile:
    """What a file of stops becomes.

    Parameters
    ----------
    text
        All of it.
    found
        What was found of each row that has an address and had no coordinates.
    attribution
        Whom to name for that; empty for nobody.
    """

    text: str
    found: Sequence[str]
    attribution: str


def locate_file(path: Path, addresses: AddressSource) -> LocatedFile:
    """Fill in ``lat`` and ``lon`` of rows that have an address instead, and say what was found.

    Rows, columns and their order, separators and decimal marks stay as they are; columns that are
    missing, ``found`` among them, are added at the end. What ``found`` says of rows that have
    coordinates stays.

    Parameters
    ----------
    path
        The CSV; it is read several times.
    addresses
        Where addresses are looked up.

    Raises
    ------
    ReadError
        Naming every row that has no place, and whatever else keeps the file from being read.
    RoadError
        If addresses cannot be looked up.
    """
    problems, names = Problems(), stop_rows.COLUMNS
    columns = Columns(read_table(path, names, ("lat", "lon"), problems), problems, names)
    places = read_coordinates(columns, True, addresses)
    problems.raise_any()
    located = [what for what in places.found if what != GIVEN]
    return LocatedFile(_filled_in(path, columns, places), located, places.attribution)


def _filled_in(path: Path, columns: Columns, places: Coordinates) -> str:
    names = stop_rows.COLUMNS
    delimiter, records = read_records(path, names)
    content = path.read_bytes()
    header_row, header = next(records)
    titles = [names.of(title.strip()) for title in header]
    header = [*header, *(name for name in ("lat", "lon", FOUND) if name not in titles)]
    at = {name: _position(titles, header, name) for name in ("lat", "lon", FOUND)}
    mark = columns.decimal_mark or "."
    entries = {row: entry for entry, row in enumerate(columns.rows)}
    lines = io.StringIO()
    if content.startswith(_MARK.encode()):
        lines.write(_MARK)
    end = "\r\n" if b"\r\n" in content else "\n"
    writer = csv.writer(lines, delimiter=delimiter, lineterminator=end)
    last = 0
    for row, record in [(header_row, header), *records]:
        # So that rows keep their numbers.
        lines.write(end * (row - last - 1))
        last = row
        entry = entries.get(row)
        if entry is not None:
            record = [*record, *[""] * (len(header) - len(record))]
            what = places.found[entry]
            if what != GIVEN or not record[at[FOUND]].strip():
                record[at[FOUND]] = what
            if what != GIVEN:
                for name, degrees in (("lat", places.lat[entry]), ("lon", places.lon[entry])):
                    record[at[name]] = f"{degrees or 0:.{PLACE_DECIMALS}f}".replace(".", mark)
        writer.writerow(record)
    return lines.getvalue()


def _position(titles: Sequence[str], header: Sequence[str], name: str) -> int:
    return titles.index(name) if name in titles else header.index(name)

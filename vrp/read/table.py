"""A delimited text file as columns of text, whatever the spreadsheet made of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from pathlib import Path

from vrp.errors import ReadError
from vrp.read.column_names import ColumnNames
from vrp.read.problems import Problems

__all__ = ["Table", "read_records", "read_table"]

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
#: What rows without any cell that is filled consist of, as spreadsheets leave them above a header.
_BLANK = "".join(_DELIMITERS) + ' "\r\n'
_EXPECTED = "expected columns separated by comma, semicolon or tab"
_BINARY = {
    b"PK\x03\x04": "is an Excel workbook (or another zip archive)",
    b"\xd0\xcf\x11\xe0": "is an Excel workbook (.xls)",
    b"\xff\xfe": "is UTF-16 text",
    b"\xfe\xff": "is UTF-16 text",
}
_NO_NAMES = ColumnNames(())
#: Rows turned into columns at a time: their cells then outlive them, which spares the collector.
_CHUNK_ROWS = 4096
_NUMBER = re.compile(r"[-+]?[\d.,\s]+$")
_ANY_DELIMITER = re.compile("[,;\t]")
#: Rows below what passes for a header in which the real one is looked for.
_MOST_TITLE_ROWS = 10
_SAVE_AS = "expected text: save it as 'CSV UTF-8'"


@dataclass(frozen=True)
class Table:
    """Columns of text.

    Parameters
    ----------
    file
        Name for errors.
    columns
        Cells, stripped of blanks around them, by the name of the column
        (:meth:`~vrp.read.column_names.ColumnNames.of`).
    titles
        Column names as written, by name.
    rows
        Row number of every entry of the columns, as a spreadsheet counts: from 1 on, blank rows
        and the header included.
    complete
        Whether no row was left out for its cells not being under the right columns.
    """

    file: str
    columns: Mapping[str, Sequence[str]]
    titles: Mapping[str, str]
    rows: Sequence[int]
    complete: bool = True


def read_table(
    path: Path, names: ColumnNames, required: Collection[str], problems: Problems
) -> Table:
    """Read a file with a header.

    Parameters
    ----------
    path
        UTF-8 text, with or without a byte order mark, separated by comma, semicolon or tab.
    names
        Of the columns that have a meaning.
    required
        Those of them that must be there, or others that stand in for them.
    problems
        Takes rows that do not fit the header.

    Raises
    ------
    ReadError
        If nothing in the file can be read as a table.
    """
    delimiter, numbered = read_records(path, names)
    header_row, header = next(numbered, (1, [""]))
    titles = _titles(path.name, header_row, header, names)
    missing = _missing(required, names, titles)
    if missing:
        text = _missing_columns(path.name, header_row, missing, header, names)
        raise ReadError(text + _header_below(numbered, required, names))
    width = len(header)
    rows: list[int] = []
    complete = True
    cells: list[list[str]] = [[] for _ in header]
    while chunk := list(islice(numbered, _CHUNK_ROWS)):
        records = []
        for row, record in chunk:
            if len(record) != width:
                if _is_misaligned(path.name, row, record, width, delimiter, problems):
                    complete = False
                    continue
                record = (record + [""] * width)[:width]
            if any(map(str.strip, record)):
                rows.append(row)
                records.append(record)
        for column, chunk_cells in zip(cells, zip(*records, strict=True), strict=bool(records)):
            column.extend(map(str.strip, chunk_cells))
    if not rows:
        problems.raise_any()
        raise ReadError(f"{path.name}: has a header but no rows below it")
    titles = {
        _own_name(names, name, title, column): title
        for (name, title), column in zip(titles.items(), cells, strict=True)
    }
    columns = dict(zip(titles, cells, strict=True))
    unnamed = [name for name in titles if name.startswith("column ") and not any(columns[name])]
    for name in unnamed:
        del columns[name], titles[name]
    return Table(path.name, columns, titles, rows, complete)


def read_records(
    path: Path, names: ColumnNames = _NO_NAMES, *, commented: bool = False
) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Split a file into rows of cells, leaving out empty lines, and blank rows before the first.

    Parameters
    ----------
    path
        The file.
    names
        Of columns.
    commented
        Lines in front of the first row that begin with ``#`` are left out as well.

    Returns
    -------
    delimiter
        The separator found: the one that makes most known columns of the first row.
    records
        Row number, counted from 1 as in a spreadsheet, and cells.

    Raises
    ------
    ReadError
        For a file that cannot be opened, is empty, or is no text in UTF-8.
    """
    data = _read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # What the error speaks of begins after a byte order mark.
        before, byte = error.object[: error.start].decode(), error.object[error.start]
        row = _last_row(before + "?", _delimiter(before, names, commented)[0])
        raise ReadError(
            f"{path.name}, row {row}: byte 0x{byte:02X} is not UTF-8, {_SAVE_AS}"
        ) from error
    _check_text(path, text)
    delimiter, skip = _delimiter(text, names, commented)

    def is_passed_over(record: tuple[int, list[str]]) -> bool:
        return _is_blank(record) or (commented and record[1][0].startswith("#"))

    records = dropwhile(is_passed_over, _split(path.name, text, delimiter))
    if skip:
        next(records)
        records = dropwhile(_is_blank, records)
    return delimiter, records


def _delimiter(text: str, names: ColumnNames, commented: bool) -> tuple[str, bool]:
    """Find the separator, and whether a line in front of the header says which it is."""
    lines = (line for line in io.StringIO(text, newline=None) if line.strip(_BLANK))
    rows = dropwhile(lambda line: commented and line.startswith("#"), lines)
    first = next(rows, "").rstrip("\n")
    said = first.lower() in {f"sep={delimiter}" for delimiter in _DELIMITERS}
    return first[-1] if said else _sniff(first, names), said


def _is_blank(record: tuple[int, list[str]]) -> bool:
    return not any(map(str.strip, record[1]))


def _split(file: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            if record:
                yield row, record
    except csv.Error as error:
        raise ReadError(
            f"{file}, row {row + 1}: {error}, expected quotes around whole values and closed again"
        ) from error


def _last_row(text: str, delimiter: str) -> int:
    """Count rows as a spreadsheet does, in whose cells there may be several lines."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        return sum(1 for _ in rows)
    except csv.Error:
        return text.count("\n") + 1


def _read_bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise ReadError(f"{path.name}: {what}, {_SAVE_AS}")
    return data


def _check_text(path: Path, text: str) -> None:
    if "\0" in text:
        raise ReadError(f"{path.name}: holds binary data, {_SAVE_AS}")
    if not text.strip(_BLANK):
        raise ReadError(f"{path.name}: is empty, expected a header and at least one row")


def _sniff(first: str, names: ColumnNames) -> str:
    def known(delimiter: str) -> tuple[int, int]:
        cells = first.split(delimiter)
        recognised = sum(names.of(cell.strip().strip('"')) in names.known for cell in cells)
        return recognised, len(cells)

    return max(_DELIMITERS, key=known)


def _titles(file: str, row: int, header: Sequence[str], names: ColumnNames) -> dict[str, str]:
    titles: dict[str, str] = {}
    for number, cell in enumerate(header, start=1):
        title = cell.strip() or f"column {number}"
        name = names.of(title)
        if name in titles:
            other = titles[name]
            again = "appears twice" if other.lower() == title.lower() else f"is {other!r} again"
            raise ReadError(
                f"{file}, row {row}, column {title!r}: {again}, expected each name once"
            )
        titles[name] = title
    return titles


def _missing(required: Collection[str], names: ColumnNames, found: Collection[str]) -> list[str]:
    return [
        name for name in required if name not in found and names.stand_ins.get(name) not in found
    ]


def _header_below(
    numbered: Iterator[tuple[int, list[str]]], required: Collection[str], names: ColumnNames
) -> str:
    """Point at a header below lines of another sort, such as the title of a sheet; or nothing."""
    for row, record in islice(numbered, _MOST_TITLE_ROWS):
        # A title without separators does not tell by which one the rows below it are split.
        cells = record if len(record) > 1 else _ANY_DELIMITER.split(record[0])
        if not _missing(required, names, {names.of(cell.strip()) for cell in cells}):
            return f"; row {row} looks like the header: delete the rows above it"
    return ""


def _own_name(names: ColumnNames, name: str, title: str, cells: Sequence[str]) -> str:
    """Leave ``Pickup address`` its own name: nothing in it could be a load."""
    own = title.lower()
    if name == own or name in names.known or not any(cells) or any(map(_NUMBER.match, cells)):
        return name
    return own


def _missing_columns(
    file: str, row: int, missing: Sequence[str], header: Sequence[str], names: ColumnNames
) -> str:
    found = ", ".join(repr(cell.strip()) for cell in header[:12])
    *others, last = map(repr, missing)
    absent = f"{', '.join(others)} or {last}" if others else last
    text = f"{file}, row {row}: no column {absent} in the header, found {found}"
    if len(header) == 1:
        return f"{text}, {_EXPECTED}"
    unread = [cell.strip() for cell in header if not names.means(names.of(cell))]
    meant = {names.nearest(title.lower(), missing): title for title in reversed(unread)}
    renamed = [f"{meant[name]!r} to {name!r}" for name in missing if name in meant]
    return f"{text}: rename {' and '.join(renamed)}?" if renamed else text


def _is_misaligned(
    file: str, row: int, record: Sequence[str], width: int, delimiter: str, problems: Problems
) -> bool:
    """Note a row whose cells are under the wrong columns, and say whether it is one."""
    used = _DELIMITERS[delimiter]
    others = [name for other, name in _DELIMITERS.items() if other in record[0]]
    if len(record) == 1 < width and others:
        text = f"is separated by {others[0]} but the header by {used}, expected one of them"
    elif len(record) > width and any(cell.strip() for cell in record[width:]):
        text = (
            f"has {len(record)} cells, expected {width} as in the header: put quotes around values "
            f"that hold a {used}"
        )
    else:
        return False
    problems.add(file, text, row=row)
    return True

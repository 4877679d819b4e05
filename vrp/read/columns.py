"""The columns of a table as numbers, times, quantities and sets; misfits are reported."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeVar

from vrp.clock import Clock, parse_clock
from vrp.instance import MAX_LOAD
from vrp.read.column_names import ColumnNames
from vrp.read.decimal_marks import DecimalMarks
from vrp.read.problems import InputWarning, Problems
from vrp.read.table import Table

__all__ = ["LOAD_DECIMALS", "Bounds", "Columns"]

T = TypeVar("T")
Default = TypeVar("Default")

#: Decimals of a load that are kept.
LOAD_DECIMALS = 3
_LOAD_UNIT: int = 10**LOAD_DECIMALS

_NUMBER = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_SEPARATOR = "|"
_MAX_SHOWN = 60
#: A whole number of more is too large anyway, and Python reads none of thousands.
_MAX_DIGITS = 18


class Bounds(NamedTuple):
    """What a number must keep, and how to say so after "expected"."""

    low: float
    high: float
    expected: str


_LOAD = Bounds(0, MAX_LOAD, f"a number from 0 to {MAX_LOAD}")


class Columns:
    """Typed access to the columns of a table.

    Every method returns one entry per row; a column that is absent is blank in every row. A cell
    that cannot be used is noted in ``problems`` and takes the place of a blank one, so that reading
    can go on to the next problem.

    Parameters
    ----------
    table
        The text.
    problems
        Takes what is wrong with the cells.
    names
        Of the columns that have a meaning.
    marks
        What is known of the decimal marks of files read with this one.
    """

    def __init__(
        self,
        table: Table,
        problems: Problems,
        names: ColumnNames,
        marks: DecimalMarks | None = None,
    ) -> None:
        self.file = table.file
        self.rows = table.rows
        self.complete = table.complete
        self._table = table
        self._problems = problems
        self._meanings = names
        self._unread = [name for name in table.columns if not names.means(name)]
        self._clocks: dict[str, list[tuple[Clock | None, ...]]] = {}
        self._loads: dict[str, list[int | None]] = {}
        self._fractions: dict[str, list[Fraction | None]] = {}
        numbers = (
            (table.titles[name], cells, name in names.small)
            for name, cells in table.columns.items()
            if names.is_number(name)
        )
        self._marks = (marks or DecimalMarks()).look(table.file, table.rows, numbers)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, name: str) -> bool:
        return name in self._table.columns

    @property
    def flawed(self) -> bool:
        """Whether the file has problems, so that no instance can come of it."""
        return self._problems.of(self.file) > 0

    @property
    def decimal_mark(self) -> str:
        """What the numbers have before their decimals; empty where none of them shows it."""
        return self._marks.decimal_mark

    @property
    def names(self) -> tuple[str, ...]:
        """Lower-case names of all columns, in the order of the file."""
        return tuple(self._table.columns)

    def text(self, name: str) -> Sequence[str]:
        """Cells as they are, without blanks around them."""
        return self._table.columns.get(name) or [""] * len(self)

    def place(self, entry: int, name: str) -> str:
        """Where a cell is, in words."""
        title = self._table.titles.get(name, name)
        return f"{self.file}, row {self.rows[entry]}, column {title!r}"

    def report(self, entry: int, name: str, expected: str) -> None:
        """Note that a cell is not what it should be."""
        value = self.text(name)[entry]
        if len(value) > _MAX_SHOWN:
            value = value[:_MAX_SHOWN] + "…"
        self._problems.add(
            self.file,
            f"{value!r} {expected}",
            row=self.rows[entry],
            column=self._table.titles.get(name, name),
            position=self.names.index(name) if name in self else 0,
        )

    def report_whole(self, name: str, text: str) -> None:
        """Note what is wrong with a whole column."""
        self._problems.add(self.file, text, column=self._table.titles.get(name, name))

    def ids(self, taken: dict[str, str]) -> list[str]:
        """Read the column ``id``: never blank, never used twice.

        Parameters
        ----------
        taken
            Where each id known so far was given; those of this table are added.
        """
        ids = list(self.text("id"))
        for entry, (identifier, row) in enumerate(zip(ids, self.rows, strict=True)):
            if not identifier:
                self.report(entry, "id", "is missing, expected an id of its own for every row")
            elif identifier in taken:
                self.report(
                    entry, "id", f"is already the id of {taken[identifier]}, expected unique ids"
                )
            else:
                taken[identifier] = f"row {row}"
        return ids

    def numbers(self, name: str, bounds: Bounds, default: Default) -> list[float | Default]:
        """Finite numbers within bounds; ``default`` where the cell is blank."""

        def parse(text: str) -> float:
            number = float(text.replace(",", "."))
            if not bounds.low <= number <= bounds.high:
                raise ValueError(f"is out of range, expected {bounds.expected}")
            return number

        return self._numeric(name, parse, bounds.expected, default)

    def integers(self, name: str, bounds: Bounds, default: Default) -> list[int | Default]:
        """Whole numbers within bounds; ``default`` where the cell is blank."""

        def parse(text: str) -> int:
            number = float(text.replace(",", "."))
            if not number.is_integer():
                raise ValueError(f"is not a whole number, expected {bounds.expected}")
            if not bounds.low <= number <= bounds.high:
                raise ValueError(f"is out of range, expected {bounds.expected}")
            return int(number)

        return self._numeric(name, parse, bounds.expected, default)

    def loads(self, name: str) -> list[int | None]:
        """Exact thousandths of load units; ``None`` where the cell is blank."""
        if name not in self._loads:
            self._loads[name] = self._numeric(name, _thousandths, _LOAD.expected, None)
        return self._loads[name]

    def fractions(self, name: str, bounds: Bounds) -> list[Fraction | None]:
        """Numbers within bounds, to the last of their decimals; ``None`` where the cell is blank.

        A column is read with the bounds that it was first asked for with.
        """

        def parse(text: str) -> Fraction:
            number = Fraction(Decimal(text.replace(",", ".")))
            if not bounds.low <= number <= bounds.high:
                raise ValueError(f"is out of range, expected {bounds.expected}")
            return number

        if name not in self._fractions:
            self._fractions[name] = self._numeric(name, parse, bounds.expected, None)
        return self._fractions[name]

    def clocks(self, name: str) -> list[tuple[Clock | None, ...]]:
        """One or several times per cell, separated by ``|``; a blank cell has none."""
        if name not in self._clocks:
            parsed: dict[str, tuple[Clock | None, ...]] = {"": ()}
            self._clocks[name] = [
                parsed[text] if text in parsed else self._times(entry, name, text, parsed)
                for entry, text in enumerate(self.text(name))
            ]
        return self._clocks[name]

    def sets(self, name: str) -> list[frozenset[str]]:
        """Words separated by ``|``."""
        return [
            frozenset(filter(None, map(str.strip, text.split(_SEPARATOR))))
            for text in self.text(name)
        ]

    def extra(self, entry: int) -> dict[str, str]:
        """Cells of one row in the columns that nobody asks for, by their name in the file."""
        return {self._table.titles[name]: self._table.columns[name][entry] for name in self._unread}

    def warn_of_misspelt(self) -> None:
        """Warn of columns that nobody asks for and whose names are close to a known, absent one."""
        for name in self._unread:
            if meant := self._nearest(name):
                self._warn(
                    f"column {self._table.titles[name]!r} is carried along unread, "
                    f"did you mean {meant!r}?"
                )

    def warn_of_unread(self) -> None:
        """Warn of all columns that nobody asks for, where they have no other use."""
        if not self._unread:
            return
        said = []
        for name in self._unread:
            meant = self._nearest(name)
            hint = f" (did you mean {meant!r}?)" if meant else ""
            said.append(f"{self._table.titles[name]!r}{hint}")
        self._warn(f"column{'s' * (len(said) > 1)} not read: {', '.join(said)}")

    def _nearest(self, name: str) -> str | None:
        absent = [known for known in self._meanings.known if known not in self]
        return self._meanings.nearest(name, absent)

    def _warn(self, text: str) -> None:
        warnings.warn(f"{self.file}: {text}", InputWarning, stacklevel=3)

    def _numeric(
        self, name: str, parse: Callable[[str], T], expected: str, default: Default
    ) -> list[T | Default]:
        values: list[T | Default] = []
        known: dict[str, T | Default] = {"": default}
        for entry, text in enumerate(self.text(name)):
            if text in known:
                values.append(known[text])
                continue
            try:
                self._marks.check(text, small=name in self._meanings.small)
                if not _NUMBER.fullmatch(text):
                    raise ValueError(f"is not a number, expected {expected}")
                known[text] = parse(text)
                values.append(known[text])
            except ValueError as error:
                self.report(entry, name, str(error))
                values.append(default)
        return values

    def _times(
        self, entry: int, name: str, text: str, parsed: dict[str, tuple[Clock | None, ...]]
    ) -> tuple[Clock | None, ...]:
        try:
            parsed[text] = tuple(
                parse_clock(part) if part.strip() else None for part in text.split(_SEPARATOR)
            )
        except ValueError as error:
            self.report(entry, name, str(error))
            return ()
        return parsed[text]


def _thousandths(text: str) -> int:
    if text.isdecimal() and len(text) <= _MAX_DIGITS:
        whole = int(text)
        if whole > MAX_LOAD:
            raise ValueError(f"is out of range, expected {_LOAD.expected}")
        return whole * _LOAD_UNIT
    number = Decimal(text.replace(",", "."))
    if not _LOAD.low <= number <= _LOAD.high:
        raise ValueError(f"is out of range, expected {_LOAD.expected}")
    thousandths = number * _LOAD_UNIT
    if thousandths != thousandths.to_integral_value():
        raise ValueError(f"has too many decimals, expected at most {LOAD_DECIMALS}")
    return int(thousandths)

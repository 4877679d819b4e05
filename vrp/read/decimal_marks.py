"""Which mark the numbers of a file have before their decimals.

``1,200`` is twelve hundred to some and one and a fifth to others. It is read only where another
number shows what the comma stands for: in the same file, or else in the one read with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

__all__ = ["DecimalMarks", "FileMarks", "in_doubt", "is_ambiguous"]

_NAMES = {",": "comma", ".": "point"}
#: Reads as thousands as well as with three decimals.
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_THOUSANDS = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}|[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}"
)
_DECIMAL = re.compile(r"[+-]?[0-9]*[.,][0-9]*(?:[eE][+-]?[0-9]{1,3})?")


class _Sight(NamedTuple):
    """A number that shows what a mark stands for, and where it is."""

    mark: str
    place: str
    file: str


class DecimalMarks:
    """The decimal marks of files that are read together."""

    def __init__(self) -> None:
        self._files: list[FileMarks] = []

    def look(
        self,
        file: str,
        rows: Sequence[object],
        columns: Iterable[tuple[str, Sequence[str], bool]],
    ) -> FileMarks:
        """Look through the numbers of a file for what shows its decimal mark.

        Parameters
        ----------
        file
            Its name.
        rows
            What its rows are called in messages.
        columns
            Title and cells of every column of numbers, and whether these are below a thousand, so
            that they have no thousands separators.
        """
        marks = FileMarks(file, self._files)
        for title, cells, small in columns:
            marks.look(title, cells, rows, small=small)
        self._files.append(marks)
        return marks


class FileMarks:
    """The decimal mark of one file.

    Parameters
    ----------
    file
        Its name.
    together
        The files that are read together, this one among them.
    """

    def __init__(self, file: str, together: Sequence[FileMarks]) -> None:
        self._file = file
        self._together = together
        self._decimal: _Sight | None = None
        self._thousands: _Sight | None = None

    def look(
        self, title: str, cells: Sequence[str], rows: Sequence[object], *, small: bool
    ) -> None:
        """Note the first number of a column that shows what a mark stands for."""
        for row, cell in zip(rows, cells, strict=True):
            if self._decimal is not None:
                return
            if "," not in cell and "." not in cell:
                continue
            mark = "," if "," in cell else "."
            sight = _Sight(mark, f"row {row}, column {title!r}", self._file)
            if _THOUSANDS.fullmatch(cell):
                self._thousands = self._thousands or sight
            elif _DECIMAL.fullmatch(cell) and (small or not _AMBIGUOUS.fullmatch(cell)):
                self._decimal = sight

    @property
    def decimal_mark(self) -> str:
        """The mark before decimals; empty where no number shows it."""
        return "" if self._decimal is None else self._decimal.mark

    def check(self, cell: str, *, small: bool) -> None:
        """Refuse a number whose mark does not stand for decimals, or may not.

        Parameters
        ----------
        cell
            The number; what is none passes.
        small
            Whether it is below a thousand by its meaning.

        Raises
        ------
        ValueError
            Saying why and what was expected, without naming the number.
        """
        if "," not in cell and "." not in cell:
            return
        mark = "," if "," in cell else "."
        if _THOUSANDS.fullmatch(cell) and not small:
            plain = re.sub("[.,]", "", cell)
            raise ValueError(f"has thousands separators, which are not read: write {plain}")
        if self._decimal is not None:
            self._compare("" if small else cell, mark, self._decimal)
        elif _AMBIGUOUS.fullmatch(cell):
            self._settle(cell, mark)

    def _settle(self, cell: str, mark: str) -> None:
        """Look for what a number that may be thousands is in the other files."""
        sights = [marks._decimal for marks in self._together if marks._decimal is not None]
        if sights:
            self._compare(cell, mark, sights[0])
            return
        if self._thousands is not None and self._thousands.mark == mark:
            raise ValueError(
                f"has a thousands separator, as in {self._thousands.place}, and these are not "
                f"read: write {_both(cell)[0]}"
            )
        raise ValueError(in_doubt(cell))

    def _compare(self, cell: str, mark: str, shown: _Sight) -> None:
        if mark == shown.mark:
            return
        place = shown.place if shown.file == self._file else f"{shown.file}, {shown.place}"
        text = (
            f"has a decimal {_NAMES[mark]} but {place} has a decimal {_NAMES[shown.mark]}, "
            "expected the same in the whole file and no thousands separators"
        )
        if _AMBIGUOUS.fullmatch(cell):
            whole, decimal = _both(cell)
            text = (
                f"has a thousands separator or another decimal mark than {place}: write {whole} "
                f"or {decimal.replace('.', shown.mark)}"
            )
        raise ValueError(text)


def is_ambiguous(cell: str) -> bool:
    """Whether a number reads as thousands as well as with three decimals."""
    return _AMBIGUOUS.fullmatch(cell.strip()) is not None


def in_doubt(cell: str) -> str:
    """Say of such a number why it is not read."""
    whole, decimal = _both(cell)
    mark = _NAMES["," if "," in cell else "."]
    return (
        f"may be {whole} or {decimal}, and no other number shows what its {mark} stands for: "
        f"write {whole} or {decimal}"
    )


def _both(cell: str) -> tuple[str, str]:
    """What an ambiguous number may be: thousands, or decimals."""
    number = Decimal(cell.replace(",", "."))
    return f"{number * 1000:.0f}", f"{number:f}".rstrip("0").rstrip(".")

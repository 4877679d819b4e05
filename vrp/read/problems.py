"""The problems of an input, gathered so that a user sees all of them at once."""

from __future__ import annotations

from typing import NamedTuple

from vrp.errors import ReadError

__all__ = ["InputWarning", "Problems"]


class InputWarning(UserWarning):
    """Input that can be used, though probably not in the way its author thought."""


class _Problem(NamedTuple):
    file: int
    row: int
    position: int
    text: str


class Problems:
    """Problems found so far, in any number of files.

    They are reported by file (in the order of first mention), row and column.
    """

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._found: list[_Problem] = []

    def add(
        self, file: str, text: str, *, row: int | None = None, column: str = "", position: int = 0
    ) -> None:
        """Note one problem; ``text`` continues the sentence after the place.

        ``position`` is where the column stands in the file.
        """
        place = file
        if row is not None:
            place += f", row {row}"
        if column:
            place += f", column {column!r}"
        number = self._files.setdefault(file, len(self._files))
        self._found.append(_Problem(number, row or 0, position, f"{place}: {text}"))

    def of(self, file: str) -> int:
        """How many problems a file has."""
        number = self._files.get(file)
        return sum(problem.file == number for problem in self._found)

    def raise_any(self) -> None:
        """Raise a :class:`~vrp.errors.ReadError` if there is any problem."""
        if self._found:
            ordered = sorted(self._found, key=lambda problem: problem[:3])
            # What is wrong with several windows of a cell may read the same.
            raise ReadError(list(dict.fromkeys(problem.text for problem in ordered)))

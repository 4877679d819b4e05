"""Cut a VRPLIB file into specifications and sections, every one with its line number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vrp.errors import ReadError

__all__ = ["Row", "Section", "Specification", "VrplibFile", "split_sections"]

_SECTION = re.compile(r"([A-Z][A-Z0-9_]*_SECTION)\s*:?", re.IGNORECASE)
_SPECIFICATION = re.compile(r"([A-Z][A-Z0-9_ ]*?)\s*:\s*(.*)", re.IGNORECASE)
_DATA = re.compile(r"[-+.\d]")


@dataclass(frozen=True)
class Row:
    """One line of a section, cut at white space."""

    line: int
    values: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """Rows under a ``..._SECTION`` heading; ``line`` is the heading's."""

    name: str
    line: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Specification:
    """A ``KEY : value`` line."""

    name: str
    line: int
    value: str


@dataclass(frozen=True)
class VrplibFile:
    """Specifications and sections of a file, by their names in capitals."""

    path: Path
    specifications: Mapping[str, Specification]
    sections: Mapping[str, Section]

    def text(self, name: str) -> str | None:
        """Value of a specification, ``None`` if it is absent."""
        found = self.specifications.get(name)
        return None if found is None else found.value

    def at(self, line: int, text: str) -> str:
        """Sentence about one line of the file."""
        return f"{self.path}, line {line}: {text}"


def split_sections(path: Path, text: str) -> VrplibFile:
    """Cut the text of a VRPLIB file into its specifications and sections.

    Raises
    ------
    ReadError
        Lines that are neither, or headings given twice.
    """
    specifications: dict[str, Specification] = {}
    sections: dict[str, tuple[int, list[Row]]] = {}
    rows: list[Row] | None = None
    problems: list[str] = []
    for line, content in enumerate(text.splitlines(), start=1):
        content = content.strip()
        if not content:
            continue
        if content.upper() == "EOF":
            break
        if _DATA.match(content):
            if rows is None:
                problems.append(f"{path}, line {line}: {content[:40]!r} belongs to no section")
            else:
                rows.append(Row(line, tuple(content.split())))
        elif section := _SECTION.fullmatch(content):
            name = section[1].upper()
            if name in sections:
                problems.append(_twice(path, line, name, sections[name][0]))
            rows = []
            sections.setdefault(name, (line, rows))
        elif specification := _SPECIFICATION.fullmatch(content):
            name = specification[1].upper()
            if name in specifications and name != "COMMENT":
                problems.append(_twice(path, line, name, specifications[name].line))
            specifications[name] = Specification(name, line, specification[2].strip())
        else:
            problems.append(
                f"{path}, line {line}: {content[:40]!r} is no 'KEY : value', no '..._SECTION' and "
                "no row of numbers"
            )
    if problems:
        raise ReadError(problems)
    return VrplibFile(path, specifications, _freeze(sections))


def _freeze(sections: Mapping[str, tuple[int, Sequence[Row]]]) -> dict[str, Section]:
    return {name: Section(name, line, tuple(rows)) for name, (line, rows) in sections.items()}


def _twice(path: Path, line: int, name: str, first: int) -> str:
    return f"{path}, line {line}: {name} is given twice, first on line {first}"

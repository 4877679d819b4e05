"""What the columns of a kind of file are called, however their names are spelt."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

__all__ = ["ColumnNames", "is_load_column"]

#: What people write where a name has an underscore.
_GAPS = re.compile(r"[\s\-.()\[\]_]+")
#: What comes in brackets is a unit, as in "service_min (minutes)".
_UNIT = re.compile(r"\s*[(\[].*")


@dataclass(frozen=True)
class ColumnNames:
    """Names of the columns that have a meaning.

    Parameters
    ----------
    known
        In lower case.
    load_prefixes
        Names that have one of their own for every load dimension, as ``demand`` in ``demand_kg``.
    numbers
        Those of the known columns that hold numbers.
    small
        Those of them whose numbers are below a thousand by their meaning.
    synonyms
        What others call these columns: too vague to be read as such, clear enough to be asked
        about.
    stand_ins
        Columns that may be there in place of others.
    """

    known: Collection[str]
    load_prefixes: Collection[str] = ()
    numbers: Collection[str] = ()
    small: Collection[str] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)

    def of(self, title: str) -> str:
        """Return the name that a title stands for: the known one, or its own in lower case.

        Blanks, hyphens, points and brackets pass for underscores, so that ``Max. km`` is
        ``max_km`` and ``Demand (kg)`` is ``demand_kg``.
        """
        name = _normalised(title)
        return name if self.means(name) else title.strip().lower()

    def means(self, name: str) -> bool:
        """Whether a column of this name is read."""
        return name in self.known or self._is_load(name)

    def is_number(self, name: str) -> bool:
        """Whether a column of this name holds numbers."""
        return name in self.numbers or self._is_load(name)

    def nearest(self, name: str, absent: Collection[str]) -> str | None:
        """Return which of the absent columns may be meant by a name that is not read."""
        plain = _normalised(name)
        if (meant := self.synonyms.get(plain)) in absent:
            return meant
        close = difflib.get_close_matches(_UNIT.sub("", name), absent, 1, cutoff=0.85)
        close += difflib.get_close_matches(plain, absent, 1, cutoff=0.85)
        return next(iter(close), None)

    def _is_load(self, name: str) -> bool:
        return any(is_load_column(name, prefix) for prefix in self.load_prefixes)


def is_load_column(name: str, prefix: str) -> bool:
    """Whether a lower-case column name is ``prefix`` or ``prefix_<name>``."""
    return name == prefix or (name.startswith(f"{prefix}_") and len(name) > len(prefix) + 1)


def _normalised(title: str) -> str:
    return _GAPS.sub("_", title.lower()).strip("_")

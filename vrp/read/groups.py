"""Which stops are alternatives, of which one is served: the column ``one_of`` of ``stops.csv``."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence

from vrp.read.columns import Columns
from vrp.read.problems import InputWarning

__all__ = ["read_groups"]

_GAPS = re.compile(r"[\s_-]+")


def read_groups(
    columns: Columns,
    kinds: Sequence[str],
    ids: Sequence[str],
    origins: Sequence[str | None],
    worth: Mapping[str, Sequence[int | None]],
) -> list[str | None]:
    """Read names of groups; ``None`` for blank cells: a stop without alternatives.

    Parameters
    ----------
    columns
        The table.
    kinds, ids, origins
        What its rows say.
    worth
        Columns in which all stops of a group are alike, ``None`` where they are blank.

    Warns
    -----
    InputWarning
        Where two groups are told apart by capitals, blanks, hyphens and underscores alone.
    """
    cells = columns.text("one_of")
    destinations = {origin: entry for entry, origin in enumerate(origins) if origin}
    firsts: dict[str, int] = {}
    for entry, group in enumerate(cells):
        if not group:
            continue
        if kinds[entry] == "depot":
            problem = "is on a depot row, expected a blank: it is for stops only"
            columns.report(entry, "one_of", problem)
            continue
        if origins[entry] or ids[entry] in destinations:
            end = (
                "has an origin"
                if origins[entry]
                else f"is the origin of row {columns.rows[destinations[ids[entry]]]}"
            )
            columns.report(
                entry,
                "one_of",
                f"is on a row that {end}, expected a blank: stops of shipments have no "
                "alternatives",
            )
        first = firsts.setdefault(group, entry)
        for name, values in worth.items():
            _check_alike(columns, name, values, first, entry)
    _warn_of_spellings(columns, firsts)
    return [group or None for group in cells]


def _warn_of_spellings(columns: Columns, firsts: Mapping[str, int]) -> None:
    """Warn of groups that are hardly meant to be two: what is one parcel would be served twice."""
    seen: dict[str, int] = {}
    for group, entry in firsts.items():
        other = seen.setdefault(_GAPS.sub(" ", group.casefold()), entry)
        if other != entry:
            warnings.warn(
                f"{columns.place(entry, 'one_of')}: {group!r} is another group than "
                f"{columns.text('one_of')[other]!r} of row {columns.rows[other]}, and one stop of "
                "each is served: spell them alike if they are one",
                InputWarning,
                stacklevel=3,
            )


def _check_alike(
    columns: Columns, name: str, values: Sequence[int | None], first: int, entry: int
) -> None:
    """Report a stop that is worth something else than the first of its group."""
    texts = columns.text(name)
    if any(texts[each] and values[each] is None for each in (first, entry)):
        return  # Such a cell has been reported for itself.
    blank = 0 if name == "priority" else None
    ours, theirs = (blank if values[each] is None else values[each] for each in (entry, first))
    if ours != theirs:
        expected = repr(texts[first]) if texts[first] else "a blank"
        columns.report(
            entry,
            name,
            f"is not that of row {columns.rows[first]}, which is of group "
            f"{columns.text('one_of')[first]!r} as well, expected {expected}: one of them is "
            "served for all",
        )

"""Which stop the goods of another one come from: the column ``origin`` of ``stops.csv``."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from vrp.read.columns import Columns

__all__ = ["read_origins"]


def read_origins(
    columns: Columns,
    ids: Sequence[str],
    kinds: Sequence[str],
    releases: Sequence[int | None],
    depot_ids: Collection[str],
) -> list[str | None]:
    """Read ids of other stops; ``None`` for blank cells: goods of the depot.

    Parameters
    ----------
    columns
        The table.
    ids, kinds, releases
        What its rows say.
    depot_ids
        Ids of depots that are no rows.
    """
    cells = columns.text("origin")
    if not any(cells):
        return [None] * len(cells)
    rows = _Rows(columns, ids, kinds, cells, depot_ids)
    entries = {identifier: entry for entry, identifier in reversed([*enumerate(ids)])}
    taken: dict[str, int] = {}
    for entry, origin in enumerate(cells):
        if not origin:
            continue
        if problem := rows.problem(entry, entries.get(origin), taken):
            columns.report(entry, "origin", problem)
            continue
        taken[origin] = entry
        if releases[entry]:
            columns.report(
                entry,
                "release",
                f"is when goods are at the depot, and those of this stop come from {origin!r}, "
                f"expected a blank: give {origin!r} a time window",
            )
    return [origin or None for origin in cells]


class _Rows(NamedTuple):
    columns: Columns
    ids: Sequence[str]
    kinds: Sequence[str]
    origins: Sequence[str]
    depot_ids: Collection[str]

    def problem(self, entry: int, named: int | None, taken: dict[str, int]) -> str:
        """What is wrong with an origin, if it is the row ``named``; empty if nothing is."""
        if self.kinds[entry] == "depot":
            return "is on a depot row, expected a blank: it is for stops only"
        if named == entry:
            return "is the id of the same row, expected that of another stop"
        if self.origins[entry] in self.depot_ids or self._is_depot(named):
            return "is the id of a depot, expected a blank for goods that come from the depot"
        if named is None:
            # It may be that of a row which could not be read.
            missing = "is no id of this file, expected that of the stop where the goods come from"
            return missing if self.columns.complete else ""
        if self.origins[named]:
            return (
                f"is the id of row {self.columns.rows[named]}, which has an origin itself, "
                "expected a stop without: goods change hands once"
            )
        if self.origins[entry] in taken:
            other = self.columns.rows[taken[self.origins[entry]]]
            return (
                f"is already the origin of row {other}, expected a stop of its own for every "
                "shipment: several may be at one place"
            )
        return ""

    def _is_depot(self, entry: int | None) -> bool:
        return entry is not None and self.kinds[entry] == "depot"

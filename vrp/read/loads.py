"""Load dimensions: which there are, and how many integer units make one unit of the user."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from vrp.instance import MAX_LOAD
from vrp.read.column_names import is_load_column
from vrp.read.columns import LOAD_DECIMALS, Columns
from vrp.read.problems import InputWarning

__all__ = ["LoadDimensions", "find_dimensions"]

_PER_UNIT: int = 10**LOAD_DECIMALS
_STOP_PREFIXES = ("demand", "pickup")


@dataclass(frozen=True)
class LoadDimensions:
    """The dimensions that the stops use.

    Parameters
    ----------
    names
        ``""`` for the plain columns ``demand`` and ``pickup``; otherwise what follows ``demand_``.
    scale
        Integer units per unit of the user: the smallest of 1, 10, 100 and 1000 that keeps every
        decimal of demands, pickups and capacities.
    """

    names: tuple[str, ...]
    scale: tuple[int, ...]

    def stop_loads(self, columns: Columns, prefix: str) -> list[tuple[int, ...]]:
        """Load units per row and dimension of the columns ``demand…`` or ``pickup…``."""
        units = [
            [(value or 0) * scale // _PER_UNIT for value in columns.loads(_column(prefix, name))]
            for name, scale in zip(self.names, self.scale, strict=True)
        ]
        return list(zip(*units, strict=True))

    def capacities(self, columns: Columns) -> list[tuple[int | None, ...]]:
        """Capacity per row and dimension, ``None`` where there is no limit."""
        units = [
            [
                self._capacity(columns, entry, _column("capacity", name), value, scale)
                for entry, value in enumerate(columns.loads(_column("capacity", name)))
            ]
            for name, scale in zip(self.names, self.scale, strict=True)
        ]
        return list(zip(*units, strict=True))

    def _capacity(
        self, columns: Columns, entry: int, column: str, value: int | None, scale: int
    ) -> int | None:
        if value is None:
            return None
        units = value * scale // _PER_UNIT
        if units > MAX_LOAD:
            columns.report(
                entry,
                column,
                f"is too large, expected at most {_shown(MAX_LOAD, scale)} to keep the decimals of "
                "this dimension, or a blank for no limit",
            )
        return units

    def check_totals(self, columns: Columns) -> None:
        """Note every dimension whose sum over all stops is too large to count with."""
        for name, scale in zip(self.names, self.scale, strict=True):
            loads = (columns.loads(_column(prefix, name)) for prefix in _STOP_PREFIXES)
            total = sum(value or 0 for column in loads for value in column) * scale // _PER_UNIT
            if total > MAX_LOAD:
                columns.report_whole(
                    _column("demand", name),
                    f"the sum of all rows is {_shown(total, scale)}, expected at most "
                    f"{_shown(MAX_LOAD, scale)}",
                )


def find_dimensions(
    stops: Columns, vehicles: Columns | None, capacity: Decimal | None
) -> LoadDimensions:
    """Dimensions in the order in which the columns of the stops first name them.

    Parameters
    ----------
    stops, vehicles
        The two files, the second one if there is one.
    capacity
        Of every vehicle in place of a file: its decimals are kept too.
    """
    named = dict.fromkeys(
        name[len(prefix) + 1 :]
        for name in stops.names
        for prefix in _STOP_PREFIXES
        if is_load_column(name, prefix)
    )
    names = tuple(named) or ("",)
    scales = []
    for name in names:
        values = {
            value for prefix in _STOP_PREFIXES for value in stops.loads(_column(prefix, name))
        }
        if vehicles is not None:
            values.update(vehicles.loads(_column("capacity", name)))
        if capacity is not None:
            values.add(int(capacity * _PER_UNIT))
        scales.append(_scale(values))
    if vehicles is not None:
        _check_unused_capacities(stops, vehicles, names)
    return LoadDimensions(names, tuple(scales))


def _check_unused_capacities(stops: Columns, vehicles: Columns, names: Collection[str]) -> None:
    """Read the capacities that no stop uses, so that a mistake in them is not passed over.

    Where they are all that there is, they were probably meant for the loads that there are.
    """
    unused = [
        column
        for column in vehicles.names
        if is_load_column(column, "capacity") and column[len("capacity_") :] not in names
    ]
    for column in unused:
        vehicles.loads(column)
    meant = [_column("capacity", name) for name in names]
    if not unused or any(column in vehicles for column in meant):
        return
    if any(_is_used(stops, name) for name in names):
        capacities, limits = (", ".join(map(repr, columns)) for columns in (unused, meant))
        warnings.warn(
            f"{vehicles.file}: no load of {stops.file} is limited by {capacities}: did you mean "
            f"{limits}, without which loads are unlimited?",
            InputWarning,
            stacklevel=2,
        )


def _is_used(stops: Columns, name: str) -> bool:
    return any(any(stops.loads(_column(prefix, name))) for prefix in _STOP_PREFIXES)


def _scale(thousandths: Iterable[int | None]) -> int:
    kept = [value for value in thousandths if value]
    for scale in (1, 10, 100):
        if all(value % (_PER_UNIT // scale) == 0 for value in kept):
            return scale
    return _PER_UNIT


def _column(prefix: str, name: str) -> str:
    return f"{prefix}_{name}" if name else prefix


def _shown(units: int, scale: int) -> str:
    return f"{Decimal(units) / scale}"

"""The text form of Solomon's and Gehring & Homberger's VRPTW instances."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from vrp.errors import ReadError
from vrp.read.vrplib_data import Nodes, VehicleRow, VrplibData
from vrp.read.vrplib_sections import VrplibFile
from vrp.read.vrplib_tables import MAX_COUNT, MAX_NUMBER, number

__all__ = ["is_solomon", "read_solomon"]

_FLEET = re.compile(r"\s*NUMBER\s+CAPACITY\s*", re.IGNORECASE)
_CUSTOMERS = re.compile(r"\s*CUST\w*\s+NO\b.*", re.IGNORECASE)
_COLUMNS = ("number", "x", "y", "demand", "ready time", "due date", "service time")


def is_solomon(text: str) -> bool:
    """Whether the text has the headings of a Solomon file."""
    lines = text.splitlines()
    return any(map(_FLEET.fullmatch, lines)) and any(map(_CUSTOMERS.fullmatch, lines))


def read_solomon(path: Path, text: str) -> VrplibData:
    """Read the name, the fleet and the table of customers, the first of which is the depot.

    Raises
    ------
    ReadError
        Naming line, column and value of everything that is wrong.
    """
    file = VrplibFile(path, {}, {})
    lines = [line.strip() for line in text.splitlines()]
    name = next((line for line in lines if line), path.stem)
    problems: list[str] = []
    fleet = _rows(lines, _FLEET)
    customers = _rows(lines, _CUSTOMERS)
    count, capacity = _fleet(file, fleet, problems)
    table = []
    ids: dict[str, int] = {}
    for line, values in customers:
        if len(values) != len(_COLUMNS):
            expected = ", ".join(_COLUMNS)
            problems.append(
                file.at(line, f"customer has {len(values)} columns, expected {expected}")
            )
            continue
        if values[0] in ids:
            twice = f"customer {values[0]} is given twice, first on line {ids[values[0]]}"
            problems.append(file.at(line, twice))
        ids.setdefault(values[0], line)
        table.append(_customer(file, line, values, problems))
    if len(customers) < 2:
        problems.append(f"{path}: the customer table has {len(customers)} rows, expected 2 or more")
    if problems:
        raise ReadError(problems)
    columns = np.array(table)
    if columns[0, 2] or columns[0, 5]:
        line = customers[0][0]
        raise ReadError(file.at(line, "the depot has a demand or a service time, expected 0"))
    return VrplibData(
        path=path,
        name=name,
        nodes=Nodes(
            ids=tuple(ids),
            coordinates=columns[:, :2],
            deliveries=[int(units) for units in columns[:, 2]],
            pickups=[0] * len(columns),
            services=columns[:, 5],
            windows=columns[:, 3:5],
        ),
        depots=(0,),
        vehicles=(VehicleRow(capacity=capacity),) * count,
    )


def _rows(lines: list[str], heading: re.Pattern[str]) -> list[tuple[int, list[str]]]:
    """Rows of numbers below a heading, with their line numbers."""
    first = next(n for n, line in enumerate(lines) if heading.fullmatch(line))
    rows = []
    for line, content in enumerate(lines[first + 1 :], start=first + 2):
        if content and content[0].isalpha():
            break
        if content:
            rows.append((line, content.split()))
    return rows


def _fleet(
    file: VrplibFile, rows: list[tuple[int, list[str]]], problems: list[str]
) -> tuple[int, int]:
    if len(rows) != 1 or len(rows[0][1]) != 2:
        problems.append(f"{file.path}: expected one row of NUMBER and CAPACITY under VEHICLE")
        return 1, 0
    line, (count, capacity) = rows[0]
    return (
        int(number(file, line, "NUMBER", count, problems, low=1, high=MAX_COUNT, whole=True)),
        int(number(file, line, "CAPACITY", capacity, problems, whole=True)),
    )


def _customer(file: VrplibFile, line: int, values: list[str], problems: list[str]) -> list[float]:
    row = [
        number(
            file,
            line,
            f"customer {values[0]}: {column}",
            value,
            problems,
            low=-MAX_NUMBER if column in "xy" else 0.0,
            whole=column == "demand",
        )
        for column, value in zip(_COLUMNS[1:], values[1:], strict=True)
    ]
    if row[3] > row[4]:
        text = f"customer {values[0]}: due date {values[5]} is before ready time {values[4]}"
        problems.append(file.at(line, text))
    return row

"""The text form of Li & Lim's pickup and delivery instances with time windows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from vrp.errors import ReadError
from vrp.read.vrplib_data import Nodes, VehicleRow, VrplibData
from vrp.read.vrplib_sections import Row, VrplibFile
from vrp.read.vrplib_tables import MAX_COUNT, MAX_NUMBER, number

__all__ = ["is_li_lim", "read_li_lim"]

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
_FLEET = ("vehicles", "capacity", "speed")
_COLUMNS = (
    "number",
    "x",
    "y",
    "demand",
    "ready time",
    "due date",
    "service time",
    "pickup",
    "delivery",
)
#: A table of customers has more columns than that of the fleet, even with some of them missing.
_FEWEST_COLUMNS = 7


def is_li_lim(text: str) -> bool:
    """Whether the text begins with three numbers, and a line of more of them.

    Parameters
    ----------
    text
        The beginning of a file, two whole lines at least.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()][:2]
    if not all(_NUMBER.fullmatch(value) for line in lines for value in line):
        return False
    return len(lines) == 2 and len(lines[0]) == len(_FLEET) and len(lines[1]) >= _FEWEST_COLUMNS


def read_li_lim(path: Path, text: str) -> VrplibData:
    """Read the fleet and the table of tasks, the first of which is the depot.

    Parameters
    ----------
    path
        The file, which names the instance.
    text
        What it holds.

    Returns
    -------
    VrplibData
        Every delivery has its pickup as the origin of its goods.

    Raises
    ------
    ReadError
        Naming line, column and value of everything that is wrong.
    """
    file = VrplibFile(path, {}, {})
    rows = [
        Row(line, tuple(content.split()))
        for line, content in enumerate(text.splitlines(), start=1)
        if content.strip()
    ]
    problems: list[str] = []
    count, capacity = _fleet(file, rows[0], problems)
    tasks = _tasks(file, rows[1:], problems)
    if len(tasks) < 3:
        problems.append(
            f"{path}: has {len(tasks)} tasks, expected a depot, a pickup and a delivery"
        )
    if problems:
        raise ReadError(problems)
    table = np.array([_numbers(file, row, problems) for row in tasks.values()])
    _check_depot(file, next(iter(tasks.values())), problems)
    origins = _origins(file, tasks, table[:, 2].tolist(), problems)
    if problems:
        raise ReadError(problems)
    return VrplibData(
        path=path,
        name=path.stem,
        nodes=Nodes(
            ids=tuple(tasks),
            coordinates=table[:, :2],
            deliveries=[max(0, -int(units)) for units in table[:, 2]],
            pickups=[0] * len(table),
            services=table[:, 5],
            windows=table[:, 3:5],
            origins=origins,
        ),
        depots=(0,),
        vehicles=(VehicleRow(capacity=capacity),) * count,
    )


def _fleet(file: VrplibFile, row: Row, problems: list[str]) -> tuple[int, int]:
    count, capacity, speed = (
        number(file, row.line, name, value, problems, low=low, high=high, whole=True)
        for name, value, low, high in zip(
            _FLEET, row.values, (1, 0, 1), (MAX_COUNT, MAX_NUMBER, MAX_NUMBER), strict=True
        )
    )
    if speed != 1:
        problems.append(file.at(row.line, f"speed is {row.values[2]}, expected 1"))
    return int(count), int(capacity)


def _tasks(file: VrplibFile, rows: Sequence[Row], problems: list[str]) -> dict[str, Row]:
    """Rows by their numbers, without those that could not be read."""
    tasks: dict[str, Row] = {}
    for row in rows:
        name = row.values[0]
        if len(row.values) != len(_COLUMNS):
            expected = ", ".join(_COLUMNS)
            text = f"task {name} has {len(row.values)} columns, expected {expected}"
            problems.append(file.at(row.line, text))
        elif name in tasks:
            text = f"task {name} is given twice, first on line {tasks[name].line}"
            problems.append(file.at(row.line, text))
        else:
            tasks[name] = row
    return tasks


def _numbers(file: VrplibFile, row: Row, problems: list[str]) -> list[float]:
    """From x to the service time."""
    name = row.values[0]
    values = [
        number(
            file,
            row.line,
            f"task {name}: {column}",
            value,
            problems,
            low=-MAX_NUMBER if column in ("x", "y", "demand") else 0.0,
            whole=column == "demand",
        )
        for column, value in zip(_COLUMNS[1:7], row.values[1:7], strict=True)
    ]
    if values[3] > values[4]:
        text = f"task {name}: due date {row.values[5]} is before ready time {row.values[4]}"
        problems.append(file.at(row.line, text))
    return values


def _check_depot(file: VrplibFile, row: Row, problems: list[str]) -> None:
    for column in ("demand", "service time", "pickup", "delivery"):
        value = row.values[_COLUMNS.index(column)]
        if value.strip("0.-+"):
            text = f"the depot's {column} is {value}, expected 0"
            problems.append(file.at(row.line, text))


def _origins(
    file: VrplibFile, tasks: Mapping[str, Row], demands: Sequence[float], problems: list[str]
) -> list[int | None]:
    """Of every delivery, the place of its pickup in the table."""
    place = {name: at for at, name in enumerate(tasks)}
    origins: list[int | None] = [None] * len(tasks)
    for name, row in list(tasks.items())[1:]:
        pickup, delivery = row.values[7:]
        problem = None
        if (pickup == "0") == (delivery == "0"):
            problem = f"pickup is {pickup} and delivery is {delivery}, expected 0 for one of them"
        elif pickup == "0":
            problem = _broken_reference(tasks, name, "delivery", delivery)
            if demands[place[name]] < 0:
                problem = f"demand is {row.values[3]}, expected 0 or more of a pickup"
        else:
            problem = _broken_reference(tasks, name, "pickup", pickup)
            if problem is None:
                origins[place[name]] = place[pickup]
                if demands[place[name]] != -demands[place[pickup]]:
                    problem = (
                        f"demand is {row.values[3]}, expected that of its pickup {pickup} with "
                        f"the other sign, {-demands[place[pickup]]:g}"
                    )
        if problem is not None:
            problems.append(file.at(row.line, f"task {name}: {problem}"))
    return origins


def _broken_reference(tasks: Mapping[str, Row], name: str, column: str, other: str) -> str | None:
    """What is wrong with the other half that a task names, which has to name it back."""
    if other not in tasks or other == next(iter(tasks)):
        return f"{column} is {other}, expected the number of a task"
    back = "pickup" if column == "delivery" else "delivery"
    named = tasks[other].values[_COLUMNS.index(back)]
    if named != name:
        return f"{column} is {other}, whose {back} is {named}, expected {name}"
    return None

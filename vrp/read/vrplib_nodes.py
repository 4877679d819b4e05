"""The nodes of a VRPLIB file: coordinates, demands, times, prizes and groups."""

from __future__ import annotations

import numpy as np

from vrp.errors import ReadError
from vrp.read.vrplib_data import FloatArray, Nodes
from vrp.read.vrplib_groups import read_groups
from vrp.read.vrplib_sections import VrplibFile
from vrp.read.vrplib_tables import MAX_COUNT, MAX_NUMBER, number, read_number, read_table

__all__ = ["numbering", "read_depots", "read_nodes"]

_COORDINATES = ("NODE_COORD_SECTION", "DISPLAY_DATA_SECTION")


def numbering(file: VrplibFile) -> dict[str, int]:
    """Positions of the node numbers, in the order of the coordinates if there are any.

    Raises
    ------
    ReadError
        Missing or wrong DIMENSION.
    """
    problems: list[str] = []
    dimension = read_number(file, "DIMENSION", problems, low=2, high=MAX_COUNT, whole=True)
    if dimension is None:
        problems.append(f"{file.path}: DIMENSION is missing: the number of nodes, depots included")
    if problems:
        raise ReadError(problems)
    n = int(dimension or 0)
    section = next((file.sections[name] for name in _COORDINATES if name in file.sections), None)
    if section is None:
        return {str(node): node - 1 for node in range(1, n + 1)}
    if len(section.rows) != n:
        text = f"{section.name} has {len(section.rows)} rows, expected DIMENSION = {n}"
        raise ReadError(file.at(section.line, text))
    numbers: dict[str, int] = {}
    for row in section.rows:
        # A number given twice is reported by the table that is read next.
        numbers.setdefault(row.values[0], len(numbers))
    return numbers


def read_nodes(
    file: VrplibFile, numbers: dict[str, int], depots: tuple[int, ...], problems: list[str]
) -> Nodes:
    """Read every column that the file has about its nodes."""
    n = len(numbers)
    coordinates = None
    for name in _COORDINATES:
        if coordinates is None:
            coordinates = read_table(file, name, ("x", "y"), numbers, problems, low=-MAX_NUMBER)
    deliveries = _loads(file, "DEMAND_SECTION", numbers, problems)
    if "LINEHAUL_SECTION" in file.sections:
        if "DEMAND_SECTION" in file.sections:
            line = file.sections["LINEHAUL_SECTION"].line
            problems.append(file.at(line, "LINEHAUL_SECTION and DEMAND_SECTION exclude each other"))
        deliveries = _loads(file, "LINEHAUL_SECTION", numbers, problems)
    pickups = _loads(file, "BACKHAUL_SECTION", numbers, problems)
    prizes = read_table(file, "PRIZE_SECTION", ("prize",), numbers, problems)
    releases = read_table(file, "RELEASE_TIME_SECTION", ("seconds",), numbers, problems)
    services = _services(file, numbers, depots, problems)
    _refuse_depot_values(file, numbers, depots, problems)
    return Nodes(
        ids=tuple(numbers),
        coordinates=coordinates,
        deliveries=deliveries or [0] * n,
        pickups=pickups or [0] * n,
        services=services,
        windows=_windows(file, numbers, problems),
        prizes=None if prizes is None else prizes[:, 0],
        releases=None if releases is None else releases[:, 0],
        groups=read_groups(file, numbers, depots, problems),
    )


def _loads(
    file: VrplibFile, name: str, numbers: dict[str, int], problems: list[str]
) -> list[int] | None:
    table = read_table(file, name, ("demand",), numbers, problems, whole=True)
    return None if table is None else [int(units) for units in table[:, 0]]


def _services(
    file: VrplibFile, numbers: dict[str, int], depots: tuple[int, ...], problems: list[str]
) -> FloatArray:
    table = read_table(file, "SERVICE_TIME_SECTION", ("seconds",), numbers, problems)
    if table is not None:
        return table[:, 0]
    everywhere = read_number(file, "SERVICE_TIME", problems) or 0.0
    services = np.full(len(numbers), everywhere)
    services[list(depots)] = 0.0
    return services


def _windows(file: VrplibFile, numbers: dict[str, int], problems: list[str]) -> FloatArray | None:
    name = "TIME_WINDOW_SECTION"
    windows = read_table(file, name, ("start", "end"), numbers, problems)
    if windows is not None:
        ids = list(numbers)
        problems += [
            file.at(
                file.sections[name].line,
                f"{name}, row {ids[node]}: window ends at {windows[node, 1]:g}, before it starts "
                f"at {windows[node, 0]:g}",
            )
            for node in np.flatnonzero(windows[:, 0] > windows[:, 1])
        ]
    return windows


def _refuse_depot_values(
    file: VrplibFile, numbers: dict[str, int], depots: tuple[int, ...], problems: list[str]
) -> None:
    """What means nothing at a depot, such as a demand or a prize: better refused than dropped."""
    names = (
        "DEMAND_SECTION",
        "LINEHAUL_SECTION",
        "BACKHAUL_SECTION",
        "PRIZE_SECTION",
        "SERVICE_TIME_SECTION",
        "RELEASE_TIME_SECTION",
    )
    for name in names:
        section = file.sections.get(name)
        for row in section.rows if section is not None else ():
            if numbers.get(row.values[0]) not in depots or len(row.values) != 2:
                continue
            if number(file, row.line, name, row.values[1], []) != 0.0:
                problems.append(
                    file.at(
                        row.line,
                        f"{name}: node {row.values[0]} is a depot and has {row.values[1]}, "
                        "expected 0",
                    )
                )


def read_depots(file: VrplibFile, numbers: dict[str, int], problems: list[str]) -> tuple[int, ...]:
    """Positions of the depots; the first node where the file names none."""
    section = file.sections.get("DEPOT_SECTION")
    if section is None:
        return (0,)
    depots: list[int] = []
    for row in section.rows:
        for text in row.values:
            if text == "-1":
                return _at_least_one(file, depots, problems)
            if text not in numbers:
                problems.append(file.at(row.line, f"DEPOT_SECTION: there is no node {text!r}"))
            elif numbers[text] in depots:
                problems.append(file.at(row.line, f"DEPOT_SECTION has depot {text!r} twice"))
            else:
                depots.append(numbers[text])
    return _at_least_one(file, depots, problems)


def _at_least_one(file: VrplibFile, depots: list[int], problems: list[str]) -> tuple[int, ...]:
    if not depots and not problems:
        line = file.sections["DEPOT_SECTION"].line
        problems.append(file.at(line, "DEPOT_SECTION names no depot"))
    return tuple(depots)

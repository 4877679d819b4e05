"""The vehicles of a VRPLIB file, one row for every single vehicle."""

from __future__ import annotations

from collections.abc import Mapping

from vrp.read.vrplib_data import VehicleRow
from vrp.read.vrplib_sections import VrplibFile
from vrp.read.vrplib_tables import MAX_COUNT, read_number, read_sets, read_table

__all__ = ["read_vehicles"]

_SECTIONS = (
    "CAPACITY_SECTION",
    "VEHICLES_DEPOT_SECTION",
    "VEHICLES_MAX_DISTANCE_SECTION",
    "VEHICLES_MAX_DURATION_SECTION",
    "VEHICLES_FIXED_COST_SECTION",
    "VEHICLES_UNIT_DISTANCE_COST_SECTION",
    "VEHICLES_ALLOWED_CLIENTS_SECTION",
    "VEHICLES_RELOAD_DEPOT_SECTION",
    "VEHICLES_MAX_RELOADS_SECTION",
)


def read_vehicles(
    file: VrplibFile,
    numbers: Mapping[str, int],
    depots: tuple[int, ...],
    problems: list[str],
) -> tuple[VehicleRow, ...]:
    """Read the fleet: as many vehicles as the file says, else as many as there are stops."""
    count = _count(file, len(numbers) - len(depots), problems)
    keys = {str(vehicle): vehicle - 1 for vehicle in range(1, count + 1)}
    capacity = _column(file, "CAPACITY", keys, problems, whole=True)
    distance = _column(file, "VEHICLES_MAX_DISTANCE", keys, problems)
    duration = _column(file, "VEHICLES_MAX_DURATION", keys, problems)
    fixed = _column(file, "VEHICLES_FIXED_COST", keys, problems)
    unit = _column(file, "VEHICLES_UNIT_DISTANCE_COST", keys, problems, whole=True)
    clients = read_sets(file, "VEHICLES_ALLOWED_CLIENTS_SECTION", keys, numbers, problems)
    _classic_limit(file, distance, duration, problems)
    start = _depots(file, numbers, depots, keys, problems)
    reloads = _reloads(file, numbers, start, keys, problems)
    return tuple(
        VehicleRow(
            capacity=_whole(capacity[vehicle]),
            depot=start[vehicle],
            max_distance=distance[vehicle],
            max_duration=duration[vehicle],
            fixed_cost=fixed[vehicle] or 0.0,
            unit_distance_cost=1 if unit[vehicle] is None else int(unit[vehicle] or 0),
            clients=None if clients is None else clients[vehicle],
            max_reloads=reloads[vehicle],
        )
        for vehicle in range(count)
    )


def _count(file: VrplibFile, stops: int, problems: list[str]) -> int:
    given = read_number(file, "VEHICLES", problems, low=1, high=MAX_COUNT, whole=True)
    if given is not None:
        return int(given)
    listed = [len(file.sections[name].rows) for name in _SECTIONS if name in file.sections]
    if listed:
        return max(listed)
    kind = (file.text("TYPE") or "").upper()
    return 1 if kind.startswith(("TSP", "ATSP")) else max(1, stops)


def _column(
    file: VrplibFile,
    name: str,
    keys: Mapping[str, int],
    problems: list[str],
    *,
    whole: bool = False,
) -> list[float | None]:
    """Values of a specification ``NAME : x`` or of its ``NAME_SECTION``, one a vehicle."""
    everyone = read_number(file, name, problems, whole=whole)
    table = read_table(file, f"{name}_SECTION", ("value",), keys, problems, whole=whole)
    if table is None:
        return [everyone] * len(keys)
    if everyone is not None:
        line = file.sections[f"{name}_SECTION"].line
        problems.append(file.at(line, f"{name}_SECTION and {name} exclude each other"))
    return [float(value) for value in table[:, 0]]


def _classic_limit(
    file: VrplibFile,
    distance: list[float | None],
    duration: list[float | None],
    problems: list[str],
) -> None:
    """Apply ``DISTANCE``, the route limit of classic files, which includes their service times."""
    limit = read_number(file, "DISTANCE", problems)
    if limit is None:
        return
    services = "SERVICE_TIME" in file.specifications or "SERVICE_TIME_SECTION" in file.sections
    with_service = services and "TIME_WINDOW_SECTION" not in file.sections
    column, name = (duration, "DURATION") if with_service else (distance, "DISTANCE")
    if any(value is not None for value in column):
        line = file.specifications["DISTANCE"].line
        problems.append(file.at(line, f"DISTANCE and VEHICLES_MAX_{name} exclude each other"))
    column[:] = [limit] * len(column)


def _depots(
    file: VrplibFile,
    numbers: Mapping[str, int],
    depots: tuple[int, ...],
    keys: Mapping[str, int],
    problems: list[str],
) -> list[int]:
    """Node position of every vehicle's depot."""
    table = read_sets(file, "VEHICLES_DEPOT_SECTION", keys, numbers, problems)
    if table is None:
        if len(depots) > 1:
            problems.append(
                f"{file.path}: has {len(depots)} depots and no VEHICLES_DEPOT_SECTION, which says "
                "where each vehicle starts and ends"
            )
        return [depots[0] if depots else 0] * len(keys)
    line = file.sections["VEHICLES_DEPOT_SECTION"].line
    ids = list(keys)
    problems += [
        file.at(line, f"VEHICLES_DEPOT_SECTION: vehicle {ids[vehicle]} has no single depot")
        for vehicle, nodes in enumerate(table)
        if len(nodes) != 1 or not nodes <= set(depots)
    ]
    return [min(nodes, default=0) for nodes in table]


def _reloads(
    file: VrplibFile,
    numbers: Mapping[str, int],
    start: list[int],
    keys: Mapping[str, int],
    problems: list[str],
) -> list[int]:
    """How often every vehicle may reload, which it does at its own depot.

    A vehicle with a depot to reload at and no limit reloads as often as there are other nodes.
    """
    name = "VEHICLES_RELOAD_DEPOT_SECTION"
    limits = _column(file, "VEHICLES_MAX_RELOADS", keys, problems, whole=True)
    table = read_sets(file, name, keys, numbers, problems)
    if table is None:
        if any(limits):
            problems.append(f"{file.path}: has VEHICLES_MAX_RELOADS but no {name}")
        return [0] * len(keys)
    for key, vehicle in keys.items():
        if table[vehicle] - {start[vehicle]}:
            text = f"{name}: vehicle {key} reloads elsewhere than at its own depot"
            problems.append(file.at(file.sections[name].line, f"{text}, which has no model here"))
    unlimited = len(numbers)
    return [
        (unlimited if limit is None else int(limit)) if nodes else 0
        for nodes, limit in zip(table, limits, strict=True)
    ]


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)

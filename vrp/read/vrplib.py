"""Read benchmark instances: VRPLIB and TSPLIB files, and the text forms of Solomon and Li & Lim.

The dialect is that of the ``vrplib`` package and of PyVRP's instance collection. One unit of
distance is one metre and one second, multiplied by the scale of the rounding convention.
"""

from __future__ import annotations

import os
from pathlib import Path

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.read.li_lim import is_li_lim, read_li_lim
from vrp.read.rounding import rounding_named
from vrp.read.solomon import is_solomon, read_solomon
from vrp.read.text_file import read_text
from vrp.read.vrplib_backhauls import backhauls_come_last, check_backhauls
from vrp.read.vrplib_data import VrplibData
from vrp.read.vrplib_instance import build_instance, default_rounding
from vrp.read.vrplib_nodes import numbering, read_depots, read_nodes
from vrp.read.vrplib_sections import VrplibFile, split_sections
from vrp.read.vrplib_solution import with_best_known
from vrp.read.vrplib_types import check_type, is_open
from vrp.read.vrplib_vehicles import read_vehicles
from vrp.read.vrplib_weights import METRICS, explicit_weights

__all__ = ["is_vrplib", "read_vrplib"]

_SPECIFICATIONS = frozenset(
    {
        "NAME",
        "COMMENT",
        "TYPE",
        "DIMENSION",
        "VEHICLES",
        "CAPACITY",
        "DISTANCE",
        "SERVICE_TIME",
        "EDGE_WEIGHT_TYPE",
        "EDGE_WEIGHT_FORMAT",
        "NODE_COORD_TYPE",
        "DISPLAY_DATA_TYPE",
        "VEHICLES_MAX_DISTANCE",
        "VEHICLES_MAX_DURATION",
        "VEHICLES_FIXED_COST",
        "VEHICLES_UNIT_DISTANCE_COST",
        "VEHICLES_MAX_RELOADS",
    }
)

_SECTIONS = frozenset(
    {
        "NODE_COORD_SECTION",
        "DISPLAY_DATA_SECTION",
        "EDGE_WEIGHT_SECTION",
        "DEPOT_SECTION",
        "DEMAND_SECTION",
        "LINEHAUL_SECTION",
        "BACKHAUL_SECTION",
        "SERVICE_TIME_SECTION",
        "TIME_WINDOW_SECTION",
        "PRIZE_SECTION",
        "CAPACITY_SECTION",
        "VEHICLES_DEPOT_SECTION",
        "VEHICLES_MAX_DISTANCE_SECTION",
        "VEHICLES_MAX_DURATION_SECTION",
        "VEHICLES_FIXED_COST_SECTION",
        "VEHICLES_UNIT_DISTANCE_COST_SECTION",
        "VEHICLES_ALLOWED_CLIENTS_SECTION",
        "RELEASE_TIME_SECTION",
        "VEHICLES_RELOAD_DEPOT_SECTION",
        "VEHICLES_MAX_RELOADS_SECTION",
        "MUTUALLY_EXCLUSIVE_GROUP_SECTION",
    }
)

#: Sections of the dialect that this package has no model for, and what they mean.
_UNSUPPORTED = {
    "PICKUP_AND_DELIVERY_SECTION": "goods carried from one client to another",
    "FIXED_EDGES_SECTION": "edges that every plan must use",
    "TOUR_SECTION": "a tour, not an instance",
}


def is_vrplib(text: str) -> bool:
    """Whether the text looks like an instance that :func:`read_vrplib` reads.

    Parameters
    ----------
    text
        The beginning of a file, some ten lines at least.
    """
    lines = [line.strip().upper() for line in text.splitlines()]
    keys = {line.partition(":")[0].strip() for line in lines if ":" in line}
    headings = any(line.rstrip(" :").endswith("_SECTION") and " " not in line for line in lines)
    return is_solomon(text) or is_li_lim(text) or "DIMENSION" in keys or headings


def read_vrplib(path: str | os.PathLike[str], rounding: str | None = None) -> Instance:
    """Read a benchmark instance, with the best known cost of the ``.sol`` beside it.

    Parameters
    ----------
    path
        A VRPLIB, TSPLIB, Solomon or Li & Lim file.
    rounding
        ``"nearest"`` integer, ``"truncate1"`` (one decimal, truncated: everything ×10) or
        ``"none"`` (three decimals: everything ×1000). By default the convention under which best
        known solutions of such files are published: see
        :func:`~vrp.read.vrplib_instance.default_rounding`.

    Returns
    -------
    Instance
        Ids are the file's node numbers. Distances and durations are the same array.

    Raises
    ------
    ReadError
        Naming file, line and value of everything that is wrong or that has no model here.
    """
    file = Path(path)
    convention = None if rounding is None else rounding_named(rounding)
    text = read_text(file)
    if not text.strip():
        raise ReadError(f"{file}: is empty, expected a VRPLIB file")
    if is_solomon(text):
        data = read_solomon(file, text)
    elif is_li_lim(text):
        data = read_li_lim(file, text)
    else:
        data = _read_data(split_sections(file, text))
    instance = build_instance(data, convention or default_rounding(data))
    solution = file.with_suffix(".sol")
    if solution != file and solution.is_file():
        return with_best_known(instance, solution)
    return instance


def _read_data(file: VrplibFile) -> VrplibData:
    _refuse_unknown(file)
    numbers = numbering(file)
    metric, problems = _metric(file)
    depots = read_depots(file, numbers, problems)
    nodes = read_nodes(file, numbers, depots, problems)
    check_backhauls(file, nodes, depots, problems)
    vehicles = read_vehicles(file, numbers, depots, problems)
    if any(nodes.deliveries) and vehicles and vehicles[0].capacity is None:
        problems.append(f"{file.path}: has demands but no CAPACITY")
    if metric != "EXPLICIT" and "NODE_COORD_SECTION" not in file.sections:
        problems.append(f"{file.path}: {metric} distances need a NODE_COORD_SECTION")
    if len(depots) >= len(numbers):
        problems.append(f"{file.path}: every node is a depot, expected stops as well")
    if problems:
        raise ReadError(problems)
    return VrplibData(
        path=file.path,
        name=file.text("NAME") or file.path.stem,
        nodes=nodes,
        depots=depots,
        vehicles=vehicles,
        metric=metric,
        weights=explicit_weights(file, len(numbers)) if metric == "EXPLICIT" else None,
        backhauls_last=backhauls_come_last(file),
        open_routes=is_open(file),
    )


def _metric(file: VrplibFile) -> tuple[str, list[str]]:
    given = file.specifications.get("EDGE_WEIGHT_TYPE")
    expected = f"expected EXPLICIT or one of {', '.join(METRICS)}"
    if given is None:
        return "EUC_2D", [f"{file.path}: EDGE_WEIGHT_TYPE is missing, {expected}"]
    metric = given.value.upper()
    if metric != "EXPLICIT" and metric not in METRICS:
        return metric, [file.at(given.line, f"EDGE_WEIGHT_TYPE is {given.value!r}, {expected}")]
    return metric, []


def _refuse_unknown(file: VrplibFile) -> None:
    """Nothing of a file is dropped silently: a plan that ignores a constraint is no plan."""
    problems: list[str] = []
    check_type(file, problems)
    for specification in file.specifications.values():
        if specification.name not in _SPECIFICATIONS:
            text = f"specification {specification.name} is unknown, so its meaning cannot be kept"
            problems.append(file.at(specification.line, text))
    for section in file.sections.values():
        if section.name in _UNSUPPORTED:
            text = f"{section.name} ({_UNSUPPORTED[section.name]}) is not supported"
            problems.append(file.at(section.line, text))
        elif section.name not in _SECTIONS:
            text = f"{section.name} is unknown, so its meaning cannot be kept"
            problems.append(file.at(section.line, text))
    if problems:
        raise ReadError(problems)

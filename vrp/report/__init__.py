"""What a solved instance leaves behind: files, a map and a table for the terminal."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from vrp.argument_types import check_type
from vrp.instance import Instance
from vrp.report.files import write_files
from vrp.report.geojson import routes_geojson
from vrp.report.geometry import LegGeometry
from vrp.report.html import report_html
from vrp.report.plan import Plan
from vrp.report.routes_csv import routes_csv, unassigned_csv
from vrp.report.solution_json import solution_to_dict
from vrp.report.table import summary_table
from vrp.report.vroom_json import solution_to_vroom
from vrp.report.vrplib_sol import solution_to_sol
from vrp.solution import Solution

__all__ = [
    "LegGeometry",
    "Plan",
    "result_files",
    "solution_to_vroom",
    "summary_table",
    "write_plan",
    "write_report",
]


def write_report(
    instance: Instance,
    solution: Solution,
    directory: Path | str,
    *,
    leg_geometry: LegGeometry | None = None,
) -> Path:
    """Write every result file of a solution: see :func:`write_plan`.

    Parameters
    ----------
    instance
        The problem.
    solution
        A valid plan for it.
    directory
        Made if it does not exist. Files of an earlier report are replaced, others are left alone.
    leg_geometry
        The ways that the legs take; straight lines if ``None``. With
        ``LegGeometry.of(instance, solution, roads)`` routes are drawn along the streets, where
        ``roads`` is a :class:`vrp.roads.RoadNetwork` or another source that the instance was read
        with.

    Returns
    -------
    Path
        Of ``report.html``.

    Raises
    ------
    TypeError
        For an argument of another type.
    InfeasibleError
        For a plan that breaks the instance: nothing is written.
    OSError
        The directory cannot be made or written to; earlier files are untouched.
    """
    check_type("instance", instance, Instance)
    check_type("solution", solution, Solution)
    check_type("directory", directory, str, os.PathLike)
    check_type("leg_geometry", leg_geometry, LegGeometry, optional=True)
    return write_plan(Plan.of(instance, solution), directory, leg_geometry=leg_geometry)


def result_files(instance: Instance) -> tuple[str, ...]:
    """Names of the files that :func:`write_plan` writes for a plan of the instance.

    Parameters
    ----------
    instance
        Whether it is a benchmark instance decides about the ``.sol`` file.
    """
    sol = (f"{_file_name(instance.name)}.sol",) if instance.planar else ()
    return ("routes.csv", "unassigned.csv", "solution.json", "routes.geojson", "report.html", *sol)


def write_plan(
    plan: Plan, directory: str | Path, *, leg_geometry: LegGeometry | None = None
) -> Path:
    """Write every result file of a plan, all of them or none.

    ``routes.csv``, ``unassigned.csv``, ``solution.json``, ``routes.geojson`` and ``report.html``;
    for benchmark instances also ``<name>.sol``.

    Parameters
    ----------
    plan
        What to write: ``Plan.of(instance, solution)``.
    directory
        Made if it does not exist. Files of these names are replaced, others are left alone.
    leg_geometry
        The ways that the legs take; straight lines if ``None``.

    Returns
    -------
    Path
        Of ``report.html``.

    Raises
    ------
    OSError
        The directory cannot be made or written to; earlier files are untouched.
    """
    instance, directory = plan.instance, Path(directory)
    contents = [
        routes_csv(plan),
        unassigned_csv(plan),
        _json(solution_to_dict(plan)),
        routes_geojson(plan, leg_geometry),
        report_html(plan, leg_geometry),
    ]
    if instance.planar:
        contents.append(solution_to_sol(instance, plan.solution))
    write_files(directory, dict(zip(result_files(instance), contents, strict=True)))
    return directory / "report.html"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _file_name(name: str) -> str:
    """An instance's name without characters that mean something to a file system."""
    return re.sub(r"[^\w.+-]+", "_", name).strip(".") or "instance"

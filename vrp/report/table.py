"""The plan as a table for a terminal of 100 columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import chain

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from vrp.instance import Instance
from vrp.report.plan import Plan, PlannedRoute
from vrp.report.provenance import estimate_text, traffic_text
from vrp.report.units import (
    clock_text,
    cost_parts,
    cost_text,
    distance_text,
    distance_unit,
    duration_text,
    gap,
    load_text,
    span_text,
    undated,
    utilisation,
)
from vrp.solution import Solution
from vrp.timetable import Rest

__all__ = ["summary_table"]

_WIDTH = 100
_MAX_ROUTES = 24
_SHOWN_WHEN_ELIDED = (16, 4)
_MAX_UNASSIGNED = 15
_MAX_LABEL = 30
#: Where names would have less, loads are given as shares of the capacity alone.
_MIN_LABEL = 14


def summary_table(dated: Plan) -> Group:
    """Routes, totals, unassigned stops and cost, for :meth:`rich.console.Console.print`.

    Long plans are elided in the middle, long lists of unassigned stops at the end.

    Parameters
    ----------
    dated
        The plan; times of day are shown without the date, which is in the title.
    """
    instance = dated.instance
    plan = dataclasses.replace(dated, instance=undated(instance))
    title = " · ".join(filter(None, (instance.name, instance.epoch)))
    parts: list[RenderableType] = [_routes(plan, title)]
    if plan.reasons:
        parts.append(_unassigned(plan))
    parts.append(_cost_line(instance, dated.solution))
    estimate = estimate_text(plan)
    if estimate:
        parts.append(Text(estimate, style="yellow"))
    traffic = traffic_text(instance)
    if traffic:
        parts.append(Text(traffic, style="dim"))
    if instance.attribution:
        source = "" if estimate else f"{instance.matrix_source} · "
        parts.append(Text(source + instance.attribution, style="dim"))
    return Group(*parts)


def _routes(plan: Plan, title: str) -> Table:
    count = len(plan.routes)
    head, tail = _SHOWN_WHEN_ELIDED if count > _MAX_ROUTES else (count, 0)
    shown = [*plan.routes[:head], *plan.routes[count - tail :]]
    (first_heading, first_total), *figures = _columns(plan)
    rows = [_figures(plan, planned) for planned in shown]
    room = _room(figures, rows)
    if room < max(_MIN_LABEL, cell_len(first_total)):
        rows = [_figures(plan, planned, is_brief=True) for planned in shown]
        room = _room(figures, rows)
    if room < cell_len(first_total):
        first_total = first_total.removesuffix(" vehicles")
    table = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        box=box.SIMPLE,
        width=_WIDTH,
        show_footer=True,
    )
    # Only the names give way when the table is too wide: a figure cut short would be wrong.
    table.add_column(first_heading, first_total, ratio=1, no_wrap=True, overflow="ellipsis")
    for heading, total in figures:
        table.add_column(heading, total, justify="right", no_wrap=True)
    for number, (planned, cells) in enumerate(zip(shown, rows, strict=True)):
        if tail and number == head:
            table.add_row(Text(f"… {count - head - tail:,} more", style="dim"))
        table.add_row(Text(_shortened(planned.label, room)), *cells)
    return table


def _room(figures: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> int:
    """Columns of the terminal that all columns of figures leave to the names."""
    lines = chain(zip(*figures, strict=True), rows)
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    # Blanks beside each, a divider between them, and both edges.
    return _WIDTH - sum(widths) - 3 * (len(widths) + 1) - 1


def _columns(plan: Plan) -> list[tuple[str, str]]:
    """Heading and total of every column."""
    instance = plan.instance
    return [
        ("vehicle", f"{len(plan.routes)} of {instance.n_vehicles} vehicles"),
        ("stops", f"{plan.n_served}"),
        (distance_unit(instance) or "distance", distance_text(instance, plan.distance_m)),
        ("driving", duration_text(instance, plan.driving_s)),
        ("waiting", duration_text(instance, plan.wait_s)),
        *([("break", duration_text(instance, plan.rest_s))] if instance.has_breaks else []),
        *([("overtime", duration_text(instance, plan.overtime_s))] if plan.overtime_s else []),
        ("load", ""),
        ("start–end", ""),
    ]


def _figures(plan: Plan, planned: PlannedRoute, *, is_brief: bool = False) -> list[str]:
    instance, schedule = plan.instance, planned.schedule
    return [
        str(len(schedule.visits)),
        distance_text(instance, schedule.distance_m),
        duration_text(instance, schedule.driving_s),
        duration_text(instance, schedule.wait_s) if schedule.wait_s else "",
        *([_rest_cell(instance, schedule.rest)] if instance.has_breaks else []),
        *([_overtime_cell(instance, planned)] if plan.overtime_s else []),
        _load_cell(instance, planned, is_brief=is_brief),
        span_text(instance, schedule.departure_s, schedule.return_s),
    ]


def _overtime_cell(instance: Instance, planned: PlannedRoute) -> str:
    vehicle = instance.vehicles[planned.route.vehicle]
    overtime_s = vehicle.overtime_s(planned.schedule.duration_s)
    return duration_text(instance, overtime_s) if overtime_s else ""


def _shortened(label: str, room: int) -> str:
    """Cut long labels in the middle: their ends tell vehicles of a kind apart."""
    most = min(_MAX_LABEL, max(room, 3))
    if len(label) <= most:
        return label
    end = min(10, most // 2)
    return f"{label[: most - end - 1]}…{label[-end:]}"


def _rest_cell(instance: Instance, rest: Rest | None) -> str:
    """When it begins: there is no room for more in a night shift."""
    return "" if rest is None else clock_text(instance, rest.start_s)


def _load_cell(instance: Instance, planned: PlannedRoute, *, is_brief: bool) -> str:
    """``87 % of 40``, of the fullest dimension; the load alone where nothing limits it."""
    vehicle, peak = planned.route.vehicle, planned.schedule.peak_load
    share = utilisation(instance, vehicle, peak)
    if share is None:
        return load_text(instance, peak)
    capacity = instance.vehicles[vehicle].capacity
    if len(capacity) > 1 or is_brief:
        return f"{share:.0%}"
    return f"{share:.0%} of {load_text(instance, [capacity[0] or 0])}"


def _unassigned(plan: Plan) -> Table:
    table = Table(
        title=Text(f"{_count(plan.n_left_out)} not served", style="bold red"),
        title_justify="left",
        box=box.SIMPLE,
        width=_WIDTH,
    )
    table.add_column("stop", overflow="ellipsis", no_wrap=True, max_width=24)
    alternatives = len(plan.reasons) > plan.n_left_out
    if alternatives:
        table.add_column("one of", overflow="ellipsis", no_wrap=True, max_width=16)
    table.add_column("priority", justify="right")
    table.add_column("reason", ratio=1)
    for reason in plan.reasons[:_MAX_UNASSIGNED]:
        stop = plan.instance.stops[reason.stop]
        group = [Text(stop.group or "")] if alternatives else []
        table.add_row(Text(stop.id), *group, str(stop.priority), Text(reason.text))
    more = len(plan.reasons) - _MAX_UNASSIGNED
    if more > 0:
        blank = [""] * (len(table.columns) - 2)
        table.add_row(Text("…"), *blank, Text(f"{more} more in unassigned.csv", style="dim"))
    return table


def _count(stops: int) -> str:
    return "1 stop" if stops == 1 else f"{stops} stops"


def _cost_line(instance: Instance, solution: Solution) -> Text:
    cost = solution.cost
    parts = [f"{name} {text}" for name, text in cost_parts(instance, cost)]
    line = Text.assemble("cost ", (cost_text(instance, cost.total), "bold"))
    if len(parts) > 1:
        line.append(f" = {' + '.join(parts)}")
    excess = gap(instance, cost.total, solution.unserved)
    if excess is not None:
        best = cost_text(instance, instance.best_known_cost or 0)
        line.append(f"   gap {excess:+.2%} to best known {best}")
    return line

"""The plan as a table for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from vrp.instance import Instance
from vrp.reasons import explain
from vrp.report.labels import route_labels
from vrp.report.units import (
    cost_parts,
    cost_text,
    distance_text,
    distance_unit,
    duration_text,
    gap,
    load_text,
    span_text,
    utilisation,
)
from vrp.schedule import Schedule
from vrp.solution import Route, Solution

__all__ = ["summary_table"]

_WIDTH = 100
_MAX_ROUTES = 24
_SHOWN_WHEN_ELIDED = (16, 4)
_MAX_UNASSIGNED = 15


def summary_table(instance: Instance, solution: Solution) -> Group:
    """Routes, totals, unassigned stops and cost, for :meth:`rich.console.Console.print`.

    Long plans are elided in the middle, long lists of unassigned stops at the end.
    """
    parts: list[RenderableType] = [_routes(instance, solution)]
    if solution.unassigned:
        parts.append(_unassigned(instance, solution))
    parts.append(_cost_line(instance, solution))
    if instance.estimated:
        parts.append(Text(f"distances are estimates: {instance.matrix_source}", style="yellow"))
    return Group(*parts)


def _routes(instance: Instance, solution: Solution) -> Table:
    table = Table(
        title=Text(instance.name, style="bold"),
        title_justify="left",
        box=box.SIMPLE,
        width=_WIDTH,
        show_footer=True,
    )
    schedules = solution.schedules(instance)
    for heading, total in _columns(instance, solution, schedules):
        justify = "left" if heading == "vehicle" else "right"
        # Only names may be cut short: figures are never wrong by an ellipsis.
        wraps = heading == "vehicle"
        table.add_column(
            heading,
            footer=total,
            justify=justify,
            no_wrap=True,
            overflow="ellipsis",
            ratio=1 if wraps else None,
        )
    labels = route_labels(instance, solution)
    plan = list(zip(labels, solution.routes, schedules, strict=True))
    head, tail = _SHOWN_WHEN_ELIDED if len(plan) > _MAX_ROUTES else (len(plan), 0)
    for label, route, schedule in plan[:head]:
        table.add_row(Text(label), *_route_cells(instance, route, schedule))
    if tail:
        table.add_row(Text(f"… {len(plan) - head - tail} more in routes.csv …", style="dim"))
        for label, route, schedule in plan[-tail:]:
            table.add_row(Text(label), *_route_cells(instance, route, schedule))
    return table


def _columns(
    instance: Instance, solution: Solution, schedules: Sequence[Schedule]
) -> list[tuple[str, str]]:
    """Heading and total of every column."""
    metres = sum(schedule.distance_m for schedule in schedules)
    driving = sum(schedule.driving_s for schedule in schedules)
    waiting = sum(schedule.wait_s for schedule in schedules)
    served = len(instance.stops) - len(solution.unassigned)
    return [
        ("vehicle", f"{len(solution.routes)} of {instance.n_vehicles} vehicles"),
        ("stops", f"{served}"),
        (distance_unit(instance) or "distance", distance_text(instance, metres)),
        ("driving", duration_text(instance, driving)),
        ("waiting", duration_text(instance, waiting)),
        ("load", ""),
        ("start–end", ""),
    ]


def _route_cells(instance: Instance, route: Route, schedule: Schedule) -> list[str]:
    return [
        str(len(route.stops)),
        distance_text(instance, schedule.distance_m),
        duration_text(instance, schedule.driving_s),
        duration_text(instance, schedule.wait_s) if schedule.wait_s else "",
        _load_cell(instance, route, schedule),
        span_text(instance, schedule.departure_s, schedule.return_s),
    ]


def _load_cell(instance: Instance, route: Route, schedule: Schedule) -> str:
    """``87 % of 40``, of the fullest dimension; the load alone where nothing limits it."""
    share = utilisation(instance, route.vehicle, schedule.peak_load)
    if share is None:
        return load_text(instance, schedule.peak_load)
    capacity = instance.vehicles[route.vehicle].capacity
    if len(capacity) > 1:
        return f"{share:.0%}"
    return f"{share:.0%} of {load_text(instance, [capacity[0] or 0])}"


def _unassigned(instance: Instance, solution: Solution) -> Table:
    table = Table(
        title=Text(f"{len(solution.unassigned)} stops not served", style="bold red"),
        title_justify="left",
        box=box.SIMPLE,
        width=_WIDTH,
    )
    table.add_column("stop", overflow="ellipsis", no_wrap=True, max_width=24)
    table.add_column("priority", justify="right")
    table.add_column("reason", ratio=1)
    reasons = explain(instance, solution)
    for reason in reasons[:_MAX_UNASSIGNED]:
        stop = instance.stops[reason.stop]
        table.add_row(Text(stop.id), str(stop.priority), Text(reason.text))
    if len(reasons) > _MAX_UNASSIGNED:
        more = len(reasons) - _MAX_UNASSIGNED
        table.add_row(Text("…"), "", Text(f"{more} more in unassigned.csv", style="dim"))
    return table


def _cost_line(instance: Instance, solution: Solution) -> Text:
    cost = solution.cost
    parts = [f"{name} {text}" for name, text in cost_parts(instance, cost)]
    line = Text.assemble("cost ", (cost_text(instance, cost.total), "bold"))
    if len(parts) > 1:
        line.append(f" = {' + '.join(parts)}")
    excess = gap(instance, cost.total)
    if excess is not None:
        best = cost_text(instance, instance.best_known_cost or 0)
        line.append(f"   gap {excess:+.2%} to best known {best}")
    return line

"""The comparison for a terminal: who stands where, what each instance cost, and where we lose."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from vrp.compare.process import OURS
from vrp.compare.result import VALID, Result
from vrp.compare.standings import Gaps, Loss, Standing, losses, standings

__all__ = ["comparison_table"]

_MAX_NAMED = 5
_MAX_INSTANCES = 40


def comparison_table(results: Sequence[Result]) -> Group:
    """Everything worth reading, for :meth:`rich.console.Console.print`."""
    gaps = Gaps(results)
    parts: list[RenderableType] = [_standings(standings(results), gaps)]
    if len({result.fingerprint for result in results}) <= _MAX_INSTANCES:
        parts.append(_costs(results))
    parts += [Text(line) for line in _losses(results)]
    parts += [Text(line, style="yellow") for line in _notes(results)]
    parts.append(Text(_circumstances(results), style="dim"))
    return Group(*parts)


def _standings(rows: Sequence[Standing], gaps: Gaps) -> Table:
    reference = "best known" if gaps.all_known else "best known or best found"
    table = Table(
        title=Text(
            f"gaps to the {reference} cost in %, means over instances and seeds", style="bold"
        ),
        title_justify="left",
        caption=f"best: runs that nobody beat; +/=/−: runs ahead of {OURS}, level with it, behind",
        caption_justify="left",
        box=box.SIMPLE,
        padding=(0, 1, 0, 0),
    )
    proven = any(row.proven_gap is not None for row in rows)
    headings = ["budget", "solver", "valid", "gap", f"less {OURS}’s [95 % interval]"]
    headings += ["proven"] if proven else []
    headings += ["best", "+/=/−", "left out", "wall s", "CPU s", "MiB"]
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*_standing_cells(row, proven))
    return table


def _standing_cells(row: Standing, proven: bool) -> list[str]:
    ours = row.solver == OURS
    cells = [
        f"{row.budget_s:g} s",
        row.solver,
        f"{row.valid}/{row.runs}",
        _percent(row.mean_gap),
        "" if ours else _difference(row),
    ]
    if proven:
        cells.append(_percent(row.proven_gap))
    return [
        *cells,
        f"{row.best}",
        "" if ours else f"{row.ahead}/{row.level}/{row.behind}",
        _number(row.unassigned, 1),
        _number(row.wall_s, 1),
        _number(row.cpu_s, 1),
        _number(row.peak_mib, 0),
    ]


def _difference(row: Standing) -> str:
    if row.gap_to_ours is None or row.interval is None:
        return ""
    low, high = row.interval
    return f"{100 * row.gap_to_ours:+.2f} [{100 * low:+.2f}, {100 * high:+.2f}]"


def _percent(gap: float | None) -> str:
    return "" if gap is None else f"{100 * gap:.2f}"


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:,.{decimals}f}"


def _costs(results: Sequence[Result]) -> Table:
    """Mean cost per instance and budget; a column per solver."""
    solvers = list(dict.fromkeys(result.solver for result in results))
    cells: dict[tuple[float, str], dict[str, list[Result]]] = {}
    for result in results:
        row = cells.setdefault((result.budget_s, result.fingerprint), {})
        row.setdefault(result.solver, []).append(result)
    table = Table(title=Text("mean cost", style="bold"), title_justify="left", box=box.SIMPLE)
    for heading in ("budget", "instance", "stops"):
        table.add_column(heading, justify="left" if heading == "instance" else "right")
    for heading in (*solvers, "best known"):
        table.add_column(heading, justify="right", no_wrap=True)
    for (budget, _), runs in cells.items():
        example = next(iter(runs.values()))[0]
        known = "" if example.best_known is None else _cost(example.best_known, example)
        costs = [_cost_cell(runs.get(solver, [])) for solver in solvers]
        table.add_row(f"{budget:g} s", example.instance, f"{example.stops}", *costs, known)
    return table


def _cost_cell(runs: Sequence[Result]) -> str:
    """The mean cost, and how many stops are left out; or what became of the runs."""
    if not runs:
        return ""
    costs = [result.cost for result in runs if result.status == VALID and result.cost is not None]
    if not costs:
        return runs[0].status
    text = _cost(statistics.fmean(costs), runs[0])
    absent = statistics.fmean(run.unassigned or 0 for run in runs if run.status == VALID)
    return f"{text} (−{absent:g})" if absent else text


def _cost(units: float, result: Result) -> str:
    decimals = min(2, len(str(result.cost_scale)) - 1)
    return f"{units / result.cost_scale:,.{decimals}f}"


def _losses(results: Sequence[Result]) -> list[str]:
    """Where we lose, in words."""
    found = losses(results)
    solvers = [s for s in dict.fromkeys(result.solver for result in results) if s != OURS]
    if not solvers or all(result.solver != OURS for result in results):
        return []
    lines = []
    for budget in sorted({result.budget_s for result in results}):
        behind = False
        for solver in solvers:
            lost = [loss for loss in found if (loss.budget_s, loss.solver) == (budget, solver)]
            if lost:
                behind = True
                lines.append(f"{budget:g} s: {OURS} loses to {solver} on {_named(lost)}")
        if not behind:
            lines.append(f"{budget:g} s: {OURS} loses to nobody on any instance")
    return lines


def _named(lost: Sequence[Loss]) -> str:
    """How many instances, and the worst ones by name."""
    named = ", ".join(
        f"{loss.instance} ({'which it serves better' if loss.by is None else f'{loss.by:.2%}'})"
        for loss in lost[:_MAX_NAMED]
    )
    count = "1 instance" if len(lost) == 1 else f"{len(lost)} instances"
    return f"{count}: {named}{', …' if len(lost) > _MAX_NAMED else ''}"


def _notes(results: Sequence[Result]) -> list[str]:
    """Why runs have no plan, and what solvers did not take into account; each said once."""
    notes: dict[str, None] = {}
    for result in results:
        if result.status != VALID:
            reason = " · ".join(result.reason.splitlines())
            notes[f"{result.solver} on {result.instance}: {result.status}: {reason}"] = None
        elif result.remarks:
            notes[f"{result.solver} on {result.instance}: {result.remarks}"] = None
    return list(notes)


def _circumstances(results: Sequence[Result]) -> str:
    """Versions, threads and machines."""
    versions = dict.fromkeys(f"{result.solver} {result.version}" for result in results)
    threads = sorted({result.threads for result in results})
    machines = dict.fromkeys(result.machine for result in results)
    return (
        f"{', '.join(versions)}; threads: {', '.join(map(str, threads))}; on {'; '.join(machines)}"
    )

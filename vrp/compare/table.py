"""The comparison for a terminal: who stands where, what each instance cost, and where we lose."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from vrp.compare.defeat import Match, losses, matches
from vrp.compare.result import OURS, VALID, Result
from vrp.compare.standings import Gaps, Standing, standings

__all__ = ["WIDTH", "comparison_table"]

#: Columns of the terminal that it is made for.
WIDTH = 110
_MAX_NAMED = 5
_MAX_INSTANCES = 40


def comparison_table(results: Sequence[Result]) -> Group:
    """Everything worth reading, for :meth:`rich.console.Console.print`.

    Parameters
    ----------
    results
        Of :func:`vrp.compare.compare`.
    """
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
    proven = any(row.proven_gap is not None for row in rows)
    several = len({row.threads for row in rows}) > 1
    headings = ["budget", *(["threads"] if several else []), "solver", "valid", "gap"]
    headings.append(f"less {OURS}’s [95 % interval]")
    headings += ["proven"] if proven else []
    headings += ["best", "+/=/−", "left out", "wall s", "CPU s", "MiB"]
    lines = [_standing_cells(row, proven, several) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(headings, *lines, strict=True)]
    # A divider between columns, and both edges. A figure cut short would be wrong: blanks go first.
    is_wide = sum(widths) + 2 * len(widths) + 1 > WIDTH
    table = Table(
        title=Text(
            f"gaps to the {reference} cost in %, means over instances and seeds", style="bold"
        ),
        title_justify="left",
        caption=_caption(rows),
        caption_justify="left",
        box=box.SIMPLE,
        padding=0 if is_wide else (0, 1, 0, 0),
    )
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for cells in lines:
        table.add_row(*cells)
    return table


def _caption(rows: Sequence[Standing]) -> str:
    """What the columns mean, as far as it is not plain."""
    lines = [f"best: runs that nobody beat; +/=/−: runs ahead of {OURS}, level with it, behind"]
    if any(row.interval is not None for row in rows):
        lines.append("interval: bootstrap over instances, the seeds of each averaged first")
    if any(row.with_gap < row.runs for row in rows):
        lines.append(
            "(3/4): the mean is over 3 of 4 runs; the others have no plan, or one that leaves out "
            "other than the best"
        )
    return "\n".join(lines)


def _standing_cells(row: Standing, proven: bool, several_threads: bool) -> list[str]:
    ours = row.solver == OURS
    cells = [
        f"{row.budget_s:g} s",
        *([f"{row.threads}"] if several_threads else []),
        row.solver,
        f"{row.valid}/{row.runs}",
        _share(_percent(row.mean_gap), row.with_gap, row.runs),
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
    if row.gap_to_ours is None:
        return ""
    text = f"{100 * row.gap_to_ours:+.2f}"
    if row.interval is not None:
        low, high = row.interval
        text += f" [{100 * low:+.2f}, {100 * high:+.2f}]"
    return _share(text, row.pairs, row.with_gap)


def _share(mean: str, of: int, runs: int) -> str:
    """A mean, and of how many runs it is where that is not all."""
    return f"{mean} ({of}/{runs})" if mean and of < runs else mean


def _percent(gap: float | None) -> str:
    return "" if gap is None else f"{100 * gap:.2f}"


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:,.{decimals}f}"


def _costs(results: Sequence[Result]) -> Table:
    """Mean cost per instance, budget and number of threads; a column per solver."""
    solvers = list(dict.fromkeys(result.solver for result in results))
    several = len({result.threads for result in results}) > 1
    cells: dict[tuple[float, int, str], dict[str, list[Result]]] = {}
    for result in results:
        row = cells.setdefault((result.budget_s, result.threads, result.fingerprint), {})
        row.setdefault(result.solver, []).append(result)
    leaves_out = any(result.status == VALID and result.unassigned for result in results)
    table = Table(
        title=Text("mean cost", style="bold"),
        title_justify="left",
        caption="(−2): leaves out 2 stops, on the mean" if leaves_out else None,
        caption_justify="left",
        box=box.SIMPLE,
    )
    for heading in ("budget", *(["threads"] if several else []), "instance", "stops"):
        table.add_column(heading, justify="left" if heading == "instance" else "right")
    for heading in (*solvers, "best known"):
        table.add_column(heading, justify="right", no_wrap=True)
    for (budget, threads, _), runs in cells.items():
        example = next(iter(runs.values()))[0]
        known = "" if example.best_known is None else _cost(example.best_known, example)
        limits = [f"{budget:g} s", *([f"{threads}"] if several else [])]
        costs = [_cost_cell(runs.get(solver, [])) for solver in solvers]
        table.add_row(*limits, example.instance, f"{example.stops}", *costs, known)
    return table


def _cost_cell(runs: Sequence[Result]) -> str:
    """The mean cost, how many stops are left out and how many runs have a plan; or why none has."""
    if not runs:
        return ""
    costs = [result.cost for result in runs if result.status == VALID and result.cost is not None]
    if not costs:
        return runs[0].status
    text = _cost(statistics.fmean(costs), runs[0])
    absent = statistics.fmean(run.unassigned or 0 for run in runs if run.status == VALID)
    return _share(f"{text} (−{absent:g})" if absent else text, len(costs), len(runs))


def _cost(units: float, result: Result) -> str:
    decimals = min(2, len(str(result.cost_scale)) - 1)
    return f"{units / result.cost_scale:,.{decimals}f}"


def _losses(results: Sequence[Result]) -> list[str]:
    """Where we lose, in words; and where nothing can be said about it."""
    several = len({result.threads for result in results}) > 1
    groups: dict[tuple[float, int], list[Match]] = {}
    for match in matches(results):
        groups.setdefault((match.budget_s, match.threads), []).append(match)
    found = losses(results)
    lines = []
    for (budget, threads), played in sorted(groups.items()):
        limits = f"{budget:g} s" + (f", threads {threads}" if several else "")
        lost: dict[str, list[Match]] = {}
        for loss in found:
            if (loss.budget_s, loss.threads) == (budget, threads):
                lost.setdefault(loss.solver, []).append(loss)
        lines += [
            f"{limits}: {OURS} loses to {solver} on {_named(theirs)}"
            for solver, theirs in lost.items()
        ]
        if not lost and any(match.comparable for match in played):
            lines.append(f"{limits}: {OURS} loses to nobody on any instance")
        lines += _incomparable(limits, played)
    return lines


def _incomparable(limits: str, played: Sequence[Match]) -> list[str]:
    """Which solvers have nothing to compare with ours, and on how many instances."""
    lines = []
    for solver in dict.fromkeys(match.solver for match in played):
        theirs = [match for match in played if match.solver == solver]
        without = [match for match in theirs if not match.comparable]
        if without:
            where = f" on {len(without)} of {len(theirs)} instances"
            lines.append(
                f"{limits}: no comparable run of {solver}"
                + (where if len(without) < len(theirs) else "")
            )
    return lines


def _named(lost: Sequence[Match]) -> str:
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

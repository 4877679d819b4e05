"""Gap over time: a curve per solver that tells of its incumbents, points for the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vrp.baselines import BASELINES
from vrp.compare.result import OURS, VALID, Result
from vrp.compare.standings import Gaps
from vrp.errors import SolverError
from vrp.report.colours import route_colours
from vrp.whole_file import whole_file

__all__ = ["PLOT_FILES", "gap_curve", "plot_gaps", "save_plot"]

PLOT_FILES = ("gap.png", "gap.svg")
_POINTS_PER_CURVE = 200
_DOTS_PER_INCH = 150


def gap_curve(results: Sequence[Result], gaps: Gaps) -> tuple[list[float], list[float]]:
    """Mean gap over time of one solver's runs at one budget.

    Parameters
    ----------
    results
        Runs that have a trace; others are left out.
    gaps
        What they are measured against.

    Returns
    -------
    seconds, gaps
        From the moment on when all runs have a plan that serves as much as the best one.
    """
    steps = []
    for result in results:
        known = ((at, gaps.at(result.fingerprint, (out, cost))) for at, out, cost in result.trace)
        points = [(at, gap) for at, gap in known if gap is not None]
        if points:
            steps.append(points)
    if not steps:
        return [], []
    first = max(points[0][0] for points in steps)
    last = max(result.wall_s for result in results if result.trace)
    seconds = np.geomspace(max(first, 1e-3), max(last, first, 1e-3), _POINTS_PER_CURVE)
    means = np.mean([_gaps_at(points, seconds) for points in steps], axis=0)
    return seconds.tolist(), means.tolist()


def _gaps_at(points: Sequence[tuple[float, float]], seconds: Any) -> Any:
    """The gap of the last plan found before each moment."""
    times = np.array([at for at, _ in points])
    gaps = np.array([gap for _, gap in points])
    return gaps[np.clip(np.searchsorted(times, seconds, side="right") - 1, 0, None)]


def plot_gaps(results: Sequence[Result], axes: Any) -> None:
    """Draw the comparison: curves of the longest budget, and a point per budget.

    Parameters
    ----------
    results
        Of any number of solvers, budgets and instances.
    axes
        Matplotlib axes to draw on.
    """
    gaps = Gaps(results)
    longest = max(result.budget_s for result in results)
    colours = _colours(results)
    groups: dict[tuple[str, int], list[Result]] = {}
    for result in sorted(results, key=lambda result: list(colours).index(result.solver)):
        groups.setdefault((result.solver, result.threads), []).append(result)
    several = len({threads for _, threads in groups}) > 1
    for (solver, threads), runs in groups.items():
        colour = colours[solver]
        label = f"{solver} {runs[0].version}".strip() + (f", threads {threads}" * several)
        seconds, curve = gap_curve([run for run in runs if run.budget_s == longest], gaps)
        points = _points(runs, gaps)
        if curve:
            axes.plot(seconds, [100 * gap for gap in curve], color=colour, label=label)
        if points:
            axes.plot(
                [at for at, _ in points],
                [100 * gap for _, gap in points],
                color=colour,
                marker="o",
                linestyle="none",
                label=None if curve else label,
            )
        if not (curve or points):
            axes.plot([], [], color=colour, linestyle=":", label=f"{label}: no comparable run")
    axes.set_xscale("log")
    axes.set_xlabel("wall-clock seconds")
    axes.set_ylabel(f"mean gap to the best {'known' if gaps.all_known else 'known or found'}, %")
    axes.grid(alpha=0.3, which="both")
    if axes.get_legend_handles_labels()[1]:
        axes.legend()


def _colours(results: Sequence[Result]) -> dict[str, str]:
    """The same colour for the same solver, whoever else takes part."""
    present = {result.solver for result in results}
    known = (OURS, *BASELINES)
    order = [*known, *sorted(present.difference(known))]
    colours = zip(order, route_colours(len(order)), strict=True)
    return {solver: colour for solver, colour in colours if solver in present}


def _points(runs: Sequence[Result], gaps: Gaps) -> list[tuple[float, float]]:
    """Mean wall-clock seconds and mean gap at every budget."""
    points = []
    for budget in sorted({run.budget_s for run in runs}):
        at = [run for run in runs if run.budget_s == budget and run.status == VALID]
        found = [gap for run in at if (gap := gaps.of(run)) is not None]
        if found:
            points.append((float(np.mean([run.wall_s for run in at])), float(np.mean(found))))
    return points


def save_plot(results: Sequence[Result], directory: str | Path) -> tuple[Path, ...]:
    """Write the plot of :func:`plot_gaps` as :data:`PLOT_FILES`.

    Parameters
    ----------
    results
        Of any number of solvers, budgets and instances.
    directory
        Has to be there.

    Returns
    -------
    tuple of Path
        Of the files.

    Raises
    ------
    SolverError
        If matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise SolverError(
            "the plot needs the package matplotlib: pip install 'vrp[compare]'"
        ) from error
    figure = Figure(figsize=(8, 5), layout="constrained")
    FigureCanvasAgg(figure)
    plot_gaps(results, figure.subplots())
    written = []
    for name in PLOT_FILES:
        path = Path(directory) / name
        with whole_file(path) as file:
            figure.savefig(file, format=path.suffix[1:], dpi=_DOTS_PER_INCH)
        written.append(path)
    return tuple(written)

"""The picture of a run: losses and validations over steps."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from vrp.train.log import METRICS, VALIDATION
from vrp.whole_file import write_whole

__all__ = ["CURVE", "save_curve"]

CURVE = "curve.png"
_DOTS_PER_INCH = 120


def save_curve(folder: Path) -> Path:
    """Draw the tables of a run, for which matplotlib has to be installed.

    Returns
    -------
    Path
        Of the picture.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 7), layout="constrained")
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, 1, sharex=True)
    _draw_losses(above, _rows(folder / METRICS))
    _draw_scores(below, _rows(folder / VALIDATION))
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=_DOTS_PER_INCH)
    write_whole(folder / CURVE, content.getvalue())
    return folder / CURVE


def _draw_losses(axes: Any, rows: list[dict[str, str]]) -> None:
    for name, label in (
        ("policy_loss", "next stop (imitation)"),
        ("edge_loss", "neighbours (imitation)"),
        ("cost", "cost per stop, km (reinforcement)"),
    ):
        points = [
            (int(row["step"]), _value(row, name)) for row in rows if row[name] and _shown(row, name)
        ]
        if points:
            # A line of one point would not be seen.
            marker = "." if len(points) == 1 else None
            axes.plot(*zip(*points, strict=True), label=label, linewidth=1, marker=marker)
    axes.set_ylabel("training")
    axes.grid(alpha=0.3)
    if axes.get_legend_handles_labels()[1]:
        axes.legend()


def _shown(row: dict[str, str], name: str) -> bool:
    return name == "cost" or row["stage"] == "imitation"


def _value(row: dict[str, str], name: str) -> float:
    value = float(row[name])
    return value / 1000 / int(row["stops"]) if name == "cost" else value


def _draw_scores(axes: Any, rows: list[dict[str, str]]) -> None:
    known = bool(rows) and all(row["greedy_gap"] for row in rows)
    for name in dict.fromkeys(row["name"] for row in rows):
        own = [row for row in rows if row["name"] == name]
        steps = [int(row["step"]) for row in own]
        for kind, style in (("greedy", "-"), ("best", "--")):
            if known:
                values = [100 * float(row[f"{kind}_gap"]) for row in own]
            else:
                values = [float(row[kind]) / 1000 for row in own]
            axes.plot(steps, values, style, marker=".", label=f"{name}: {kind}")
    axes.set_ylabel("gap to the engine, %" if known else "cost, km")
    axes.set_xlabel("steps")
    axes.grid(alpha=0.3)
    if rows:
        axes.legend(fontsize="small")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

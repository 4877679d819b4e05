"""What the line on the terminal says of a search."""

from __future__ import annotations

from typing import TextIO

from vrp.cli.progress_line import ProgressLine
from vrp.instance import Instance
from vrp.report.units import cost_text, gap
from vrp.solver import Progress

__all__ = ["SearchLine", "progress_text"]


class SearchLine(ProgressLine):
    """Called with every :class:`~vrp.solver.Progress`, says how the search is doing.

    Parameters
    ----------
    instance
        The problem being solved.
    stream
        The terminal to write to, or ``None`` to stay silent.
    """

    def __init__(self, instance: Instance, stream: TextIO | None) -> None:
        super().__init__(stream)
        self._instance = instance

    def __call__(self, progress: Progress) -> None:
        """Show how far the search has come."""
        self.show(progress_text(self._instance, progress))


def progress_text(instance: Instance, progress: Progress) -> str:
    """Best cost, routes, unassigned stops, gap if one is known, and time left."""
    parts = [
        f"cost {cost_text(instance, progress.cost)}",
        f"{progress.routes} routes",
        f"{progress.unassigned} unassigned",
    ]
    excess = gap(instance, progress.cost, progress.unserved)
    if excess is not None:
        parts.append(f"gap {excess:+.2%}")
    if progress.time_limit_s is None:
        parts.append(f"{progress.iterations:,} iterations in {progress.elapsed_s:.1f} s")
    else:
        parts.append(f"{max(0.0, progress.time_limit_s - progress.elapsed_s):.1f} s left")
    return " · ".join(parts)

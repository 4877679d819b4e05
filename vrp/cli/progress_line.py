"""One line on the terminal that says how the search is doing."""

from __future__ import annotations

import shutil
from types import TracebackType
from typing import Self, TextIO

from vrp.instance import Instance
from vrp.report.units import cost_text, gap
from vrp.solver import Progress

__all__ = ["ProgressLine"]

_CLEAR = "\r\x1b[K"


class ProgressLine:
    """Called with every :class:`~vrp.solver.Progress`, rewrites the line; gone when left.

    Parameters
    ----------
    instance
        The problem being solved.
    stream
        The terminal to write to, or ``None`` to stay silent.
    """

    def __init__(self, instance: Instance, stream: TextIO | None) -> None:
        self._instance = instance
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._write(_CLEAR)

    def __call__(self, progress: Progress) -> None:
        """Show how far the search has come."""
        # One column stays free: a full line would wrap and could not be rewritten.
        width = shutil.get_terminal_size().columns - 1
        self._write(_CLEAR + progress_text(self._instance, progress)[:width])

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()


def progress_text(instance: Instance, progress: Progress) -> str:
    """Best cost, routes, unassigned stops, gap if one is known, and time left."""
    parts = [
        f"cost {cost_text(instance, progress.cost)}",
        f"{progress.routes} routes",
        f"{progress.unassigned} unassigned",
    ]
    excess = gap(instance, progress.cost)
    if excess is not None and not progress.unassigned:
        parts.append(f"gap {excess:+.2%}")
    if progress.time_limit_s is None:
        parts.append(f"{progress.iterations:,} iterations in {progress.elapsed_s:.1f} s")
    else:
        parts.append(f"{max(0.0, progress.time_limit_s - progress.elapsed_s):.1f} s left")
    return " · ".join(parts)

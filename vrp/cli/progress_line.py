"""One line on the terminal that says how the work is going."""

from __future__ import annotations

import shutil
from types import TracebackType
from typing import Self, TextIO

from vrp.instance import Instance
from vrp.report.units import cost_text, gap
from vrp.solver import Progress

__all__ = ["ProgressLine", "SearchLine", "progress_text"]

_CLEAR = "\r\x1b[K"
_BAR_WIDTH = 24


class ProgressLine:
    """A line that is rewritten with every text shown; gone when left.

    Parameters
    ----------
    stream
        The terminal to write to, or ``None`` to stay silent.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.clear()

    def show(self, text: str) -> None:
        """Write the text in place of the one before."""
        # One column stays free: a full line would wrap and could not be rewritten.
        width = shutil.get_terminal_size().columns - 1
        self._write(_CLEAR + text[:width])

    def clear(self) -> None:
        """Leave the line blank for others to write on."""
        self._write(_CLEAR)

    def show_share(self, what: str, done: int, total: int) -> None:
        """Say how much of a piece of work is done, as a bar and in percent."""
        share = min(1.0, done / total) if total else 1.0
        filled = round(_BAR_WIDTH * share)
        self.show(f"{what} {'━' * filled}{'╌' * (_BAR_WIDTH - filled)} {share:4.0%}")

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(text)
            self._stream.flush()


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
    excess = gap(instance, progress.cost)
    if excess is not None and not progress.unassigned:
        parts.append(f"gap {excess:+.2%}")
    if progress.time_limit_s is None:
        parts.append(f"{progress.iterations:,} iterations in {progress.elapsed_s:.1f} s")
    else:
        parts.append(f"{max(0.0, progress.time_limit_s - progress.elapsed_s):.1f} s left")
    return " · ".join(parts)

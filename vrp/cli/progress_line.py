"""One line on the terminal that says how the work is going."""

from __future__ import annotations

import os
import shutil
import sys
from types import TracebackType
from typing import Self, TextIO

__all__ = ["ProgressLine", "rewritable"]

_CLEAR = "\r\x1b[K"
_BAR_WIDTH = 24


def rewritable() -> TextIO | None:
    """Return standard error if it is a terminal on which lines can be rewritten."""
    return sys.stderr if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else None


class ProgressLine:
    """A line that is rewritten with every text shown; gone when left.

    Parameters
    ----------
    stream
        The terminal to write to, or ``None`` to stay silent.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    @classmethod
    def on_terminal(cls) -> Self:
        """On standard error, where that is a terminal on which lines can be rewritten."""
        return cls(rewritable())

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

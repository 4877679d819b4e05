"""Standard output and error whose errors are told from those of all other files."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, TextIO, cast

from vrp.cli.output import OutputError

__all__ = ["checked_output", "droppable_messages", "open_closed_streams"]


def open_closed_streams() -> None:
    """Give a program that was started without standard output or error ones that lead nowhere.

    Python has ``None`` in their place, which nobody expects who asks them for a terminal.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 (as long as the program)


@contextmanager
def checked_output() -> Iterator[None]:
    """Say so if what is printed meanwhile cannot be written.

    Output whose reader has gone, as after ``| head`` or with a terminal that was closed, is no
    error: the rest of it is dropped.

    Raises
    ------
    OutputError
        When it is printed, or on the way out, when what was kept back is written.
    """
    output = _Watched(sys.stdout)
    with redirect_stdout(cast("TextIO", output)):
        try:
            yield
        finally:
            output.flush()


@contextmanager
def droppable_messages() -> Iterator[None]:
    """Go on where standard error cannot be written: there is nowhere left to say so.

    What comes of the command is then told by its exit code alone.
    """
    with redirect_stderr(cast("TextIO", _Watched(sys.stderr, silent=True))):
        yield


class _Watched:
    """A stream as another, except for its errors."""

    def __init__(self, stream: TextIO, *, silent: bool = False) -> None:
        self._stream = stream
        self._silent = silent
        # Asked in time: a terminal that has gone is none any more.
        self._is_terminal = stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._watched():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._watched():
            self._stream.flush()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._drop_the_rest()
            if not (self._silent or self._has_no_reader(error)):
                problem = error.strerror or error
                raise OutputError(f"cannot write to standard output: {problem}") from error

    def _has_no_reader(self, error: OSError) -> bool:
        return isinstance(error, BrokenPipeError) or (
            self._is_terminal and error.errno == errno.EIO
        )

    def _drop_the_rest(self) -> None:
        """Lead the output nowhere: Python would complain once more when it flushes at exit."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)

"""Ctrl-C while the program is still being imported: a line rather than a traceback.

Python imports the package before anything of the program in it can run, which takes longer than
some users wait. So the package itself begins with this module, which does nothing for those who
import it as a library.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

__all__ = ["hand_ctrl_c_over", "take_ctrl_c"]

_INTERRUPTED = "vrp: interrupted before it began"
_EXIT_CODE = 130


def take_ctrl_c() -> None:
    """End at once on Ctrl-C if Python was started for our program."""
    # Where Ctrl-C is ignored, as in the background of a shell, it stays so.
    if _is_program() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def hand_ctrl_c_over() -> None:
    """Have Ctrl-C raise :class:`KeyboardInterrupt` as usual: somebody is there to catch it."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _is_program() -> bool:
    """Whether ``python -m vrp`` or the command ``vrp`` is being started.

    Processes that these start inherit ``sys.argv``, but have command lines of their own.
    """
    program = next(iter(sys.argv), "")
    if program == "-m":  # what Python calls the program until it has found it
        return "vrp" in sys.orig_argv
    return program in sys.orig_argv and program.removesuffix(".exe").endswith(("/vrp", "\\vrp"))


def _leave(number: int, frame: FrameType | None) -> None:
    # Not an exception: it would be lost in callbacks of the import system, and nothing is open yet.
    with suppress(OSError):
        os.write(2, f"{_INTERRUPTED}\n".encode())
    os._exit(_EXIT_CODE)

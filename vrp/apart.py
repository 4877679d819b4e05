"""Processes that are started apart from the program that asks for them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

__all__ = ["started_apart"]


@contextmanager
def started_apart() -> Iterator[None]:
    """While entered, processes that are spawned hear no Ctrl-C, and run no script.

    Ctrl-C reaches all processes of a terminal; whoever waits for these decides what becomes of
    them. A mask is inherited, a handler is not. And a fresh interpreter first runs the script that
    it was asked for by: one without ``if __name__ == "__main__":`` would begin all over, and what a
    script imports would count as memory of the process.
    """
    script = sys.modules["__main__"]
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

"""Passing an interrupt on to solvers that look at no event."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vrp.argument_types import StopEvent

__all__ = ["passed_on"]

_POLL_S = 0.05


@contextmanager
def passed_on(stop: StopEvent | None, cancel: Callable[[], object]) -> Iterator[None]:
    """While entered, call ``cancel`` once ``stop`` is set.

    For searches that release the interpreter and can be cancelled from another thread.
    """
    if stop is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_POLL_S):
            if stop.is_set():
                cancel()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()

"""Ctrl-C while a search is under way: the first one asks for its plan."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from vrp.argument_types import StopEvent
from vrp.signals import SAME_PRESS_S

__all__ = ["SecondCtrlC", "stopped_by_ctrl_c"]


class SecondCtrlC(KeyboardInterrupt):
    """Not even the plan is wanted any more."""


@contextmanager
def stopped_by_ctrl_c(stop: StopEvent) -> Iterator[None]:
    """While entered, the first Ctrl-C sets ``stop``, and the second one is an exception again.

    An exception may come where there is no plan yet, or only half of one. Nothing changes outside
    the main thread, which alone hears signals, and where Ctrl-C has another handler than Python's.

    Raises
    ------
    KeyboardInterrupt
        At the second Ctrl-C.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    pressed_at: float | None = None

    def receive(number: int, frame: FrameType | None) -> None:
        nonlocal pressed_at
        if pressed_at is None:
            pressed_at = time.monotonic()
            stop.set()
        elif time.monotonic() - pressed_at > SAME_PRESS_S:
            raise SecondCtrlC

    signal.signal(signal.SIGINT, receive)
    try:
        yield
    except SecondCtrlC as error:
        # Python ends a program as interrupted for the very class alone.
        raise KeyboardInterrupt from error
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)

"""What Ctrl-C, SIGTERM and a closed terminal mean while a plan is being made, and before."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

from vrp.signals import SAME_PRESS_S

__all__ = ["Interruption", "abandoned_on_signal"]

#: Ctrl-C is an exception by itself; these end a program on the spot unless they are handled.
_DEADLY = (signal.SIGTERM, signal.SIGHUP)
_SIGNALS = (signal.SIGINT, *_DEADLY)


def _heard(numbers: Iterable[signal.Signals]) -> list[signal.Signals]:
    """Those of the signals that the program was not started to ignore.

    A shell that starts it in the background, or ``nohup``, means it: who presses Ctrl-C then does
    so to another program, and who closes the terminal wants this one to go on.
    """
    return [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]


class Interruption:
    """While entered, the first signal asks for the best plan so far and the second one aborts.

    Signals that are ignored stay so. A terminal that is closed aborts nothing: the shell passes its
    SIGHUP on, and the kernel sends one more when the shell has ended, whenever that is.

    Attributes
    ----------
    stop : threading.Event
        Set by the first signal.
    exit_code : int or None
        130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP, ``None`` if there was no signal.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.exit_code: int | None = None
        self._received_at: float | None = None

    def __enter__(self) -> Self:
        heard = _heard(_SIGNALS)
        self._before = {number: signal.signal(number, self._receive) for number in heard}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self._received_at is None:
            self._received_at = time.monotonic()
            self.exit_code = 128 + number
            self.stop.set()
        elif number == signal.SIGHUP:
            return
        elif time.monotonic() - self._received_at > SAME_PRESS_S:
            # Not an exception: the search may be deep in native code.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            # The first process of a container is spared signals that it does not handle.
            os._exit(128 + number)


@contextmanager
def abandoned_on_signal() -> Iterator[None]:
    """End the program with 143 on SIGTERM and 129 on SIGHUP, cleaning up on the way out.

    Ctrl-C does so with 130 by itself. Signals that are ignored stay so.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in _heard(_DEADLY)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

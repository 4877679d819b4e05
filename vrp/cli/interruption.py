"""What Ctrl-C and SIGTERM mean while a plan is being made."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Self

__all__ = ["Interruption"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """While entered, the first signal asks for the best plan so far and the second one aborts.

    Attributes
    ----------
    stop : threading.Event
        Set by the first signal.
    exit_code : int or None
        130 after Ctrl-C, 143 after SIGTERM, ``None`` if there was no signal.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.exit_code: int | None = None

    def __enter__(self) -> Self:
        self._before = [signal.signal(number, self._receive) for number in _SIGNALS]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in zip(_SIGNALS, self._before, strict=True):
            signal.signal(number, handler)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self.stop.is_set():
            # Not an exception: the search may be deep in native code.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self.exit_code = 128 + number
        self.stop.set()

from __future__ import annotations

import threading

from vrp.baselines.interrupt import passed_on


def test_an_interrupt_is_passed_on_once() -> None:
    stop, cancelled = threading.Event(), threading.Event()
    with passed_on(stop, cancelled.set):
        assert not cancelled.is_set()
        stop.set()
        assert cancelled.wait(10)


def test_without_an_interrupt_nothing_is_cancelled() -> None:
    stop, cancelled = threading.Event(), threading.Event()
    with passed_on(stop, cancelled.set):
        pass
    stop.set()
    with passed_on(None, cancelled.set):
        pass
    assert not cancelled.is_set()

"""Ctrl-C: once for the plan, twice for none, and not ours where somebody else handles it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from types import FrameType

import pytest

from vrp.search.ctrl_c import stopped_by_ctrl_c


@pytest.fixture(autouse=True)
def _pythons_own_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_the_first_asks_to_stop() -> None:
    stop = threading.Event()
    with stopped_by_ctrl_c(stop):
        assert not stop.is_set()
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_that_is_sent_twice_at_once_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by ``timeout``, to the program and to its process group."""
    monkeypatch.setattr("vrp.search.ctrl_c.SAME_PRESS_S", 60.0)
    stop = threading.Event()
    with stopped_by_ctrl_c(stop):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert stop.is_set()


def test_the_second_is_what_ends_a_program_as_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vrp.search.ctrl_c.SAME_PRESS_S", -1.0)

    def press_twice() -> None:
        with stopped_by_ctrl_c(threading.Event()):
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt) as interrupt:
        press_twice()
    assert interrupt.type is KeyboardInterrupt
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_first_counts_where_the_event_is_set_already() -> None:
    stop = threading.Event()
    stop.set()
    with stopped_by_ctrl_c(stop):
        signal.raise_signal(signal.SIGINT)  # a KeyboardInterrupt, if it counted as the second
    assert stop.is_set()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_errors_give_the_handler_back() -> None:
    with pytest.raises(ZeroDivisionError), stopped_by_ctrl_c(threading.Event()):
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_handlers_of_others_are_left_alone() -> None:
    heard = []

    def theirs(number: int, frame: FrameType | None) -> None:
        heard.append(number)

    signal.signal(signal.SIGINT, theirs)
    stop = threading.Event()
    with stopped_by_ctrl_c(stop):
        signal.raise_signal(signal.SIGINT)
    assert heard == [signal.SIGINT]
    assert not stop.is_set()
    assert signal.getsignal(signal.SIGINT) is theirs


def test_other_threads_hear_no_signals() -> None:
    handlers = []

    def run() -> None:
        with stopped_by_ctrl_c(threading.Event()):
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert handlers == [signal.default_int_handler]

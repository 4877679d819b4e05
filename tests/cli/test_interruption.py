"""Signals, sent to a process of their own where they would end this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from vrp.cli.interruption import Interruption, abandoned_on_signal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize(("number", "code"), list(zip(SIGNALS, (130, 143, 129), strict=True)))
def test_first_signal_asks_to_stop(number: signal.Signals, code: int) -> None:
    with Interruption() as interruption:
        assert not interruption.stop.is_set()
        os.kill(os.getpid(), number)
        assert interruption.stop.is_set()
        assert interruption.exit_code == code


def test_no_signal_no_exit_code() -> None:
    with Interruption() as interruption:
        pass
    assert interruption.exit_code is None
    assert not interruption.stop.is_set()


def test_handlers_are_given_back() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with Interruption():
        pass
    assert [signal.getsignal(number) for number in SIGNALS] == before


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_is_ignored_stays_so(number: signal.Signals) -> None:
    """As in the background of a shell that runs a script, or under ``nohup``."""
    before = signal.signal(number, signal.SIG_IGN)
    try:
        with abandoned_on_signal(), Interruption() as interruption:
            os.kill(os.getpid(), number)
        assert not interruption.stop.is_set()
        assert interruption.exit_code is None
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_a_signal_beside_one_that_is_ignored_is_heard() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption() as interruption:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGTERM)
        assert interruption.exit_code == 143
    finally:
        signal.signal(signal.SIGINT, before)


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, with what it printed."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_second_signal_aborts_at_once() -> None:
    program = """
        import os, signal
        from vrp.cli import interruption
        interruption.SAME_PRESS_S = -1.0
        with interruption.Interruption():
            os.kill(os.getpid(), signal.SIGINT)
            print("still here", flush=True)
            os.kill(os.getpid(), signal.SIGINT)
            print("never said", flush=True)
    """
    ended = run_python(program)
    assert ended.stdout == "still here\n"
    assert ended.returncode == -signal.SIGINT


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_is_sent_twice_at_once_is_one(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by ``timeout``, to the program and to its process group."""
    monkeypatch.setattr("vrp.cli.interruption.SAME_PRESS_S", 60.0)
    with Interruption() as interruption:
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)
    assert interruption.exit_code == 128 + number


def test_a_terminal_that_is_closed_aborts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel says so once more than the shell, and maybe much later."""
    monkeypatch.setattr("vrp.cli.interruption.SAME_PRESS_S", -1.0)
    with Interruption() as interruption:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)
    assert interruption.exit_code == 130


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_before_there_is_a_plan_the_program_leaves_by_the_door(number: signal.Signals) -> None:
    with pytest.raises(SystemExit) as leaving, abandoned_on_signal():
        os.kill(os.getpid(), number)
    assert leaving.value.code == 128 + number


def test_second_signal_ends_the_first_process_of_a_container() -> None:
    """Which the kernel spares signals that it does not handle."""
    program = """
        import os, signal
        from vrp.cli import interruption
        interruption.SAME_PRESS_S = -1.0
        with interruption.Interruption():
            signal.raise_signal(signal.SIGTERM)
            os.kill = lambda *_: None
            signal.raise_signal(signal.SIGTERM)
            print("never said", flush=True)
    """
    ended = run_python(program)
    assert (ended.stdout, ended.returncode) == ("", 143)

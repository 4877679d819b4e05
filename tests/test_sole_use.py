"""A folder that one program at a time works in."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vrp.errors import ReadError
from vrp.sole_use import sole_use

HOLDS = """
import sys, time
from pathlib import Path
from vrp.sole_use import sole_use

with sole_use(Path(sys.argv[1])):
    print("mine", flush=True)
    time.sleep(60)
"""


def test_another_one_is_kept_out_until_the_first_is_through(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with sole_use(folder):
        another = f"{folder}: another vrp .*process {os.getpid()}"
        with pytest.raises(ReadError, match=another), sole_use(folder):
            pass
        with sole_use(tmp_path / "other"):
            pass
    with sole_use(folder):
        pass
    assert list(folder.iterdir()) == []


def test_a_program_that_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        with pytest.raises(ReadError, match=f"process {process.pid}"), sole_use(tmp_path):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    with sole_use(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_where_there_are_no_locks_nobody_is_kept_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with sole_use(tmp_path), sole_use(tmp_path):
        pass


def test_a_lock_that_is_given_back_meanwhile_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file that was opened is not the one that others will open."""
    lock, removed = fcntl.flock, []

    def remove_first(descriptor: int, operation: int) -> None:
        if not removed:
            removed.append(True)
            (tmp_path / ".lock").unlink()
        lock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", remove_first)
    with sole_use(tmp_path), pytest.raises(ReadError, match="another vrp"), sole_use(tmp_path):
        pass

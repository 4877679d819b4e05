"""Processes are started without the script that asks for them."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vrp.apart import started_apart

_SCRIPT = """
import multiprocessing
import sys
from vrp.apart import started_apart

print("script", flush=True)
process = multiprocessing.get_context("spawn").Process(target=print, args=("process",))
with started_apart():
    process.start()
process.join()
print(process.exitcode, sys.modules["__main__"].__dict__ is globals())
"""


@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_script_needs_no_guard(way: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(_SCRIPT)
    named, given = ("script.py", None) if way == "file" else ("-", _SCRIPT)
    ended = subprocess.run(
        [sys.executable, named], input=given, cwd=tmp_path, capture_output=True, text=True
    )
    assert ended.stdout.splitlines() == ["script", "process", "0 True"], ended.stderr


def test_all_is_as_it_was_afterwards() -> None:
    main, mask = sys.modules["__main__"], signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with started_apart():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
        assert sys.modules["__main__"] is not main
    with pytest.raises(ZeroDivisionError), started_apart():
        raise ZeroDivisionError
    assert sys.modules["__main__"] is main
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == mask

"""Ctrl-C before the program has begun, sent to processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from command_line import Ended, environment

#: Sends Ctrl-C as soon as a module is looked for, which is before it is imported.
INTERRUPTER = """
import os, signal, sys

class Interrupter:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == os.environ["INTERRUPTED_IMPORT"]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupter)
"""
SCRIPT = """
import sys
from vrp.cli import main

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with what Python imports before anything else, and with the console script."""
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTER)
    (tmp_path / "vrp").write_text(SCRIPT)
    (tmp_path / "one.csv").write_text("id,kind,lat,lon\nhub,depot,41.15,-8.61\nx,,41.16,-8.62\n")
    return tmp_path


def run(place: Path, module: str, *arguments: str) -> Ended:
    variables = environment()
    variables["PYTHONPATH"] = os.pathsep.join([str(place), variables["PYTHONPATH"]])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=place,
        capture_output=True,
        encoding="utf-8",
        env=variables | {"INTERRUPTED_IMPORT": module},
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("module", ["numpy", "vrp.cli", "vrp.cli.arguments", "rich.table"])
@pytest.mark.parametrize("started", ["module", "script"])
def test_interrupted_while_it_is_imported(place: Path, module: str, started: str) -> None:
    program = {"module": ("-m", "vrp"), "script": (str(place / "vrp"),)}[started]
    ended = run(place, module, *program, "solve", "one.csv", "--vehicles", "1")
    assert ended.stderr == "vrp: interrupted before it began\n"
    assert ended.stdout == ""
    assert ended.returncode == 130


def test_whoever_imports_the_package_keeps_ctrl_c(place: Path) -> None:
    program = """
        import signal
        try:
            import vrp
        except KeyboardInterrupt:
            print("caught")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    """
    (place / "theirs.py").write_text(textwrap.dedent(program))
    ended = run(place, "numpy", "theirs.py", "vrp")
    assert ended.stdout == "caught\n", ended.stderr
    assert ended.returncode == 0


def test_where_ctrl_c_is_ignored_it_stays_so(place: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ended = run(place, "numpy", "-m", "vrp", "--version")
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.stdout.startswith("vrp "), ended.stderr
    assert ended.returncode == 0


def test_a_command_that_has_begun_hears_of_ctrl_c_itself(place: Path) -> None:
    (place / "late.py").write_text(
        "import signal, sys\n"
        "sys.argv = ['-m', 'solve', 'one.csv']\n"
        "sys.orig_argv = ['python', '-m', 'vrp']\n"
        "from vrp import cli\n"
        "assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler\n"
        "import vrp.cli.solve_command as command\n"
        "def begun(arguments):\n"
        "    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler\n"
        "    raise KeyboardInterrupt\n"
        "command.run_solve = begun\n"
        "sys.exit(cli.main())\n"
    )
    ended = run(place, "nothing", "late.py")
    assert ended.stderr == "vrp: interrupted before there was a plan\n"
    assert ended.returncode == 130

"""On a terminal: the line that follows the search, the table, Ctrl-C, and its closing."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import Program, environment
from command_line import command as command_line
from fake_road_server import Fault, running_fake_server

#: Makes standard output the terminal that a program is run from, as a shell's window does.
CONTROLLED = """
import fcntl, os, signal, sys, termios
os.setsid()
fcntl.ioctl(1, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == "nohup" else signal.SIG_DFL)
os.execv(sys.argv[2], sys.argv[2:])
"""


class Terminal:
    """The program with a terminal for its output."""

    def __init__(self, directory: Path, *arguments: str | Path, run_by: str = "") -> None:
        self._screen, program_end = pty.openpty()
        shell = [sys.executable, "-c", CONTROLLED, run_by] if run_by else []
        self.process = subprocess.Popen(
            [*shell, *command_line(*arguments)],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=program_end,
            stderr=program_end,
            env=environment(),
        )
        os.close(program_end)
        self.text = ""

    def read_until(self, wanted: str) -> None:
        """Read what is shown until a text appears, or to the end where it never does."""
        while wanted not in self.text:
            try:
                seen = os.read(self._screen, 4096)
            except OSError:  # Linux reports a terminal without a program as an error
                return
            if not seen:
                return
            self.text += seen.decode("utf-8", errors="replace")

    def finish(self) -> int:
        """Read the rest and return the exit code."""
        self.read_until("\0")
        return self.close()

    def close(self) -> int:
        """Close the terminal, whatever the program does, and return its exit code."""
        os.close(self._screen)
        return self.process.wait(timeout=60)


def test_line_while_searching_and_table_at_the_end(
    stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    terminal = Terminal(
        tmp_path, "solve", stops, "--vehicles", vehicles, "--time-limit", "1", "--threads", "1"
    )
    assert terminal.finish() == 0
    line, _, table = terminal.text.rpartition("\r\x1b[K")
    assert "cost" in line
    assert "routes" in line
    assert "unassigned" in line
    assert "s left" in line
    assert "van-1" in table
    assert "report.html" in table


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_writes_the_best_plan(
    stops: Path,
    vehicles: Path,
    tmp_path: Path,
    vrp: Program,
    number: signal.Signals,
    code: int,
) -> None:
    terminal = Terminal(
        tmp_path, "solve", stops, "--vehicles", vehicles, "--time-limit", "1000", "--threads", "1"
    )
    terminal.read_until("s left")
    terminal.process.send_signal(number)
    assert terminal.finish() == code
    assert "interrupted" in terminal.text
    assert "Traceback" not in terminal.text
    assert vrp("check", stops, "routes/solution.json", "--vehicles", vehicles).returncode == 0


def test_with_its_terminal_closed_it_writes_the_best_plan(
    stops: Path, vehicles: Path, tmp_path: Path, vrp: Program
) -> None:
    options = ("--vehicles", vehicles, "--time-limit", "1000", "--threads", "1")
    terminal = Terminal(tmp_path, "solve", stops, *options, run_by="shell")
    terminal.read_until("s left")
    assert terminal.close() == 129
    assert vrp("check", stops, "routes/solution.json", "--vehicles", vehicles).returncode == 0


def test_under_nohup_it_goes_on_when_its_terminal_is_closed(
    stops: Path, vehicles: Path, tmp_path: Path, vrp: Program
) -> None:
    options = ("--vehicles", vehicles, "--time-limit", "2", "--threads", "1")
    terminal = Terminal(tmp_path, "solve", stops, *options, run_by="nohup")
    terminal.read_until("s left")
    assert terminal.close() == 0
    assert vrp("check", stops, "routes/solution.json", "--vehicles", vehicles).returncode == 0


def test_a_bar_while_distances_are_asked_for(plain: Path, tmp_path: Path) -> None:
    with running_fake_server(formats={"osrm"}) as fake:
        terminal = Terminal(tmp_path, "matrix", plain, "--roads", fake.url, "-o", "m.npz")
        assert terminal.finish() == 0
    assert "distances on roads" in terminal.text
    assert "100%" in terminal.text
    assert "13 × 13 durations and distances: m.npz" in terminal.text
    assert "(ODbL)" in terminal.text


@pytest.mark.parametrize("command", ["solve", "matrix"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_while_distances_are_asked_for_nothing_is_written(
    plain: Path, tmp_path: Path, command: str, number: signal.Signals, code: int
) -> None:
    options = ["-o", "m.npz"] if command == "matrix" else ["--vehicles", "3"]
    with running_fake_server(formats={"osrm"}, always=Fault(delay_s=5.0)) as fake:
        roads = ("--roads", f"osrm+{fake.url}")
        terminal = Terminal(tmp_path, command, plain, *roads, *options)
        while not fake.now:
            time.sleep(0.01)
        terminal.process.send_signal(number)
        assert terminal.finish() == code
    assert "Traceback" not in terminal.text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stops.csv"]


def test_training_ends_with_what_the_policy_kept_is_worth(tmp_path: Path) -> None:
    """Not with the validation of the last step, whose policy may be a worse one."""
    pytest.importorskip("torch")
    from tiny_training import SIZES, make_run

    from vrp.models.checkpoint import load_checkpoint
    from vrp.train.settings import write_settings

    # Steps so large that the policy only gets worse.
    settings = make_run(tmp_path, learning_rate=1.0, reinforce_learning_rate=1.0, validate_every=1)
    write_settings(tmp_path / "run.toml", settings, SIZES)
    terminal = Terminal(tmp_path, "train", "run.toml", "--out", "out", "--plain")
    assert terminal.finish() == 0
    card = load_checkpoint(tmp_path / "out" / "policy.safetensors").card
    assert card.training["step"] < settings.steps
    (score,) = card.evaluation["validation"]
    assert f"city, 8 stops: greedy {score['greedy'] / 1000:,.1f} km" in terminal.text
    assert f"the best policy of the run, of step {card.training['step']}: out/" in terminal.text

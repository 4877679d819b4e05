"""Standard output and error that are full, that nobody reads, or that are not there."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import REPOSITORY, Ended, command, environment

from vrp.cli.output import OutputError
from vrp.cli.standard_output import checked_output

FULL = Path("/dev/full")
#: A plan for it takes no search: one stop and one vehicle.
STOPS = "id,kind,lat,lon\nhub,depot,41.15,-8.61\nx,,41.16,-8.62\n"
SOLVE = ("solve", "one.csv", "--vehicles", "1", "--time-limit", "0", "--threads", "1")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "one.csv").write_text(STOPS)
    return tmp_path


def run_by_shell(redirection: str, directory: Path, *arguments: str) -> Ended:
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", *command(*arguments)],
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("option", ["--json", "--no-quiet"])
def test_a_full_disk_is_named_and_the_plan_written(place: Path, option: str) -> None:
    ended = run_by_shell(f"> {FULL}", place, *SOLVE, option)
    assert ended.stderr == (
        "vrp: error: cannot write to standard output: No space left on device\n"
    )
    assert ended.returncode == 2
    assert (place / "routes/solution.json").is_file()


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("option", ["--version", "--help"])
def test_not_even_the_help_can_be_written(option: str) -> None:
    ended = run_by_shell(f"> {FULL}", REPOSITORY, option)
    assert ended.stderr.startswith("vrp: error: cannot write to standard output")
    assert ended.returncode == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_streams_that_are_closed_are_no_error(place: Path, closed: str) -> None:
    ended = run_by_shell(closed, place, *SOLVE, "--json")
    assert ended.stderr == ""
    assert ended.returncode == 0
    assert (place / "routes/solution.json").is_file()


def test_a_table_that_nobody_reads_is_no_error(place: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        command(*SOLVE, "--no-quiet"),
        cwd=place,
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
        timeout=120,
    )
    os.close(writing)
    assert ended.stderr == b""
    assert ended.returncode == 0


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_the_exit_code_is_left_where_no_message_can_be_written(place: Path) -> None:
    (place / "one.csv").write_text("id\n")
    assert run_by_shell(f"2> {FULL}", place, *SOLVE).returncode == 2


def test_errors_of_other_files_are_not_those_of_the_output() -> None:
    with pytest.raises(OSError, match="its own"), checked_output():
        raise OSError(28, "its own")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_what_is_kept_back_fails_on_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with FULL.open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(OutputError, match="No space left"), checked_output():
            print("short")
        assert sys.stdout is full


def test_the_stream_is_otherwise_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    with checked_output():
        print("café")
        assert not sys.stdout.isatty()
    assert stream.getvalue() == "café\n"

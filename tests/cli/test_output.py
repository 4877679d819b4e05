"""What cannot be written to is noticed before the work."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from vrp.cli.output import OutputError, check_writable, prepare_directory, writing


def test_a_directory_is_made_and_stays_empty(tmp_path: Path) -> None:
    prepare_directory(tmp_path / "deep/er")
    prepare_directory(tmp_path / "deep/er")
    assert not list((tmp_path / "deep/er").iterdir())


@pytest.mark.parametrize(
    ("out", "problem"),
    [("taken", "is a file, expected a directory"), ("taken/below", "Not a directory")],
)
def test_what_is_no_directory_is_named(tmp_path: Path, out: str, problem: str) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match=rf"^--out: cannot write to .*{out}: {problem}$"):
        prepare_directory(tmp_path / out)


def test_a_directory_that_has_the_name_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    prepare_directory(tmp_path, ("routes.csv",))
    with pytest.raises(OutputError, match=r"^--out: cannot write .*report\.html: is a directory"):
        prepare_directory(tmp_path, ("routes.csv", "report.html"))


def test_nothing_that_is_read_is_written_over(tmp_path: Path) -> None:
    stops = tmp_path / "stops.csv"
    stops.touch()
    (tmp_path / "link.csv").symlink_to(stops)
    inputs = (None, "Heidelberg, Germany", "x" * 300, str(stops))
    for out in ("stops.csv", "link.csv"):
        with pytest.raises(OutputError, match=f"^--output: .*{out}: the command reads it$"):
            check_writable(tmp_path / out, (None, "Heidelberg, Germany", stops))
        with pytest.raises(OutputError, match=f"^--out: .*{out}: the command reads it, expected"):
            prepare_directory(tmp_path, ("new.csv", out), (None, "Heidelberg, Germany", stops))
    check_writable(tmp_path / "new.csv", inputs)
    prepare_directory(tmp_path, ["new.csv"], inputs)


def test_a_file_that_may_not_be_looked_for_is_named() -> None:
    with pytest.raises(OutputError, match=r"^--output: cannot write x+: File name too long$"):
        check_writable(Path("x" * 300))


def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.npz"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="is a pipe or a device"):
        check_writable(pipe)
    assert pipe.is_fifo()


@pytest.mark.parametrize(("into", "named"), [(False, "out"), (True, "to out")])
def test_what_goes_wrong_while_writing_is_named(into: bool, named: str) -> None:
    with (
        pytest.raises(OutputError, match=f"^cannot write {named}: No space left on device$"),
        writing(Path("out"), into=into),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(KeyboardInterrupt), writing(Path("out")):
        raise KeyboardInterrupt

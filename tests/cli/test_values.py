"""Values of options that argparse cannot check by itself."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vrp.cli.values import existing_file, existing_folder, output_directory, output_file


def test_a_file_that_may_not_be_looked_for_is_refused() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="may not be read: File name too long"):
        existing_file("x" * 300)


@pytest.mark.parametrize(
    ("kind", "expected"), [(output_file, "a file"), (output_directory, "a directory")]
)
def test_a_dash_is_no_output(kind: Callable[[str], Path], expected: str) -> None:
    problem = f"'-' is not standard output here, expected the name of {expected}"
    with pytest.raises(argparse.ArgumentTypeError, match=problem):
        kind("-")
    assert kind("./-") == Path("-")


def test_a_dash_is_no_file() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="'-' does not exist, standard input is"):
        existing_file("-")


def test_a_folder_that_may_not_be_looked_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="may not be read: File name too long"):
        existing_folder("x" * 300)
    assert existing_folder(str(tmp_path)) == tmp_path
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.R_OK)
    with pytest.raises(argparse.ArgumentTypeError, match=f"{tmp_path.name}' may not be read"):
        existing_folder(str(tmp_path))


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(argparse.ArgumentTypeError, match="file' is a file, expected a directory"):
        existing_folder(str(tmp_path / "file"))
    with pytest.raises(argparse.ArgumentTypeError, match="none' does not exist"):
        existing_folder(str(tmp_path / "none"))

"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vrp.whole_file import whole_file, write_whole


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.bin"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_what_was_there_outlives_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    write_whole(path, b"first")

    def fail() -> None:
        with whole_file(path) as file:
            file.write(b"sec")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_what_the_umask_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "file.bin", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "file.bin").stat().st_mode & 0o777 == 0o644

"""The text of files, and those that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from vrp.errors import ReadError
from vrp.read.text_file import read_text


def test_text_is_utf8_or_latin1_and_never_binary(tmp_path: Path) -> None:
    path = tmp_path / "a.vrp"
    path.write_bytes("\ufeffBektaş".encode())
    assert read_text(path) == "Bektaş"
    path.write_bytes("Bräysy".encode("latin-1"))
    assert read_text(path) == "Bräysy"
    path.write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(ReadError, match="is a binary file"):
        read_text(path)


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.vrp: cannot be read: No such file"):
        read_text(tmp_path / "none.vrp")

"""Files arrive whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from vrp.report import files
from vrp.report.files import write_files


def test_makes_the_directory_and_writes_utf8(tmp_path: Path) -> None:
    write_files(tmp_path / "deep" / "er", {"a.txt": "São João\n", "b.txt": ""})
    assert (tmp_path / "deep" / "er" / "a.txt").read_bytes() == "São João\n".encode()
    assert sorted(path.name for path in (tmp_path / "deep" / "er").iterdir()) == ["a.txt", "b.txt"]


def test_a_character_that_cannot_be_written_loses_nothing_else(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.txt": "caf\udce9.csv\n"})
    assert (tmp_path / "a.txt").read_bytes() == b"caf?.csv\n"


def test_replaces_its_own_names_and_leaves_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "other.txt").write_text("kept")
    write_files(tmp_path, {"a.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "new"
    assert (tmp_path / "other.txt").read_text() == "kept"


def test_a_failing_write_leaves_every_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("old a")
    (tmp_path / "b.txt").write_text("old b")
    through = files._write_through

    def full_disk(path: Path, text: str) -> None:
        through(path, text[:2])
        if ".b.txt" in path.name:
            raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files, "_write_through", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"a.txt": "new a", "b.txt": "new b"})
    assert (tmp_path / "a.txt").read_text() == "old a"
    assert (tmp_path / "b.txt").read_text() == "old b"
    assert len(list(tmp_path.iterdir())) == 2, "no temporary file stays behind"


def test_a_directory_in_the_place_of_a_file_leaves_every_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old a")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(IsADirectoryError, match=r"b\.txt is a directory"):
        write_files(tmp_path, {"a.txt": "new a", "b.txt": "new b"})
    assert (tmp_path / "a.txt").read_text() == "old a"
    assert len(list(tmp_path.iterdir())) == 2, "no temporary file stays behind"


def test_a_file_that_may_not_be_replaced_is_named_with_those_that_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of another user in a directory whose sticky bit is set."""
    replace = Path.replace

    def sticky(path: Path, target: Path) -> Path:
        if target.name == "b.txt":
            raise PermissionError(1, "Operation not permitted", str(path), None, str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", sticky)
    with pytest.raises(OSError, match=r"b\.txt: Operation not permitted") as caught:
        write_files(tmp_path, {"a.txt": "new a", "b.txt": "new b", "c.txt": "new c"})
    assert str(caught.value.strerror).endswith("(new: a.txt; as before: b.txt, c.txt)")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "routes").write_text("not a directory")
    with pytest.raises(FileExistsError):
        write_files(tmp_path / "routes", {"a.txt": "new"})
    assert (tmp_path / "routes").read_text() == "not a directory"


def test_new_files_have_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_files(tmp_path, {"a.txt": "new"})
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode

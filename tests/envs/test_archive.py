"""Files of arrays: what is refused, and that nothing half is left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vrp.envs.archive import Archive
from vrp.errors import ReadError

BOX = Archive("box", version=3, command="vrp box")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    BOX.save(tmp_path / "box.npz", {"sizes": np.arange(1000)})
    return tmp_path / "box.npz"


def test_what_is_saved_is_loaded_read_only(box: Path) -> None:
    arrays = BOX.load(box, ["sizes"])
    assert np.array_equal(arrays["sizes"], np.arange(1000))
    assert not arrays["sizes"].flags.writeable


def test_nothing_else_is_left_behind(box: Path) -> None:
    assert list(box.parent.iterdir()) == [box]


def test_a_file_that_cannot_be_written_leaves_the_one_before(box: Path) -> None:
    before = box.read_bytes()
    with pytest.raises(OSError, match="nobody"):
        BOX.save(box, {"sizes": _Unwritable()})
    assert box.read_bytes() == before
    assert list(box.parent.iterdir()) == [box]


class _Unwritable:
    def __array__(self, *_: object, **__: object) -> None:
        raise OSError("nobody can write this")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.npz: cannot be read: No such file"):
        BOX.load(tmp_path / "none.npz", [])


@pytest.mark.parametrize("content", [b"", b"id,lat,lon\n", b"\x80\x04K\x01."])
def test_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "box.npz"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"box\.npz: is no box; make it again with 'vrp box'"):
        BOX.load(path, [])


def test_another_archive_is_refused(tmp_path: Path) -> None:
    Archive("jar", version=3, command="vrp jar").save(tmp_path / "jar.npz", {})
    with pytest.raises(ReadError, match=r"jar\.npz: is no box"):
        BOX.load(tmp_path / "jar.npz", [])


def test_another_version_is_refused(tmp_path: Path) -> None:
    Archive("box", version=4, command="vrp box").save(tmp_path / "box.npz", {})
    with pytest.raises(ReadError, match="is a box of version 4, expected 3; make it again"):
        BOX.load(tmp_path / "box.npz", [])


def test_missing_arrays_are_named(box: Path) -> None:
    with pytest.raises(ReadError, match="has no colours, lids; make it again"):
        BOX.load(box, ["colours", "sizes", "lids"])


def test_damage_anywhere_is_an_error_or_does_not_matter(box: Path) -> None:
    whole = box.read_bytes()
    damaged = box.with_name("damaged.npz")
    refused = 0
    for place in range(0, len(whole), 7):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert np.array_equal(BOX.load(damaged, ["sizes"])["sizes"], np.arange(1000))
        except ReadError:
            refused += 1
    assert refused > 10


def test_a_file_cut_short_is_refused(box: Path) -> None:
    box.write_bytes(box.read_bytes()[:-30])
    with pytest.raises(ReadError, match="is damaged; make it again"):
        BOX.load(box, ["sizes"])


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "box.npz"
    np.savez(path, format="vrp box", version=3, sizes=np.array([{}], dtype=object))
    with pytest.raises(ReadError, match="is damaged"):
        BOX.load(path, ["sizes"])

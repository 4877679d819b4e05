import random
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from vrp.errors import ReadError
from vrp.read.npz import read_npz

SAID = r"^m\.npz: is no npz archive of plain arrays: ."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.npz"


@pytest.mark.parametrize("compressed", [False, True])
def test_damage_anywhere_is_a_sentence_or_nothing(path: Path, compressed: bool) -> None:
    save = np.savez_compressed if compressed else np.savez
    save(path, a=np.arange(60), b=np.array(["x", "y"]))
    whole = path.read_bytes()
    chance = random.Random(1)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[chance.randrange(2, len(whole))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.randrange(len(whole) // 2, 2 * len(whole))])
        with suppress(ReadError):
            read_npz(path)


@pytest.mark.parametrize("header", [b"{'descr': '<i8', (", b"'''", b"\x00" * 40])
def test_a_header_that_is_no_header_is_refused(path: Path, header: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        size = len(header).to_bytes(2, "little")
        archive.writestr("a.npy", b"\x93NUMPY\x01\x00" + size + header)
    with pytest.raises(ReadError, match=SAID):
        read_npz(path)


def test_a_shape_beyond_memory_is_refused(path: Path) -> None:
    header = b"{'descr': '<i8', 'fortran_order': False, 'shape': (1000000000000000,), }\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.npy", b"\x93NUMPY\x01\x00" + bytes([len(header), 0]) + header)
    with pytest.raises(ReadError, match=SAID):
        read_npz(path)


def test_only_what_is_asked_for_is_read(path: Path) -> None:
    np.savez(path, a=np.arange(3), b=np.array([object()], dtype=object))
    assert list(read_npz(path, ["a", "c"])) == ["a"]

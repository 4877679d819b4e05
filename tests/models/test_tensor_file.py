"""Our reader and writer of the safetensors format against the format's own, and against damage."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st

from vrp.errors import CheckpointError
from vrp.models.tensor_file import read_tensors, write_tensors


@pytest.fixture
def tensors() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {
        "layer.weight": rng.normal(size=(3, 5)).astype(np.float32),
        "bias": rng.normal(size=4),
        "step": np.array(7),
        "nothing": np.zeros((0, 2), dtype=np.float32),
        "transposed": rng.normal(size=(2, 3)).astype(np.float32).T,
    }


def assert_equal(found: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> None:
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_what_is_written_is_read(tmp_path: Path, tensors: dict[str, np.ndarray]) -> None:
    write_tensors(tmp_path / "a.safetensors", tensors, {"what": "a tést"})
    found, metadata = read_tensors(tmp_path / "a.safetensors")
    assert_equal(found, tensors)
    assert metadata == {"what": "a tést"}
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]


def test_the_formats_own_package_reads_ours(tmp_path: Path, tensors: dict[str, np.ndarray]) -> None:
    write_tensors(tmp_path / "a.safetensors", tensors)
    assert_equal(safetensors.numpy.load_file(tmp_path / "a.safetensors"), tensors)


def test_we_read_the_formats_own_package(tmp_path: Path, tensors: dict[str, np.ndarray]) -> None:
    contiguous = {name: np.ascontiguousarray(array) for name, array in tensors.items()}
    contiguous["step"] = tensors["step"]
    safetensors.numpy.save_file(contiguous, tmp_path / "a.safetensors", {"what": "a test"})
    found, metadata = read_tensors(tmp_path / "a.safetensors")
    assert_equal(found, tensors)
    assert metadata == {"what": "a test"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"none\.safetensors: No such file"):
        read_tensors(tmp_path / "none.safetensors")


@pytest.mark.parametrize("keep", [0, 5, 8, 40, -1])
def test_a_file_that_was_cut_off(tmp_path: Path, tensors: dict[str, np.ndarray], keep: int) -> None:
    path = tmp_path / "a.safetensors"
    write_tensors(path, tensors)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(
        CheckpointError, match=r"a\.safetensors is damaged: .*copy or make it again"
    ):
        read_tensors(path)


def write_header(path: Path, header: object, data: bytes = bytes(8)) -> Path:
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"a": {"dtype": "F16", "shape": [4], "data_offsets": [0, 8]}}, "a is of type F16"),
        ({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}, "does not fill"),
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}, "does not fill"),
        ({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}, "does not fill"),
        ({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}, "has shape"),
        ({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, "8 bytes of numbers"),
        ({"a": {"dtype": "F32", "shape": 2, "data_offsets": [0, 8]}}, "makes no sense"),
        ({"a": {"dtype": "F32", "shape": [True, 2], "data_offsets": [0, 8]}}, "has shape"),
        ({"a": {"dtype": ["F32"], "shape": [2], "data_offsets": [0, 8]}}, "makes no sense"),
        ({"a": 3}, "makes no sense"),
        ([], "makes no sense"),
        ("text", "makes no sense"),
    ],
)
def test_headers_that_lie(tmp_path: Path, header: object, reason: str) -> None:
    with pytest.raises(CheckpointError, match=reason):
        read_tensors(write_header(tmp_path / "a.safetensors", header))


@given(content=st.binary(max_size=60), length=st.integers(0, 40))
def test_any_bytes_are_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, length: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.safetensors"
    path.write_bytes(length.to_bytes(8, "little") + content)
    with contextlib.suppress(CheckpointError):
        read_tensors(path)

"""Arrays by name in the safetensors format: a length, a header in JSON, and the numbers.

Read and written with NumPy alone, so that whoever deploys a policy needs nothing more, and read
strictly: a file that breaks the format in any way is refused, and nothing in it is ever executed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vrp.errors import CheckpointError
from vrp.whole_file import write_whole

__all__ = ["Arrays", "read_tensors", "write_tensors"]

Arrays = dict[str, npt.NDArray[Any]]

_DTYPES: dict[str, np.dtype[Any]] = {
    "F32": np.dtype("<f4"),
    "F64": np.dtype("<f8"),
    "I64": np.dtype("<i8"),
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_LENGTH_BYTES = 8
_LARGEST_HEADER = 2**24
_METADATA = "__metadata__"
#: How archives of torch and pickles begin.
_PICKLED = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


def write_tensors(
    path: Path, tensors: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str] | None = None
) -> None:
    """Write arrays of float32, float64 or int64, under a temporary name that is then changed.

    Parameters
    ----------
    path
        Where to. What was there before stays there until all has arrived on the disk.
    tensors
        Arrays by their names.
    metadata
        Texts to keep with them.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    arrays = {name: np.asarray(array, order="C") for name, array in sorted(tensors.items())}
    header: dict[str, Any] = {_METADATA: dict(metadata)} if metadata else {}
    end = 0
    for name, array in arrays.items():
        begin, end = end, end + array.nbytes
        dtype = _NAMES[array.dtype.newbyteorder("<")]
        header[name] = {"dtype": dtype, "shape": array.shape, "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _LENGTH_BYTES)
    head = len(text).to_bytes(_LENGTH_BYTES, "little") + text
    little = (array.astype(array.dtype.newbyteorder("<")) for array in arrays.values())
    write_whole(path, b"".join([head, *(array.tobytes() for array in little)]))


def read_tensors(path: Path) -> tuple[Arrays, dict[str, str]]:
    """Read arrays by their names, and the texts kept with them.

    Raises
    ------
    CheckpointError
        If the file is not there, cannot be read, or is damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"{path}: {error.strerror}") from error
    try:
        return _parse(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        reason = str(error) if type(error) is ValueError else "its header makes no sense"
        raise CheckpointError(f"{path} is damaged: {reason}; copy or make it again") from error


def _parse(content: bytes) -> tuple[Arrays, dict[str, str]]:
    length = int.from_bytes(content[:_LENGTH_BYTES], "little")
    begin = _LENGTH_BYTES + length
    if len(content) < _LENGTH_BYTES or length > _LARGEST_HEADER or begin > len(content):
        if content.startswith(_PICKLED):
            raise ValueError(
                "it is a pickle or of torch.save, which is never opened, expected a file of "
                "vrp.models.checkpoint.save_checkpoint"
            )
        raise ValueError("it ends before its header does")
    try:
        header = json.loads(content[_LENGTH_BYTES:begin])
    except ValueError as error:
        raise ValueError("its header is not JSON") from error
    metadata = {str(key): str(value) for key, value in header.pop(_METADATA, {}).items()}
    data = memoryview(content)[begin:]
    tensors, covered = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        tensors[name], covered = _array(name, entry, data, covered)
    if covered != len(data):
        raise ValueError(f"it has {len(data)} bytes of numbers, its header speaks of {covered}")
    return tensors, metadata


def _array(
    name: str, entry: dict[str, Any], data: memoryview, covered: int
) -> tuple[npt.NDArray[Any], int]:
    """Read the array that begins where the one before ended, and say where this one ends."""
    if entry["dtype"] not in _DTYPES:
        raise ValueError(
            f"{name} is of type {entry['dtype']}, expected one of {', '.join(_DTYPES)}"
        )
    dtype, shape = _DTYPES[entry["dtype"]], tuple(entry["shape"])
    begin, end = entry["data_offsets"]
    if not all(type(extent) is int and extent >= 0 for extent in (*shape, begin, end)):
        raise ValueError(f"{name} has shape {shape} and bytes {begin} to {end}")
    size = math.prod(shape) * dtype.itemsize
    if begin != covered or end != begin + size or end > len(data):
        raise ValueError(f"{name} of shape {shape} does not fill bytes {begin} to {end}")
    array = np.frombuffer(data[begin:end], dtype=dtype).reshape(shape)
    return array.astype(dtype.newbyteorder("=")), end

"""Where the numbers of a file of matrices come from, if the file says so.

``vrp matrix`` writes it: as arrays of an npz archive, or as comments in front of a CSV.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError
from vrp.instance import BoolMatrix
from vrp.read.matrix import is_npz
from vrp.read.npz import read_npz

__all__ = ["MatrixOrigin", "read_origin"]

_Array = npt.NDArray[np.generic]

_FACTS = ("ids", "source", "attribution", "estimated", "estimated_legs", "minimised", "costs")
_KINDS = {"b": "bool", "f": "float"}
_FACT = re.compile(r"#\s*(source|attribution|estimated)\s*:\s*(.*?)\s*")
_ALL_PAIRS = "all pairs"
_PAIR = re.compile(r'"((?:[^"]|"")*)" to "((?:[^"]|"")*)"')


@dataclass(frozen=True, eq=False)
class MatrixOrigin:
    """What a file says of its matrices.

    Parameters
    ----------
    source, attribution
        Empty where the file says nothing.
    estimated
        Whether all of its pairs are estimates.
    estimated_legs : ndarray of bool, shape (n_locations, n_locations), or None
        Which pairs are, where some are; in the order of the locations asked about.
    minimised
        What its ways have least of, where it says what they cost; empty where it does not.
    costs : ndarray of float32, shape (n_locations, n_locations), or None
        That, in any unit; in the same order.
    """

    source: str = ""
    attribution: str = ""
    estimated: bool = False
    estimated_legs: BoolMatrix | None = None
    minimised: str = ""
    costs: npt.NDArray[np.float32] | None = None


def read_origin(path: Path, ids: Sequence[str]) -> MatrixOrigin:
    """Read what a file that :func:`vrp.read.matrix.read_matrix` has read says of its origin.

    Parameters
    ----------
    path
        The file.
    ids
        Locations in the order of the instance.

    Raises
    ------
    ReadError
        For a file that cannot be read, or with costs or marks of estimated pairs that do not fit
        its ids.
    """
    return _npz_origin(path, ids) if is_npz(path) else _csv_origin(path, ids)


def _npz_origin(path: Path, ids: Sequence[str]) -> MatrixOrigin:
    facts = read_npz(path, _FACTS)
    legs = _ordered(path, "estimated_legs", "b", facts, ids)
    costs = _ordered(path, "costs", "f", facts, ids)
    return MatrixOrigin(
        _text(facts, "source"),
        _text(facts, "attribution"),
        _flag(facts, "estimated"),
        None if legs is None else legs.astype(np.bool_),
        _text(facts, "minimised"),
        None if costs is None else costs.astype(np.float32),
    )


def _text(facts: Mapping[str, _Array], name: str) -> str:
    return str(facts[name]) if name in facts and facts[name].ndim == 0 else ""


def _flag(facts: Mapping[str, _Array], name: str) -> bool:
    return name in facts and facts[name].dtype.kind == "b" and bool(facts[name].all())


def _ordered(
    path: Path, name: str, kind: str, facts: Mapping[str, _Array], ids: Sequence[str]
) -> _Array | None:
    """An array as the locations are ordered; ``None`` where the file has none."""
    if name not in facts:
        return None
    array = facts[name]
    rows = {str(label): row for row, label in enumerate(facts.get("ids", np.array([])))}
    if array.dtype.kind != kind or array.shape != (len(rows), len(rows)):
        raise ReadError(
            f"{path.name}: {name} has shape {array.shape} and dtype {array.dtype}, expected "
            f"{(len(rows), len(rows))}, as 'ids', and {_KINDS[kind]}"
        )
    order = [rows[identifier] for identifier in ids]
    return array[np.ix_(order, order)]


def _csv_origin(path: Path, ids: Sequence[str]) -> MatrixOrigin:
    facts = {"source": "", "attribution": ""}
    numbers = {identifier: number for number, identifier in enumerate(ids)}
    legs = np.zeros((len(ids), len(ids)), dtype=np.bool_)
    estimated = False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            if not line.startswith("#"):
                break
            match = _FACT.fullmatch(line.strip())
            if match is None:
                continue
            name, text = match.groups()
            if name != "estimated":
                facts[name] = text
            elif text == _ALL_PAIRS:
                estimated = True
            elif pair := _PAIR.fullmatch(text):
                origin, destination = (end.replace('""', '"') for end in pair.groups())
                if origin in numbers and destination in numbers:
                    legs[numbers[origin], numbers[destination]] = True
    some_legs = legs if legs.any() else None
    return MatrixOrigin(facts["source"], facts["attribution"], estimated, some_legs)

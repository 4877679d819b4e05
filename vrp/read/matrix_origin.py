"""Where the numbers of a file of matrices come from, if the file says so.

``vrp matrix`` writes it: as arrays of an npz archive, or as comments in front of a CSV.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vrp.errors import ReadError
from vrp.instance import BoolMatrix
from vrp.read.matrix import is_npz

__all__ = ["MatrixOrigin", "read_origin"]

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
    """

    source: str = ""
    attribution: str = ""
    estimated: bool = False
    estimated_legs: BoolMatrix | None = None


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
        For a file that cannot be read, or marks of estimated pairs that do not fit its ids.
    """
    return _npz_origin(path, ids) if is_npz(path) else _csv_origin(path, ids)


def _npz_origin(path: Path, ids: Sequence[str]) -> MatrixOrigin:
    with np.load(path, allow_pickle=False) as archive:
        facts = {
            name: archive[name]
            for name in ("ids", "source", "attribution", "estimated", "estimated_legs")
            if name in archive.files
        }
    source, attribution = (
        str(facts[name]) if name in facts and facts[name].ndim == 0 else ""
        for name in ("source", "attribution")
    )
    legs = facts.get("estimated_legs")
    return MatrixOrigin(
        source,
        attribution,
        bool("estimated" in facts and facts["estimated"].all()),
        None if legs is None else _ordered(path, legs, facts.get("ids"), ids),
    )


def _ordered(
    path: Path,
    legs: npt.NDArray[np.generic],
    labels: npt.NDArray[np.generic] | None,
    ids: Sequence[str],
) -> BoolMatrix:
    rows = {} if labels is None else {str(label): row for row, label in enumerate(labels)}
    if legs.dtype != np.bool_ or legs.shape != (len(rows), len(rows)):
        raise ReadError(
            f"{path.name}: estimated_legs has shape {legs.shape} and dtype {legs.dtype}, expected "
            f"{(len(rows), len(rows))} and bool: as 'ids'"
        )
    order = [rows[identifier] for identifier in ids]
    return np.asarray(legs[np.ix_(order, order)], dtype=np.bool_)


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
    return MatrixOrigin(**facts, estimated=estimated, estimated_legs=legs if legs.any() else None)

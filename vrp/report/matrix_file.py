"""Matrices as a file for any other program, with what they were made from."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vrp.instance import BoolMatrix
from vrp.report.files import write_files
from vrp.roads.matrices import RoadMatrices
from vrp.version import package_version

__all__ = ["MatrixFile", "write_matrix"]


@dataclass(frozen=True, eq=False)
class MatrixFile:
    """What goes into a file of matrices.

    Parameters
    ----------
    ids
        Of rows and columns.
    matrices
        Between them, without missing pairs.
    estimated_legs
        Which pairs are estimates, where others were measured on roads; ``None`` for none.
    minimised
        What ``costs`` of the matrices are the costs of.
    """

    ids: Sequence[str]
    matrices: RoadMatrices
    estimated_legs: BoolMatrix | None = None
    minimised: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """What the matrices were made from, by whom and when."""
        facts = {
            "source": self.matrices.source,
            "attribution": self.matrices.attribution,
            "minimised": self.minimised,
            "version": f"vrp {package_version()}",
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        }
        return {name: text for name, text in facts.items() if text}


def write_matrix(path: Path, content: MatrixFile) -> None:
    """Write an npz archive, or CSV where the name ends so; never half a file.

    The archive has the arrays ``durations_s`` and ``distances_m`` (float32, shape (n, n), from row
    to column), ``ids`` (text, shape (n,)), ``estimated`` (bool, whether all pairs are),
    ``estimated_legs`` (bool, shape (n, n), only where some pairs are), ``costs`` (float32, shape
    (n, n), only where something else than duration or distance was minimised), and the texts
    ``source``, ``attribution``, ``minimised``, ``version`` and ``date``: NumPy alone loads them,
    without pickle. The CSV has comments that begin with ``#``, then two squares as
    :mod:`vrp.read.matrix` reads them, and no costs.

    Raises
    ------
    OSError
        The file cannot be written; one that was there before is untouched.
    """
    is_csv = path.suffix.lower() == ".csv"
    data: str | bytes = _csv_text(content) if is_csv else _npz_bytes(content)
    write_files(path.parent, {path.name: data})


def _npz_bytes(content: MatrixFile) -> bytes:
    arrays = {
        "durations_s": content.matrices.durations_s,
        "distances_m": content.matrices.distances_m,
        "ids": np.array(content.ids, dtype=np.str_),
        "estimated": np.array(content.matrices.estimated),
        **{name: np.array(text) for name, text in content.facts.items()},
    }
    if content.matrices.costs is not None:
        arrays["costs"] = content.matrices.costs
    if content.estimated_legs is not None:
        arrays["estimated_legs"] = content.estimated_legs
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _csv_text(content: MatrixFile) -> str:
    text = io.StringIO()
    for name, fact in content.facts.items():
        text.write(f"# {name}: {' '.join(fact.split())}\n")
    if content.matrices.estimated:
        text.write("# estimated: all pairs\n")
    if content.estimated_legs is not None:
        for row, column in np.argwhere(content.estimated_legs):
            pair = f"{_quoted(content.ids[row])} to {_quoted(content.ids[column])}"
            text.write(f"# estimated: {pair}\n")
    writer = csv.writer(text, lineterminator="\n")
    for name in ("durations_s", "distances_m"):
        writer.writerow([name, *content.ids])
        for identifier, row in zip(content.ids, getattr(content.matrices, name), strict=True):
            writer.writerow([identifier, *map(_shortest, row)])
    return text.getvalue()


def _shortest(value: np.float32) -> str:
    """As few digits as tell it from other numbers, so that it rounds to the same integer later."""
    return np.format_float_positional(value, trim="-")


def _quoted(identifier: str) -> str:
    doubled = identifier.replace('"', '""')
    return f'"{doubled}"'

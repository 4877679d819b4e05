"""Results in files: JSON with everything, from which a comparison resumes, and CSV to look at."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from vrp.compare.result import Result
from vrp.errors import ReadError
from vrp.report.files import write_files

__all__ = ["RESULTS_CSV", "RESULTS_JSON", "load_results", "save_results"]

RESULTS_JSON = "results.json"
RESULTS_CSV = "results.csv"
_FORMAT = "vrp-comparison"
_COLUMNS = [field.name for field in fields(Result) if field.name != "trace"]


def load_results(directory: str | Path) -> tuple[Result, ...]:
    """Results of earlier runs; none if there is no file of them.

    Parameters
    ----------
    directory
        What :func:`vrp.compare.compare` was given as ``out``.

    Raises
    ------
    ReadError
        For a file that is not one of ours.
    """
    path = Path(directory) / RESULTS_JSON
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: cannot be read: {error}") from error
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise ReadError(f"{path}: holds no results of vrp compare, expected format {_FORMAT!r}")
    try:
        return tuple(_result(row) for row in document["results"])
    except (KeyError, TypeError, ValueError) as error:
        raise ReadError(f"{path}: holds results that this version cannot read: {error}") from error


def save_results(directory: str | Path, results: Sequence[Result]) -> None:
    """Write ``results.json`` and ``results.csv``, both or neither.

    Raises
    ------
    OSError
        The directory cannot be made or written to; earlier files are untouched.
    """
    rows = [asdict(result) for result in results]
    document = {"format": _FORMAT, "results": rows}
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_files(
        Path(directory),
        {
            RESULTS_JSON: json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n",
            RESULTS_CSV: text.getvalue(),
        },
    )


def _result(row: dict[str, Any]) -> Result:
    trace = tuple((float(at), int(unserved), int(cost)) for at, unserved, cost in row["trace"])
    return Result(**{**row, "trace": trace})

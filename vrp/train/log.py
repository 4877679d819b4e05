"""What a run writes about itself: two tables, and the same for TensorBoard.

The tables hold no times, so that a run that was stopped and went on writes what it would have
written otherwise, to the last digit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from vrp.train.validation import Score
from vrp.whole_file import write_whole

__all__ = ["METRICS", "VALIDATION", "Log"]

METRICS, VALIDATION = "metrics.csv", "validation.csv"
_METRIC_COLUMNS = (
    *("step", "stage", "stops", "loss", "policy_loss", "edge_loss", "accuracy", "listed"),
    *("cost", "best", "learning_rate", "gradient_norm"),
)
_SCORE_COLUMNS = ("step", *(field.name for field in fields(Score)))


class Log:
    """The tables of a run, opened to go on after a step.

    Parameters
    ----------
    folder
        Of the run.
    step
        Steps done: rows of later ones, from before the run was stopped, are taken out.
    tensorboard
        Whether to write events for TensorBoard as well, for which it has to be installed.
    """

    def __init__(self, folder: Path, step: int, *, tensorboard: bool) -> None:
        self._folder = folder
        for name, columns in ((METRICS, _METRIC_COLUMNS), (VALIDATION, _SCORE_COLUMNS)):
            _truncate(folder / name, columns, step)
        self._events: Any = None
        if tensorboard:
            from torch.utils.tensorboard import SummaryWriter

            self._events = SummaryWriter(folder / "tensorboard", purge_step=step + 1)

    def add_metrics(self, step: int, metrics: Mapping[str, float | int | str]) -> None:
        """Append what was measured since the last call, steps up to ``step``."""
        _append(self._folder / METRICS, _METRIC_COLUMNS, {"step": step, **metrics})
        self._add_events(step, metrics, "train")

    def add_scores(self, step: int, scores: Sequence[Score]) -> None:
        """Append a validation."""
        for score in scores:
            row = asdict(score)
            _append(self._folder / VALIDATION, _SCORE_COLUMNS, {"step": step, **row})
            self._add_events(step, row, f"validation/{score.name}")

    def add_speed(self, step: int, instances_per_s: float) -> None:
        """Note what depends on the machine, for TensorBoard alone."""
        self._add_events(step, {"instances_per_s": instances_per_s}, "machine")

    def close(self) -> None:
        """Finish the files."""
        if self._events is not None:
            self._events.close()

    def _add_events(self, step: int, values: Mapping[str, Any], prefix: str) -> None:
        if self._events is not None:
            for name, value in values.items():
                if isinstance(value, float):
                    self._events.add_scalar(f"{prefix}/{name}", value, step)


def _append(path: Path, columns: Sequence[str], row: Mapping[str, Any]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(row)


def _truncate(path: Path, columns: Sequence[str], step: int) -> None:
    """Keep the rows of steps done; the last one may have been cut off when the run was stopped."""
    kept: list[dict[str, str]] = []
    if path.exists():
        whole = path.read_bytes().rpartition(b"\n")[0].decode()
        rows = csv.DictReader(io.StringIO(whole, newline=""))
        kept = [row for row in rows if row["step"].isdecimal() and int(row["step"]) <= step]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(kept)
    write_whole(path, text.getvalue().encode())

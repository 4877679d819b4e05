from __future__ import annotations

import csv
from pathlib import Path

import pytest
from compared_results import made_up_results

from vrp.compare.store import load_results, save_results
from vrp.errors import ReadError


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    save_results(tmp_path / "new", made_up_results())
    assert load_results(tmp_path / "new") == made_up_results()
    assert load_results(str(tmp_path / "new")) == made_up_results()


def test_the_table_has_a_line_a_run(tmp_path: Path) -> None:
    save_results(tmp_path, made_up_results())
    with (tmp_path / "results.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == len(made_up_results())
    assert rows[0]["solver"] == "vrp"
    assert rows[0]["cost"] == "100"
    assert rows[0]["machine"] == "abacus"
    assert rows[-1]["reason"] == "picky cannot model stops"
    assert "trace" not in rows[0]


def test_nothing_saved_is_nothing_loaded(tmp_path: Path) -> None:
    assert load_results(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        ("[1]", "holds no results of vrp compare"),
        ('{"format": "vrp-comparison"}', "cannot read: 'results'"),
        ('{"format": "vrp-comparison", "results": [{"trace": [], "x": 1}]}', "'x'"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "results.json").write_text(text)
    with pytest.raises(ReadError, match=message) as refusal:
        load_results(tmp_path)
    assert str(refusal.value).startswith(str(tmp_path / "results.json"))

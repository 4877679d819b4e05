"""What ``vrp solve`` does once, however many outputs show it."""

from __future__ import annotations

from pathlib import Path

import pytest

import vrp.report.plan
from vrp.cli import main
from vrp.reasons import explain


@pytest.mark.parametrize("shown", ["--json", "--no-quiet", "--quiet"])
def test_reasons_are_found_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: str
) -> None:
    stops = tmp_path / "stops.csv"
    stops.write_text("id,lat,lon,demand\na,41.1,-8.6,5\nb,41.2,-8.6,5\n")
    asked = []

    def counted(*plan: object) -> object:
        asked.append(plan)
        return explain(*plan)

    monkeypatch.setattr(vrp.report.plan, "explain", counted)
    fleet = ["--depot", "41.1,-8.5", "--vehicles", "1", "--capacity", "5"]
    out = str(tmp_path / "out")
    assert main(["solve", str(stops), *fleet, "--time-limit", "0", "--out", out, shown]) == 0
    assert len(asked) == 1
    assert "capacity is used" in (tmp_path / "out" / "unassigned.csv").read_text()

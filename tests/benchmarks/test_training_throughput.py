"""The benchmark of training steps: that it runs without rl4co, and what it compares with."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def throughput(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("torch", reason="policies are trained with torch")
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("training_throughput")


def test_without_rl4co_ours_are_measured_alone(
    throughput: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(throughput, "find_spec", lambda name: None)
    words = "--stops 4 --batch 2 --repeats 1 --only rl4co"
    throughput.main([*words.split(), "sparse, 3"])
    printed = capsys.readouterr().out
    assert "rl4co is not installed (pip install 'vrp[rl4co]')" in printed
    rows = [line for line in printed.splitlines() if line.startswith("| sparse")]
    assert [row.split(" | ")[1:3] for row in rows] == [["acvrp", "4"], ["acvrptw", "4"]]


def test_others_are_compared_with_rl4cos(throughput: ModuleType) -> None:
    theirs, ours = throughput.LEARNERS[0], throughput.LEARNERS[1]
    rows = [throughput.Row(theirs, 1_289_000, 2.0, 700), throughput.Row(ours, 895_000, 1.0, 500)]
    assert throughput.lines(rows, 50, 64) == [
        "| rl4co's POMO | cvrp | 50 | 1,289 | 32.00 | 700 | 1.00 × |",
        "| dense, 6 × 128 | acvrp | 50 | 895 | 64.00 | 500 | 2.00 × |",
    ]

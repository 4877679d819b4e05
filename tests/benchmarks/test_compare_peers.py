"""The benchmark against the peers: roads of a city, and all sets at a glance."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from compared_results import result
from small_cities import small_city

from vrp.compare.result import INVALID, REFUSED

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("compare_peers")


def test_instances_are_drawn_from_the_roads_of_cities(
    peers: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("torch", reason="instances of a city are drawn with torch")
    city = tmp_path / "small.npz"
    small_city().save(city)
    words = f"peers --cities {city} --stops 8 12 --solvers vrp --budgets 0.1 --out {tmp_path}"
    monkeypatch.setattr("sys.argv", words.split())
    peers.main()
    *_, overview = capsys.readouterr().out.strip().split("\n\n")
    assert overview.splitlines()[0] == "| set | budget | vrp |"
    assert overview.splitlines()[2] == "| Real roads | 0.1 s | 0.00 % |"
    assert (tmp_path / "real-roads" / "results.csv").read_text().count("acvrptw-n") == 2


def test_all_sets_at_a_glance(peers: ModuleType) -> None:
    two = {"fingerprint": "2"}
    results = [
        result("vrp", 101),
        result("vrp", 103, **two),
        result("slow", 110, wall_s=7.4),
        result("slow", 120, **two),
        result("picky", None, status=REFUSED),
        result("picky", None, status=REFUSED, **two),
        result("lost", 100),
        result("lost", None, status=INVALID, **two),
        result("hasty", 100),
        result("hasty", 50, unserved=1, **two),
    ]
    solvers = ["vrp", "slow", "picky", "lost", "hasty", "absent"]
    *_, row = peers.overview({"few": results}, solvers)
    cells = [cell.strip() for cell in row.split("|")[1:-1]]
    assert cells[:2] == ["few", "1 s"]
    assert cells[2:] == ["2.00 %", "15.00 % in 7 s", "refused", "no plan", "stops left out", ""]

"""Who was ahead when: made-up curves of two solvers, worked out by hand."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from compared_results import result

from vrp.compare import Result
from vrp.compare.result import FAILED
from vrp.compare.store import save_results

Trace = tuple[tuple[float, int, int], ...]


@pytest.fixture
def anytime(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    return importlib.import_module("anytime")


def _result(solver: str, trace: Trace) -> Result:
    return result(solver, trace[-1][2], budget_s=10.0, trace=trace)


OURS = _result("vrp", ((1.0, 0, 150), (2.0, 0, 120), (8.0, 0, 100)))


def test_being_behind_standing_still_and_the_mean_gap(anytime: ModuleType) -> None:
    # Ahead from the half second to 1, and from 4 to 8, by a plan found while ours stood still.
    peer = _result("pyvrp", ((0.5, 0, 160), (4.0, 0, 110), (9.0, 0, 105)))
    (race,) = anytime.races([OURS, peer])
    assert race.behind() == pytest.approx((0.5 + 4) / 10)
    assert race.stall() == pytest.approx(0.6)
    # No plan for a second counts as twice the cost.
    gaps = anytime.Gaps([OURS, peer])
    assert race.ours.mean_gap(10.0, gaps) == pytest.approx((1 + 0.5 + 6 * 0.2) / 10)


def test_standing_still_ahead_of_all_others_is_no_stall(anytime: ModuleType) -> None:
    peer = _result("pyvrp", ((0.5, 2, 90), (1.5, 0, 160), (5.0, 0, 130)))
    (race,) = anytime.races([OURS, peer])
    assert race.behind() == pytest.approx(0.05)
    assert race.stall() == 0.0


def test_plans_after_the_time_do_not_count(anytime: ModuleType) -> None:
    peer = _result("vroom", ((12.0, 0, 90),))
    (race,) = anytime.races([OURS, peer])
    assert race.behind() == race.stall() == 0.0
    assert race.peers["vroom"].mean_gap(10.0, anytime.Gaps([OURS])) == 1.0


def test_a_row_for_every_budget_of_a_folder(
    anytime: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    late = _result("pyvrp", ((5.0, 0, 110),))
    failed = result("ortools", None, budget_s=10.0, status=FAILED)
    save_results(tmp_path / "set", [OURS, late, failed])
    monkeypatch.setattr("sys.argv", ["anytime.py", str(tmp_path / "set")])
    anytime.main()
    *_, row = capsys.readouterr().out.splitlines()
    assert row == "| set | 10 s | 1 | vrp 27.00 %, pyvrp 55.00 % | 30.0, 30.0 % | 60 % |"

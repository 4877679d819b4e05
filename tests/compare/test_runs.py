"""The runs of a comparison: their order, their own processes, and what is not run again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from compared_results import result
from small_instances import plain, with_stop

from vrp.compare import runs as runs_module
from vrp.compare.process import run_alone
from vrp.compare.result import FAILED, REFUSED, VALID, Result
from vrp.compare.runs import compare, planned_runs, results_so_far
from vrp.compare.store import RESULTS_JSON, load_results, save_results
from vrp.errors import ReadError, SolverError
from vrp.instance import Instance, Scale
from vrp.sole_use import sole_use

pytest.importorskip("pyvrp")
pytest.importorskip("vroom")

PLAN: dict[str, Any] = {"solvers": ("vrp", "pyvrp"), "budgets": (0.1, 0.2), "seeds": 2}


def asked(instance: Instance, solver: str, budget: float = 0.1) -> Result:
    plan = planned_runs([instance], solvers=(solver,), budgets=(budget,), seeds=1, threads=1)
    return next(result for _, result in plan)


def test_solvers_take_turns_and_short_budgets_come_first() -> None:
    planned = list(planned_runs([plain(1), plain(2)], **PLAN, threads=1))
    assert [run.solver for _, run in planned[:4]] == ["vrp", "pyvrp", "pyvrp", "vrp"]
    assert [run.budget_s for _, run in planned] == [0.1] * 8 + [0.2] * 8
    assert len({run.key for _, run in planned}) == 16


def test_a_problem_that_is_given_twice_is_run_once() -> None:
    planned = list(planned_runs([plain(1), plain(2), plain(1)], **PLAN, threads=1))
    assert len(planned) == len({run.key for _, run in planned}) == 16


def test_unknown_solvers_are_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(SolverError, match="no solver 'gurobi'"):
        compare([plain(1)], solvers=("vrp", "gurobi"), budgets=(0.1,), out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_run_has_a_process_of_its_own() -> None:
    instance = plain(1)
    ours = run_alone(instance, asked(instance, "vrp"))
    assert ours.status == VALID, ours.reason
    assert ours.cost is not None
    assert ours.wall_s > 0
    assert ours.peak_mib > 1
    assert ours.cpu_s > 0
    assert ours.trace[-1][1:] == (ours.unserved, ours.cost)


def test_of_alternatives_that_are_left_out_one_counts() -> None:
    instance = plain(1)
    for stop in (0, 1, 2):
        skills = {"skills": frozenset({"crane"})} if stop < 2 else {}
        instance = with_stop(instance, stop, group="a" if stop < 2 else "b", **skills)
    theirs = run_alone(instance, asked(instance, "pyvrp"))
    assert (theirs.status, theirs.unserved, theirs.unassigned) == (VALID, 1, 1), theirs.reason


def test_the_memory_of_whoever_waits_does_not_count() -> None:
    instance = plain(1)
    ballast = bytearray(500 * 2**20)
    ours = run_alone(instance, asked(instance, "vrp"))
    assert len(ballast) / 2**20 > ours.peak_mib


def test_a_refusal_is_a_result() -> None:
    instance = with_stop(plain(1), 0, prize=3)
    refused = run_alone(instance, asked(instance, "vroom"))
    assert refused.status == REFUSED
    assert refused.reason.startswith("vroom cannot model prize of stop 's0'")


def test_more_loads_than_our_search_takes_are_a_refusal() -> None:
    instance = replace(
        plain(1),
        load_names=tuple(map(str, range(9))),
        stops=tuple(replace(stop, delivery=(), pickup=()) for stop in plain(1).stops),
        vehicles=tuple(replace(vehicle, capacity=()) for vehicle in plain(1).vehicles),
        scale=Scale(),
    )
    refused = run_alone(instance, asked(instance, "vrp"))
    assert refused.status == REFUSED
    assert refused.reason.startswith("the instance has 9 load dimensions")


def test_an_error_in_the_other_process_is_a_result() -> None:
    instance = plain(1)
    failed = run_alone(instance, asked(instance, "vrp", budget=-1.0))
    assert failed.status == FAILED
    assert failed.reason.startswith("ValueError: time_limit is -1.0")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Result]:
    """Runs are made up rather than made, and counted; the third one is interrupted by Ctrl-C."""
    made: list[Result] = []

    def pretend(instance: Instance, wanted: Result) -> Result:
        if len(made) == 3:
            made.append(wanted)
            raise KeyboardInterrupt
        made.append(wanted)
        return result(wanted.solver, 100, **_identity(wanted))

    monkeypatch.setattr(runs_module, "run_alone", pretend)
    return made


def _identity(wanted: Result) -> dict[str, Any]:
    names = (
        "instance",
        "fingerprint",
        "version",
        "build",
        "machine",
        "budget_s",
        "seed",
        "threads",
    )
    return {name: getattr(wanted, name) for name in names}


def test_an_interrupted_comparison_goes_on_where_it_was(
    tmp_path: Path, counted: list[Result]
) -> None:
    steps: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        steps.append((done, total))

    with pytest.raises(KeyboardInterrupt):
        compare([plain(1)], **PLAN, out=tmp_path)
    assert len(load_results(tmp_path)) == 3
    assert len(results_so_far([plain(1)], **PLAN, threads=1, out=tmp_path)) == 3
    results = compare([plain(1)], **PLAN, out=tmp_path, progress=progress)
    assert len(results) == 8
    assert len(counted) == 3 + 1 + 5
    assert steps[0] == (3, 8)
    assert steps[-1] == (8, 8)
    compare([plain(1)], **PLAN, out=tmp_path)
    assert len(counted) == 9


def test_other_budgets_and_instances_are_run_and_earlier_results_kept(
    tmp_path: Path, counted: list[Result]
) -> None:
    compare([plain(1)], solvers=("vrp",), budgets=(1.0,), out=tmp_path)
    compare([plain(2)], solvers=("vrp",), budgets=(1.0,), out=tmp_path)
    results = compare([plain(2)], solvers=("vrp",), budgets=(1.0, 2.0), out=tmp_path)[:1]
    assert len(counted) == 3
    assert len(load_results(tmp_path)) == 3
    assert len(results) == 1


def test_earlier_results_go_by_the_present_name(tmp_path: Path, counted: list[Result]) -> None:
    plan: dict[str, Any] = {"solvers": ("vrp",), "budgets": (1.0,)}
    compare([replace(plain(1), name="stops")], **plan, out=tmp_path)
    renamed = [replace(plain(1), name="a/stops.csv")]
    (found,) = results_so_far(renamed, **plan, seeds=1, threads=1, out=tmp_path)
    assert found.instance == "a/stops.csv"
    compare(renamed, **plan, out=tmp_path)
    assert [result.instance for result in load_results(tmp_path)] == ["a/stops.csv"]
    assert len(counted) == 1


def test_runs_that_failed_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan: dict[str, Any] = {"solvers": ("vrp",), "budgets": (1.0,), "out": tmp_path}
    monkeypatch.setattr(runs_module, "run_alone", lambda _, wanted: wanted)
    assert [run.status for run in compare([plain(1)], **plan)] == [FAILED]
    monkeypatch.setattr(runs_module, "run_alone", lambda _, wanted: replace(wanted, status=VALID))
    assert [run.status for run in compare([plain(1)], **plan)] == [VALID]
    assert len(load_results(tmp_path)) == 1


@pytest.mark.parametrize("what", ["build_of", "machine_name"])
def test_other_code_and_other_machines_run_anew(
    tmp_path: Path, counted: list[Result], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    plan: dict[str, Any] = {"solvers": ("vrp",), "budgets": (1.0,), "out": tmp_path}
    compare([plain(1)], **plan)
    monkeypatch.setattr(runs_module, what, lambda *_: "another")
    compare([plain(1)], **plan)
    compare([plain(1)], **plan)
    assert len(counted) == 2


def test_results_that_do_not_tell_their_code_are_taken_for_none(
    tmp_path: Path, counted: list[Result]
) -> None:
    old = replace(asked(plain(1), "vrp", 1.0), status=VALID, cost=1, unserved=0, build="")
    save_results(tmp_path, [old])
    document = json.loads((tmp_path / RESULTS_JSON).read_text())
    del document["results"][0]["build"]
    (tmp_path / RESULTS_JSON).write_text(json.dumps(document))
    compare([plain(1)], solvers=("vrp",), budgets=(1.0,), out=tmp_path)
    assert len(counted) == 1


def test_two_comparisons_do_not_lose_each_others_results(tmp_path: Path) -> None:
    with sole_use(tmp_path), pytest.raises(ReadError, match="another vrp is at work there"):
        compare([plain(1)], solvers=("vrp",), budgets=(0.1,), out=tmp_path)
    assert not (tmp_path / RESULTS_JSON).exists()

"""How a plan was found."""

from __future__ import annotations

import dataclasses
from typing import Any

from vrp.report.run_facts import run_facts, trace_data
from vrp.solution import Run
from vrp.version import package_version


def test_names_version_seed_threads_and_source(plan: Any) -> None:
    facts = dict(run_facts(*plan))
    assert facts["Version"] == f"vrp {package_version()}"
    assert facts["Seed"] == "7"
    assert facts["Threads"] == "2"
    assert facts["Distances and times"] == "great circle × 1.4 at 35 km/h (estimates)"
    assert "interrupted" not in facts["Search"]


def test_says_how_the_first_plan_was_made(plan: Any) -> None:
    instance, solution = plan
    for init, said in [("savings", "savings"), ("nearest", "nearest neighbour"), ("", None)]:
        run = dataclasses.replace(solution.run, init=init)
        facts = dict(run_facts(instance, dataclasses.replace(solution, run=run)))
        assert facts.get("First plan") == said


def test_says_when_it_was_interrupted(plan: Any) -> None:
    instance, solution = plan
    run = dataclasses.replace(solution.run, interrupted=True)
    facts = dict(run_facts(instance, dataclasses.replace(solution, run=run)))
    assert facts["Search"].endswith("interrupted")


def test_the_curve_starts_when_as_many_stops_are_served_as_at_the_end(plan: Any) -> None:
    instance, solution = plan
    trace = trace_data(instance, solution)
    comparable = [p for p in solution.run.trace if p.unserved == solution.unserved]
    assert len(trace["points"]) == len(comparable) < len(solution.run.trace)
    assert trace["servedFromS"] == comparable[0].elapsed_s
    assert trace["points"][-1][1] == comparable[-1].cost / instance.scale.cost


def test_gaps_are_in_percent(make_plan: Any) -> None:
    instance, solution = make_plan(8, 3, planar=True)
    instance = dataclasses.replace(instance, best_known_cost=solution.cost.total // 2)
    values = [value for _, value, _ in trace_data(instance, solution)["points"]]
    assert abs(values[-1] - 100) < 1e-3
    assert values == sorted(values, reverse=True)


def test_a_plan_without_a_search_has_no_points(plan: Any) -> None:
    instance, solution = plan
    trace = trace_data(instance, dataclasses.replace(solution, run=Run()))
    assert trace["points"] == []
    assert trace["servedFromS"] is None


def test_other_solvers_their_bounds_and_remarks_are_named(plan: Any) -> None:
    instance, solution = plan
    run = Run(solver="cp-sat", solver_version="9.1", lower_bound=17, remarks=("it waits for free",))
    facts = run_facts(instance, dataclasses.replace(solution, run=run))
    assert ["Solver", "cp-sat 9.1"] in facts
    assert ["Note", "it waits for free"] in facts
    assert "Proven lower bound" in [label for label, _ in facts]

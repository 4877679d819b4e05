"""How a plan was found: the run's settings, and its best cost over time."""

from __future__ import annotations

from typing import Any

from vrp.instance import Instance
from vrp.report.provenance import traffic_text
from vrp.report.units import cost_text, gap
from vrp.solution import Solution, TracePoint
from vrp.version import package_version

__all__ = ["run_facts", "trace_data"]

_INITS = {
    "given": "a plan that was given",
    "insertion": "insertion, route by route",
    "nearest": "nearest neighbour",
    "policy": "trained policy",
    "random": "random insertion",
}


def run_facts(instance: Instance, solution: Solution) -> list[list[str]]:
    """Label and value of everything needed to find the plan again."""
    run = solution.run
    facts = [
        ["Version", f"vrp {package_version()}"],
        ["Solver", f"{run.solver} {run.solver_version}".strip()],
    ]
    if run.seed is not None:
        facts.append(["Seed", str(run.seed)])
    if run.threads is not None:
        facts.append(["Threads", str(run.threads)])
    if run.time_limit_s is not None:
        facts.append(["Time limit", f"{run.time_limit_s:g} s"])
    if run.iteration_limit is not None:
        facts.append(["Iteration limit", f"{run.iteration_limit:,}"])
    if run.init:
        facts.append(["First plan", _INITS.get(run.init, run.init)])
    if run.iterations:
        interrupted = ", interrupted" if run.interrupted else ""
        facts.append(
            ["Search", f"{run.iterations:,} iterations in {run.elapsed_s:.1f} s{interrupted}"]
        )
    if run.lower_bound is not None:
        facts.append(["Proven lower bound", cost_text(instance, run.lower_bound)])
    facts += [["Note", remark] for remark in run.remarks]
    estimate = " (estimates)" if instance.estimated else ""
    facts.append(["Distances and times", instance.matrix_source + estimate])
    traffic = traffic_text(instance)
    if traffic:
        facts.append(["Traffic", traffic])
    if instance.generalised_m is not None:
        facts.append(["Kilometres are charged on", instance.minimised])
    return facts


def trace_data(instance: Instance, solution: Solution) -> dict[str, Any]:
    """The best cost over time, as far as its points compare with the final plan.

    Costs of plans that leave out more than the final plan does are lower for the wrong reason, so
    the curve starts when the final ``unserved`` is first reached; ``servedFromS`` says when.
    """
    trace = solution.run.trace
    points = [point for point in trace if point.unserved == solution.unserved]
    started_worse = bool(trace and points and trace[0].unserved != solution.unserved)
    return {
        "points": [_trace_point(instance, point) for point in points],
        "endS": max([solution.run.elapsed_s, *(point.elapsed_s for point in trace)]),
        "isGap": gap(instance, solution.cost.total, solution.unserved) is not None,
        "bestKnown": _best_known(instance),
        "servedFromS": points[0].elapsed_s if started_worse else None,
    }


def _trace_point(instance: Instance, point: TracePoint) -> list[Any]:
    excess = gap(instance, point.cost, point.unserved)
    cost = point.cost / instance.scale.cost
    value = cost if excess is None else 100 * excess
    return [point.elapsed_s, value, cost_text(instance, point.cost)]


def _best_known(instance: Instance) -> str:
    best = instance.best_known_cost
    return "" if best is None else cost_text(instance, best)

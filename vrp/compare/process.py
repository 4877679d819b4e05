"""One run in a process of its own, so that CPU time and memory are its own."""

from __future__ import annotations

import multiprocessing
import re
import resource
import sys
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from vrp.apart import started_apart
from vrp.baselines import BASELINES, solve_with
from vrp.compare.result import FAILED, INVALID, OURS, REFUSED, VALID, Result
from vrp.errors import InfeasibleError, UnsupportedError
from vrp.instance import Instance
from vrp.solution import Solution
from vrp.solver import solve

__all__ = ["run_alone"]

#: Solvers that look at no clock while they construct get this much longer than they were given.
_PATIENCE = 10.0
_PATIENCE_S = 120.0


def run_alone(instance: Instance, asked: Result) -> Result:
    """Run a solver in a new process and wait for it.

    Parameters
    ----------
    instance
        The problem.
    asked
        What to run; its outcome is ignored.

    Returns
    -------
    Result
        With the outcome. What goes wrong in the other process is in ``status`` and ``reason``.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sending, instance, asked), daemon=True)
    patience = _PATIENCE * asked.budget_s + _PATIENCE_S
    try:
        with started_apart():
            process.start()
        sending.close()
        if not receiving.poll(patience):
            return replace(asked, status=FAILED, reason=f"still running after {patience:g} s")
        return replace(asked, **receiving.recv())
    except EOFError:
        process.join()
        reason = f"its process ended with exit code {process.exitcode}"
        return replace(asked, status=FAILED, reason=reason)
    finally:
        receiving.close()
        if process.pid is not None:
            process.kill()
            process.join()


def _work(connection: Connection, instance: Instance, asked: Result) -> None:
    """Solve, and send what came of it."""
    _import_solver(asked.solver)
    wall, processor = time.perf_counter(), time.process_time()
    outcome = _outcome(instance, asked)
    outcome["wall_s"] = time.perf_counter() - wall
    outcome["cpu_s"] = time.process_time() - processor
    outcome["peak_mib"] = _peak_mib()
    connection.send(outcome)
    connection.close()


def _import_solver(solver: str) -> None:
    """Load what the solver needs before its time runs."""
    if solver != OURS:
        BASELINES[solver].load()


def _outcome(instance: Instance, asked: Result) -> dict[str, Any]:
    try:
        solution = _solve(instance, asked)
    except UnsupportedError as error:
        return {"status": REFUSED, "reason": str(error)}
    except InfeasibleError as error:
        return {"status": INVALID, "reason": str(error)}
    except Exception as error:  # The comparison goes on, with the reason in its table.
        return {"status": FAILED, "reason": f"{type(error).__name__}: {error}"}
    return _facts(instance, solution)


def _solve(instance: Instance, asked: Result) -> Solution:
    limits: dict[str, Any] = {
        "time_limit": asked.budget_s,
        "seed": asked.seed,
        "threads": asked.threads,
    }
    if asked.solver == OURS:
        return solve(instance, **limits)
    return solve_with(asked.solver, instance, **limits)


def _facts(instance: Instance, solution: Solution) -> dict[str, Any]:
    return {
        "status": VALID,
        "cost": solution.cost.total,
        "unserved": solution.unserved,
        "unassigned": instance.count_once(solution.unassigned),
        "routes": len(solution.routes),
        "lower_bound": solution.run.lower_bound,
        "remarks": "; ".join(solution.run.remarks),
        "trace": tuple(
            (round(point.elapsed_s, 4), point.unserved, point.cost) for point in solution.run.trace
        ),
    }


def _peak_mib() -> float:
    """The most memory that this process held since it began.

    Linux counts into ``ru_maxrss`` what the process that started this one held, so its own record
    is read there.
    """
    record = Path("/proc/self/status")
    if record.exists():
        found = re.search(r"^VmHWM:\s*(\d+) kB", record.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10

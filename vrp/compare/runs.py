"""The runs of a comparison: which there are, and making those that are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from vrp.baselines import find_baseline
from vrp.compare.build import build_of
from vrp.compare.fingerprint import fingerprint
from vrp.compare.machine import machine_name
from vrp.compare.process import run_alone
from vrp.compare.result import FAILED, OURS, Key, Result
from vrp.compare.store import load_results, save_results
from vrp.instance import Instance
from vrp.sole_use import sole_use
from vrp.version import package_version

__all__ = ["compare", "planned_runs", "results_so_far"]


def compare(
    instances: Sequence[Instance],
    *,
    solvers: Sequence[str],
    budgets: Sequence[float],
    seeds: int = 1,
    threads: int = 1,
    out: str | Path,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Result, ...]:
    """Run solvers on instances, one after another, each in a process of its own.

    Results are saved in ``out`` after every run, and those found there are not run again: the same
    instance, solver, version, code, machine, budget, seed and threads. Runs that failed are. Ctrl-C
    loses no more than the current run.

    Parameters
    ----------
    instances
        The problems; one that is given twice is run, and counted, once.
    solvers
        ``"vrp"`` and names of :data:`vrp.baselines.BASELINES`.
    budgets
        Wall-clock seconds of each run.
    seeds
        How many: 0, 1, …
    threads
        What every solver is given; some have no use for more than one.
    out
        Directory of ``results.json`` and ``results.csv``.
    progress
        Called with the number of runs made and the number of all runs.

    Returns
    -------
    tuple of Result
        Of the runs asked for.

    Raises
    ------
    SolverError
        If a solver is unknown or not installed.
    ReadError
        If the results in ``out`` cannot be read, or another comparison is at work there.
    """
    asked = list(
        planned_runs(instances, solvers=solvers, budgets=budgets, seeds=seeds, threads=threads)
    )
    # Two that save what each of them knows would lose each other's results, and share the machine.
    with sole_use(Path(out)):
        return _made(asked, Path(out), progress)


def _made(
    asked: Sequence[tuple[Instance, Result]],
    out: Path,
    progress: Callable[[int, int], object] | None,
) -> tuple[Result, ...]:
    known = _known(out, [result for _, result in asked])
    done = sum(_is_made(result.key, known) for _, result in asked)
    for instance, result in asked:
        if progress:
            progress(done, len(asked))
        if _is_made(result.key, known):
            continue
        known[result.key] = run_alone(instance, result)
        save_results(out, list(known.values()))
        done += 1
    if progress:
        progress(done, len(asked))
    save_results(out, list(known.values()))
    return tuple(known[result.key] for _, result in asked)


def results_so_far(
    instances: Sequence[Instance],
    *,
    solvers: Sequence[str],
    budgets: Sequence[float],
    seeds: int,
    threads: int,
    out: str | Path,
) -> tuple[Result, ...]:
    """Look up which of the runs asked of :func:`compare` there are in ``out``.

    Parameters
    ----------
    instances, solvers, budgets, seeds, threads, out
        As of :func:`compare`.

    Returns
    -------
    tuple of Result
        In the order in which they would be made.

    Raises
    ------
    SolverError
        If a solver is unknown or not installed.
    ReadError
        If the results in ``out`` cannot be read.
    """
    runs = planned_runs(instances, solvers=solvers, budgets=budgets, seeds=seeds, threads=threads)
    asked = [result for _, result in runs]
    known = _known(Path(out), asked)
    return tuple(known[result.key] for result in asked if result.key in known)


def _known(out: Path, asked: Sequence[Result]) -> dict[Key, Result]:
    """Results that there are, the instances called as they are now."""
    known = {result.key: result for result in load_results(out)}
    for result in asked:
        if result.key in known:
            known[result.key] = replace(known[result.key], instance=result.instance)
    return known


def _is_made(key: Key, known: Mapping[Key, Result]) -> bool:
    """Whether a run need not be made: one that failed may have met with an accident."""
    return key in known and known[key].status != FAILED


def planned_runs(
    instances: Sequence[Instance],
    *,
    solvers: Sequence[str],
    budgets: Sequence[float],
    seeds: int,
    threads: int,
) -> Iterator[tuple[Instance, Result]]:
    """Every run, its outcome open, in the order to make them; once if an instance is given twice.

    Short budgets come first. The solvers take turns, another one first every time, so that what
    else the machine does meets all of them alike.
    """
    machine = machine_name()
    versions = {solver: _version(solver) for solver in solvers}
    problems: dict[str, Instance] = {}
    for instance in instances:
        problems.setdefault(fingerprint(instance), instance)
    turn = 0
    for budget in budgets:
        for seed in range(seeds):
            for identity, instance in problems.items():
                first = turn % len(solvers)
                turn += 1
                for solver in (*solvers[first:], *solvers[:first]):
                    yield (
                        instance,
                        Result(
                            instance=instance.name,
                            fingerprint=identity,
                            stops=len(instance.stops),
                            solver=solver,
                            version=versions[solver],
                            budget_s=budget,
                            seed=seed,
                            threads=threads,
                            status=FAILED,
                            best_known=instance.best_known_cost,
                            cost_scale=instance.scale.cost,
                            machine=machine,
                            build=build_of(solver),
                        ),
                    )


def _version(solver: str) -> str:
    return package_version() if solver == OURS else find_baseline(solver).version

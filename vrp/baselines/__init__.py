"""Other solvers behind one door: the same instance in, the same checked solution out.

Each is set up the way its own experts would, refuses what it cannot model by naming the constraint,
and is imported only when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module, metadata
from importlib.util import find_spec
from numbers import Real
from types import ModuleType

from vrp.argument_types import StopEvent, check_event, check_type, whole_number
from vrp.errors import SolverError
from vrp.instance import Instance
from vrp.solution import Solution

__all__ = ["BASELINES", "Baseline", "find_baseline", "solve_with"]


@dataclass(frozen=True)
class Baseline:
    """A solver that is not ours.

    Parameters
    ----------
    name
        What users call it.
    module
        Module of :mod:`vrp.baselines` that speaks to it.
    package, distribution
        What it is imported and installed as.
    install
        The argument of ``pip install`` that brings it.
    """

    name: str
    module: str
    package: str
    distribution: str
    install: str

    @property
    def version(self) -> str:
        """Version of the installed package."""
        return metadata.version(self.distribution)

    def load(self) -> ModuleType:
        """Import the package and the module that speaks to it."""
        return import_module(f"vrp.baselines.{self.module}")

    def require(self) -> None:
        """Find out whether the package is installed, without importing it.

        Raises
        ------
        SolverError
            Saying how to install it.
        """
        if find_spec(self.package) is None:
            raise SolverError(
                f"the solver {self.name} needs the package {self.package}: "
                f"pip install '{self.install}'"
            )


BASELINES: dict[str, Baseline] = {
    baseline.name: baseline
    for baseline in (
        Baseline("ortools", "ortools", "ortools", "ortools", "vrp[ortools]"),
        Baseline("vroom", "vroom", "vroom", "pyvroom", "vrp[vroom]"),
        Baseline("pyvrp", "pyvrp", "pyvrp", "pyvrp", "vrp[pyvrp]"),
        Baseline("cp-sat", "cp_sat", "ortools", "ortools", "vrp[ortools]"),
        Baseline("hgs", "hgs", "hygese", "hygese", "hygese"),
    )
}


def find_baseline(name: str) -> Baseline:
    """Look a solver up by its name.

    Parameters
    ----------
    name
        One of :data:`BASELINES`.

    Raises
    ------
    SolverError
        If there is none of this name, or it is not installed.
    """
    if name not in BASELINES:
        raise SolverError(f"there is no solver {name!r}, expected one of {', '.join(BASELINES)}")
    baseline = BASELINES[name]
    baseline.require()
    return baseline


def solve_with(
    name: str,
    instance: Instance,
    *,
    time_limit: float = 10.0,
    seed: int = 0,
    threads: int = 1,
    initial: Solution | None = None,
    stop: StopEvent | None = None,
) -> Solution:
    """Plan routes with another solver.

    Parameters
    ----------
    name
        One of :data:`BASELINES`.
    instance
        The problem.
    time_limit
        Wall-clock seconds, building the solver's own model included.
    seed, threads
        As far as the solver has such a thing; ``run`` says what it was given. One thread by
        default, where :func:`vrp.solve` takes all processors: to compare, give both the same
        number.
    initial
        A valid plan to start from.
    stop
        Set it from another thread to get the best plan found so far, where the solver listens.

    Returns
    -------
    Solution
        That has passed :func:`vrp.check`.

    Raises
    ------
    ValueError
        For a limit, a seed or a number of threads out of bounds.
    TypeError
        For an argument of another type.
    SolverError
        If the solver is unknown or not installed.
    UnsupportedError
        If it cannot model the instance, naming the constraint.
    InfeasibleError
        If it found no plan, or one that is not valid; or if ``initial`` is not valid.
    """
    check_type("name", name, str)
    check_type("instance", instance, Instance)
    check_type("time_limit", time_limit, Real)
    check_type("initial", initial, Solution, optional=True)
    check_event("stop", stop)
    seed, threads = whole_number("seed", seed), whole_number("threads", threads)
    baseline = find_baseline(name)
    if not 0 < time_limit < 10**7:
        raise ValueError(f"time_limit is {time_limit}, expected more than 0 seconds")
    if not 0 <= seed < 2**31:
        raise ValueError(f"seed is {seed}, expected 0 to {2**31 - 1}")
    if not 1 <= threads <= 1024:
        raise ValueError(f"threads is {threads}, expected 1 to 1024")
    if initial is not None:
        initial.check(instance)
    solution: Solution = baseline.load().solve(
        instance, time_limit=time_limit, seed=seed, threads=threads, initial=initial, stop=stop
    )
    return solution

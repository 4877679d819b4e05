"""The search that ``--solver`` names, ours or another."""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable

from vrp.baselines import find_baseline, solve_with
from vrp.cli.search_line import SearchLine
from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.processors import usable_processors
from vrp.solution import Solution
from vrp.solver import solve

__all__ = ["Countdown", "chosen_search"]

_OURS = "vrp"

#: Search from a plan, or from nothing, until the event is set or the time is up.
Search = Callable[[Solution | None, threading.Event], Solution]


def chosen_search(instance: Instance, arguments: argparse.Namespace, line: SearchLine) -> Search:
    """Make the search that the arguments describe.

    Raises
    ------
    ReadError
        For options that the solver has no use for.
    SolverError
        If the solver is not installed.
    """
    _check_first_plan(arguments)
    if arguments.solver == _OURS:
        return _ours(instance, arguments, line)
    find_baseline(arguments.solver)
    if arguments.iterations is not None:
        raise ReadError(f"--iterations: {arguments.solver} has another kind; give --time-limit")
    if not arguments.time_limit:
        raise ReadError("--time-limit: is 0, expected more than that for other solvers")
    if arguments.seed >= 2**31:
        raise ReadError(f"--seed: is {arguments.seed}, expected at most {2**31 - 1}")
    return _other(instance, arguments)


def _check_first_plan(arguments: argparse.Namespace) -> None:
    """There is one first plan, and others than our own solver make theirs by themselves."""
    if arguments.init not in (None, "auto", "policy") and arguments.policy is not None:
        raise ReadError(f"--policy: makes no plan while --init is {arguments.init}")
    for option in ("init", "policy"):
        if getattr(arguments, option) is None:
            continue
        if arguments.solver != _OURS:
            raise ReadError(f"--{option}: {arguments.solver} makes its own first plan")
        if arguments.start is not None:
            raise ReadError(f"--{option}: the first plan is that of --start")


def _ours(instance: Instance, arguments: argparse.Namespace, line: SearchLine) -> Search:
    def search(initial: Solution | None, stop: threading.Event) -> Solution:
        return solve(
            instance,
            time_limit=arguments.time_limit,
            iterations=arguments.iterations,
            seed=arguments.seed,
            threads=arguments.threads,
            initial=initial,
            init=arguments.init or "auto",
            policy=arguments.policy,
            progress=line,
            stop=stop,
        )

    return search


def _other(instance: Instance, arguments: argparse.Namespace) -> Search:
    def search(initial: Solution | None, stop: threading.Event) -> Solution:
        return solve_with(
            arguments.solver,
            instance,
            time_limit=arguments.time_limit,
            seed=arguments.seed,
            threads=arguments.threads or usable_processors(),
            initial=initial,
            stop=stop,
        )

    return search


class Countdown:
    """For solvers that do not tell how they are doing: how much time is left."""

    def __init__(self, arguments: argparse.Namespace, line: SearchLine) -> None:
        self._silent = arguments.solver != _OURS
        self._solver = arguments.solver
        self._line = line
        self._ends = time.monotonic() + (arguments.time_limit or 0.0)

    def show(self) -> None:
        """Show it, where our own search does not speak for itself."""
        if self._silent:
            left = max(0.0, self._ends - time.monotonic())
            self._line.show(f"{self._solver} · {left:.1f} s left")

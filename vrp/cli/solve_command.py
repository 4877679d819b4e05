"""``vrp solve``: from a file of stops to a directory with routes and a map."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from vrp.cli.chosen_solver import Countdown, chosen_search
from vrp.cli.interruption import Interruption, abandoned_on_signal
from vrp.cli.output import prepare_directory, writing
from vrp.cli.progress_line import ProgressLine, rewritable
from vrp.cli.reading import read_input, read_plan
from vrp.cli.search_line import SearchLine
from vrp.cli.summary import print_summary
from vrp.errors import InfeasibleError, VrpError
from vrp.instance import Instance
from vrp.report import LegGeometry, Plan, result_files, solution_to_vroom, write_plan
from vrp.report.solution_json import solution_to_dict
from vrp.report.vroom_json import refuse_reloads
from vrp.solution import Solution

__all__ = ["run_solve"]

_POLL_S = 0.05


def run_solve(arguments: argparse.Namespace) -> int:
    """Read, solve, write, and print what was asked for.

    Returns
    -------
    int
        0 when a plan was written; 129, 130 or 143 when it was and the search had been
        interrupted.

    Raises
    ------
    VrpError
        Its ``exit_code`` says how the command ends.
    """
    stream = None if _is_quiet(arguments) else rewritable()
    with _errors_in_json(arguments), abandoned_on_signal(), ProgressLine(stream) as line:
        instance, roads, start = read_input(arguments, line)
        if arguments.vroom_json:
            refuse_reloads(instance)
    with _errors_in_json(arguments), Interruption() as interruption:
        prepare_directory(arguments.out, result_files(instance), _inputs(arguments))
        solution = _search(instance, arguments, start, interruption, stream)
        solution.check(instance)
        plan = Plan.of(instance, solution)
        report = _write(plan, arguments.out, roads.geometry(instance, solution))
        _print(plan, report, arguments)
    if interruption.exit_code is not None:
        print(f"vrp: interrupted: the best plan found is in {arguments.out}", file=sys.stderr)
        return interruption.exit_code
    if solution.unserved and not solution.routes:
        raise InfeasibleError(f"no stop can be served: the reasons are in {arguments.out}")
    return 0


@contextmanager
def _errors_in_json(arguments: argparse.Namespace) -> Iterator[None]:
    """Say on standard output as well what is wrong, if VROOM's form is asked for: it does so."""
    try:
        yield
    except VrpError as error:
        if arguments.vroom_json:
            print(json.dumps({"code": error.exit_code, "error": str(error)}))
        raise


def _inputs(arguments: argparse.Namespace) -> list[Path | str | None]:
    """What the plan is read from, but for a plan to start from: a better one may follow it."""
    given = (arguments.vehicles, arguments.matrix, arguments.traffic, arguments.roads)
    # Beside an instance of VRPLIB lies what is known of it.
    return [
        arguments.stops,
        arguments.stops.with_suffix(".sol"),
        *(source for source in given if not isinstance(source, int)),
    ]


def _search(
    instance: Instance,
    arguments: argparse.Namespace,
    initial: Solution | None,
    interruption: Interruption,
    stream: TextIO | None,
) -> Solution:
    """Solve in a thread of its own: signals are only handled while the main thread is awake."""
    if arguments.start is not None:
        initial = read_plan(arguments.start, instance, to_start_from=True)
    with ThreadPoolExecutor(max_workers=1) as executor, SearchLine(instance, stream) as line:
        chosen = chosen_search(instance, arguments, line)
        countdown = Countdown(arguments, line)
        search = executor.submit(chosen, initial, interruption.stop)
        while not search.done():
            wait([search], timeout=_POLL_S)
            countdown.show()
        return search.result()


def _write(plan: Plan, directory: Path, geometry: LegGeometry | None) -> Path:
    with writing(directory, into=True):
        return write_plan(plan, directory, leg_geometry=geometry)


def _print(plan: Plan, report: Path, arguments: argparse.Namespace) -> None:
    if arguments.vroom_json:
        print(json.dumps(solution_to_vroom(plan), allow_nan=False))
    elif arguments.json:
        print(json.dumps(solution_to_dict(plan), indent=1, allow_nan=False))
    elif not _is_quiet(arguments):
        print_summary(plan)
        for remark in plan.solution.run.remarks:
            print(f"note: {remark}")
        print(f"map: {report}")


def _is_quiet(arguments: argparse.Namespace) -> bool:
    """As asked for; otherwise a program or a file at the other end gets no prose."""
    return not sys.stdout.isatty() if arguments.quiet is None else arguments.quiet

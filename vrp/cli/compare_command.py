"""``vrp compare``: several solvers on the same instances, at equal time."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from vrp.cli.interruption import abandoned_on_signal
from vrp.cli.output import prepare_directory, writing
from vrp.cli.progress_line import ProgressLine
from vrp.cli.reading import read_input
from vrp.cli.tables import print_table
from vrp.compare import Result, compare, comparison_table, results_so_far, save_plot
from vrp.compare.fingerprint import fingerprint
from vrp.compare.names import distinct_names
from vrp.compare.plot import PLOT_FILES
from vrp.compare.store import RESULTS_CSV, RESULTS_JSON
from vrp.compare.table import WIDTH
from vrp.instance import Instance

__all__ = ["run_compare"]

_INTERRUPTED = 130


def run_compare(arguments: argparse.Namespace) -> int:
    """Run what is missing, print the table, write the plot.

    Returns
    -------
    int
        0 when all runs are made; 130 after Ctrl-C, the table and the plot being of those that are.

    Raises
    ------
    VrpError
        Its ``exit_code`` says how the command ends.
    """
    interrupted = False
    with abandoned_on_signal(), ProgressLine.on_terminal() as line:
        instances = _read(arguments, line)
        prepare_directory(arguments.out, (RESULTS_CSV, RESULTS_JSON, *PLOT_FILES))
        asked = _asked(arguments)
        try:
            results = _run(instances, asked, line)
        except KeyboardInterrupt:
            interrupted = True
            results = results_so_far(instances, **asked)
    if results:
        _show(results, arguments.out)
    if interrupted:
        print(
            f"vrp: interrupted: {len(results)} runs are in {arguments.out}; the same command "
            "makes the others",
            file=sys.stderr,
        )
        return _INTERRUPTED
    return 0


def _read(arguments: argparse.Namespace, line: ProgressLine) -> list[Instance]:
    """The instances, under names that tell them apart; those given twice once."""
    found: dict[str, tuple[Path, Instance]] = {}
    for path in arguments.stops:
        alone = argparse.Namespace(**{**vars(arguments), "stops": path})
        instance = read_input(alone, line).instance
        first, _ = found.setdefault(fingerprint(instance), (path, instance))
        if first is not path:
            line.clear()
            print(
                f"vrp: warning: {path}: is the same problem as {first}, and is left out",
                file=sys.stderr,
            )
    paths, instances = zip(*found.values(), strict=True)
    names = distinct_names([instance.name for instance in instances], paths)
    return [
        instance if instance.name == name else replace(instance, name=name)
        for instance, name in zip(instances, names, strict=True)
    ]


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "solvers": arguments.solvers,
        "budgets": arguments.budgets,
        "seeds": arguments.seeds,
        "threads": arguments.threads,
        "out": arguments.out,
    }


def _run(
    instances: list[Instance], asked: dict[str, Any], line: ProgressLine
) -> tuple[Result, ...]:
    def show(done: int, total: int) -> None:
        line.show_share(f"{done} of {total} runs", done, total)

    with writing(asked["out"], into=True):
        return compare(instances, **asked, progress=show)


def _show(results: tuple[Result, ...], directory: Path) -> None:
    print_table(comparison_table(results), WIDTH)
    plot, _ = save_plot(results, directory)
    print(f"results: {directory / RESULTS_CSV}, {directory / RESULTS_JSON}; plot: {plot}")

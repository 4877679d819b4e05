"""``vrp examples``: instances of a city, solved, for policies to imitate."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from vrp.cli.interruption import Interruption
from vrp.cli.output import check_writable, writing
from vrp.cli.progress_line import ProgressLine
from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.solution import Solution
from vrp.solver import solve

if TYPE_CHECKING:
    import threading

    from vrp.envs.generator_settings import GeneratorSettings

__all__ = ["make_file", "run_examples"]


def run_examples(arguments: argparse.Namespace) -> int:
    """Make the examples that are missing in the file.

    Returns
    -------
    int
        0 when all are there; 129, 130 or 143 when interrupted, the file holding those made.

    Raises
    ------
    VrpError
        Its ``exit_code`` says how the command ends.
    """
    code = make_file(arguments)
    if code:
        print(
            f"vrp: interrupted: what was made is in {arguments.out}; the same command makes "
            "the rest",
            file=sys.stderr,
        )
    return code


def make_file(arguments: argparse.Namespace, distributions: GeneratorSettings | None = None) -> int:
    """Make them as :func:`run_examples` does, and leave it to the caller to say how to go on.

    Parameters
    ----------
    arguments
        Of ``vrp examples``.
    distributions
        What they do not say of instances; as it is by default where this is ``None``.
    """
    check_writable(arguments.out)
    with Interruption() as interruption, ProgressLine.on_terminal() as line:
        try:
            with writing(arguments.out):
                _make(arguments, distributions, interruption.stop, line)
        except KeyboardInterrupt:
            return interruption.exit_code or 130
    if sys.stdout.isatty():
        print(f"{arguments.count} examples: {arguments.out}")
    # A signal after the last one was solved is none to swallow: the caller may have more to do.
    return interruption.exit_code or 0


def _make(
    arguments: argparse.Namespace,
    distributions: GeneratorSettings | None,
    stop: threading.Event,
    line: ProgressLine,
) -> None:
    line.show("opening the city …")
    # Imports torch, which takes its seconds.
    try:
        from vrp.envs.example_making import make_examples
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ReadError(
            "torch is not installed, which examples are made with: pip install 'vrp[train]'"
        ) from error
    from vrp.envs.city import City
    from vrp.envs.examples import Recipe
    from vrp.envs.generator_settings import GeneratorSettings

    city = City.load(arguments.city)
    if arguments.from_history and city.history is None:
        raise ReadError(
            f"--from-history: {arguments.city} has no history: make it with 'vrp city --history'"
        )
    settings = replace(
        distributions or GeneratorSettings(),
        problem=arguments.problem,
        stops=arguments.stops,
        from_history=arguments.from_history,
    )

    def progress(done: int, total: int) -> None:
        line.show_share(f"{done} of {total} examples", done, total)

    make_examples(
        city,
        Recipe.of(city, settings, arguments.seed, arguments.iterations),
        arguments.count,
        arguments.out,
        partial(_solve, iterations=arguments.iterations, stop=stop),
        jobs=arguments.jobs,
        progress=progress,
    )


def _solve(instance: Instance, seed: int, *, iterations: int, stop: threading.Event) -> Solution:
    return solve(instance, time_limit=None, iterations=iterations, seed=seed, threads=1, stop=stop)

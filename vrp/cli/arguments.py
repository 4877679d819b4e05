"""What the command line understands, checked before any work is done."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any, NoReturn

from vrp.cli.commands import HelpFormatter, add_command, examples
from vrp.cli.exit_codes import exit_codes
from vrp.cli.input_arguments import add_depot, add_input, add_stops
from vrp.cli.learning_arguments import add_city, add_examples, add_train
from vrp.cli.option_names import nearest_name
from vrp.cli.road_arguments import add_geocoder, add_roads, settle_roads
from vrp.cli.values import (
    INITS,
    SOLVERS,
    amount,
    budgets,
    existing_file,
    iteration_count,
    output_directory,
    output_file,
    random_seed,
    seed_count,
    solver_names,
    thread_count,
)
from vrp.version import package_version

__all__ = ["parse_arguments"]

_PLANNED = exit_codes(
    "a valid plan was written; stops left out are listed in it",
    none="no plan, or an invalid one",
    interrupted="the best plan found was written",
)

_ANY = exit_codes(
    "done; for 'solve': a valid plan was written",
    none="no plan, or an invalid one; for 'train': it came to nothing",
    interrupted="what there was by then was written",
)
_TYPED = [
    "solve stops.csv --vehicles vans.csv --roads city.osm.pbf",
    "check stops.csv routes/solution.json --vehicles vans.csv",
    "compare stops.csv --vehicles vans.csv",
]

#: Commands of :func:`add_roads`.
_ON_ROADS = ("solve", "check", "matrix", "compare")


class _Parser(argparse.ArgumentParser):
    """A parser whose errors look like all other errors of the program."""

    def error(self, message: str) -> NoReturn:
        """Print the message and where to read more, and exit with code 2."""
        self.exit(2, f"vrp: error: {message}\nSee '{self.prog} --help'.\n")

    def refuse_unknown(self, argument: str) -> None:
        """End with an error if an argument is an option that there is not, naming a near one."""
        option = argument.partition("=")[0]
        is_option = option.startswith("--") and " " not in option
        if is_option and option not in self._option_string_actions:
            own = [known for known in self._option_string_actions if known.startswith("--")]
            meant = _question(nearest_name(option, own))
            self.error(f"{option!r} is no option of '{self.prog}'{meant}")


class _CommandParser(_Parser):
    """The parser of one command, which knows the options that are nearly its own."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Refuse options of others first: an argument may be missing for being called otherwise."""
        for argument in takewhile(lambda argument: argument != "--", args or ()):
            self.refuse_unknown(argument)
        return super().parse_known_args(args, namespace)


class _ProgramParser(_Parser):
    """The parser of the program, which knows the commands that are nearly its own."""

    commands: Mapping[str, argparse.ArgumentParser]

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Refuse what is no command first, above all a file without one."""
        for first in (args or ())[:1]:
            self.refuse_unknown(first)
            if not first.startswith("-") and first not in self.commands:
                self.error(f"{first!r} is no command of 'vrp'{self._meant(first)}")
        return super().parse_known_args(args, namespace)

    def _meant(self, command: str) -> str:
        if Path(command).is_file():
            return _question(f"vrp solve {command}")
        meant = nearest_name(command, self.commands)
        return _question(meant) or f", expected one of {', '.join(self.commands)}"


def _question(meant: str | None) -> str:
    return f", did you mean {meant!r}?" if meant else ""


class _Version(argparse.Action):
    """``--version``, looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print the version and exit."""
        print(f"vrp {package_version()}")
        parser.exit()


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments after the program's name.

    Raises
    ------
    SystemExit
        With code 2 after an unusable argument has been reported.
    ReadError
        For options that go with others only.
    """
    parser = _parser()
    _refuse_empty(parser, argv)
    arguments = parser.parse_args(_with_joined_depot(argv))
    if arguments.command == "solve":
        _settle_limits(arguments)
    if arguments.command in _ON_ROADS:
        settle_roads(arguments)
    return arguments


def _parser() -> _ProgramParser:
    parser = _ProgramParser(
        prog="vrp",
        description="Plan the routes of delivery vehicles: stops in, checked routes and a map out.",
        epilog=f"{examples(_TYPED)}\n{_ANY}\n'vrp COMMAND --help' says more of each command.",
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=_CommandParser
    )
    parser.commands = commands.choices
    _add_solve(commands)
    _add_check(commands)
    _add_matrix(commands)
    _add_locate(commands)
    _add_compare(commands)
    add_city(commands)
    add_examples(commands)
    add_train(commands)
    return parser


def _add_solve(commands: Any) -> None:
    solve = add_command(
        commands,
        "solve",
        summary="plan routes for a file of stops",
        text="Plan routes and write them, with a map, to a directory.",
        typed=[
            "solve stops.csv --vehicles vans.csv --roads city.osm.pbf",
            "solve stops.csv --vehicles 5 --capacity 100 --depot 54.69,2.30",
            "solve X-n101-k25.vrp --iterations 100000 --seed 1 --threads 1",
            "solve stops.csv --vehicles vans.csv --start routes/solution.json",
        ],
        codes=_PLANNED,
    )
    add_stops(solve)
    add_input(solve)
    _add_search(solve)
    _add_output(solve)


def _add_search(solve: argparse.ArgumentParser) -> None:
    search = solve.add_argument_group("search")
    search.add_argument(
        "--solver",
        choices=SOLVERS,
        default=SOLVERS[0],
        help="who searches (default: vrp; the others need their extras installed)",
    )
    search.add_argument(
        "--time-limit",
        type=amount,
        metavar="S",
        help="seconds to search (default: 10, or none where --iterations is given)",
    )
    search.add_argument(
        "--iterations",
        type=iteration_count,
        metavar="N",
        help="iterations to search on each thread, for repeatable runs (default: no limit)",
    )
    search.add_argument(
        "--threads",
        type=thread_count,
        metavar="N",
        help="threads to search with (default: all processors that it may use)",
    )
    search.add_argument(
        "--seed", type=random_seed, default=0, metavar="K", help="random seed (default: 0)"
    )
    search.add_argument(
        "--start",
        type=existing_file,
        metavar="SOLUTION",
        help="plan to start from, as far as it still holds: solution.json, VROOM's JSON or .sol "
        "(default: the steps of a VROOM problem)",
    )
    search.add_argument(
        "--init",
        choices=INITS,
        help="how the plan is made that the search starts from (default: auto, what does best)",
    )
    search.add_argument(
        "--policy",
        metavar="FILE|NAME",
        help="trained policy to make that plan, and to name the stops to look beside first: a "
        ".safetensors file, or the name of one that comes with vrp",
    )


def _add_output(solve: argparse.ArgumentParser) -> None:
    output = solve.add_argument_group("output")
    output.add_argument(
        "--out",
        type=output_directory,
        default=Path("routes"),
        metavar="DIR",
        help="directory for the routes and the map (default: routes)",
    )
    printed = output.add_mutually_exclusive_group()
    printed.add_argument(
        "--json", action="store_true", help="print the solution as JSON, and nothing else"
    )
    printed.add_argument(
        "--vroom-json",
        action="store_true",
        help="print it as VROOM does, or the error; times are Unix times where STOPS has dates",
    )
    output.add_argument(
        "--quiet",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="print nothing but errors (default: where the output is not a terminal)",
    )


def _add_check(commands: Any) -> None:
    check = add_command(
        commands,
        "check",
        summary="check a plan against the file of stops",
        text="Recompute a plan's loads, times, distances and cost, and list what is wrong.",
        typed=[
            "check stops.csv routes/solution.json --vehicles vans.csv",
            "check X-n101-k25.vrp X-n101-k25.sol",
        ],
        codes=exit_codes("the plan is valid", none="it breaks a constraint"),
    )
    add_stops(check)
    check.add_argument(
        "solution", type=existing_file, metavar="SOLUTION", help="solution.json, or a VRPLIB .sol"
    )
    add_input(check)


def _add_matrix(commands: Any) -> None:
    matrix = add_command(
        commands,
        "matrix",
        summary="write durations and distances between stops",
        text="Take durations and distances between all pairs of stops and depots from real "
        "roads, and write them for --matrix or for any other program.",
        typed=[
            "matrix stops.csv --roads city.osm.pbf -o matrix.npz",
            "matrix stops.csv --roads http://localhost:5000 -o matrix.csv",
        ],
        codes=exit_codes("the file was written"),
    )
    add_stops(matrix, "stops as CSV (id, lat, lon) or JSON")
    matrix.add_argument(
        "-o",
        "--output",
        type=output_file,
        required=True,
        dest="out",
        metavar="FILE",
        help="where to: an npz archive, or CSV if the name ends so",
    )
    add_depot(matrix)
    add_roads(matrix, required=True)


def _add_locate(commands: Any) -> None:
    locate = add_command(
        commands,
        "locate",
        summary="fill in the coordinates of addresses",
        text="Look up the addresses of stops that have no coordinates, and write the same file "
        "with lat and lon filled in, and a column 'found' that says what was found of each: "
        "a house, the one next to it or a street, to be checked once and used again.",
        typed=[
            "locate stops.csv --roads city.osm.pbf -o located.csv",
            "locate stops.csv --geocoder nominatim+http://localhost:8080 -o located.csv",
        ],
        codes=exit_codes("the file was written", addresses=True),
    )
    add_stops(locate, "stops as CSV")
    locate.add_argument(
        "-o",
        "--output",
        type=output_file,
        required=True,
        dest="out",
        metavar="FILE",
        help="where to: a CSV with the rows and columns of STOPS",
    )
    locate.add_argument(
        "--roads",
        metavar="FILE",
        help="look them up in an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz)",
    )
    add_geocoder(locate)


def _add_compare(commands: Any) -> None:
    compare = add_command(
        commands,
        "compare",
        summary="run several solvers side by side",
        text="Run solvers in turn on the same instances, on this machine, at equal time, "
        "and say who is ahead and where. Results that are there already are not made again.",
        typed=[
            "compare stops.csv --vehicles vans.csv --roads city.osm.pbf",
            "compare X-n*.vrp --solvers vrp,pyvrp --budgets 1,10,60 --seeds 5",
        ],
        codes=exit_codes(
            "all runs are made, those that failed or were refused included",
            interrupted="the runs that were made are kept",
        ),
    )
    compare.add_argument(
        "stops",
        nargs="+",
        type=existing_file,
        metavar="STOPS",
        help="stops as CSV or JSON, or VRPLIB instances; any number of files",
    )
    add_input(compare)
    runs = compare.add_argument_group("runs")
    runs.add_argument(
        "--solvers",
        type=solver_names,
        default=SOLVERS[:4],
        metavar="NAMES",
        help=f"out of {','.join(SOLVERS)} (default: {','.join(SOLVERS[:4])})",
    )
    runs.add_argument(
        "--budgets",
        type=budgets,
        default=(1.0, 10.0),
        metavar="S,S",
        help="seconds of each run, each of these in turn (default: 1,10)",
    )
    runs.add_argument(
        "--seeds",
        type=seed_count,
        default=3,
        metavar="N",
        help="how many random seeds: 0, 1, … (default: 3)",
    )
    runs.add_argument(
        "--threads",
        type=thread_count,
        default=1,
        metavar="N",
        help="threads that each solver is given (default: 1)",
    )
    compare.add_argument(
        "--out",
        type=output_directory,
        default=Path("comparison"),
        metavar="DIR",
        help="directory for results and plot; earlier results in it are kept (default: comparison)",
    )


def _settle_limits(arguments: argparse.Namespace) -> None:
    """An iteration budget alone is to be spent whole, whatever time it takes."""
    if arguments.time_limit is None and arguments.iterations is None:
        arguments.time_limit = 10.0


def _refuse_empty(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """An empty value is a variable of a script that was not set, and never means the default."""
    for before, argument in pairwise(("", *argv)):
        option = before if before.startswith("-") and "=" not in before else ""
        if re.fullmatch(r"--[\w-]+=", argument):
            option, argument = argument[:-1], ""
        if not argument:
            named = f"argument {option}:" if option else "an argument"
            parser.error(f"{named} is empty, expected a value")


def _with_joined_depot(argv: Sequence[str]) -> list[str]:
    """Join ``--depot -33.9,18.4``, which argparse would take for two options."""
    joined: list[str] = []
    for argument in argv:
        if joined and joined[-1] == "--depot" and re.match(r"-[\d.]", argument):
            joined[-1] = f"--depot={argument}"
        else:
            joined.append(argument)
    return joined

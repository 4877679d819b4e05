"""What a run needs before its first step: cities and examples, made where none are given.

What it was asked for is kept in its directory before any of them is made, which can take hours: a
run that is stopped meanwhile goes on as well.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vrp.cli.arguments import parse_arguments
from vrp.cli.learning_arguments import TRAIN_DEFAULTS
from vrp.errors import ReadError, SolverError
from vrp.processors import usable_processors
from vrp.whole_file import write_whole

if TYPE_CHECKING:
    from vrp.models.settings import Settings
    from vrp.train.settings import TrainSettings

__all__ = [
    "BEGIN",
    "SETTINGS",
    "check_cities",
    "make_city",
    "make_examples",
    "name_cities",
    "recall_order",
    "with_defaults",
    "write_order",
]

#: What a run begins with, beside its settings.
BEGIN = "begin.json"
SETTINGS = "settings.toml"
_CITY = "city.npz"
_CTRL_C_EXIT = 130
#: Examples to validate with are drawn with seeds that those to imitate do not use.
_SEED_APART = 2**30
_VALIDATION_EXAMPLES = 64
_ITERATIONS = 20_000


def write_order(arguments: argparse.Namespace, settings: TrainSettings, sizes: Settings) -> None:
    """Keep what a new run was asked for.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    from vrp.models.checkpoint import find_checkpoint
    from vrp.train.settings import write_settings

    start, roads = arguments.start, arguments.roads
    order = {
        "from": None if start is None else str(find_checkpoint(start).resolve()),
        "city": [str(path.resolve()) for path in arguments.city],
        # The name of a place is no file, and what may not be looked for is said when it is opened.
        "roads": str(Path(roads).resolve()) if roads and _exists(roads) else roads,
        "profile": arguments.profile,
        "examples": arguments.examples,
    }
    path = arguments.out / BEGIN
    # Never one beside the settings of another run that was begun here.
    path.unlink(missing_ok=True)
    write_settings(arguments.out / SETTINGS, settings, sizes)
    write_whole(path, (json.dumps(order, indent=2, ensure_ascii=False) + "\n").encode())


def _exists(path: str) -> bool:
    return os.path.exists(path)  # noqa: PTH110 (False in a folder that is closed to us)


def recall_order(arguments: argparse.Namespace) -> argparse.Namespace:
    """Say again what the run that the directory holds was asked for.

    Raises
    ------
    ReadError
        If it holds none, or the command asks for something as well.
    """
    path = arguments.out / BEGIN
    if not path.exists():
        raise ReadError(f"{arguments.out} holds no run to go on with: begin one without --resume")
    if arguments.config or arguments.city or arguments.roads or arguments.profile:
        raise ReadError(
            f"the run in {arguments.out} was stopped before its first step, and --resume begins it "
            "as it was told then: leave out CONFIG, --city, --roads and --profile, or leave out "
            "--resume"
        )
    try:
        order: dict[str, Any] = json.loads(path.read_bytes())
        told = {
            "start": order["from"],
            "city": [Path(city) for city in order["city"]],
            "roads": order["roads"],
            "profile": order["profile"],
            "examples": order["examples"],
        }
    except (ValueError, KeyError, TypeError) as error:
        raise ReadError(f"{path} is damaged: begin the run again without --resume") from error
    return argparse.Namespace(**vars(arguments) | told)


def with_defaults(arguments: argparse.Namespace) -> argparse.Namespace:
    """Fill in what was not asked for."""
    filled = vars(arguments) | {
        name: default
        for name, default in TRAIN_DEFAULTS.items()
        if getattr(arguments, name) is None
    }
    return argparse.Namespace(**filled)


def name_cities(arguments: argparse.Namespace, settings: TrainSettings) -> TrainSettings:
    """Take the cities of the command line where it names any, and that of the roads."""
    cities = [str(path) for path in arguments.city]
    if arguments.roads is not None:
        cities.append(str(arguments.out / _CITY))
    if not cities:
        return settings
    # What CONFIG names was solved in other cities.
    return replace(settings, cities=tuple(cities), examples=(), validation=())


def check_cities(arguments: argparse.Namespace, settings: TrainSettings) -> None:
    """Find out now, not after hours of solving instances of the first, what cities are unusable.

    Raises
    ------
    ReadError
        If there is no city, for one that cannot be read, or has no history and is to have one.
    """
    from vrp.envs.city import City

    if not settings.cities:
        raise ReadError("there is no city to train on: give --city, or cities = [...]")
    if arguments.roads is not None and settings.from_history:
        raise ReadError(
            "from_history is set, and cities made by --roads have no history: make one with "
            "'vrp city --history', and give it as --city"
        )
    made = None if arguments.roads is None else str(arguments.out / _CITY)
    depot = settings.distributions.depot
    for path in settings.cities:
        if path == made:
            continue
        city = City.load(path)
        if depot is not None and depot >= city.size:
            raise ReadError(f"depot is {depot}, expected a point of {path}, 0 to {city.size - 1}")
        if city.history is None and settings.from_history:
            raise ReadError(
                f"from_history is set, and {path} has no history: make it with 'vrp city --history'"
            )


def make_city(arguments: argparse.Namespace) -> None:
    """Make the city of the roads, if there are any."""
    path = arguments.out / _CITY
    if arguments.roads is None or (arguments.resume and path.exists()):
        return
    # Reads roads, which a machine that only trains cannot.
    from vrp.cli.city_command import run_city

    _check_is_alone()
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = ["city", arguments.roads, "--output", str(path), "--profile", arguments.profile]
    run_city(parse_arguments(asked))


def make_examples(
    arguments: argparse.Namespace, settings: TrainSettings, *, all_made: bool
) -> TrainSettings:
    """Solve instances to imitate and to validate with where none are given.

    Parameters
    ----------
    arguments, settings
        What is asked for.
    all_made
        Whether files that are there are known to hold all that they are to hold.

    Raises
    ------
    KeyboardInterrupt, SystemExit
        After Ctrl-C and other signals: the files hold what was made.
    """
    if settings.examples or not settings.imitation_steps or not settings.cities:
        return settings
    if find_spec("vrp.search._engine") is None:
        raise SolverError(
            "solving instances to imitate needs the compiled engine: pip install vrp, or give "
            "examples = [...] made elsewhere, or imitation_steps = 0"
        )
    made: dict[str, list[str]] = {"examples": [], "validation": []}
    wanted = (
        ("examples", arguments.examples, settings.seed),
        ("validation", _VALIDATION_EXAMPLES, settings.seed + _SEED_APART),
    )
    names = _distinct_names(settings.cities)
    for city, stops in itertools.product(settings.cities, settings.stops):
        for kind, count, seed in wanted:
            path = arguments.out / f"{kind}_{names[city]}_{stops}.npz"
            if not (all_made and path.exists()):
                _make_file(settings, city, path, stops, count, seed)
            made[kind].append(str(path))
    return replace(settings, examples=tuple(made["examples"]), validation=tuple(made["validation"]))


def _distinct_names(cities: Sequence[str]) -> dict[str, str]:
    """What to call the examples of each city: as its file, numbered where several are called so."""
    called = {city: Path(city).stem for city in cities}
    taken = set(called.values())
    names: dict[str, str] = {}
    for city, name in called.items():
        if name in names.values():
            name = next(free for n in itertools.count(2) if (free := f"{name}-{n}") not in taken)
        taken.add(name)
        names[city] = name
    return names


def _make_file(
    settings: TrainSettings, city: str, path: Path, stops: int, count: int, seed: int
) -> None:
    from vrp.cli.examples_command import make_file

    _check_is_alone()
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = {
        "--output": path,
        "--problem": settings.problem,
        "--stops": stops,
        "--count": count,
        "--iterations": _ITERATIONS,
        "--jobs": usable_processors(),
        "--seed": seed,
    }
    words = [str(word) for pair in asked.items() for word in pair]
    history = ["--from-history"] if settings.from_history else []
    asked_for = parse_arguments(["examples", city, *words, *history])
    code = make_file(asked_for, settings.distributions)
    if code == _CTRL_C_EXIT:
        raise KeyboardInterrupt
    if code:
        raise SystemExit(code)


def _check_is_alone() -> None:
    """Refuse to make files in many processes at once."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise ReadError(
            "cities and examples are made by one process: make them with 'vrp city' and 'vrp "
            "examples' first, name them in CONFIG, and let torchrun train alone"
        )

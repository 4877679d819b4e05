"""What the values of options must look like; argparse reports the option along with the error."""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path

from vrp.errors import ReadError
from vrp.roads.mix import Mix

__all__ = [
    "INITS",
    "SOLVERS",
    "amount",
    "budgets",
    "coordinates",
    "example_count",
    "existing_file",
    "existing_folder",
    "file_or_count",
    "iteration_count",
    "mix",
    "output_directory",
    "output_file",
    "point_count",
    "random_seed",
    "seed_count",
    "solver_names",
    "stop_count",
    "thread_count",
]

#: Ours first; :data:`vrp.baselines.BASELINES` has the others, but takes longer to import.
SOLVERS = ("vrp", "ortools", "vroom", "pyvrp", "cp-sat", "hgs")

#: :data:`vrp.policy.first_plan.INITS`, which takes longer to import.
INITS = ("auto", "policy", "savings", "nearest", "random", "insertion")


def existing_file(text: str) -> Path:
    """A file that can be read."""
    path = Path(text)
    if not _exists(path):
        hint = ", standard input is /dev/stdin" if text == "-" else ""
        raise argparse.ArgumentTypeError(f"{text!r} does not exist{hint}")
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is a directory, expected a file")
    if not os.access(path, os.R_OK):
        raise argparse.ArgumentTypeError(f"{text!r} may not be read")
    return path


def existing_folder(text: str) -> Path:
    """A directory that can be read."""
    path = Path(text)
    if not _exists(path):
        raise argparse.ArgumentTypeError(f"{text!r} does not exist")
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is a file, expected a directory")
    # To list what is in it takes one right, to open that another.
    if not os.access(path, os.R_OK | os.X_OK):
        raise argparse.ArgumentTypeError(f"{text!r} may not be read")
    return path


def output_file(text: str) -> Path:
    """A file to write to."""
    return _written(text, "a file")


def output_directory(text: str) -> Path:
    """A directory to write to."""
    return _written(text, "a directory")


def _written(text: str, expected: str) -> Path:
    """A path, but not what means standard output elsewhere: nothing here is written to that."""
    if text == "-":
        raise argparse.ArgumentTypeError(
            f"'-' is not standard output here, expected the name of {expected}"
        )
    return Path(text)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # in a directory that is closed to us, or a name that is too long
        text = f"{str(path)!r} may not be read: {error.strerror}"
        raise argparse.ArgumentTypeError(text) from error


def file_or_count(text: str) -> Path | int:
    """A file that can be read, or a number of vehicles."""
    if text.lstrip("+-").isdecimal():
        return _integer(text, 1, 10**6)
    return existing_file(text)


def amount(text: str) -> float:
    """A finite number, 0 or more."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number, 0 or more")
    return value


def mix(text: str) -> Mix:
    """What to minimise: a measure, or several with weights."""
    try:
        return Mix.parse(text)
    except ReadError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def budgets(text: str) -> tuple[float, ...]:
    """Seconds, more than 0, separated by commas."""
    found = tuple(sorted({amount(part) for part in text.split(",")}))
    if not found[0]:
        raise argparse.ArgumentTypeError(f"{text!r} has a budget of 0 s, expected more than that")
    return found


def solver_names(text: str) -> tuple[str, ...]:
    """Names of solvers, separated by commas."""
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in names:
        if name not in SOLVERS:
            raise argparse.ArgumentTypeError(
                f"{name!r} is no solver, expected some of {', '.join(SOLVERS)}"
            )
    return names


def seed_count(text: str) -> int:
    """An integer, 1 to 1,000."""
    return _integer(text, 1, 1000)


def iteration_count(text: str) -> int:
    """An integer, 0 or more."""
    return _integer(text, 0, 10**15)


def example_count(text: str) -> int:
    """An integer, 1 to 1,000,000."""
    return _integer(text, 1, 10**6)


def stop_count(text: str) -> int:
    """An integer, 1 to 5,000: two matrices of the most take 200 MB."""
    return _integer(text, 1, 5_000)


def point_count(text: str) -> int:
    """An integer, 2 to 10,000: two matrices of the most take 800 MB."""
    return _integer(text, 2, 10_000)


def random_seed(text: str) -> int:
    """An integer that the engine can tell from others."""
    return _integer(text, 0, 2**47 - 1)


def thread_count(text: str) -> int:
    """An integer, 1 to 1024."""
    return _integer(text, 1, 1024)


def coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude in degrees, WGS84."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not LAT,LON: two numbers in degrees, such as 41.15,-8.61"
        ) from None
    for name, value, bound in (("latitude", lat, 90), ("longitude", lon, 180)):
        if not -bound <= value <= bound:
            raise argparse.ArgumentTypeError(
                f"{text!r}: {name} {value:g} is outside -{bound} to {bound}"
            )
    return lat, lon


def _integer(text: str, low: int, high: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
    return value

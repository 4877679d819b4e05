"""The arguments of the commands that lead from roads to a policy."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from vrp.cli.commands import add_command
from vrp.cli.exit_codes import exit_codes
from vrp.cli.values import (
    coordinates,
    example_count,
    existing_file,
    existing_folder,
    iteration_count,
    output_directory,
    output_file,
    point_count,
    random_seed,
    stop_count,
    thread_count,
)
from vrp.envs.problems import PROBLEMS
from vrp.roads.open import PROFILES

__all__ = ["TRAIN_DEFAULTS", "add_city", "add_examples", "add_train"]

#: Of a new run. A run that goes on has its own, and nothing may be told to it in vain: that an
#: option was not given must be seen.
TRAIN_DEFAULTS: Mapping[str, Any] = {"profile": "car", "examples": 500}


def add_city(commands: Any) -> None:
    """Add ``vrp city`` to the commands."""
    city = add_command(
        commands,
        "city",
        summary="make a city of its roads, to learn from",
        text="Draw points along the streets of a city and write them with the durations and "
        "distances between all of them, from which instances are drawn to learn from.",
        typed=[
            "city city.osm.pbf -o city.npz",
            "city 'Heidelberg, Germany' --history days -o heidelberg.npz",
        ],
        codes=exit_codes("the file was written"),
    )
    city.add_argument(
        "roads",
        metavar="FILE|PLACE",
        help="an OpenStreetMap extract (.osm.pbf, .osm, .osm.gz, GraphML), or the name of a place "
        "to download",
    )
    _add_output(city, "where to: an npz archive")
    _add_count(city, "--points", point_count, 2000, "points along the streets")
    city.add_argument(
        "--profile",
        choices=PROFILES,
        default="car",
        help="whose roads and speeds (default: car)",
    )
    _add_seed(city)
    city.add_argument(
        "--history",
        type=existing_folder,
        metavar="DIR",
        help="learn what days are like from a folder: each .csv in it has the stops of a day, "
        "vehicles.csv, if there is one, the vehicles",
    )
    city.add_argument(
        "--depot",
        type=coordinates,
        metavar="LAT,LON",
        help="the depot, where the files of --history have none",
    )


def add_examples(commands: Any) -> None:
    """Add ``vrp examples`` to the commands."""
    examples = add_command(
        commands,
        "examples",
        summary="solve instances of a city, for a policy to imitate",
        text="Draw instances of a city, solve them, and write both to one file. Examples "
        "that are in it already are not made again.",
        typed=[
            "examples city.npz -o examples.npz --stops 50 --count 1000 --jobs 4",
            "examples city.npz -o examples.npz --from-history",
        ],
        codes=exit_codes(
            "the file was written",
            distances=False,
            interrupted="the examples that were made are kept",
        ),
    )
    examples.add_argument(
        "city", type=existing_file, metavar="CITY", help="a city, as 'vrp city' writes it"
    )
    _add_output(examples, "where to, and which examples are there: an npz archive")
    examples.add_argument(
        "--problem",
        choices=PROBLEMS,
        default="acvrptw",
        help="a single tour, routes by capacity, or these with time windows (default: acvrptw)",
    )
    _add_count(examples, "--stops", stop_count, 100, "stops of every instance")
    _add_count(examples, "--count", example_count, 500, "examples that the file is to hold")
    _add_count(examples, "--iterations", iteration_count, 20_000, "iterations to search for each")
    examples.add_argument(
        "--from-history",
        action="store_true",
        help="draw from the days that the city was made with by --history",
    )
    _add_count(examples, "--jobs", thread_count, 1, "instances to solve at the same time")
    _add_seed(examples)


def add_train(commands: Any) -> None:
    """Add ``vrp train`` to the commands."""
    train = add_command(
        commands,
        "train",
        summary="train a policy, or fine-tune one to a city",
        text="Train a policy as CONFIG says, or fine-tune one (--from) to a city, on "
        "solutions of the engine's and rollouts of its own. The run can be stopped at any moment "
        "and goes on with --resume.",
        typed=[
            "train --from general --city city.npz --out my_city",
            "train configs/general.toml --city city.npz --examples 5000 --out general",
            "train --out my_city --resume",
        ],
        codes=exit_codes(
            "the policy was written",
            none="training came to nothing",
            interrupted="--resume goes on from what was saved",
        ),
    )
    train.add_argument(
        "config",
        nargs="?",
        type=existing_file,
        metavar="CONFIG",
        help="settings of the run as TOML, such as those in configs/ (default: those that suit "
        "fine-tuning)",
    )
    train.add_argument(
        "--out",
        type=output_directory,
        required=True,
        metavar="DIR",
        help="directory for the policy, tables, picture and the state to resume from",
    )
    train.add_argument("--resume", action="store_true", help="go on with the run that DIR holds")
    train.add_argument(
        "--from",
        dest="start",
        metavar="FILE|NAME",
        help="policy to begin with: a .safetensors file, or the name of one that comes with vrp",
    )
    _add_training_cities(train)
    machine = train.add_argument_group("machine")
    machine.add_argument(
        "--device", default="cpu", metavar="NAME", help="cpu, cuda, cuda:1, … (default: cpu)"
    )
    machine.add_argument(
        "--threads",
        type=thread_count,
        metavar="N",
        help="threads on a CPU (default: all processors that it may use)",
    )
    machine.add_argument(
        "--plain",
        action="store_true",
        help="no picture and nothing for TensorBoard: needs torch and NumPy alone",
    )


def _add_training_cities(train: argparse.ArgumentParser) -> None:
    cities = train.add_argument_group("cities, instead of those of CONFIG")
    cities.add_argument(
        "--city",
        nargs="+",
        action="extend",
        type=existing_file,
        default=[],
        metavar="CITY",
        help="cities, as 'vrp city' writes them",
    )
    cities.add_argument(
        "--roads",
        metavar="FILE|PLACE",
        help="make the city of these roads first, as 'vrp city' does",
    )
    cities.add_argument(
        "--profile",
        choices=PROFILES,
        help=f"whose roads and speeds (default: {TRAIN_DEFAULTS['profile']})",
    )
    cities.add_argument(
        "--examples",
        type=example_count,
        metavar="N",
        help="instances to solve for imitation, where CONFIG names no files of them, of each city "
        f"and size (default: {TRAIN_DEFAULTS['examples']})",
    )


def _add_output(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument(
        "-o", "--output", type=output_file, required=True, dest="out", metavar="FILE", help=text
    )


def _add_count(
    parser: argparse.ArgumentParser,
    option: str,
    count: Callable[[str], int],
    default: int,
    text: str,
) -> None:
    parser.add_argument(
        option, type=count, default=default, metavar="N", help=f"{text} (default: {default})"
    )


def _add_seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=random_seed, default=0, metavar="K", help="random seed (default: 0)"
    )

"""``vrp train``: a policy, from the roads of a city to its weights."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from vrp.cli.arguments import parse_arguments
from vrp.cli.interruption import abandoned_on_sigterm
from vrp.cli.output import OutputError
from vrp.cli.progress_line import ProgressLine
from vrp.errors import ReadError, SolverError

if TYPE_CHECKING:
    from vrp.models.checkpoint import Checkpoint
    from vrp.models.settings import Settings
    from vrp.train.run import TrainProgress
    from vrp.train.settings import TrainSettings
    from vrp.train.validation import Score

__all__ = ["progress_text", "run_train"]

_INTERRUPTED = 130
_SETTINGS = "settings.toml"
_CITY = "city.npz"
#: Examples to validate with are drawn with seeds that those to imitate do not use.
_SEED_APART = 2**30
_VALIDATION_EXAMPLES = 64
_ITERATIONS = 20_000


def run_train(arguments: argparse.Namespace) -> int:
    """Make what is missing, train, and say what came of it.

    Returns
    -------
    int
        0 when the run is at its end; 130 after Ctrl-C: the state in the directory is that of the
        last save.

    Raises
    ------
    VrpError
        Its ``exit_code`` says how the command ends.
    """
    if find_spec("torch") is None:
        raise SolverError("training needs the package torch: pip install 'vrp[train]'")
    try:
        with abandoned_on_sigterm():
            scores = _train(arguments)
    except KeyboardInterrupt:
        print(
            f"vrp: interrupted: vrp train --out {arguments.out} --resume goes on from the last "
            "state",
            file=sys.stderr,
        )
        return _INTERRUPTED
    except OSError as error:
        raise OutputError(f"cannot write to {arguments.out}: {error.strerror}") from error
    if sys.stdout.isatty():
        _show(scores, arguments.out)
    return 0


def _train(arguments: argparse.Namespace) -> list[Score]:
    from vrp.train.device import choose_device
    from vrp.train.loop import train
    from vrp.train.settings import write_settings
    from vrp.train.state import check_is_free

    device = choose_device(arguments.device, arguments.threads)
    if not arguments.resume:
        check_is_free(arguments.out)
    start = None if arguments.resume else _checkpoint(arguments)
    settings, given = _settings(arguments, start)
    sizes = _sizes(settings, given, start)
    settings = _with_examples(arguments, _with_cities(arguments, settings))
    if not arguments.resume and _is_first():
        arguments.out.mkdir(parents=True, exist_ok=True)
        write_settings(arguments.out / _SETTINGS, settings, sizes)
    stream = sys.stderr if sys.stderr.isatty() else None
    with ProgressLine(stream) as line:
        line.show("reading cities and examples …")
        return train(
            settings,
            sizes,
            arguments.out,
            start=start,
            resume=arguments.resume,
            device=device,
            extras=not arguments.plain,
            progress=lambda progress: line.show(progress_text(progress)),
        )


def _checkpoint(arguments: argparse.Namespace) -> Checkpoint | None:
    from vrp.models.checkpoint import find_checkpoint, load_checkpoint

    return None if arguments.start is None else load_checkpoint(find_checkpoint(arguments.start))


def _settings(
    arguments: argparse.Namespace, start: Checkpoint | None
) -> tuple[TrainSettings, dict[str, int]]:
    """Settings of the run, and the sizes of the network that they give."""
    from vrp.models.settings import architecture_of
    from vrp.train.settings import TrainSettings, read_settings
    from vrp.train.state import check_is_begun

    if arguments.config is not None:
        return read_settings(arguments.config)
    if arguments.resume:
        check_is_begun(arguments.out)
        return read_settings(arguments.out / _SETTINGS)
    if start is None:
        raise ReadError(
            "there is nothing to train: give a CONFIG, or a policy to begin with (--from)"
        )
    problem, model = start.card.problem, architecture_of(start.card.settings)
    return TrainSettings(problem=problem, model=model), {}


def _sizes(settings: TrainSettings, given: dict[str, int], start: Checkpoint | None) -> Settings:
    """Sizes of the network, which the policy to begin with decides about if there is one."""
    from vrp.models.settings import architecture_of
    from vrp.train.settings import make_sizes

    if start is None:
        return make_sizes(settings.model, given)
    card = start.card
    expected = {"problem": card.problem, "model": architecture_of(card.settings)}
    expected |= {name: getattr(card.settings, name) for name in given}
    found = {"problem": settings.problem, "model": settings.model} | given
    wrong = [
        f"{name} is {found[name]}, and the policy to begin with has {expected[name]}"
        for name in expected
        if found[name] != expected[name]
    ]
    if wrong:
        raise ReadError(wrong)
    return card.settings


def _with_cities(arguments: argparse.Namespace, settings: TrainSettings) -> TrainSettings:
    """Take the cities of the command line where it names any, and make that of the roads."""
    cities = [str(path) for path in arguments.city]
    if arguments.roads is not None:
        made = arguments.out / _CITY
        if not (arguments.resume and made.exists()):
            _make_city(arguments, made)
        cities.append(str(made))
    if not cities:
        return settings
    # What CONFIG names was solved in other cities.
    return replace(settings, cities=tuple(cities), examples=(), validation=())


def _make_city(arguments: argparse.Namespace, path: Path) -> None:
    from vrp.cli.city_command import run_city

    _check_is_alone()
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = ["city", arguments.roads, "--output", str(path), "--profile", arguments.profile]
    run_city(parse_arguments(asked))


def _with_examples(arguments: argparse.Namespace, settings: TrainSettings) -> TrainSettings:
    """Solve instances to imitate and to validate with where none are given."""
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
    for city, stops in product(settings.cities, settings.stops):
        for kind, count, seed in wanted:
            path = arguments.out / f"{kind}_{Path(city).stem}_{stops}.npz"
            if not (arguments.resume and path.exists()):
                _make_examples(settings, city, path, stops, count, seed)
            made[kind].append(str(path))
    return replace(settings, examples=tuple(made["examples"]), validation=tuple(made["validation"]))


def _make_examples(
    settings: TrainSettings, city: str, path: Path, stops: int, count: int, seed: int
) -> None:
    from vrp.cli.examples_command import run_examples

    _check_is_alone()
    path.parent.mkdir(parents=True, exist_ok=True)
    asked = {
        "--output": path,
        "--problem": settings.problem,
        "--stops": stops,
        "--count": count,
        "--iterations": _ITERATIONS,
        "--jobs": os.cpu_count() or 1,
        "--seed": seed,
    }
    words = [str(word) for pair in asked.items() for word in pair]
    history = ["--from-history"] if settings.from_history else []
    if run_examples(parse_arguments(["examples", city, *words, *history])):
        raise KeyboardInterrupt


def _check_is_alone() -> None:
    """Refuse to make files in many processes at once."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise ReadError(
            "cities and examples are made by one process: make them with 'vrp city' and 'vrp "
            "examples' first, name them in CONFIG, and let torchrun train alone"
        )


def _is_first() -> bool:
    return os.environ.get("RANK", "0") == "0"


def progress_text(progress: TrainProgress) -> str:
    """Stage, steps, cost and gap of the last validation, speed, and time left."""
    parts = [f"{progress.stage} {progress.step:,}/{progress.steps:,}"]
    if progress.cost is not None:
        parts.append(f"cost {progress.cost / 1000:,.1f} km")
    if progress.gap is not None:
        parts.append(f"gap {progress.gap:+.2%}")
    parts.append(f"{progress.instances_per_s:,.0f} instances/s")
    parts.append(f"{_time_text(progress.left_s)} left")
    return " · ".join(parts)


def _time_text(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def _show(scores: list[Score], folder: Path) -> None:
    for score in scores:
        line = (
            f"{score.name}: greedy {score.greedy / 1000:,.1f} km, best {score.best / 1000:,.1f} km"
        )
        if score.greedy_gap is not None and score.best_gap is not None:
            line += f"; {score.greedy_gap:+.2%} and {score.best_gap:+.2%} of the engine's"
        print(line)
    print(f"the best policy of the run: {folder / 'policy.safetensors'}")

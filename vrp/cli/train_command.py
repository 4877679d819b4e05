"""``vrp train``: a policy, from the roads of a city to its weights."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vrp.cli.interruption import abandoned_on_signal
from vrp.cli.output import writing
from vrp.cli.progress_line import ProgressLine
from vrp.cli.train_preparation import (
    BEGIN,
    SETTINGS,
    check_cities,
    make_city,
    make_examples,
    name_cities,
    recall_order,
    with_defaults,
    write_order,
)
from vrp.errors import CheckpointError, ReadError, SolverError
from vrp.sole_use import sole_use

if TYPE_CHECKING:
    from vrp.models.checkpoint import Checkpoint
    from vrp.models.settings import Settings
    from vrp.train.run import TrainProgress
    from vrp.train.settings import TrainSettings

__all__ = ["progress_text", "run_train"]

_INTERRUPTED = 130


def run_train(arguments: argparse.Namespace) -> int:
    """Make what is missing, train, and say what came of it.

    Returns
    -------
    int
        0 when the run is at its end; 130 after Ctrl-C: the directory holds what was made, and the
        state of the last save.

    Raises
    ------
    VrpError
        Its ``exit_code`` says how the command ends.
    """
    if find_spec("torch") is None:
        raise SolverError("training needs the package torch: pip install 'vrp[train]'")
    try:
        with writing(arguments.out, into=True), abandoned_on_signal():
            _train(arguments)
    except KeyboardInterrupt:
        # Runs of older versions do not say what they began with.
        older = arguments.resume and (arguments.out / SETTINGS).exists()
        if older or (arguments.out / BEGIN).exists():
            how = f": vrp train --out {arguments.out} --resume goes on from what was saved"
        else:
            how = " before the run had begun"
        print(f"vrp: interrupted{how}", file=sys.stderr)
        return _INTERRUPTED
    if sys.stdout.isatty():
        _show(arguments.out)
    return 0


def _train(arguments: argparse.Namespace) -> None:
    from vrp.train.device import choose_device
    from vrp.train.loop import train
    from vrp.train.settings import write_settings
    from vrp.train.state import STATE, check_is_free

    if arguments.resume:
        _check_goes_on(arguments)
    elif arguments.profile is not None and arguments.roads is None:
        raise ReadError("--profile goes with --roads: a city has the profile that it was made with")
    device = choose_device(arguments.device, arguments.threads)
    has_state = arguments.resume and (arguments.out / STATE).exists()
    if not arguments.resume:
        check_is_free(arguments.out)
    elif not has_state:
        # Stopped before its first step: it begins as it was told, with what was made for it.
        arguments = recall_order(arguments)
    arguments = with_defaults(arguments)
    start = None if has_state else _checkpoint(arguments)
    settings, given = _settings(arguments, start)
    sizes = _sizes(settings, given, start)
    settings = name_cities(arguments, settings)
    if not has_state:
        check_cities(arguments, settings)
    with _alone(arguments.out):
        if not arguments.resume and _is_first():
            write_order(arguments, settings, sizes)
        make_city(arguments)
        settings = make_examples(arguments, settings, all_made=has_state)
        if not has_state and _is_first():
            write_settings(arguments.out / SETTINGS, settings, sizes)
        with ProgressLine.on_terminal() as line:
            line.show("reading cities and examples …")
            train(
                settings,
                sizes,
                arguments.out,
                start=start,
                resume=has_state,
                device=device,
                extras=not arguments.plain,
                progress=lambda progress: line.show(progress_text(progress)),
            )


def _alone(folder: Path) -> AbstractContextManager[None]:
    """Two runs would write into each other's files; the processes of one are led by the first."""
    return sole_use(folder) if _is_first() else nullcontext()


def _check_goes_on(arguments: argparse.Namespace) -> None:
    """Refuse what only a new run can be told."""
    for option, value, kept, told in (
        ("--from", arguments.start, "weights", "that policy"),
        ("--examples", arguments.examples, "examples", f"{arguments.examples} of them"),
    ):
        if value is not None:
            raise ReadError(
                f"--resume goes on with the {kept} of the run in {arguments.out}: leave out "
                f"{option}, or begin a run with {told} in another directory, without --resume"
            )


def _checkpoint(arguments: argparse.Namespace) -> Checkpoint | None:
    from vrp.models.checkpoint import find_checkpoint, load_checkpoint
    from vrp.models.settings import OwnSettings

    if arguments.start is None:
        return None
    path = find_checkpoint(arguments.start)
    checkpoint = load_checkpoint(path)
    if isinstance(checkpoint.card.settings, OwnSettings):
        raise CheckpointError(
            f"{path} has weights of {checkpoint.card.settings.name}, which is no policy of vrp: "
            "train it in Python (vrp.train.loop.train)"
        )
    return checkpoint


def _settings(
    arguments: argparse.Namespace, start: Checkpoint | None
) -> tuple[TrainSettings, dict[str, int]]:
    """Settings of the run, and the sizes of the network that they give."""
    from vrp.models.settings import architecture_of
    from vrp.train.settings import TrainSettings, read_settings

    if arguments.config is not None:
        return read_settings(arguments.config)
    if arguments.resume:
        return read_settings(arguments.out / SETTINGS)
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
    return make_sizes(settings.model, asdict(card.settings))


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


def _show(folder: Path) -> None:
    """Say how good the policy is that was kept, which need not be the last one."""
    from vrp.models.checkpoint import load_checkpoint
    from vrp.train.state import POLICY
    from vrp.train.validation import Score

    card = load_checkpoint(folder / POLICY).card
    for score in (Score(**validation) for validation in card.evaluation["validation"]):
        line = (
            f"{score.name}: greedy {score.greedy / 1000:,.1f} km, best {score.best / 1000:,.1f} km"
        )
        if score.greedy_gap is not None and score.best_gap is not None:
            line += f"; {score.greedy_gap:+.2%} and {score.best_gap:+.2%} of the engine's"
        print(line)
    print(f"the best policy of the run, of step {card.training['step']:,}: {folder / POLICY}")

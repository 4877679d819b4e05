"""What a training run is told: a flat TOML file, no key of which may be unknown."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.problems import PROBLEMS
from vrp.errors import ReadError
from vrp.models.settings import ARCHITECTURES, Settings
from vrp.whole_file import write_whole

__all__ = ["TrainSettings", "make_sizes", "read_settings", "write_settings"]

_PATHS = ("cities", "examples", "validation")
#: What a run says itself of the instances that it draws; the rest is a key each.
_OF_THE_RUN = ("problem", "stops", "from_history")
_DISTRIBUTIONS = "distributions"
_MOST_STEPS = 10**8
_TYPES = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


@dataclass(frozen=True)
class TrainSettings:
    """A training run; the defaults are for fine-tuning a policy to a city on a few cores.

    Parameters
    ----------
    problem
        One of :data:`vrp.envs.problems.PROBLEMS`.
    model
        One of :data:`vrp.models.settings.ARCHITECTURES`; its sizes are keys of their own, under the
        names of its settings.
    seed
        Of everything random.
    cities, examples, validation
        Files of cities, of solved instances to imitate, and of solved instances to validate with,
        which are never trained on. Paths are relative to the file of settings.
    imitation_steps, reinforce_steps
        Steps of the optimiser in either stage.
    from_history
        Whether instances of reinforcement learning are like the past days that the cities know.
    stops
        Sizes of the instances of reinforcement learning, one after the other, for equal numbers of
        steps (curriculum).
    shortest_suffix
        Share of the stops that imitation may be left with where it cuts a solution off at random
        (see :func:`vrp.train.imitation.cut_off`); 1: solutions are imitated whole.
    imitation_stops, reinforce_stops
        Stops of all instances, and of all their rollouts, of one step: instances are as many as
        that makes, one at least.
    learning_rate, reinforce_learning_rate
        Largest in either stage: reached after ``warmup_steps``, and from then on falling along a
        cosine to a twentieth.
    warmup_steps
        See there.
    weight_decay, gradient_clip
        Of AdamW; largest norm of all gradients.
    edge_weight
        What the edges' cross-entropy weighs beside that of the next stop.
    decisions_every
        Of so many steps of imitation, one learns from the decisions of the solutions and from their
        edges; the others learn from the edges alone, which takes half the time.
    starts
        Rollouts that share a baseline in reinforcement learning.
    leftover_penalty
        What load left over when a route ends costs in reinforcement learning: a full vehicle counts
        as this many mean ways from and to the depot. Of use from some hundred stops up, where
        costs alone say little about a route ended too early.
    validate_every, validation_instances, validation_samples
        Steps between validations, and how much each takes: instances per file, and rollouts sampled
        beside the greedy one.
    encodings
        How often rollouts of validations may look anew at the stops left; see
        :func:`vrp.models.decoding.decode`.
    save_every
        Steps between states saved for ``--resume``.
    distributions
        What instances are like that are drawn to learn from and to validate with: each of its keys
        is one of the file as well, but for those of this run (``problem``, ``stops``,
        ``from_history``).

    Raises
    ------
    ReadError
        Naming the key, the value and what was expected.
    """

    problem: str = "acvrptw"
    model: str = "sparse"
    seed: int = 0
    cities: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    validation: tuple[str, ...] = ()
    imitation_steps: int = 1000
    reinforce_steps: int = 0
    from_history: bool = False
    stops: tuple[int, ...] = (100,)
    shortest_suffix: float = 0.1
    imitation_stops: int = 3200
    reinforce_stops: int = 12800
    learning_rate: float = 1e-3
    reinforce_learning_rate: float = 1e-4
    warmup_steps: int = 100
    weight_decay: float = 0.01
    gradient_clip: float = 1.0
    edge_weight: float = 1.0
    decisions_every: int = 1
    starts: int = 16
    leftover_penalty: float = 0.0
    validate_every: int = 200
    validation_instances: int = 64
    validation_samples: int = 8
    encodings: int = 10
    save_every: int = 100
    distributions: GeneratorSettings = field(default_factory=GeneratorSettings)

    def __post_init__(self) -> None:
        _check_choice("problem", self.problem, PROBLEMS)
        _check_choice("model", self.model, tuple(ARCHITECTURES))
        bounds: dict[str, tuple[float, float]] = {
            "seed": (0, 2**31 - 1),
            "imitation_steps": (0, _MOST_STEPS),
            "reinforce_steps": (0, _MOST_STEPS),
            "shortest_suffix": (0.01, 1),
            "imitation_stops": (1, 10**7),
            "reinforce_stops": (1, 10**7),
            "learning_rate": (0, 1),
            "reinforce_learning_rate": (0, 1),
            "warmup_steps": (0, _MOST_STEPS),
            "weight_decay": (0, 1),
            "gradient_clip": (1e-6, 1e6),
            "edge_weight": (0, 1e3),
            "decisions_every": (1, _MOST_STEPS),
            "starts": (2, 1000),
            "leftover_penalty": (0, 1e3),
            "validate_every": (1, _MOST_STEPS),
            "validation_instances": (1, 10**6),
            "validation_samples": (0, 1000),
            "encodings": (1, 5000),
            "save_every": (1, _MOST_STEPS),
        }
        for name, (lowest, highest) in bounds.items():
            _check_number(name, getattr(self, name), lowest, highest)
        if not self.stops:
            raise ReadError("stops is empty, expected at least one size")
        for size in self.stops:
            _check_number("stops", size, 1, 5000)
        if not self.steps:
            raise ReadError("imitation_steps and reinforce_steps are both 0: nothing to do")

    def drawn(self, stops: int) -> GeneratorSettings:
        """Distributions of the run's instances.

        Parameters
        ----------
        stops
            Of every instance.
        """
        return replace(
            self.distributions,
            problem=self.problem,
            stops=stops,
            from_history=self.from_history,
        )

    def own_distributions(self) -> dict[str, Any]:
        """What of the distributions is not as it is by default, lists in place of tuples."""
        usual = asdict(GeneratorSettings())
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self.distributions).items()
            if name not in _OF_THE_RUN and value != usual[name]
        }

    @property
    def steps(self) -> int:
        """Steps of both stages."""
        return self.imitation_steps + self.reinforce_steps


def read_settings(path: Path) -> tuple[TrainSettings, dict[str, int]]:
    """Read a run, and the sizes that it gives of its network, from a TOML file.

    Parameters
    ----------
    path
        Such as those in ``configs/``.

    Raises
    ------
    ReadError
        If the file cannot be read or is no TOML, and for unknown keys, sections and values that are
        of another type or out of bounds, each by its name.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: is no TOML: {error}") from error
    try:
        settings, sizes = _settings_of(given)
        make_sizes(settings.model, sizes)
    except ReadError as error:
        raise ReadError([f"{path}: {problem}" for problem in error.problems]) from error
    return _beside(path.parent, settings), sizes


def write_settings(path: Path, settings: TrainSettings, sizes: Settings) -> None:
    """Write a run and the sizes of its network so that :func:`read_settings` reads them again.

    Parameters
    ----------
    path
        Of a TOML file.
    settings
        The run.
    sizes
        The network's settings.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    paths = {name: _from(path.parent, getattr(settings, name)) for name in _PATHS}
    values = asdict(settings) | paths | asdict(sizes)
    del values[_DISTRIBUTIONS]
    values |= settings.own_distributions()
    # What JSON writes of texts, numbers, truths and lists of them is TOML as well.
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    write_whole(path, ("\n".join(lines) + "\n").encode())


def _from(folder: Path, files: tuple[str, ...]) -> list[str]:
    """Paths that lead to the files also when the folder, with those in it, is somewhere else."""
    inside, paths = folder.resolve(), [Path(file).resolve() for file in files]
    return [
        str(path.relative_to(inside) if path.is_relative_to(inside) else path) for path in paths
    ]


def _beside(folder: Path, settings: TrainSettings) -> TrainSettings:
    def paths(files: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(folder / file) for file in files)

    return replace(
        settings,
        cities=paths(settings.cities),
        examples=paths(settings.examples),
        validation=paths(settings.validation),
    )


def make_sizes(model: str, sizes: Mapping[str, int]) -> Settings:
    """Make settings of a network, of the sizes given and defaults.

    Parameters
    ----------
    model
        Name of the architecture.
    sizes
        By name; those left out are the default ones.

    Raises
    ------
    ReadError
        For sizes out of bounds.
    """
    try:
        return ARCHITECTURES[model](**sizes)
    except ValueError as error:
        raise ReadError(str(error)) from error


def _settings_of(given: Mapping[str, Any]) -> tuple[TrainSettings, dict[str, int]]:
    sections = [name for name, value in given.items() if isinstance(value, dict)]
    if sections:
        raise ReadError(
            [f"has a section [{name}]: expected keys alone, without sections" for name in sections]
        )
    own = get_type_hints(TrainSettings)
    del own[_DISTRIBUTIONS]
    drawn = {
        name: wanted
        for name, wanted in get_type_hints(GeneratorSettings).items()
        if name not in _OF_THE_RUN
    }
    model = given.get("model", TrainSettings.model)
    _check_choice("model", model, tuple(ARCHITECTURES))
    sizes = [field.name for field in fields(ARCHITECTURES[model])]
    problems = []
    for key in given:
        if key not in own and key not in drawn and key not in sizes:
            meant = get_close_matches(key, [*own, *drawn, *sizes], 1)
            hint = f": did you mean {meant[0]}?" if meant else ""
            problems.append(f"the key {key} is unknown{hint}")
    if problems:
        raise ReadError(problems)
    values = {key: _typed(key, value, own[key]) for key, value in given.items() if key in own}
    likes = {key: _typed(key, value, drawn[key]) for key, value in given.items() if key in drawn}
    try:
        distributions = GeneratorSettings(**likes)
    except ValueError as error:
        raise ReadError(str(error)) from error
    return (
        TrainSettings(**values, distributions=distributions),
        {key: _typed(key, value, int) for key, value in given.items() if key in sizes},
    )


def _typed(key: str, value: Any, wanted: Any) -> Any:
    """Check a value against the type of its field."""
    inner = get_args(wanted)
    if NoneType in inner:
        # A file says that there is none by not saying it.
        return _typed(key, value, inner[0])
    if inner:
        if not isinstance(value, list):
            raise ReadError(f"{key} is {value!r}, expected a list")
        return tuple(_typed(key, item, inner[0]) for item in value)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise ReadError(f"{key} is {value!r}, expected {_TYPES[wanted]}")
    return value


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ReadError(f"{name} is {value!r}, expected one of {', '.join(choices)}")


def _check_number(name: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:
        raise ReadError(f"{name} is {value}, expected {lowest:g} to {highest:g}")

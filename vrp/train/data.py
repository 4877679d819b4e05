"""What a step learns from: solved instances in a shuffled order, or new ones of a city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.city import City
from vrp.envs.city_tensors import CityTensors
from vrp.envs.examples import Examples
from vrp.envs.generator import generate
from vrp.errors import ReadError
from vrp.train.settings import TrainSettings

__all__ = [
    "Cities",
    "ExampleDeck",
    "check_apart",
    "draw_instances",
    "load_examples",
    "step_generator",
]


class Cities:
    """The cities of a run on its device, in the order given.

    Parameters
    ----------
    cities
        Files' contents. ``credits`` has what must be said of each, by their names.
    device
        Where batches are made.
    """

    def __init__(self, cities: Sequence[City], device: torch.device) -> None:
        self.names = [city.name for city in cities]
        self.credits = {city.name: city.attribution for city in cities}
        self.tensors = [CityTensors.of(city, device) for city in cities]
        self._by_fingerprint = {
            city.fingerprint: tensors for city, tensors in zip(cities, self.tensors, strict=True)
        }

    @classmethod
    def load(cls, paths: Sequence[str], device: torch.device) -> Cities:
        """Read files of cities.

        Raises
        ------
        ReadError
            If there are none, or for one that cannot be used.
        """
        if not paths:
            raise ReadError("there is no city to train on: give --city, or cities = [...]")
        return cls([City.load(path) for path in paths], device)

    def check_depot(self, depot: int | None) -> None:
        """Refuse a depot that a city does not have.

        Raises
        ------
        ReadError
            Naming both.
        """
        for name, city in zip(self.names, self.tensors, strict=True):
            if depot is not None and depot >= city.size:
                raise ReadError(
                    f"depot is {depot}, expected a point of {name}, 0 to {city.size - 1}"
                )

    def of(self, examples: Examples, path: str) -> CityTensors:
        """Find the city that examples were made of.

        Raises
        ------
        ReadError
            If it is not among these.
        """
        found = self._by_fingerprint.get(examples.recipe.city_fingerprint)
        if found is None:
            raise ReadError(
                f"{path}: was made of {examples.city_name}, with other matrices than any of the "
                f"cities given ({', '.join(self.names)}): give its city file as well"
            )
        return found


@dataclass(frozen=True, eq=False)
class ExampleFile:
    """Examples, and the city that they are of."""

    path: Path
    examples: Examples
    city: CityTensors

    def batch(self, indices: npt.NDArray[np.int64]) -> Batch:
        """Some of the instances."""
        return self.examples.batch(self.city, indices.tolist())

    def tours(self, indices: npt.NDArray[np.int64]) -> Tensor:
        """Their solutions, int64 of shape (B, L)."""
        rows = self.examples.tours[indices].astype(np.int64)
        return torch.from_numpy(rows).to(self.city.device)


def load_examples(paths: Sequence[str], cities: Cities, problem: str) -> list[ExampleFile]:
    """Read files of examples.

    Raises
    ------
    ReadError
        For a file that cannot be used, is of another problem, or of a city that is not there.
    """
    files = []
    for path in paths:
        examples = Examples.load(path)
        if examples.problem != problem:
            raise ReadError(f"{path}: holds {examples.problem}, expected {problem}")
        files.append(ExampleFile(Path(path), examples, cities.of(examples, path)))
    return files


def check_apart(examples: Sequence[ExampleFile], validation: Sequence[ExampleFile]) -> None:
    """Refuse to validate with instances that are trained on.

    Raises
    ------
    ReadError
        Naming the file.
    """
    drawn = {_origin(file) for file in examples}
    for file in validation:
        if _origin(file) in drawn:
            raise ReadError(
                f"{file.path}: is trained on as well: validate with examples of another seed"
            )


def _origin(file: ExampleFile) -> tuple[str, str, int, str]:
    """What the instances of a file were drawn from."""
    recipe = file.examples.recipe
    return (
        recipe.city_fingerprint,
        recipe.history_fingerprint,
        recipe.seed,
        repr(recipe.settings),
    )


class ExampleDeck:
    """Examples dealt out in batches: all of them, shuffled, and then again in another order.

    A batch depends on its number alone, so that a run that was stopped goes on with the next one.

    Parameters
    ----------
    files
        What to deal.
    stops
        Of all instances of a batch together, one instance at least.
    seed
        Of the order.
    """

    def __init__(self, files: Sequence[ExampleFile], stops: int, seed: int) -> None:
        self._files = files
        self._stops = stops
        self._seed = seed
        self._dealt: tuple[int, list[tuple[int, npt.NDArray[np.int64]]]] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to deal."""
        return not self._files

    def deal(self, number: int) -> tuple[Batch, Tensor]:
        """Deal batch number ``number``, and its solutions."""
        if self._dealt is None:
            self._dealt = 0, self._shuffled(0)
        size = len(self._dealt[1])
        if self._dealt[0] != number // size:
            self._dealt = number // size, self._shuffled(number // size)
        file, indices = self._dealt[1][number % size]
        return self._files[file].batch(indices), self._files[file].tours(indices)

    def _shuffled(self, epoch: int) -> list[tuple[int, npt.NDArray[np.int64]]]:
        rng = np.random.default_rng((self._seed, epoch))
        batches = []
        for number, file in enumerate(self._files):
            size = max(1, self._stops // file.examples.n_stops)
            order = rng.permutation(len(file.examples))
            starts = range(0, len(order), size)
            batches += [(number, order[start : start + size]) for start in starts]
        return [batches[place] for place in rng.permutation(len(batches))]


def draw_instances(
    city: CityTensors, settings: TrainSettings, stops: int, count: int, generator: torch.Generator
) -> Batch:
    """Draw new instances of a city."""
    return generate(city, settings.drawn(stops), count, generator, city.device)


def step_generator(seed: int, step: int, rank: int, device: torch.device) -> torch.Generator:
    """Random numbers of one step of one process, whatever came before."""
    drawn = np.random.SeedSequence((seed, step, rank)).generate_state(1, np.uint64)
    return torch.Generator(device).manual_seed(int(drawn[0]) >> 1)

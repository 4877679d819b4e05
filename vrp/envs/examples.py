"""Instances of a city with good solutions: what a policy learns from by imitation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vrp.envs.archive import Archive
from vrp.envs.batch import Batch
from vrp.envs.city import City
from vrp.envs.city_tensors import CityTensors
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.instances import routes_of
from vrp.envs.sample import Sample
from vrp.errors import ReadError

__all__ = ["Examples", "Recipe"]

IntArray = npt.NDArray[np.int32]

_FILE = Archive("file of examples", version=1, command="vrp examples")
_TABLES = ("points", "demands", "opens", "closes", "service", "tours")


@dataclass(frozen=True)
class Recipe:
    """What examples are made from: the same recipe gives the same ones.

    Parameters
    ----------
    city_name, city_fingerprint
        Of which city; see :attr:`vrp.envs.city.City.fingerprint`.
    attribution
        What must be said wherever something derived from them is shown; empty for none.
    settings
        What the instances were drawn from.
    seed
        Of the random numbers; the instance of each number has its own.
    iterations
        Of the search that solved them.
    history_fingerprint
        Which days they were drawn from; empty for none. See
        :attr:`vrp.envs.history.History.fingerprint`.
    """

    city_name: str
    city_fingerprint: str
    attribution: str
    settings: GeneratorSettings
    seed: int
    iterations: int
    history_fingerprint: str = ""

    @classmethod
    def of(cls, city: City, settings: GeneratorSettings, seed: int, iterations: int) -> Recipe:
        """Make a recipe for a city.

        Parameters
        ----------
        city
            What instances are drawn from.
        settings
            How they are drawn.
        seed
            Of the random numbers.
        iterations
            Of the search that solves each.
        """
        drawn_from = city.history if settings.from_history else None
        return cls(
            city_name=city.name,
            city_fingerprint=city.fingerprint,
            attribution=city.attribution,
            settings=settings,
            seed=seed,
            iterations=iterations,
            history_fingerprint="" if drawn_from is None else drawn_from.fingerprint,
        )

    def differences(self, other: Recipe) -> list[str]:
        """Everything that the other recipe has otherwise, one sentence each.

        Parameters
        ----------
        other
            What is expected.
        """
        mine, others = self._facts(), other._facts()
        return [
            f"{name} is {mine[name]}, expected {others[name]}"
            for name in mine
            if mine[name] != others[name]
        ]

    def _facts(self) -> dict[str, Any]:
        # Files of earlier versions do not tell which days they were drawn from.
        unknown = "not known" if self.settings.from_history else "none"
        facts = {
            "city": self.city_fingerprint,
            "history": self.history_fingerprint or unknown,
            "seed": self.seed,
            "iterations": self.iterations,
        }
        return facts | asdict(self.settings)


@dataclass(frozen=True, eq=False)
class Examples:
    """Solved instances of one city and size: I of them, of N = n + 1 locations.

    Parameters
    ----------
    recipe
        What they were made from.
    points : ndarray of int32, shape (I, N)
        Of the city, the depot's first.
    demands, opens, closes, service : ndarray of int32, shape (I, N)
        See :class:`vrp.envs.batch.Batch`.
    capacity : ndarray of int32, shape (I,)
        See there.
    tours : ndarray of int32, shape (I, L)
        Locations in driving order: 0, the stops of the first route, 0, those of the second, 0 and
        so on. The first column is 0, what is behind the last route as well.
    cost : ndarray of int64, shape (I,)
        Metres of the tours.

    Raises
    ------
    ReadError
        Naming the array that does not go with the others.
    """

    recipe: Recipe
    points: IntArray
    demands: IntArray
    capacity: IntArray
    opens: IntArray
    closes: IntArray
    service: IntArray
    tours: IntArray
    cost: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        shape = self.points.shape
        if len(shape) != 2 or shape[1] < 2:
            raise ReadError(f"points has shape {shape}, expected a row of locations per example")
        expected = dict.fromkeys(_TABLES, shape) | {
            "tours": (shape[0], self.tours.shape[-1]),
            "capacity": shape[:1],
            "cost": shape[:1],
        }
        for name, size in expected.items():
            values = getattr(self, name)
            if values.shape != size or values.dtype.kind not in "iu":
                raise ReadError(
                    f"{name} has shape {values.shape} and dtype {values.dtype}, expected {size} "
                    "and whole numbers"
                )
        self._check_tours()

    def _check_tours(self) -> None:
        visits = np.sort(self.tours, axis=1)[:, -self.n_stops :]
        right = (visits == np.arange(1, self.n_stops + 1)).all(axis=1)
        right &= (self.tours >= 0).sum(axis=1) == self.tours.shape[1]
        right &= (self.tours > 0).sum(axis=1) == self.n_stops
        right &= self.tours[:, 0] == 0
        if not right.all():
            raise ReadError(
                f"tours[{int(np.argmin(right))}] does not visit each of {self.n_stops} stops once"
            )

    def __len__(self) -> int:
        return len(self.points)

    @property
    def n_stops(self) -> int:
        """Stops of every instance."""
        size: int = self.points.shape[1]
        return size - 1

    @property
    def problem(self) -> str:
        """One of :data:`vrp.envs.problems.PROBLEMS`."""
        return self.recipe.settings.problem

    @property
    def iterations(self) -> int:
        """Of the search that found the tours."""
        return self.recipe.iterations

    @property
    def city_name(self) -> str:
        """What tables call the city."""
        return self.recipe.city_name

    def routes(self, index: int) -> tuple[tuple[int, ...], ...]:
        """The stops of each route of an example, numbered from 0.

        Parameters
        ----------
        index
            Number of the example.
        """
        return routes_of(self.tours[index].tolist())

    def batch(self, city: City | CityTensors, indices: Sequence[int] | slice | Tensor) -> Batch:
        """Take matrices from the city for some of the examples.

        Parameters
        ----------
        city
            The one that they were made of; as tensors, the batch is on their device.
        indices
            Which examples.

        Raises
        ------
        ReadError
            If the city has other matrices, or fewer points where that is all that is known.
        """
        if isinstance(city, City):
            self.check_city(city)
            city = CityTensors.of(city)
        if self.points.max(initial=0) >= city.size:
            raise ReadError(
                f"examples of {self.city_name} have point {self.points.max()}, the city "
                f"{city.size} points"
            )
        rows = indices.cpu().numpy() if isinstance(indices, Tensor) else indices
        return Sample(
            problem=self.problem,
            **{
                name: torch.from_numpy(np.array(getattr(self, name)[rows], dtype=np.int32))
                for name in ("points", "demands", "capacity", "opens", "closes", "service")
            },
        ).batch(city)

    def check_city(self, city: City) -> None:
        """Refuse a city that the examples were not made of.

        Parameters
        ----------
        city
            Whose matrices are to be taken.

        Raises
        ------
        ReadError
            Naming both.
        """
        if city.fingerprint != self.recipe.city_fingerprint:
            raise ReadError(
                f"examples of {self.city_name} were made of other matrices than those of "
                f"{city.name}: expected the city file that they were made of"
            )

    def joined(self, *others: Examples) -> Examples:
        """Put others of the same recipe behind these.

        Parameters
        ----------
        *others
            In their order.
        """
        parts = (self, *others)
        length = max(part.tours.shape[1] for part in parts)

        def rows(name: str) -> npt.NDArray[Any]:
            if name != "tours":
                return np.concatenate([getattr(part, name) for part in parts])
            tours = [part.tours for part in parts]
            return np.concatenate([np.pad(t, ((0, 0), (0, length - t.shape[1]))) for t in tours])

        names = (field.name for field in fields(self) if field.name != "recipe")
        return Examples(self.recipe, **{name: rows(name) for name in names})

    def save(self, path: str | Path) -> None:
        """Write a compressed npz archive, without pickle; a reader never meets half of it.

        Parameters
        ----------
        path
            A file that is there already is replaced.

        Raises
        ------
        OSError
            If it cannot be written; a file that was there before is untouched.
        """
        arrays = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name != "recipe"
        }
        arrays["recipe"] = np.array(json.dumps(asdict(self.recipe)))
        _FILE.save(Path(path), arrays)

    @classmethod
    def load(cls, path: str | Path) -> Examples:
        """Read what :meth:`save` has written.

        Parameters
        ----------
        path
            The file.

        Raises
        ------
        ReadError
            Naming the file and what is wrong with it: missing or unreadable, damaged, another kind
            or version of file, or arrays that do not go together.
        """
        path = Path(path)
        names = [field.name for field in fields(cls) if field.name != "recipe"]
        arrays = _FILE.load(path, ("recipe", *names))
        try:
            recipe = _recipe(str(arrays["recipe"]))
            return cls(recipe, **{name: arrays[name] for name in names})
        except (ReadError, TypeError, ValueError, KeyError) as error:
            raise ReadError(f"{path}: {error}; {_FILE.again}") from error


def _recipe(text: str) -> Recipe:
    given = json.loads(text)
    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.pop("settings").items()
    }
    return Recipe(settings=GeneratorSettings(**settings), **given)

"""Examples made one by one, kept as they come, and never made twice."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from vrp.envs.city import City
from vrp.envs.city_tensors import CityTensors
from vrp.envs.examples import Examples, Recipe
from vrp.envs.generator import draw_sample
from vrp.envs.instances import to_instance, tour_of
from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.roads.matrices import Progress
from vrp.solution import Solution

__all__ = ["Solve", "example_generator", "make_examples"]

#: Solves an instance with a seed.
Solve = Callable[[Instance, int], Solution]

#: What would be lost if the machine went down.
_KEEP_EVERY_S = 20.0
#: How long a signal may go unheard.
_POLL_S = 0.2


def make_examples(
    city: City,
    recipe: Recipe,
    count: int,
    path: Path,
    solve: Solve,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Examples:
    """Draw instances, solve them, and write them to a file as they come.

    Parameters
    ----------
    city
        Of which the recipe is.
    recipe
        What to draw, and how long to search.
    count
        How many examples the file is to hold; those that are in it are kept.
    path
        The file, an npz archive; written anew every 20 seconds and on the way out, whether that is
        because all is done, by Ctrl-C or by an error.
    solve
        Searches as long as the recipe says, on one thread.
    jobs
        Threads that solve: the search lets others work meanwhile.
    progress
        Told how many examples there are.

    Returns
    -------
    examples
        All that the file holds. The example of each number depends on the recipe alone, not on how
        many are made or on how many threads.

    Raises
    ------
    ReadError
        If the file holds something else, or examples of another recipe, naming the differences.
    KeyboardInterrupt
        If the search of an example was interrupted; the file holds those before it.
    OSError
        If the file cannot be written.
    """
    kept = _kept(path, recipe)
    made = [] if kept is None else [kept]
    done = 0 if kept is None else len(kept)
    if progress is not None:
        progress(done, count)
    written, last = done, time.monotonic()
    maker = _Maker(city, CityTensors.of(city), recipe, solve)
    try:
        for example in _solved(maker, range(done, count), jobs):
            made.append(example)
            done += 1
            if progress is not None:
                progress(done, count)
            if time.monotonic() - last > _KEEP_EVERY_S:
                made = [_joined(made)]
                made[0].save(path)
                written, last = done, time.monotonic()
    finally:
        if done > written:
            _joined(made).save(path)
    return _joined(made)


def example_generator(seed: int, number: int) -> torch.Generator:
    """Return the random numbers of the example of a number."""
    state = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(state >> np.uint64(1)))


def _kept(path: Path, recipe: Recipe) -> Examples | None:
    """What the file holds already."""
    if not path.exists():
        return None
    kept = Examples.load(path)
    differences = kept.recipe.differences(recipe)
    if differences:
        raise ReadError([f"{path}: holds other examples: {text}" for text in differences])
    return kept


def _joined(parts: Iterable[Examples]) -> Examples:
    first, *others = parts
    return first.joined(*others)


@dataclass(frozen=True)
class _Maker:
    """Makes the example of a number."""

    city: City
    tensors: CityTensors
    recipe: Recipe
    solve: Solve

    def __call__(self, number: int) -> Examples:
        generator = example_generator(self.recipe.seed, number)
        sample = draw_sample(self.tensors, self.recipe.settings, 1, generator)
        instance = to_instance(sample.batch(self.tensors), 0, city=self.city)
        solution = self.solve(instance, self.recipe.seed + number)
        if solution.run.interrupted:
            # Half searched is no example: the next run makes it.
            raise KeyboardInterrupt
        solution.check(instance)
        tour = tour_of([route.stops for route in solution.routes])
        return Examples(
            recipe=self.recipe,
            points=sample.points.numpy(),
            demands=sample.demands.numpy(),
            capacity=sample.capacity.numpy(),
            opens=sample.opens.numpy(),
            closes=sample.closes.numpy(),
            service=sample.service.numpy(),
            tours=np.array([tour], dtype=np.int32),
            cost=np.array([solution.cost.total], dtype=np.int64),
        )


def _solved(make: _Maker, numbers: range, jobs: int) -> Iterator[Examples]:
    """Examples in order of their numbers."""
    waiting: deque[Future[Examples]] = deque()
    with ThreadPoolExecutor(jobs) as workers:
        try:
            for number in numbers:
                waiting.append(workers.submit(make, number))
                # More in advance would only take memory.
                if len(waiting) > jobs:
                    yield _awaited(waiting.popleft())
            while waiting:
                yield _awaited(waiting.popleft())
        finally:
            workers.shutdown(cancel_futures=True)


def _awaited(example: Future[Examples]) -> Examples:
    """Wait for an example in short naps.

    A signal that arrives just as the main thread falls asleep does not wake it, and its handler,
    which would stop the search, runs only when it wakes.
    """
    while not example.done():
        wait([example], timeout=_POLL_S)
    return example.result()

"""Crews of stages on a problem of 20 stops, run in slices."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from random_instances import random_instance

from vrp.search._engine import Search, SearchSettings
from vrp.search.crew import Slice
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.stages import Stages

__all__ = ["STOPS", "annealings", "run", "stage_problem"]

STOPS = 20


def stage_problem(n_vehicles: int = STOPS) -> EngineProblem:
    """Nothing but loads."""
    rng = np.random.default_rng(0)
    instance = random_instance(rng, n_stops=STOPS, n_vehicles=n_vehicles, features=())
    return make_problem(instance, 20)


def annealings(
    problem: EngineProblem, knobs: SearchSettings, made: list[int]
) -> Callable[[int], Search]:
    """What makes annealings, and notes their numbers."""

    def make(number: int) -> Search:
        made.append(number)
        return Search(problem.native, knobs, number)

    return make


def run(crew: Stages, slices: int = 20, iterations: int = 200) -> list[tuple[int, int]]:
    """From the beginning to the end; what the best plan is worth after each slice."""
    values, made, total = [], 0, slices * iterations
    with ThreadPoolExecutor(crew.threads) as pool:
        crew.construct(pool)
        while made < total:
            wanted = min(iterations, total - made)
            done = crew.run(pool, Slice(60.0, wanted, made / total, (made + wanted) / total))
            assert 0 < done <= wanted, (done, wanted)
            made += done
            values.append(crew.best_value())
    return values

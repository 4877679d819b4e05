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
    values = []
    with ThreadPoolExecutor(crew.threads) as pool:
        crew.construct(pool)
        for number in range(slices):
            part = Slice(60.0, iterations, number / slices, (number + 1) / slices)
            assert crew.run(pool, part) == iterations
            values.append(crew.best_value())
    return values

"""A search of tiny random instances, held to their optima."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from brute_force import optimum
from random_instances import random_features, random_instance

from vrp.instance import Instance
from vrp.solution import Solution, check

__all__ = ["assert_optima_are_found"]

_ENOUGH = 0.95


def assert_optima_are_found(
    found: Callable[[Instance, int], Solution],
    *,
    instances: int,
    n_stops: int,
    features: Iterable[str],
    without: Iterable[str],
) -> None:
    """Hold plans to be valid, nearly always the optimum, and never better than that.

    ``found`` makes a plan of an instance and a seed; ``features`` are in every mix of features, and
    what it goes ``without`` is in none.
    """
    missed = []
    for seed in range(instances):
        rng = np.random.default_rng(seed)
        mix = random_features(rng) - set(without) | set(features)
        instance = random_instance(rng, n_stops=n_stops, n_vehicles=2, features=mix)
        solution = found(instance, seed)
        assert check(instance, solution) == (), f"instance {seed}"
        best = optimum(instance)
        assert (solution.unserved, solution.cost.total) >= best, f"instance {seed}"
        missed += [seed] * ((solution.unserved, solution.cost.total) > best)
    assert len(missed) <= (1 - _ENOUGH) * instances, missed

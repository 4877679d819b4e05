"""Searches of several stages, from an instance to its routes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from random_instances import random_instance
from stage_runs import STOPS

from vrp.instance import Instance
from vrp.search import loop
from vrp.search.breeding import Breeding
from vrp.search.budget import Budget
from vrp.search.crew import Slice
from vrp.search.crossing import Crossing
from vrp.search.loop import search
from vrp.search.stages import Stages
from vrp.solution import Solution

_BUDGET = Budget(None, 1000 * STOPS)
#: Where times matter, plans are crossed rather than bred.
_TIMED = ("windows",)


def _instance(seed: int, *features: str) -> Instance:
    rng = np.random.default_rng(seed)
    return random_instance(rng, n_stops=STOPS, n_vehicles=STOPS, features=features)


@pytest.mark.parametrize("features", [(), _TIMED])
@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_seed_gives_the_same_plan(features: tuple[str, ...], threads: int) -> None:
    instance = _instance(1, "asymmetric", *features)
    found = search(instance, _BUDGET, seed=3, threads=threads)
    assert found.iterations == _BUDGET.iterations
    Solution.of(instance, found.routes).check(instance)
    assert search(instance, _BUDGET, seed=3, threads=threads).routes == found.routes


@pytest.mark.parametrize(("suited", "features"), [(Breeding, ()), (Crossing, _TIMED)])
def test_a_given_plan_is_where_all_annealings_begin(
    suited: type[Stages], features: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = _instance(2, *features)
    good = search(instance, _BUDGET, seed=0, threads=1)
    crews: list[Stages] = []
    monkeypatch.setattr(loop, "_Loop", lambda crew, *rest: crews.append(crew) or _NoLoop())
    search(instance, _BUDGET, seed=1, threads=1, start=good.routes)
    (crew,) = crews
    assert type(crew) is suited
    cost = Solution.of(instance, good.routes).cost.total
    with ThreadPoolExecutor(1) as pool:
        crew.construct(pool)
        assert crew.best_value() == (0, cost)
        second = crew._ends[0]
        crew.run(pool, Slice(60.0, 0, second, second))
    assert [each.best_value() for each in crew._crews] == [(0, cost)] * 2


class _NoLoop:
    iterations, interrupted, trace = 0, False, ()

    def run(self) -> None:
        """Leave the crew as it is."""

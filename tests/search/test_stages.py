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
from vrp.search.crew import UNLIMITED, Slice
from vrp.search.crossing import Crossing
from vrp.search.islands import Islands
from vrp.search.loop import search
from vrp.search.stages import Stages
from vrp.solution import Solution

_BUDGET = Budget(None, 1000 * STOPS)
_TIMED = ("windows",)
#: Where goods go from stop to stop, plans are crossed rather than bred.
_SHIPMENTS = ("windows", "shipments")


def _instance(seed: int, *features: str) -> Instance:
    rng = np.random.default_rng(seed)
    return random_instance(rng, n_stops=STOPS, n_vehicles=STOPS, features=features)


@pytest.mark.parametrize("features", [(), _TIMED, _SHIPMENTS])
@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_seed_gives_the_same_plan(features: tuple[str, ...], threads: int) -> None:
    instance = _instance(1, "asymmetric", *features)
    found = search(instance, _BUDGET, seed=3, threads=threads)
    assert found.iterations == _BUDGET.iterations
    Solution.of(instance, found.routes).check(instance)
    assert search(instance, _BUDGET, seed=3, threads=threads).routes == found.routes


@pytest.mark.parametrize(
    ("suited", "features"), [(Breeding, ()), (Breeding, _TIMED), (Crossing, _SHIPMENTS)]
)
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


def test_no_slice_reaches_into_the_next_stage() -> None:
    counted = Slice(8.0, 100, 0.2, 0.6)
    assert counted.until(0.3) == Slice(8.0, 25, 0.2, 0.3)
    assert counted.until(0.2 + 1e-12).iterations == 1
    assert counted.until(0.6) == counted.until(0.9) == counted
    timed = Slice(8.0, UNLIMITED, 0.2, 0.6).until(0.3)
    assert timed.seconds == pytest.approx(2.0)
    assert timed == Slice(timed.seconds, UNLIMITED, 0.2, 0.3)


def test_short_stages_have_their_whole_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[tuple[float, float]] = []
    run = Islands.run

    def noted(self: Islands, pool: ThreadPoolExecutor, part: Slice) -> int:
        parts.append((part.begin, part.end))
        return run(self, pool, part)

    monkeypatch.setattr(Islands, "run", noted)
    found = search(_instance(3, *_SHIPMENTS), Budget(None, 150 * STOPS), seed=0, threads=1)
    assert found.iterations == 150 * STOPS
    stages = Crossing.ANNEALINGS + Crossing.REANNEALINGS + 1
    assert sum(begin < 0.05 for begin, _ in parts) >= stages
    assert sum(end == 1.0 for _, end in parts) >= stages

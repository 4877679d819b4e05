"""A quick crew ahead of the main one: who searches when, and whose plan is the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from random_instances import random_instance

from vrp.search import regime
from vrp.search.budget import Budget
from vrp.search.crew import Crew, EnginePlan, Slice, Value
from vrp.search.loop import search
from vrp.search.regime import sends_vanguard
from vrp.search.vanguard import Vanguard
from vrp.solution import Solution

_BUDGET = Budget(None, 1000)
_LEAD = 0.02


class _FakeCrew:
    """Remembers its slices; its plans cost what it is told."""

    threads = 1
    slice_s = 0.05
    first_slice_s = 0.002
    slice_iterations = 10

    def __init__(self, cost: int) -> None:
        self.cost = cost
        self.slices: list[Slice] = []

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        pass

    def construct(self, pool: ThreadPoolExecutor) -> None:
        pass

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        self.slices.append(part)
        return part.iterations

    def best(self) -> EnginePlan:
        return [(0, [self.cost])]

    def best_value(self) -> Value:
        return 0, self.cost

    def best_size(self) -> tuple[int, int]:
        return self.cost, 0


def _run(main: _FakeCrew, quick: _FakeCrew, slices: int, seconds: float = 1.0) -> Vanguard:
    crew = Vanguard(main, lambda: quick, _LEAD, _BUDGET.part(_LEAD))
    with ThreadPoolExecutor(1) as pool:
        crew.construct(pool)
        for number in range(slices):
            part = Slice(seconds, 10, number / 100, (number + 1) / 100)
            crew.run(pool, part)
    return crew


def test_the_quick_crew_cools_down_before_the_main_one_begins() -> None:
    main, quick = _FakeCrew(cost=9), _FakeCrew(cost=5)
    _run(main, quick, slices=3)
    assert [(part.begin, part.end) for part in quick.slices] == [(0.0, 0.5), (0.5, 1.0)]
    assert [part.begin for part in main.slices] == [0.0]


def test_it_goes_on_now_and_then_while_its_plan_is_the_best() -> None:
    main, quick = _FakeCrew(cost=9), _FakeCrew(cost=5)
    crew = _run(main, quick, slices=100)
    turns = 98 // Vanguard.TURN
    assert len(quick.slices) == 2 + turns
    assert all((part.begin, part.end) == (1.0, 1.0) for part in quick.slices[2:])
    assert main.slices[-1].end == 1.0
    assert crew.best_value() == (0, 5)
    assert crew.best() == [(0, [5])]
    assert crew.best_size() == (5, 0)


def test_slices_count_by_their_length_until_it_goes_on() -> None:
    main, quick = _FakeCrew(cost=9), _FakeCrew(cost=5)
    crew = _run(main, quick, slices=100, seconds=main.slice_s / 4)
    assert crew.first_slice_s == main.first_slice_s
    assert len(quick.slices) == 2 + 98 // (4 * Vanguard.TURN)


def test_it_is_disbanded_when_the_main_crew_has_a_better_plan() -> None:
    main, quick = _FakeCrew(cost=4), _FakeCrew(cost=5)
    crew = _run(main, quick, slices=100)
    assert len(quick.slices) == 2
    assert len(main.slices) == 98
    assert crew.best_value() == (0, 4)


def test_an_interrupted_construction_is_not_the_best_plan() -> None:
    class Interrupted(_FakeCrew):
        def construct(self, pool: ThreadPoolExecutor) -> None:
            raise KeyboardInterrupt

    crew = Vanguard(_FakeCrew(cost=9), lambda: Interrupted(cost=0), _LEAD, _BUDGET.part(_LEAD))
    with ThreadPoolExecutor(1) as pool:
        crew.construct(pool)
        with pytest.raises(KeyboardInterrupt):
            crew.run(pool, Slice(1.0, 10, 0.0, 0.01))
    assert crew.best_value() == (0, 9)


def test_it_is_sent_where_there_is_time_for_it() -> None:
    instance = random_instance(np.random.default_rng(0), n_stops=20, features=())
    assert sends_vanguard(instance, Budget(None, 2_000))
    assert sends_vanguard(instance, Budget(1.0, None))
    assert not sends_vanguard(instance, Budget(None, 1_000))
    assert not sends_vanguard(instance, Budget(None, None))
    nothing = random_instance(np.random.default_rng(0), n_stops=0)
    assert not sends_vanguard(nothing, Budget(1.0, None))


@pytest.mark.parametrize(
    ("features", "capacity", "leads"),
    [
        ((), 10, [0.02]),  # from savings
        ((), 10**6, [0.1, 0.1]),  # savings make no good start for long routes
        (("pickups",), 20, [0.1, 0.1]),
        (("prizes",), 10, [0.1, 0.1]),  # which savings know nothing of
    ],
)
def test_it_has_as_much_time_as_a_good_plan_takes(
    features: tuple[str, ...], capacity: int, leads: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regime, "_MANY_ITERATIONS_PER_STOP", 4)
    instance = random_instance(
        np.random.default_rng(1), n_stops=80, n_vehicles=80, features=features
    )
    vehicles = tuple(
        replace(vehicle, capacity=(capacity,) * len(vehicle.capacity))
        for vehicle in instance.vehicles
    )
    shares: list[float] = []

    class Watched(Vanguard):
        def __init__(
            self, main: Crew, make_quick: Callable[[], Crew], lead: float, budget: Budget
        ) -> None:
            shares.append(lead)
            super().__init__(main, make_quick, lead, budget)

    monkeypatch.setattr("vrp.search.crew_choice.Vanguard", Watched)
    search(replace(instance, vehicles=vehicles), Budget(None, 4000), seed=0, threads=1)
    assert shares == leads


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("features", [(), ("windows", "fleet"), ("prizes", "pickups")])
def test_the_same_seed_gives_the_same_plan(
    features: tuple[str, ...], threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regime, "_MANY_ITERATIONS_PER_STOP", 4)
    rng = np.random.default_rng(1)
    instance = random_instance(rng, n_stops=30, n_vehicles=30, features=features)
    budget = Budget(None, 1500)
    found = search(instance, budget, seed=3, threads=threads)
    Solution.of(instance, found.routes).check(instance)
    assert found.iterations == 1500
    again = search(instance, budget, seed=3, threads=threads)
    assert again.routes == found.routes

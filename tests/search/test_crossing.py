"""Annealings whose plans are crossed: which stage has its turn, and what becomes of the plans."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from random_instances import random_instance
from stage_runs import STOPS, annealings, run, stage_problem

from vrp.search._engine import Search, make_recombination
from vrp.search.budget import Budget
from vrp.search.crew import Slice
from vrp.search.crossing import Crossing
from vrp.search.islands import Islands
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.regime import has_time_for_many_annealings, lets_plans_cross
from vrp.search.settings import SearchSettings

#: Of the time: every annealing is twice as long as the one before.
_ANNEALING_BEGINS = [
    Crossing.ANNEALING * ((2**at - 1) / (2**Crossing.ANNEALINGS - 1))
    for at in range(Crossing.ANNEALINGS)
]


class _Made:
    """Crossing that remembers which searches were made."""

    def __init__(self, problem: EngineProblem, threads: int, *, many: bool = False) -> None:
        self.annealings: list[int] = []
        self.reannealings: list[int] = []
        self.populations: list[int] = []
        knobs = SearchSettings().to_engine(from_plan=False)

        def population(number: int) -> Search:
            self.populations.append(number)
            return make_recombination(problem.native, knobs, number)

        annealing = annealings(problem, knobs, self.annealings)
        reannealing = annealings(problem, knobs, self.reannealings)
        self.crew = Crossing(annealing, reannealing, population, threads, STOPS, many=many)


@pytest.mark.parametrize("threads", [1, 2, 3, 6])
def test_annealings_come_first_and_all_have_numbers_of_their_own(threads: int) -> None:
    made = _Made(stage_problem(), threads)
    run(made.crew)
    first = Crossing.ANNEALINGS * threads
    last = first + -(-Crossing.REANNEALINGS // threads) * threads
    assert made.annealings == list(range(first))
    assert made.reannealings == list(range(first, last))
    assert made.populations == list(range(threads))
    assert made.crew.best_size()[1] == 0


def test_annealings_grow_longer_and_plans_are_not_crossed_before_their_time() -> None:
    made = _Made(stage_problem(), 1)
    with ThreadPoolExecutor(1) as pool:
        made.crew.construct(pool)
        for number, begin in enumerate([*_ANNEALING_BEGINS, 0.56, 0.61, 0.66, 0.71, 0.76], start=1):
            made.crew.run(pool, Slice(60.0, 100, begin, begin + 0.001))
            assert len(made.annealings) == min(number, Crossing.ANNEALINGS)
            assert len(made.reannealings) == max(0, number - Crossing.ANNEALINGS)
            assert not made.populations
        made.crew.run(pool, Slice(60.0, 100, Crossing.REANNEALING, 0.9))
    assert made.populations == [0]


@pytest.mark.parametrize("threads", [1, 2, 3, 20])
def test_many_annealings_are_alike_and_nothing_is_annealed_again(threads: int) -> None:
    made = _Made(stage_problem(), threads, many=True)
    rounds = -(-Crossing.MANY_ANNEALINGS // threads)
    with ThreadPoolExecutor(threads) as pool:
        made.crew.construct(pool)
        for number in range(rounds):
            begin = Crossing.MANY_ANNEALING * number / rounds
            made.crew.run(pool, Slice(60.0, 100, begin, begin + 0.001))
            assert made.annealings == list(range(threads * (number + 1)))
            assert not made.populations
        made.crew.run(pool, Slice(60.0, 100, Crossing.MANY_ANNEALING, 0.6))
    assert made.populations == list(range(threads))
    assert not made.reannealings


@pytest.mark.parametrize("many", [False, True])
def test_the_best_plan_of_any_stage_is_the_best(many: bool) -> None:
    values = run(_Made(stage_problem(), 1, many=many).crew)
    assert values == sorted(values, reverse=True)


def test_short_annealings_set_out_from_the_best_plans() -> None:
    made = _Made(stage_problem(), 2)
    with ThreadPoolExecutor(2) as pool:
        made.crew.construct(pool)
        for begin in _ANNEALING_BEGINS:
            made.crew.run(pool, Slice(60.0, 1000, begin, begin + 0.001))
        made.crew.run(pool, Slice(60.0, 0, Crossing.ANNEALING, 0.6))
    *annealed, warm = made.crew._crews
    assert len(annealed) == Crossing.ANNEALINGS
    best = min(annealed, key=Islands.best_value)
    plans = [[sorted(stops) for _, stops in plan] for plan in best.best_plans()]
    assert [[sorted(stops) for _, stops in plan] for plan in warm.best_plans()] == plans


@pytest.mark.parametrize("threads", [1, 2])
def test_plans_that_leave_stops_out_are_crossed_as_well(threads: int) -> None:
    made = _Made(stage_problem(n_vehicles=1), threads)
    run(made.crew)
    assert made.populations == list(range(threads))
    assert made.crew.best_size()[1] > 0


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        (("windows", "prizes"), True),
        (("windows", "reloads"), True),
        (("hourly costs", "fleet"), True),
        (("fleet",), True),
        (("pickups",), True),
        (("windows",), False),
        ((), False),
    ],
)
def test_plans_that_cannot_breed_are_crossed_where_there_is_time_for_it(
    features: tuple[str, ...], expected: bool
) -> None:
    rng = np.random.default_rng(0)
    instance = random_instance(rng, n_stops=STOPS, n_vehicles=STOPS, features=features)
    native = make_problem(instance, 20).native
    assert lets_plans_cross(instance, native, Budget(None, 100 * STOPS)) == expected
    assert lets_plans_cross(instance, native, Budget(60.0, None)) == expected
    assert not lets_plans_cross(instance, native, Budget(None, 99 * STOPS))
    assert not lets_plans_cross(instance, native, Budget(None, None))


def test_plans_of_many_stops_need_more_time_to_be_crossed() -> None:
    rng = np.random.default_rng(0)
    instance = random_instance(rng, n_stops=120, n_vehicles=40, features=("pickups",))
    native = make_problem(instance, 20).native
    assert lets_plans_cross(instance, native, Budget(None, 240 * 120))
    assert not lets_plans_cross(instance, native, Budget(None, 239 * 120))


def test_with_more_time_still_the_annealings_are_many() -> None:
    instance = random_instance(np.random.default_rng(1), n_stops=60, features=("windows",))
    assert has_time_for_many_annealings(instance, Budget(None, 100 * 60 * 60))
    assert not has_time_for_many_annealings(instance, Budget(None, 100 * 60 * 60 - 1))
    assert has_time_for_many_annealings(instance, Budget(12.0, None))
    assert not has_time_for_many_annealings(instance, Budget(11.9, None))


def test_plans_of_territories_are_not_crossed() -> None:
    rng = np.random.default_rng(0)
    instance = random_instance(rng, n_stops=STOPS, n_vehicles=4, features=("windows",))
    native = make_problem(instance, 20, in_parts=True).native
    assert not lets_plans_cross(instance, native, Budget(None, 1000 * STOPS))

"""Annealings whose plans breed: which stage has its turn, and what becomes of the plans."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from random_instances import random_instance
from small_instances import plain, with_stop, with_vehicle
from stage_runs import STOPS, annealings, run, stage_problem

from vrp.instance import Break
from vrp.search._engine import Search, make_genetic_search
from vrp.search.breeding import Breeding
from vrp.search.budget import Budget
from vrp.search.crew import Slice
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.regime import lets_plans_breed
from vrp.search.settings import SearchSettings


class _Made:
    """Breeding that remembers which searches were made."""

    def __init__(self, problem: EngineProblem, threads: int, *, has_all_ways: bool = True) -> None:
        self.annealings: list[int] = []
        self.populations: list[int] = []
        knobs = SearchSettings().to_engine(from_plan=False)

        def population(number: int) -> Search:
            self.populations.append(number)
            return make_genetic_search(problem.native, number)

        annealing = annealings(problem, knobs, self.annealings)
        self.crew = Breeding(annealing, population, threads, problem, has_all_ways=has_all_ways)


@pytest.mark.parametrize("threads", [1, 2, 3, 6])
def test_so_many_annealings_come_first_whatever_the_threads(threads: int) -> None:
    made = _Made(stage_problem(), threads)
    run(made.crew)
    rounds = -(-Breeding.ANNEALINGS // threads)
    assert made.annealings == list(range(rounds * threads))
    assert made.populations == list(range(threads))
    assert made.crew.best_size()[1] == 0


def test_plans_do_not_breed_before_their_time() -> None:
    made = _Made(stage_problem(), 1)
    with ThreadPoolExecutor(1) as pool:
        made.crew.construct(pool)
        for begin in (0.0, 0.15, 0.25, 0.35):
            made.crew.run(pool, Slice(60.0, 100, begin, begin + 0.05))
            assert not made.populations
        made.crew.run(pool, Slice(60.0, 100, Breeding.ANNEALING, 0.5))
    assert made.populations == [0]


def test_the_best_plan_of_any_stage_is_the_best() -> None:
    values = run(_Made(stage_problem(), 1).crew)
    assert values == sorted(values, reverse=True)


def test_where_stops_are_left_out_that_fit_alone_annealing_goes_on() -> None:
    made = _Made(stage_problem(n_vehicles=1), 2)
    run(made.crew)
    assert not made.populations
    assert len(made.annealings) == 3 * 2
    assert made.crew.best_size()[1] > 0


@pytest.mark.parametrize("has_all_ways", [True, False])
def test_a_stop_that_nobody_can_serve_keeps_no_plans_from_breeding(has_all_ways: bool) -> None:
    instance = plain(0, n_stops=STOPS, n_vehicles=STOPS)
    room = max(instance.capacity(0)[0], int(instance.deliveries.max()))
    instance = with_vehicle(instance, capacity=(room,))
    made = _Made(
        make_problem(with_stop(instance, 3, delivery=(room + 1,)), 20), 2, has_all_ways=has_all_ways
    )
    values = run(made.crew)
    # By way of others, it might be in reach.
    assert made.populations == ([0, 1] if has_all_ways else [])
    assert made.crew.best_size()[1] == 1
    assert values == sorted(values, reverse=True)


def test_plans_breed_where_there_is_time_for_it() -> None:
    rng = np.random.default_rng(0)
    untimed = random_instance(rng, n_stops=STOPS, n_vehicles=STOPS, features=())
    timed = random_instance(rng, n_stops=STOPS, n_vehicles=STOPS, features=("windows",))
    shipping = random_instance(rng, n_stops=STOPS, n_vehicles=STOPS, features=("shipments",))
    native = make_problem(untimed, 20).native
    assert lets_plans_breed(untimed, native, Budget(None, 1000 * STOPS))
    assert lets_plans_breed(untimed, native, Budget(60.0, None))
    assert not lets_plans_breed(untimed, native, Budget(None, 2 * STOPS**2))
    assert not lets_plans_breed(untimed, native, Budget(None, None))
    assert lets_plans_breed(timed, make_problem(timed, 20).native, Budget(60.0, None))
    assert not lets_plans_breed(shipping, make_problem(shipping, 20).native, Budget(60.0, None))


@pytest.mark.parametrize(
    ("features", "n_stops", "per_pair"),
    [
        (("windows",), 60, 1.5),
        (("windows",), 400, 4.0),
        (("windows", "fleet"), 400, 8.0),
        (("windows", "pickups"), 60, 3.0),
        (("multiple windows",), 60, 3.0),
        (("windows", "prizes"), 60, 3.0),
        (("windows", "dimensions"), 60, 3.0),
        (("fleet", "pickups"), 400, 3.0),
    ],
)
def test_how_much_time_it_takes_until_plans_breed(
    features: tuple[str, ...], n_stops: int, per_pair: float
) -> None:
    rng = np.random.default_rng(0)
    instance = random_instance(rng, n_stops=n_stops, n_vehicles=n_stops, features=features)
    native = make_problem(instance, 20).native
    enough = int(per_pair * n_stops**2)
    assert lets_plans_breed(instance, native, Budget(None, enough))
    assert not lets_plans_breed(instance, native, Budget(None, enough - 1))


@pytest.mark.parametrize(
    "change",
    [
        {"cost_per_s": 1},
        {"max_duration_s": 10**6},
        {"max_distance_m": 10**6},
        {"max_stops": 50},
        {"breaks": (Break(10, 20, 5),)},
    ],
)
def test_it_takes_more_time_where_more_than_loads_and_windows_count(
    change: dict[str, object],
) -> None:
    timed = plain(0, "windows", n_stops=60, n_vehicles=60)
    enough = Budget(None, int(1.5 * 60**2))
    paid = with_vehicle(timed, **change)
    assert lets_plans_breed(timed, make_problem(timed, 20).native, enough)
    assert not lets_plans_breed(paid, make_problem(paid, 20).native, enough)

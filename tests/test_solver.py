"""solve() against brute force and against the checker."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from brute_force import best_plan, optimum
from hypothesis import given, settings
from hypothesis import strategies as st
from random_instances import instances, random_instance

from vrp.errors import InfeasibleError, UnsupportedError
from vrp.instance import MAX_VALUE, Depot, Instance, Stop, Vehicle
from vrp.solution import Route, Solution, check
from vrp.solver import Progress, solve

_TINY = 160
_ENOUGH = 0.97


def _solve(instance: Instance, iterations: int, seed: int = 0, threads: int = 1) -> Solution:
    return solve(instance, time_limit=None, iterations=iterations, seed=seed, threads=threads)


def _rank(solution: Solution) -> tuple[int, int]:
    return solution.unserved, solution.cost.total


def _large(seed: int) -> Instance:
    rng = np.random.default_rng(seed)
    return random_instance(rng, n_stops=int(rng.integers(30, 61)), n_vehicles=15)


def _plain(
    stops: list[Stop],
    *vehicles: Vehicle,
    places: tuple[int, ...] = (),
    depots: tuple[Depot, ...] = (Depot("home"),),
) -> Instance:
    """Places on a line, depots first; a stop at every next ten metres unless told otherwise."""
    at = np.array(places or range(0, 10 * (len(stops) + 1), 10), dtype=np.int32)
    distances = np.abs(at[:, None] - at[None, :])
    return Instance(depots, tuple(stops), vehicles, distances, distances)


def test_tiny_instances_reach_the_optimum_and_never_beat_it() -> None:
    missed = []
    for seed in range(_TINY):
        instance = random_instance(np.random.default_rng(seed), n_stops=5)
        solution = _solve(instance, 3000, seed)
        assert check(instance, solution) == (), f"instance {seed}"
        best = optimum(instance)
        assert _rank(solution) >= best, f"instance {seed}: nothing is better than the optimum"
        if _rank(solution) > best:
            missed.append(f"instance {seed}: {_rank(solution)}, optimum {best}")
    assert len(missed) <= (1 - _ENOUGH) * _TINY, "\n".join(missed)


@given(instance=instances(min_stops=0, max_stops=4), seed=st.integers(0, 2**47 - 1))
@settings(max_examples=60)
def test_any_instance_gets_a_valid_plan(instance: Instance, seed: int) -> None:
    solution = _solve(instance, 50, seed)
    assert check(instance, solution) == ()
    assert _rank(solution) >= optimum(instance)


@pytest.mark.parametrize("seed", range(30))
def test_large_instances_get_valid_plans_of_the_claimed_value(seed: int) -> None:
    instance = _large(seed)
    solution = _solve(instance, 300, seed, threads=1 + seed % 2)
    assert check(instance, solution) == ()
    last = solution.run.trace[-1]
    claimed = last.unserved, last.cost
    if any(len(stop.windows) > 1 for stop in instance.stops):
        # The engine keeps the windows it has chosen; the schedule may find better ones.
        assert claimed >= _rank(solution)
    else:
        assert claimed == _rank(solution)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("seed", [0, 2**47 - 1])
def test_the_same_run_twice_gives_the_same_plan(threads: int, seed: int) -> None:
    instance = _large(4)
    first, second = (_solve(instance, 2500, seed, threads) for _ in range(2))
    assert first.routes == second.routes


def test_different_seeds_give_different_plans() -> None:
    assert len({_solve(_large(4), 20, seed).routes for seed in range(6)}) > 1


def test_numpy_integers_will_do() -> None:
    instance = _large(4)
    solution = solve(
        instance,
        time_limit=None,
        iterations=np.int64(20),  # type: ignore[arg-type]
        seed=np.int32(2**20),  # type: ignore[arg-type]
        threads=np.int8(1),  # type: ignore[arg-type]
    )
    assert solution.routes == _solve(instance, 20, 2**20).routes
    assert type(solution.run.seed) is int


@pytest.mark.parametrize("seed", range(40))
def test_the_optimum_given_to_start_from_is_returned(seed: int) -> None:
    instance = random_instance(np.random.default_rng(seed), n_stops=5)
    best = best_plan(instance)
    solution = solve(instance, time_limit=None, iterations=20, threads=1, initial=best)
    assert _rank(solution) == _rank(best)
    assert solution.run.solver == "vrp"


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("iterations", [0, 100])
def test_never_worse_than_the_plan_to_start_from(seed: int, iterations: int) -> None:
    instance = _large(seed)
    initial = _solve(instance, 2000, seed=1)
    limits = {"time_limit": None, "iterations": iterations, "threads": 1}
    assert _rank(solve(instance, initial=initial, **limits)) <= _rank(initial)  # type: ignore[arg-type]


def test_an_invalid_plan_to_start_from_is_refused() -> None:
    instance = _plain([Stop("a"), Stop("b")], Vehicle("v", max_stops=1))
    broken = Solution.of(instance, [Route(0, (0, 1))])
    with pytest.raises(InfeasibleError, match="stops is 2, limit 1"):
        solve(instance, iterations=1, initial=broken)


def test_the_run_is_recorded() -> None:
    solution = solve(_large(4), time_limit=50, iterations=30, seed=7, threads=2)
    run = solution.run
    assert (run.solver, run.seed, run.threads) == ("vrp", 7, 2)
    assert (run.time_limit_s, run.iteration_limit, run.iterations) == (50, 30, 30)
    assert not run.interrupted
    assert run.elapsed_s > 0
    ranks = [(point.unserved, point.cost) for point in run.trace]
    assert ranks == sorted(set(ranks), reverse=True)


@pytest.mark.parametrize(
    ("limits", "time_limit"),
    [
        ({}, 10.0),
        ({"iterations": 30}, None),
        ({"iterations": 30, "time_limit": 50}, 50),
        ({"iterations": 30, "time_limit": None}, None),
    ],
)
def test_the_time_limit_is_dropped_where_iterations_are_given(
    limits: dict[str, int | None], time_limit: float | None
) -> None:
    stop = threading.Event()
    seen = []

    def see(progress: Progress) -> None:
        seen.append(progress.time_limit_s)
        if not limits:
            stop.set()

    solution = solve(_large(4), threads=1, progress=see, stop=stop, **limits)  # type: ignore[arg-type]
    assert solution.run.time_limit_s == time_limit
    assert set(seen) == {time_limit}


def test_progress_follows_the_search() -> None:
    seen: list[Progress] = []
    solution = solve(_large(4), time_limit=50, iterations=2500, threads=1, progress=seen.append)
    assert [progress.iterations for progress in seen] == [0, 1000, 2000, 2500]
    assert {progress.time_limit_s for progress in seen} == {50}
    last = seen[-1]
    assert (last.unserved, last.cost) == _rank(solution)
    assert last.routes == len(solution.routes)
    assert last.unassigned == len(solution.unassigned)


def test_a_time_limit_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("vrp.search.loop.time", SimpleNamespace(perf_counter=lambda: now[0]))

    def see(progress: Progress) -> None:
        if progress.iterations:
            now[0] = 60.0

    solution = solve(_large(4), time_limit=60, threads=2, progress=see)
    assert not solution.run.interrupted
    assert solution.run.iterations > 0
    assert solution.run.elapsed_s == 60.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"time_limit": -0.5}, "time_limit is -0.5, expected 0 or more seconds"),
        ({"time_limit": math.nan}, "time_limit is nan, expected 0 or more seconds"),
        ({"time_limit": math.inf}, "time_limit is inf, expected 0 or more seconds"),
        ({"iterations": -1}, "iterations is -1, expected 0 or more"),
        ({"seed": -1}, "seed is -1, expected 0 to 140737488355327"),
        ({"seed": 2**47}, "seed is 140737488355328, expected 0 to 140737488355327"),
        ({"threads": 0}, "threads is 0, expected 1 to 1024"),
        ({"threads": 1025}, "threads is 1025, expected 1 to 1024"),
        ({"time_limit": None}, "give a time_limit, iterations or a stop event"),
    ],
)
def test_arguments_out_of_bounds(arguments: dict[str, float | None], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        solve(_plain([Stop("a")], Vehicle("v")), **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["seed", "threads", "iterations"])
def test_fractions_are_no_counts(name: str) -> None:
    with pytest.raises(TypeError, match="expected a whole number"):
        solve(_plain([Stop("a")], Vehicle("v")), **{name: 1.5})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"instance": "stops.csv"}, "instance is of type str, expected vrp.instance.Instance"),
        ({"time_limit": "5"}, "time_limit is of type str, expected a number"),
        ({"initial": [[0]]}, "initial is of type list, expected vrp.solution.Solution"),
        ({"settings": {}}, "settings is of type dict, expected vrp.search.settings.SearchSettings"),
    ],
)
def test_arguments_of_another_type(arguments: dict[str, Any], message: str) -> None:
    given = {"instance": _plain([Stop("a")], Vehicle("v")), **arguments}
    with pytest.raises(TypeError, match=message):
        solve(given.pop("instance"), **given)


def test_too_many_load_dimensions() -> None:
    instance = _plain([Stop("a")], Vehicle("v"))
    instance = replace(instance, load_names=tuple(map(str, range(9))))
    with pytest.raises(UnsupportedError, match="9 load dimensions, and the search takes at most 8"):
        solve(instance)


def test_no_stops_need_no_routes_and_no_time() -> None:
    solution = solve(_plain([], Vehicle("v")), time_limit=60)
    assert solution.run.iterations == 0
    assert solution.routes == ()
    assert solution.cost.total == 0


def test_one_stop() -> None:
    solution = _solve(_plain([Stop("a")], Vehicle("v", cost_fixed=5)), 10)
    assert solution.routes == (Route(0, (0,)),)
    assert solution.cost.total == 25


@pytest.mark.parametrize(
    ("stop", "vehicle"),
    [
        (Stop("a", delivery=(6,)), Vehicle("v", capacity=(5,))),
        (Stop("a", pickup=(6,)), Vehicle("v", capacity=(5,))),
        (Stop("a", skills=frozenset({"crane"})), Vehicle("v")),
        (Stop("a", windows=((0, 9),)), Vehicle("v")),
        (Stop("a"), Vehicle("v", shift_s=(0, 19))),
        (Stop("a"), Vehicle("v", max_distance_m=19)),
        (Stop("a"), Vehicle("v", max_duration_s=19)),
        (Stop("a"), Vehicle("v", max_stops=0)),
        (Stop("a", service_s=11), Vehicle("v", max_duration_s=30)),
    ],
)
def test_what_no_vehicle_can_serve_is_left_out(stop: Stop, vehicle: Vehicle) -> None:
    stops = [replace(stop, id=f"s{number}", priority=number) for number in range(3)]
    solution = _solve(_plain(stops, vehicle, places=(0, 10, 10, 10)), 50)
    assert solution.routes == ()
    assert solution.unassigned == (2, 1, 0)
    assert solution.unserved == 6


def test_the_highest_priorities_are_served_first() -> None:
    rng = np.random.default_rng(0)
    priorities = rng.permutation(100)[:12].tolist()
    stops = [Stop(str(p), delivery=(1,), priority=p) for p in priorities]
    solution = _solve(_plain(stops, Vehicle("v", count=2, capacity=(3,))), 3000)
    served = {priorities[stop] for route in solution.routes for stop in route.stops}
    assert served == set(sorted(priorities)[-6:])
    left = [priorities[stop] for stop in solution.unassigned]
    assert left == sorted(left, reverse=True)


def test_the_highest_priorities_are_served_among_many() -> None:
    priorities = [int(p) for p in np.random.default_rng(1).permutation(60) + 1]
    stops = [Stop(str(p), delivery=(1,), priority=p) for p in priorities]
    solution = _solve(_plain(stops, Vehicle("v", count=2, capacity=(3,))), 3000)
    served = {priorities[stop] for route in solution.routes for stop in route.stops}
    assert served == set(sorted(priorities)[-6:])


def test_a_prize_is_fetched_if_it_pays_for_the_way() -> None:
    stops = [Stop("must"), Stop("worth it", prize=21), Stop("too far", prize=19)]
    solution = _solve(_plain(stops, Vehicle("v")), 100)
    assert solution.unassigned == (2,)
    assert solution.unserved == 0
    assert solution.cost.total == 40 + 19


def test_prizes_may_pay_for_a_trip_together() -> None:
    stops = [Stop(name, prize=40) for name in "abc"]
    solution = _solve(_plain(stops, Vehicle("v", cost_fixed=30), places=(0, 20, 20, 20)), 500)
    assert solution.unassigned == ()
    assert solution.cost.total == 30 + 40


def test_prizes_pay_for_many_trips_together() -> None:
    places = [place for place in range(1000, 31_000, 1000) for _ in range(3)]
    stops = [Stop(str(i), delivery=(1,), prize=place) for i, place in enumerate(places)]
    vehicle = Vehicle("v", count=40, capacity=(3,), cost_fixed=500)
    solution = _solve(_plain(stops, vehicle, places=(0, *places)), 20_000)
    assert solution.unassigned == ()
    assert solution.cost.total == sum(500 + 2 * place for place in places[::3])


def test_prizes_that_do_not_pay_together_are_left() -> None:
    stops = [Stop(name, prize=20) for name in "abc"]
    solution = _solve(_plain(stops, Vehicle("v", cost_fixed=30), places=(0, 20, 20, 20)), 500)
    assert solution.routes == ()
    assert solution.cost.total == 60


def test_open_routes_need_not_return() -> None:
    stops = [Stop(name) for name in "abcd"]
    solution = _solve(_plain(stops, Vehicle("v", end=None)), 100)
    assert solution.routes == (Route(0, (0, 1, 2, 3)),)
    assert solution.cost.distance == 40


def test_tours_may_be_longer_than_any_time_of_day() -> None:
    far = MAX_VALUE // 2
    instance = _plain([Stop("a"), Stop("b")], Vehicle("v", max_stops=2), places=(0, far, -far))
    assert _solve(instance, 50).cost.total == 4 * far


def test_every_stop_goes_to_its_depot() -> None:
    depots = (Depot("west"), Depot("east"))
    vehicles = (Vehicle("w", start=0, end=0), Vehicle("e", start=1, end=1))
    stops = [Stop(name) for name in "abcd"]
    instance = _plain(stops, *vehicles, depots=depots, places=(0, 100, 1, 99, 2, 98))
    solution = _solve(instance, 300)
    assert [set(route.stops) for route in solution.routes] == [{0, 2}, {1, 3}]
    assert solution.cost.total == 8


def test_small_loads_go_in_small_vehicles() -> None:
    vehicles = (
        Vehicle("truck", capacity=(10,), cost_fixed=100),
        Vehicle("van", capacity=(4,), cost_fixed=10),
    )
    solution = _solve(_plain([Stop("a", delivery=(4,))], *vehicles), 50)
    assert solution.routes == (Route(1, (0,)),)
    solution = _solve(_plain([Stop("a", delivery=(5,))], *vehicles), 50)
    assert solution.routes == (Route(0, (0,)),)


@pytest.mark.parametrize("seed", range(12))
def test_matrices_without_the_triangle_inequality(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mix = ("asymmetric", "windows", "service", "limits", "hourly costs")
    instance = random_instance(rng, n_stops=35, n_vehicles=10, features=mix)
    solution = _solve(instance, 500, seed)
    assert check(instance, solution) == ()
    assert _rank(solution) == (solution.run.trace[-1].unserved, solution.run.trace[-1].cost)


def test_a_detour_is_taken_where_it_is_shorter() -> None:
    distances = np.array([[0, 5, 1], [1, 0, 1], [9, 1, 0]], dtype=np.int32)
    instance = Instance(
        (Depot("d"),), (Stop("a"), Stop("b")), (Vehicle("v", 2),), distances, distances
    )
    assert _solve(instance, 100).routes == (Route(0, (1, 0)),)


@pytest.mark.parametrize("init", ["insertion", "savings", "nearest", "random"])
@pytest.mark.parametrize("threads", [1, 2])
def test_every_init_is_repeatable_and_named(init: str, threads: int) -> None:
    instance = random_instance(np.random.default_rng(4), n_stops=30, n_vehicles=9, features=())
    one, two = (
        solve(instance, time_limit=None, iterations=200, seed=3, threads=threads, init=init)
        for _ in range(2)
    )
    assert one.routes == two.routes
    assert one.run.init == init


def test_a_given_plan_is_the_start() -> None:
    instance = random_instance(np.random.default_rng(4), n_stops=9, n_vehicles=3, features=())
    plan = solve(instance, iterations=0)
    assert solve(instance, iterations=0, initial=plan).run.init == "given"
    with pytest.raises(ValueError, match="'savings' while an initial plan is given"):
        solve(instance, iterations=0, initial=plan, init="savings")


def test_an_unknown_init() -> None:
    instance = random_instance(np.random.default_rng(4), n_stops=3, n_vehicles=3, features=())
    with pytest.raises(ValueError, match="'sweep', expected one of auto, "):
        solve(instance, iterations=0, init="sweep")


def test_an_init_that_cannot_model_the_instance() -> None:
    stops = [Stop("a"), Stop("b", prize=3)]
    with pytest.raises(UnsupportedError, match="'savings' cannot model the prize of stop 'b'"):
        solve(_plain(stops, Vehicle("v")), iterations=0, init="savings")

"""The outer loop: budgets, records, exchange and interruption."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from brute_force import best_plan
from random_instances import random_instance

from vrp.instance import Instance
from vrp.search import regime
from vrp.search.crew import UNLIMITED, EnginePlan, Slice, Value
from vrp.search.islands import Islands
from vrp.search.loop import Budget, Found, _Loop, search
from vrp.search.reheating import Reheating
from vrp.search.settings import SearchSettings
from vrp.solution import Route, Solution, TracePoint


def _instance(n_stops: int = 30, seed: int = 0) -> Instance:
    rng = np.random.default_rng(seed)
    return random_instance(rng, n_stops=n_stops, n_vehicles=12, features=("windows", "priorities"))


def _rank(instance: Instance, found: Found) -> tuple[int, int]:
    solution = Solution.of(instance, found.routes)
    solution.check(instance)
    return solution.unserved, solution.cost.total


@pytest.mark.parametrize("iterations", [0, 1, 999, 1000, 2500])
@pytest.mark.parametrize("threads", [1, 2])
def test_iterations_are_kept_exactly(iterations: int, threads: int) -> None:
    found = search(_instance(), Budget(None, iterations), seed=0, threads=threads)
    assert found.iterations == iterations
    assert not found.interrupted


def test_no_time_is_enough_for_a_plan() -> None:
    found = search(_instance(), Budget(0.0, None), seed=0, threads=1)
    assert found.iterations == 0
    assert found.routes
    assert len(found.trace) == 1


def test_seconds_cut_iterations_off(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("vrp.search.loop.time", SimpleNamespace(perf_counter=lambda: now[0]))

    def observe(point: TracePoint) -> None:
        if point.iterations:
            now[0] = 60.0

    found = search(_instance(), Budget(60.0, 10**12), seed=0, threads=1, observe=observe)
    assert 0 < found.iterations < 10**12
    assert not found.interrupted


@pytest.mark.parametrize("threads", [1, 3])
def test_the_same_seed_and_threads_give_the_same_routes(threads: int) -> None:
    runs = [search(_instance(), Budget(None, 3000), seed=5, threads=threads) for _ in range(2)]
    assert runs[0].routes == runs[1].routes
    assert [(p.iterations, p.unserved, p.cost) for p in runs[0].trace] == [
        (p.iterations, p.unserved, p.cost) for p in runs[1].trace
    ]


def test_different_seeds_search_differently() -> None:
    runs = {search(_instance(), Budget(None, 5), seed=s, threads=1).routes for s in range(5)}
    assert len(runs) > 1


def test_seeds_of_islands_do_not_meet() -> None:
    # The second island of one seed is not the first of the next.
    instance = _instance(40)
    settings = SearchSettings(hot=100.0)
    one, next_one = (
        search(instance, Budget(None, 1), seed=seed, threads=1, settings=settings).routes
        for seed in (0, 1)
    )
    assert one != next_one


@pytest.mark.parametrize("threads", [1, 2])
def test_the_trace_only_gets_better_and_ends_with_the_best(threads: int) -> None:
    instance = _instance()
    found = search(instance, Budget(None, 5000), seed=0, threads=threads)
    assert found.trace[0].iterations == 0
    for earlier, later in pairwise(found.trace):
        assert (later.unserved, later.cost) < (earlier.unserved, earlier.cost)
        assert later.elapsed_s >= earlier.elapsed_s
        assert later.iterations > earlier.iterations
    last = found.trace[-1]
    assert (last.unserved, last.cost) == _rank(instance, found)
    assert last.routes == len(found.routes)
    assert last.unassigned == 30 - sum(len(route.stops) for route in found.routes)
    assert found.elapsed_s >= last.elapsed_s


def test_the_observer_sees_every_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regime, "_MANY_ITERATIONS_PER_STOP", 10**9)  # no vanguard
    monkeypatch.setattr(regime, "_ENOUGH_ITERATIONS_TO_CROSS", 10**9)  # no stages
    monkeypatch.setattr(regime, "_ENOUGH_ITERATIONS_TO_BREED_IN_TIME", 10**9)
    points: list[TracePoint] = []
    search(_instance(), Budget(None, 3500), seed=0, threads=2, observe=points.append)
    assert [point.iterations for point in points] == [0, 1000, 2000, 3000, 3500]
    assert [point.elapsed_s for point in points] == sorted(point.elapsed_s for point in points)


class _TimedCrew:
    """Remembers its slices, which take the time that they are given on a clock of its own."""

    threads = 1
    slice_s = 0.05
    slice_iterations = 1000

    def __init__(self, first_slice_s: float, construction_s: float) -> None:
        self.first_slice_s = first_slice_s
        self.slices: list[tuple[float, Slice]] = []
        self.now = 0.0
        self._construction_s = construction_s

    def perf_counter(self) -> float:
        return self.now

    def start_from(self, plans: Sequence[EnginePlan]) -> None:
        pass

    def construct(self, pool: ThreadPoolExecutor) -> None:
        self.now += self._construction_s

    def run(self, pool: ThreadPoolExecutor, part: Slice) -> int:
        self.slices.append((self.now, part))
        self.now += part.seconds
        return 1

    def best(self) -> EnginePlan:
        return []

    def best_value(self) -> Value:
        return 0, 100 - len(self.slices)

    def best_size(self) -> tuple[int, int]:
        return 0, 0


def _slices_by_the_clock(
    monkeypatch: pytest.MonkeyPatch, first_slice_s: float, seconds: float | None, construct: float
) -> tuple[list[tuple[float, Slice]], list[TracePoint]]:
    """When the slices of a run began, the slices, and its trace; an endless run ends after 1 s."""
    crew = _TimedCrew(first_slice_s, construct)
    monkeypatch.setattr("vrp.search.loop.time", crew)
    stop = threading.Event()

    def observe(point: TracePoint) -> None:
        if point.elapsed_s >= 1.0:
            stop.set()

    loop = _Loop(crew, Budget(seconds, None), Reheating(2.0), 0.0, observe, stop)
    loop.run()
    return crew.slices, loop.trace


@pytest.mark.parametrize("seconds", [0.1, 0.3, 1.0, None])
@pytest.mark.parametrize("construct", [0.0, 0.02, 0.08])
def test_slices_by_the_clock_are_short_at_first(
    monkeypatch: pytest.MonkeyPatch, seconds: float | None, construct: float
) -> None:
    slices, trace = _slices_by_the_clock(monkeypatch, 0.002, seconds, construct)
    assert all(part.iterations == UNLIMITED for _, part in slices)
    for began, part in slices:
        assert 0 < part.seconds <= max(0.002, 0.2 * began)
    lengths = [part.seconds for _, part in slices]
    assert lengths[:-1] == sorted(lengths[:-1])
    assert max(lengths) <= 0.05
    if seconds in (1.0, None):
        assert max(lengths) == 0.05
    assert [point.elapsed_s for point in trace] == pytest.approx(
        [construct, *(began + part.seconds for began, part in slices)]
    )
    for (_, part), (_, following) in pairwise(slices):
        assert following.begin == pytest.approx(part.end)
    if seconds:
        assert slices[-1][1].end == pytest.approx(1.0)


def test_slices_are_equal_where_the_first_are_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    slices, _ = _slices_by_the_clock(monkeypatch, 0.05, 1.0, 0.02)
    assert {part.seconds for _, part in slices[:-1]} == {0.05}


def test_more_islands_find_the_optimum_of_a_small_instance() -> None:
    instance = random_instance(np.random.default_rng(3), n_stops=6, features=("pickups",))
    best = best_plan(instance)
    found = search(instance, Budget(None, 2000), seed=0, threads=3)
    assert _rank(instance, found) == (best.unserved, best.cost.total)


@pytest.mark.parametrize("seed", range(10))
def test_a_start_is_never_lost(seed: int) -> None:
    instance = random_instance(np.random.default_rng(seed), n_stops=5, features=("windows",))
    best = best_plan(instance)
    found = search(instance, Budget(None, 0), seed=0, threads=2, start=best.routes)
    assert _rank(instance, found) == (best.unserved, best.cost.total)


def test_a_start_is_completed() -> None:
    instance = _instance()
    full = search(instance, Budget(None, 500), seed=0, threads=1)
    half = [Route(route.vehicle, route.stops[::2]) for route in full.routes]
    before = Solution.of(instance, half)
    found = search(instance, Budget(None, 0), seed=0, threads=1, start=half)
    assert _rank(instance, found) < (before.unserved, before.cost.total)


def test_a_stop_that_is_set_already_still_gives_a_plan() -> None:
    stop = threading.Event()
    stop.set()
    found = search(_instance(), Budget(60.0, None), seed=0, threads=2, stop=stop)
    assert found.interrupted
    assert found.iterations == 0
    assert found.routes


def test_stopping_from_another_thread() -> None:
    stop, under_way = threading.Event(), threading.Event()

    def observe(point: TracePoint) -> None:
        if point.iterations:
            under_way.set()

    def interrupt() -> None:
        under_way.wait()
        stop.set()

    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    unlimited = Budget(None, None)
    found = search(_instance(), unlimited, seed=0, threads=1, stop=stop, observe=observe)
    assert found.interrupted
    assert found.iterations > 0


@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_keeps_the_best_plan(threads: int) -> None:
    seen = []

    def interrupt(point: TracePoint) -> None:
        seen.append(point.iterations)
        if point.iterations >= 2000:
            signal.raise_signal(signal.SIGINT)

    instance = _instance()
    found = search(instance, Budget(None, 10**9), seed=0, threads=threads, observe=interrupt)
    assert found.interrupted
    assert seen[-2] < 2000 <= seen[-1] == found.iterations
    assert _rank(instance, found) == (found.trace[-1].unserved, found.trace[-1].cost)


def test_an_interrupted_construction_passes_for_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(crew: Islands, pool: ThreadPoolExecutor) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Islands, "construct", interrupt)
    with pytest.raises(KeyboardInterrupt):
        search(_instance(), Budget(60.0, None), seed=0, threads=2)


def test_other_errors_of_the_observer_are_not_swallowed() -> None:
    def fail(point: TracePoint) -> None:
        raise ZeroDivisionError(point.iterations)

    with pytest.raises(ZeroDivisionError):
        search(_instance(), Budget(None, 10), seed=0, threads=2, observe=fail)


def test_without_stops_there_is_nothing_to_search_for() -> None:
    empty = random_instance(np.random.default_rng(0), n_stops=0, features=())
    for budget in (Budget(60.0, None), Budget(None, 10**12), Budget(None, None)):
        found = search(empty, budget, seed=0, threads=2)
        assert found.routes == ()
        assert found.iterations == 0
        assert not found.interrupted

"""solve() against impatient callers: a plan in the end, whenever it is told to stop."""

from __future__ import annotations

import asyncio
import multiprocessing
import pkgutil
import signal
import threading
from collections.abc import Callable
from typing import cast

import numpy as np
import pytest

from vrp.argument_types import StopEvent
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.search.territories import Territories
from vrp.solution import check
from vrp.solver import Progress, solve


def _instance() -> Instance:
    """Forty stops, five of them to a route, all of which can be served."""
    places = np.random.default_rng(4).integers(0, 1000, (41, 2))
    metres = np.abs(places[:, None] - places[None]).sum(axis=-1)
    stops = tuple(Stop(str(number), delivery=(1,)) for number in range(40))
    vans = Vehicle("van", count=10, capacity=(5,))
    return Instance((Depot("home"),), stops, (vans,), metres, metres)


def _ctrl_c_before(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C when what has this name is first called."""
    theirs = cast("Callable[..., object]", pkgutil.resolve_name(name))

    def interrupted(*arguments: object, **options: object) -> object:
        monkeypatch.setattr(name, theirs)
        signal.raise_signal(signal.SIGINT)
        return theirs(*arguments, **options)

    monkeypatch.setattr(name, interrupted)


@pytest.mark.parametrize("event", [threading.Event, multiprocessing.Event])
def test_a_stop_event_ends_the_search(event: Callable[[], StopEvent]) -> None:
    stop = event()

    def enough(progress: Progress) -> None:
        if progress.iterations:
            stop.set()

    solution = solve(_instance(), time_limit=None, threads=2, stop=stop, progress=enough)
    assert solution.run.interrupted
    assert solution.routes


def test_ctrl_c_returns_the_best_plan() -> None:
    def interrupt(progress: Progress) -> None:
        if progress.iterations:
            signal.raise_signal(signal.SIGINT)

    instance = _instance()
    solution = solve(instance, time_limit=60, threads=2, progress=interrupt)
    assert solution.run.interrupted
    assert check(instance, solution) == ()
    last = solution.run.trace[-1]
    assert (solution.unserved, solution.cost.total) == (last.unserved, last.cost)


@pytest.mark.parametrize(
    "moment",
    [
        "vrp.solver.choose_first_plan",
        "vrp.search.crew_choice.make_problem",
        "vrp.search.territories.Territories.__init__",
        "vrp.search.territories.cut",
        "vrp.search.vanguard.Vanguard.__init__",
    ],
)
def test_ctrl_c_before_there_is_a_plan_returns_the_first_one(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Territories, "STOPS", 5)
    monkeypatch.setattr(Territories, "ROUTES", 1)
    _ctrl_c_before(moment, monkeypatch)
    solution = solve(_instance(), time_limit=5, threads=2)
    assert solution.run.interrupted
    assert solution.run.iterations == 0
    assert solution.unassigned == ()


def test_ctrl_c_while_the_plan_is_checked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _ctrl_c_before("vrp.solver.Solution.check", monkeypatch)
    solution = solve(_instance(), time_limit=None, iterations=20, threads=1)
    assert solution.run.iterations == 20
    assert solution.run.interrupted


def test_ctrl_c_twice_returns_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vrp.search.ctrl_c.SAME_PRESS_S", -1.0)

    def interrupt(progress: Progress) -> None:
        if progress.iterations:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        solve(_instance(), time_limit=60, threads=2, progress=interrupt)


def test_a_callback_may_interrupt() -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    stop = threading.Event()
    solution = solve(_instance(), time_limit=60, threads=2, progress=interrupt, stop=stop)
    assert solution.run.interrupted
    assert solution.routes
    assert not stop.is_set()


def test_what_a_callback_raises_ends_the_search_and_is_raised() -> None:
    class OursError(Exception):
        pass

    def fail(progress: Progress) -> None:
        raise OursError

    before = threading.active_count()
    with pytest.raises(OursError):
        solve(_instance(), time_limit=60, threads=2, progress=fail)
    assert threading.active_count() == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_coroutine_goes_on_while_a_thread_searches_for_it() -> None:
    told: list[Progress] = []

    async def plan() -> bool:
        stop = threading.Event()
        loop, begun = asyncio.get_running_loop(), asyncio.Event()

        def tell(progress: Progress) -> None:
            told.append(progress)
            loop.call_soon_threadsafe(begun.set)

        search = asyncio.to_thread(
            solve, _instance(), time_limit=None, threads=1, progress=tell, stop=stop
        )
        task = asyncio.create_task(search)
        await begun.wait()
        stop.set()
        return (await task).run.interrupted

    assert asyncio.run(plan())
    assert told

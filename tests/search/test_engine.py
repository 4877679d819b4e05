"""The border of the native engine: what it takes, what it refuses, what it lets go."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pytest

import vrp.instance
from vrp.search._engine import (
    MAX_LOAD_DIMENSIONS,
    NO_WAY,
    Problem,
    Search,
    SearchSettings,
    Table,
    make_tour_search,
    value_of,
)

_ANY_TIME = (0, 1000)


def test_ways_are_missing_for_the_engine_where_they_are_for_instances() -> None:
    assert vrp.instance.NO_WAY == NO_WAY


def _problem(n_stops: int = 8) -> Problem:
    """Stops and one depot on a line, one vehicle kind."""
    places = np.arange(n_stops + 1, dtype=np.int32)
    distances = np.abs(places[:, None] - places[None, :])
    problem = Problem(Table(distances, places), False, 1)
    for _ in range(n_stops):
        _add_stop(problem)
    _add_kind(problem, n_stops)
    problem.finish(5)
    return problem


def _ruin_and_recreate() -> Search:
    return Search(_problem(), SearchSettings(), 1)


def _tour_search() -> Search:
    return make_tour_search(_problem(), 1.0, 0.1, 10, 0)


def _add_stop(
    problem: Problem,
    delivery: tuple[int, ...] = (1,),
    windows: tuple[tuple[int, int], ...] = (_ANY_TIME,),
) -> None:
    problem.add_stop(
        delivery=delivery,
        pickup=(0,),
        service=0,
        windows=windows,
        prize=-1,
        priority=1,
        release=0,
    )


def _add_kind(
    problem: Problem, n_stops: int, barred: tuple[int, ...] = (), profile: int = 0
) -> None:
    problem.add_kind(
        slots=n_stops,
        start=n_stops,
        end=n_stops,
        leave=_ANY_TIME,
        finish=_ANY_TIME,
        capacity=[3],
        max_distance=2**62,
        max_duration=2**62,
        max_stops=n_stops,
        fixed=0,
        per_distance=1,
        per_duration=0,
        regular=2**60,
        per_overtime=0,
        profile=profile,
        barred=barred,
        max_reloads=0,
        reload=0,
        rest=(0, 0, 0),
    )


def _matrix() -> npt.NDArray[np.int32]:
    return np.zeros((4, 4), dtype=np.int32)


_ROWS = np.array([3, 0, 1], dtype=np.int32)


@pytest.mark.parametrize(
    "matrix",
    [
        _matrix().astype(np.int64),
        _matrix().astype(np.float64),
        _matrix().astype(np.uint32),
        np.zeros((4, 8), dtype=np.int32)[:, ::2],
        np.asfortranarray(np.arange(16, dtype=np.int32).reshape(4, 4)),
        np.zeros(16, dtype=np.int32),
        [[0, 0], [0, 0]],
    ],
    ids=["int64", "float64", "uint32", "strided", "column by column", "one axis", "list"],
)
def test_matrices_are_never_converted(matrix: npt.NDArray[np.int32]) -> None:
    with pytest.raises(TypeError, match="incompatible function arguments"):
        Table(matrix, _ROWS)


def test_read_only_matrices_are_taken() -> None:
    matrix = _matrix()
    matrix.flags.writeable = False
    table = Table(matrix, _ROWS)
    Problem(table, True, 1).add_durations(table)


def test_matrices_must_be_square_and_have_every_row() -> None:
    with pytest.raises(ValueError, match="not square"):
        Table(np.zeros((4, 3), dtype=np.int32), _ROWS)
    for row in (-1, 4):
        with pytest.raises(IndexError, match="no such row"):
            Table(_matrix(), np.array([0, row], dtype=np.int32))


@pytest.mark.parametrize("in_parts", [False, True])
def test_durations_are_between_the_same_places(in_parts: bool) -> None:
    problem = Problem(Table(_matrix(), _ROWS), True, 1, in_parts)
    with pytest.raises(ValueError, match="not between all places"):
        problem.add_durations(Table(_matrix(), _ROWS[:2]))


def test_a_table_keeps_its_matrix() -> None:
    problem = Problem(Table(np.arange(16, dtype=np.int32).reshape(4, 4), _ROWS), True, 1, True)
    gc.collect()
    assert problem.distances_to(1, np.array([2, 0], dtype=np.int32)).tolist() == [4, 12]


def test_load_dimensions_are_limited() -> None:
    problem = Problem(Table(_matrix(), _ROWS), False, MAX_LOAD_DIMENSIONS)
    _add_stop(problem, delivery=(1,) * MAX_LOAD_DIMENSIONS)
    with pytest.raises(ValueError, match="more than 8 load dimensions"):
        _add_stop(problem, delivery=(1,) * (MAX_LOAD_DIMENSIONS + 1))


def test_integers_must_fit() -> None:
    with pytest.raises(TypeError, match="incompatible function arguments"):
        _add_stop(Problem(Table(_matrix(), _ROWS), False, 1), delivery=(2**31,))
    with pytest.raises(TypeError, match="incompatible function arguments"):
        Search(_problem(), SearchSettings(), -1)


@pytest.mark.parametrize(
    ("place", "profile", "message"),
    [(2, 0, "start is 2, expected 3 to 3"), (3, 1, "profile is 1, expected 0 to 0")],
)
def test_vehicles_drive_from_depots_with_durations_that_there_are(
    place: int, profile: int, message: str
) -> None:
    problem = Problem(Table(_matrix(), np.arange(4, dtype=np.int32)), False, 1)
    for _ in range(3):
        _add_stop(problem)
    with pytest.raises(ValueError, match=message):
        _add_kind(problem, place, profile=profile)


def test_stops_have_windows() -> None:
    with pytest.raises(ValueError, match="a stop has no window"):
        _add_stop(Problem(Table(_matrix(), _ROWS), False, 1), windows=())


def test_stops_come_before_the_vehicles_that_may_serve_them() -> None:
    problem = Problem(Table(_matrix(), np.arange(4, dtype=np.int32)), False, 1)
    for _ in range(2):
        _add_stop(problem)
    _add_kind(problem, 2)
    with pytest.raises(ValueError, match="a stop comes after a kind of vehicle"):
        _add_stop(problem)


def test_barred_stops_must_exist() -> None:
    problem = Problem(Table(_matrix(), _ROWS), False, 1)
    for _ in range(3):
        _add_stop(problem)
    with pytest.raises(ValueError, match="a barred stop is 3, expected 0 to 2"):
        _add_kind(problem, 3, barred=(3,))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param([8], "a neighbour is 8, expected 0 to 7", id="no such stop"),
        pytest.param([-1], "a neighbour is -1, expected 0 to 7", id="negative"),
        pytest.param([3], "a neighbour of stop 3 is 3 itself", id="itself"),
        pytest.param([5, 5], "a neighbour of stop 3 is 5 twice", id="twice"),
    ],
)
def test_neighbours_are_other_stops(row: list[int], message: str) -> None:
    lists = np.zeros((8, len(row)), dtype=np.int32)
    lists[:] = (np.arange(8)[:, None] + 1 + np.arange(len(row))) % 8
    lists[3] = row
    with pytest.raises(ValueError, match=message):
        _problem().finish_with(lists)


def test_stops_to_look_beside_first_must_exist() -> None:
    lists = np.full((8, 1), -1, dtype=np.int32)
    lists[3] = 8
    with pytest.raises(ValueError, match="a stop to prefer is 8, expected 0 to 7"):
        _problem().prefer(lists)


@pytest.mark.parametrize(
    ("stops", "slots", "message"),
    [
        ([0, 3], [2], "a stop of the part is 3, expected 0 to 2"),
        ([0, 0], [2], "a stop of the part is 0 twice"),
        ([0], [4], "vehicles of a kind is 4, expected 0 to 3"),
        ([0], [1, 1], "the number of vehicle kinds is 2, expected 1 to 1"),
    ],
)
def test_a_part_is_of_what_there_is(stops: list[int], slots: list[int], message: str) -> None:
    problem = Problem(Table(_matrix(), np.arange(4, dtype=np.int32)), False, 1, in_parts=True)
    for _ in range(3):
        _add_stop(problem)
    _add_kind(problem, 3)
    problem.finish(2)
    with pytest.raises(ValueError, match=message):
        problem.part(np.array(stops, dtype=np.int32), slots)


def test_a_search_keeps_its_problem_alive() -> None:
    search = Search(_problem(), SearchSettings(), 1)
    gc.collect()
    search.construct()
    assert search.run(np.inf, 500, 0.0, 1.0) == 500
    assert sorted(stop for _, stops in search.best() for stop in stops) == list(range(8))


def test_figures_belong_to_the_best_plan() -> None:
    search = Search(_problem(), SearchSettings(), 1)
    assert search.best() == []
    assert search.best_value() == (8, 0)
    assert search.best_unassigned() == 8
    search.construct()
    search.run(np.inf, 500, 0.0, 1.0)
    # Three routes from one end of the line: to stops 8, 5 and 2 places away.
    assert search.best_value() == (0, 2 * (8 + 5 + 2))
    assert search.best_routes() == len(search.best()) == 3
    assert search.best_unassigned() == 0
    assert search.best_value() <= search.current_value()


def test_a_search_continues_from_a_given_plan() -> None:
    search = Search(_problem(), SearchSettings(), 1)
    plan = [(0, [7, 6]), (0, [2, 0, 1])]
    search.start_from(plan)
    assert search.current() == plan
    assert search.current_value() == (3, 2 * 2 + 8 + 2 + 1 + 7 - 2)


def test_the_seed_decides_everything() -> None:
    def routes(seed: int) -> list[tuple[int, list[int]]]:
        search = Search(_problem(40), SearchSettings(), seed)
        search.construct()
        search.run(np.inf, 30, 0.0, 1.0)
        return search.current()

    assert routes(1) == routes(1)
    assert len({str(routes(seed)) for seed in range(5)}) > 1


@pytest.fixture
def no_forced_switches() -> Iterator[None]:
    """Threads run on until they let the GIL go of their own accord."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("no_forced_switches")
def test_others_run_while_the_engine_does() -> None:
    search = Search(_problem(), SearchSettings(), 1)
    search.construct()
    turns = [0]
    seen: list[int] = []

    def run() -> None:
        seen.append(turns[0])
        for _ in range(100):
            search.run(0.1, 2**62, 0.0, 1.0)
            if turns[0] > seen[0]:
                break
        seen.append(turns[0])

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        turns[0] += 1
        time.sleep(0)
    before, after = seen
    assert after > before


@pytest.mark.parametrize("make", [_ruin_and_recreate, _tour_search])
@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ([(0, [0, 8])], "a stop of the plan is 8, expected 0 to 7"),
        ([(0, [-1])], "a stop of the plan is -1, expected 0 to 7"),
        ([(0, [2, 2])], "a stop of the plan is 2 twice"),
        ([(0, [2]), (0, [3, 2])], "a stop of the plan is 2 twice"),
        ([(1, [2])], "a vehicle kind of the plan is 1, expected 0 to 0"),
        ([(-1, [2])], "a vehicle kind of the plan is -1, expected 0 to 0"),
    ],
)
def test_plans_are_of_stops_and_vehicles_that_there_are(
    make: Callable[[], Search], plan: list[tuple[int, list[int]]], message: str
) -> None:
    search = make()
    with pytest.raises(ValueError, match=message):
        search.start_from(plan)
    with pytest.raises(ValueError, match=message):
        value_of(search.problem, plan)
    search.start_from([(0, [2, 0])])
    assert [stop for _, stops in search.current() for stop in stops if stop in (0, 2)] == [2, 0]


@pytest.mark.parametrize(
    ("tour", "message"),
    [
        ([-1, 0, 8], "a stop of the plan is 8, expected 0 to 7"),
        ([-1, 0, -1, 0], "a stop of the plan is 0 twice"),
        ([-2, 0], "a vehicle kind of the plan is 1, expected 0 to 0"),
        ([0], "a tour begins with the kind of a route"),
    ],
)
def test_plans_in_one_row_are_of_stops_that_there_are(tour: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _ruin_and_recreate().start_from_tour(np.array(tour, dtype=np.int32))


def test_a_tour_keeps_its_problem_alive() -> None:
    search = make_tour_search(_problem(), 1.0, 0.1, 10, 0)
    gc.collect()
    search.construct()
    search.run(10.0, 100, 0.0, 1.0)
    assert search.best_value() == (0, 16)
    assert sorted(stop for _, stops in search.best() for stop in stops) == list(range(8))
    assert search.best_routes() == 1
    assert search.best_unassigned() == 0


def test_a_tour_not_begun_leaves_every_stop_out() -> None:
    search = make_tour_search(_problem(), 1.0, 0.1, 10, 0)
    assert search.best_value() == search.current_value() == (8, 0)
    assert search.best() == search.current() == []
    assert (search.best_routes(), search.best_unassigned()) == (0, 8)

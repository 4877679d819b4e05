"""Cuts between the parts of a plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vrp.instance import NO_WAY, Depot, Instance, Stop, Vehicle
from vrp.search.partition import cut
from vrp.search.problem import EngineProblem, make_problem
from vrp.search.tour import Tour, make_tour
from vrp.solution import Route

_STOPS = 40


def _on_a_line(barred: np.ndarray) -> Instance:
    """Stops a metre apart, the depot in front of them."""
    places = np.concatenate((np.arange(_STOPS), [-1]))
    legs = np.abs(places[:, None] - places[None, :])
    legs[:_STOPS, :_STOPS][barred] = NO_WAY
    depot_first = np.roll(legs, 1, axis=(0, 1))
    stops = tuple(Stop(f"s{place}", delivery=(1,)) for place in range(_STOPS))
    van = Vehicle("van", count=_STOPS, capacity=(2,))
    return Instance((Depot("depot"),), stops, (van,), depot_first, depot_first)


def _nowhere() -> np.ndarray:
    return np.zeros((_STOPS, _STOPS), dtype=bool)


def _to_even_ones() -> np.ndarray:
    """As backhauls do: after an odd stop comes no even one."""
    barred = _nowhere()
    barred[1::2, ::2] = True
    return barred


@pytest.mark.parametrize("barred", [_nowhere(), _to_even_ones()], ids=["nowhere", "to even ones"])
@pytest.mark.parametrize("in_parts", [False, True])
def test_borders_run_between_places_rather_than_kinds(barred: np.ndarray, in_parts: bool) -> None:
    problem = make_problem(_on_a_line(barred), 10, in_parts=in_parts)
    firsts = [place for place in range(_STOPS) if place % 4 < 2]
    tour = make_tour(problem.plan([Route(0, (first, first + 2)) for first in firsts]))
    for seed in range(20):
        for part in cut(problem.native, _STOPS, tour, 2, np.random.default_rng(seed)):
            odd = sum(problem.stops[stop] % 2 for stop in part.stops)
            assert len(part.stops) == _STOPS // 2
            assert abs(odd - _STOPS // 4) <= 2


def _of_two_kinds(*, prize: int | None) -> tuple[EngineProblem, Tour]:
    """A plan without the first stop, which the vehicle of the last two only may serve."""
    instance = _on_a_line(_nowhere())
    picky = Stop("s0", delivery=(1,), skills=frozenset({"crane"}), prize=prize)
    crane = Vehicle("crane", capacity=(3,), skills=frozenset({"crane"}))
    instance = replace(
        instance,
        stops=(picky, *instance.stops[1:]),
        vehicles=(*instance.vehicles, crane),
    )
    problem = make_problem(instance, 10)
    pairs = [Route(0, (first, first + 1)) for first in range(1, _STOPS - 3, 2)]
    last = Route(1, (_STOPS - 2, _STOPS - 1))
    return problem, make_tour(problem.plan([*pairs, last]))


def _times_together(problem: EngineProblem, tour: Tour) -> int:
    """How often of 40 times the stop left out is in the part of the route that may serve it."""
    picky, last = problem.stops.index(0), problem.stops.index(_STOPS - 1)
    cuts = [cut(problem.native, _STOPS, tour, 4, np.random.default_rng(seed)) for seed in range(40)]
    return sum({picky, last} <= set(part.stops.tolist()) for parts in cuts for part in parts)


def test_a_stop_left_out_goes_where_there_is_a_vehicle_for_it() -> None:
    assert _times_together(*_of_two_kinds(prize=None)) > 20


def test_a_prize_stays_where_it_lies() -> None:
    assert _times_together(*_of_two_kinds(prize=5)) < 5

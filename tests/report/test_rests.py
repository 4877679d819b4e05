"""Where a driver takes the break."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rested_plans import at, rested_plan

from vrp.instance import Break, Stop, Vehicle
from vrp.report.rests import PlacedRest
from vrp.solution import Route, route_schedule
from vrp.timetable import Rest, Schedule


def placed(where: str, **facts: Any) -> PlacedRest | None:
    plan = rested_plan(where, **facts)
    return PlacedRest.of(plan.instance, 0, plan.routes[0].schedule)


@pytest.mark.parametrize(
    ("where", "stop", "arrival_s", "start_s", "driven_s", "load"),
    [
        ("before leaving A", 0, at(9, 10), at(9, 10), 0, 2),
        ("on arrival at B", 1, at(10, 10), at(10, 10), 3600, 2),
        ("waiting at B", 1, at(10, 10), at(10, 30), 3600, 2),
        ("on the road to B", None, at(9, 30), at(9, 30), 1200, 2),
        ("on the road home", None, at(11), at(11), 2400, 0),
    ],
)
def test_a_break_is_at_a_stop_or_on_the_road(
    where: str, stop: int | None, arrival_s: int, start_s: int, driven_s: int, load: int
) -> None:
    found = placed(where)
    assert found is not None
    assert where.replace("waiting", "on arrival").startswith(found.where)
    assert (found.stop, found.place_id) == (stop, "" if stop is None else "AB"[stop])
    assert (found.rest.start_s, found.rest.end_s) == (start_s, start_s + 2700)
    assert (found.arrival_s, found.driven_s, found.load) == (arrival_s, driven_s, (load,))


def test_a_break_at_home_is_nowhere() -> None:
    assert placed("at home") is None


@pytest.mark.parametrize(("where", "done_s"), [("on arrival", 480), ("waiting", 600)])
def test_setup_may_come_before_it(where: str, done_s: int) -> None:
    """A break that begins by 10:18 interrupts a setup of ten minutes from 10:10 on."""
    due = Break(at(10, 18), at(10, 18) if where == "on arrival" else at(10, 40), 2700)
    plan = rested_plan(
        "at home",
        stops=[
            Stop("A", service_s=600, windows=[(at(9), at(9))]),
            Stop("B", service_s=3600, setup_s=600),
        ],
        vehicles=[Vehicle("van", shift_s=(at(8), at(15)), breaks=[due])],
    )
    found = PlacedRest.of(plan.instance, 0, plan.routes[0].schedule)
    assert found is not None
    assert (found.where, found.place_id, found.arrival_s) == ("on arrival", "B", at(10, 10))
    assert (found.rest.start_s, found.setup_s) == (at(10, 10) + done_s, done_s)


def by_hand(rest: Rest, vehicle: Vehicle) -> PlacedRest | None:
    """A break of the route without one that leaves at 8 and is back at 12:20."""
    instance = rested_plan("at home", vehicles=[vehicle]).instance
    schedule: Schedule = replace(route_schedule(instance, Route(0, (0, 1))), rest=rest)
    return PlacedRest.of(instance, 0, schedule)


@pytest.mark.parametrize(
    ("end", "position", "start_s", "where", "place"),
    [
        (0, 0, at(8), "before leaving", "base"),
        (0, 0, at(8, 1), "on the road", ""),
        (0, 0, at(9), "on arrival", "A"),
        (0, 2, at(12, 20), "on arrival", "base"),
        (None, 2, at(10, 20), "on arrival", "B"),
    ],
)
def test_a_break_may_be_at_either_end_of_the_route(
    end: int | None, position: int, start_s: int, where: str, place: str
) -> None:
    rest = Rest(position, start_s, start_s + 60)
    found = by_hand(rest, Vehicle("van", shift_s=(at(8), at(14)), end=end))
    assert found is not None
    assert (found.where, found.place_id, found.rest) == (where, place, rest)

"""Being late rather than waiting, and goods that come too late, against trying everything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from random_instances import instances

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.reasons import lateness
from vrp.reasons.excess import Excess, horizon_s, route_excesses, severity
from vrp.reasons.lateness import LateGoods, late_goods, least_excesses
from vrp.schedule import trips_of
from vrp.solution import Route, route_schedule

TIMED = (
    "multiple windows",
    "releases",
    "shifts",
    "service",
    "setups",
    "reloads",
    "depot hours",
    "asymmetric",
)


def least(instance: Instance, route: Route, stop: int) -> tuple[Excess, ...]:
    schedule = route_schedule(instance, route)
    return least_excesses(instance, route, schedule, stop, horizon_s(instance))


def is_late(instance: Instance, route: Route) -> bool:
    schedule = route_schedule(instance, route)
    excesses = route_excesses(instance, route, schedule, horizon_s(instance))
    return any(excess.constraint in ("time window", "shift") for excess in excesses)


@settings(max_examples=100)
@given(instances(min_stops=3, max_stops=3, features=TIMED))
def test_never_more_than_the_schedule_breaks(instance: Instance) -> None:
    route = Route(0, (0, 1, 2))
    schedule = route_schedule(instance, route)
    planned = route_excesses(instance, route, schedule, horizon_s(instance))
    for stop in route.stops:
        assert severity(least(instance, route, stop)) <= severity(planned)


@settings(max_examples=100)
@given(instances(min_stops=3, max_stops=3, features=TIMED))
def test_the_goods_of_a_trip_are_late_by_as_much_as_said(instance: Instance) -> None:
    """Found by trying all times by which they could all be there."""
    reloads = (1,) if instance.vehicles[0].max_reloads else ()
    route = Route(0, (0, 1, 2), reloads)
    for trip in trips_of(route.stops, reloads):
        release_s = max(instance.stops[stop].release_s for stop in trip)
        in_time = []
        for latest_s in range(release_s + 1):
            stops = list(instance.stops)
            for stop in trip:
                sooner = min(stops[stop].release_s, latest_s)
                stops[stop] = replace(stops[stop], release_s=sooner)
            if not is_late(replace(instance, stops=tuple(stops)), route):
                in_time.append(latest_s)
        expected = None
        if in_time and max(in_time) < release_s:
            waited_for = [s for s in trip if instance.stops[s].release_s > max(in_time)]
            expected = LateGoods(release_s, max(in_time), tuple(waited_for))
        for stop in trip:
            assert late_goods(instance, route, stop, horizon_s(instance)) == expected


def test_no_more_stops_are_tried_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of the stops would have to be late for the window that it has just missed."""
    windows = ((0, 15), (500, 600))
    stops = (Stop("a"), Stop("b", windows=windows), Stop("c", windows=((0, 30), (500, 600))))
    legs = [[0 if i == j else 10 for j in range(4)] for i in range(4)]
    van = Vehicle("van", shift_s=(0, 100))
    instance = Instance((Depot("base"),), stops, (van,), legs, legs)
    (excess,) = least(instance, Route(0, (0, 1, 2)), 0)
    assert (excess.constraint, excess.at, excess.amount) == ("time window", 1, 5)
    monkeypatch.setattr(lateness, "_MOST_TRIED", 0)
    (excess,) = least(instance, Route(0, (0, 1, 2)), 0)
    assert excess.constraint == "shift"

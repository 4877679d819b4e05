"""Being late rather than waiting, and goods that come too late, against trying everything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from random_instances import instances

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.reasons import lateness
from vrp.reasons.excess import Excess, horizon_s, route_excesses, severity
from vrp.reasons.lateness import latest_release_s, least_excesses
from vrp.solution import Route, route_schedule

TIMED = (
    "multiple windows",
    "releases",
    "shifts",
    "service",
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
def test_the_latest_release_is_the_last_in_time(instance: Instance) -> None:
    """Found by trying all of them."""
    reloads = (1,) if instance.vehicles[0].max_reloads else ()
    route = Route(0, (0, 1, 2), reloads)
    for number, stop in enumerate(instance.stops):
        in_time = []
        for release_s in range(stop.release_s + 1):
            stops = list(instance.stops)
            stops[number] = replace(stop, release_s=release_s)
            if not is_late(replace(instance, stops=tuple(stops)), route):
                in_time.append(release_s)
        expected = max(in_time, default=None)
        if expected == stop.release_s:
            expected = None
        assert latest_release_s(instance, route, number, horizon_s(instance)) == expected


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

from __future__ import annotations

import dataclasses

from small_instances import plain, with_stop, with_vehicle

from vrp.baselines.hopeless import hopeless_stops


def test_stops_that_some_vehicle_could_serve_alone_are_not_hopeless() -> None:
    assert hopeless_stops(plain(3), (0,)) == frozenset()


def test_skills_loads_and_windows_make_a_stop_hopeless() -> None:
    instance = with_vehicle(plain(3, "windows"), capacity=(50,), shift_s=(100, 10_000))
    instance = with_stop(instance, 0, skills=frozenset({"crane"}))
    instance = with_stop(instance, 2, delivery=(51,))
    instance = with_stop(instance, 3, windows=((0, 99),))
    assert hopeless_stops(instance, (0,)) >= {0, 2, 3}


def test_only_vehicles_with_the_skills_of_a_stop_count() -> None:
    instance = with_vehicle(plain(3), skills=frozenset(), capacity=(100,))
    (large,) = instance.vehicles
    small = dataclasses.replace(large, id="small", skills=frozenset({"crane"}), capacity=(1,))
    instance = dataclasses.replace(instance, vehicles=(small, large))
    needy = with_stop(instance, 1, skills=frozenset({"crane"}), delivery=(2,))
    assert 1 in hopeless_stops(needy, (0, 1))
    assert 1 not in hopeless_stops(with_stop(needy, 1, delivery=(1,)), (0, 1))


def test_ends_of_shipments_are_on_no_route_alone() -> None:
    instance = plain(3)
    origin = instance.stops[0].id
    shipped = with_stop(instance, 1, origin=origin, skills=frozenset({"crane"}))
    assert hopeless_stops(shipped, (0,)).isdisjoint({0, 1})

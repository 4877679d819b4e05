from __future__ import annotations

import dataclasses

from small_instances import plain, with_vehicle

from vrp.baselines.fleet import shared_out, single_vehicles, usable_kinds
from vrp.instance import Vehicle
from vrp.solution import Route


def test_no_more_vehicles_of_a_kind_than_stops() -> None:
    instance = dataclasses.replace(plain(1, n_stops=3), vehicles=(Vehicle("a", 2), Vehicle("b", 9)))
    assert single_vehicles(instance) == (0, 0, 1, 1, 1)


def test_kinds_that_can_never_drive_are_left_out() -> None:
    instance = plain(1)
    depot = dataclasses.replace(instance.depots[0], window=(10, 20))
    open_late = dataclasses.replace(instance, depots=(depot,))
    assert usable_kinds(with_vehicle(open_late, shift_s=(0, 15))) == (0,)
    assert usable_kinds(with_vehicle(open_late, shift_s=(21, 30))) == ()
    assert usable_kinds(with_vehicle(open_late, shift_s=(0, 15), max_stops=0)) == ()


def test_routes_go_to_vehicles_of_their_kind() -> None:
    routes = [Route(1, (2,)), Route(0, (0, 1)), Route(1, (3,))]
    assert shared_out((0, 0, 1, 1), routes) == [(0, 1), (), (2,), (3,)]

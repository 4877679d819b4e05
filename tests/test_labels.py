"""Every single vehicle has a name of its own."""

from __future__ import annotations

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.labels import route_labels, unused_labels
from vrp.solution import Route, Solution


def fleet(*vehicles: Vehicle) -> Instance:
    legs = [[0] * 4] * 4
    return Instance((Depot("base"),), tuple(map(Stop, "abc")), vehicles, legs, legs)


def test_only_several_of_a_kind_are_numbered() -> None:
    instance = fleet(Vehicle("van", count=3), Vehicle("bike"))
    solution = Solution.of(instance, [Route(0, (0,)), Route(0, (1,)), Route(1, (2,))])
    assert route_labels(instance, solution) == ("van-1", "van-2", "bike")
    assert unused_labels(instance, solution) == ("van-3", "bike")


def test_numbers_that_give_the_id_of_another_vehicle_are_skipped() -> None:
    instance = fleet(Vehicle("van", count=3), Vehicle("van-1"), Vehicle("van-3", count=2))
    routes = [Route(0, (0,)), Route(0, (1,)), Route(1, (2,))]
    solution = Solution.of(instance, routes)
    assert route_labels(instance, solution) == ("van-2", "van-4", "van-1")
    assert unused_labels(instance, solution) == ("van-5", "van-1", "van-3-1")

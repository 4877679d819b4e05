"""What a policy does not know is refused by name; what the search sees to is let pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from plane_instances import plane_instance
from policy_instances import instance_of

from vrp.errors import UnsupportedError
from vrp.instance import NO_WAY, Break, Depot, Instance
from vrp.policy.scope import check_scope, problem_of


def with_vehicle(**changes: object) -> Callable[[Instance], Instance]:
    def change(instance: Instance) -> Instance:
        return replace(instance, vehicles=(replace(instance.vehicles[0], **changes),))

    return change


def with_stop(**changes: object) -> Callable[[Instance], Instance]:
    def change(instance: Instance) -> Instance:
        first, *others = instance.stops
        return replace(instance, stops=(replace(first, **changes), *others))

    return change


def without_a_way(instance: Instance) -> Instance:
    distances = instance.distances_m.copy()
    distances[2, 1] = NO_WAY
    return replace(instance, distances_m=distances)


def with_kinds(instance: Instance) -> Instance:
    (vehicle,) = instance.vehicles
    return replace(instance, vehicles=(vehicle, replace(vehicle, id="other")))


def with_depots(instance: Instance) -> Instance:
    larger = np.zeros((len(instance.distances_m) + 1,) * 2, dtype=np.int32)
    depots = (*instance.depots, Depot("far"))
    return replace(instance, depots=depots, distances_m=larger, durations_s=larger)


def with_group(instance: Instance) -> Instance:
    first, second, *others = instance.stops
    alike = [replace(stop, group="parcel") for stop in (first, second)]
    return replace(instance, stops=(*alike, *others))


def with_goods(instance: Instance) -> Instance:
    stops = [replace(stop, delivery=(), pickup=()) for stop in instance.stops]
    vehicle = replace(instance.vehicles[0], capacity=(3, 4))
    return replace(instance, stops=stops, vehicles=(vehicle,), load_names=("a", "b"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_depots, "2 depots"),
        (with_kinds, "2 kinds of vehicles"),
        (with_goods, "2 load dimensions"),
        (without_a_way, "legs that cannot be driven"),
        (with_vehicle(end=None), "routes of vehicle 'v0' that end elsewhere than they start"),
        (with_vehicle(max_stops=3), "a max_stops of 3 for vehicle 'v0'"),
        (with_vehicle(max_duration_s=3), "a max_duration_s of 3 for vehicle 'v0'"),
        (with_vehicle(max_distance_m=3), "a max_distance_m of 3 for vehicle 'v0'"),
        (with_stop(pickup=(1,)), "a pickup at stop 's0'"),
        (with_stop(origin="s1"), "a shipment from stop 's1' to stop 's0'"),
        (with_group, "2 alternatives of group 'parcel'"),
        (with_stop(windows=((0, 1), (3, 4))), "2 windows at stop 's0'"),
        (with_stop(prize=7), "a prize at stop 's0'"),
        (with_vehicle(max_reloads=1), "reloads of vehicle 'v0'"),
        (with_vehicle(breaks=(Break(0, 9, 5),)), "a break for the driver of vehicle 'v0'"),
        (with_stop(release_s=7), "a release time of stop 's0'"),
        (with_stop(skills=frozenset({"lift"})), "skills that stop 's0' needs: lift"),
        (
            with_stop(windows=((0, 1),)),
            "the constraints of acvrptw, while it was trained for acvrp",
        ),
        (with_vehicle(shift_s=(0, 99)), "the constraints of acvrptw"),
        (with_vehicle(count=1, capacity=()), "the constraints of atsp"),
    ],
)
def test_what_it_does_not_know(change: Callable[[Instance], Instance], message: str) -> None:
    instance = instance_of("acvrp", 6)
    check_scope(instance, "acvrp", "mine")
    with pytest.raises(UnsupportedError) as caught:
        check_scope(change(instance), "acvrp", "mine")
    assert message in str(caught.value)
    assert "the policy 'mine' cannot plan" in str(caught.value)
    assert "choose another --init" in str(caught.value)


def test_coordinates_alone() -> None:
    with pytest.raises(UnsupportedError, match="coordinates in place of a matrix"):
        check_scope(plane_instance(0, n_stops=5), "acvrp", "mine")


@pytest.mark.parametrize(
    "change",
    [
        with_vehicle(cost_fixed=50, cost_per_s=3, cost_per_m=2),
        with_vehicle(count=2),
        with_vehicle(speed_factor=0.5),
        with_vehicle(skills=frozenset({"lift"})),
        with_stop(priority=9),
        with_stop(setup_s=9),
        with_stop(skills=frozenset()),
    ],
)
def test_what_the_search_sees_to(change: Callable[[Instance], Instance]) -> None:
    check_scope(change(instance_of("acvrp", 6)), "acvrp", "mine")


@pytest.mark.parametrize("problem", ["atsp", "acvrp", "acvrptw"])
def test_problems_by_their_constraints(problem: str) -> None:
    assert problem_of(instance_of(problem)) == problem


def test_opening_hours_of_the_depot_are_times() -> None:
    instance = instance_of("acvrp")
    assert problem_of(replace(instance, depots=(Depot("d", window=(0, 99)),))) == "acvrptw"
    # A cost of time is no constraint.
    assert problem_of(with_vehicle(cost_per_s=1)(instance)) == "acvrp"

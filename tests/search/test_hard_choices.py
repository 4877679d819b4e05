"""Instances on which near places and usual vehicles mislead a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from shared_places import buildings

import vrp
from vrp.instance import NO_WAY, Depot, Instance, Stop, Vehicle
from vrp.search._engine import Search
from vrp.search.loop import Budget, search
from vrp.search.problem import make_problem
from vrp.search.settings import SearchSettings
from vrp.solution import Route


def on_plane(
    points: npt.NDArray[np.int64], stops: Sequence[Stop], vehicles: Sequence[Vehicle]
) -> Instance:
    """The depot is the first point; seconds are metres."""
    legs = np.rint(np.linalg.norm(points[:, None] - points[None], axis=-1)).astype(np.int32)
    return Instance((Depot("d"),), tuple(stops), tuple(vehicles), legs, legs)


@pytest.mark.parametrize("kinds", [1, 2])
def test_half_empty_routes_of_two_towns_are_joined(kinds: int) -> None:
    """Each town has more stops than are known as near, and fills two vehicles and a bit."""
    rng = np.random.default_rng(4)
    towns = [np.array([x, 60_000]) + rng.integers(-1000, 1000, (120, 2)) for x in (0, 40_000)]
    points = np.concatenate([[[20_000, 0]], *towns])
    stops = [Stop(f"s{number}", delivery=(1,)) for number in range(240)]
    vans = [Vehicle("v", count=8, capacity=(54,)), Vehicle("w", count=2, capacity=(30,))]
    instance = on_plane(points, stops, vans[:kinds])
    solution = vrp.solve(instance, iterations=3_000, seed=0, threads=1, init="insertion")
    assert len(solution.routes) == 5
    assert solution.cost.total < 720_000  # six routes: 781,000


@pytest.mark.parametrize("room", [None, 1_000])
@pytest.mark.parametrize(("truck_cost", "trucks"), [(100_000, 1), (400_000, 0)])
def test_a_truck_with_room_for_all_is_used_if_it_is_worth_its_cost(
    room: int | None, truck_cost: int, trucks: int
) -> None:
    """Fifteen vans cost 90,000 and drive 160,000 metres, a truck drives 62,000."""
    rng = np.random.default_rng(8)
    stops = [Stop(f"s{number}", delivery=(1,)) for number in range(60)]
    vehicles = [
        Vehicle("van", count=20, capacity=(4,), cost_fixed=6_000),
        Vehicle("truck", count=5, capacity=(room,), cost_fixed=truck_cost),
    ]
    instance = on_plane(rng.integers(0, 10_000, (61, 2)), stops, vehicles)
    solution = vrp.solve(instance, iterations=2_000, seed=0, threads=1)
    assert [route.vehicle for route in solution.routes].count(1) == trucks
    assert solution.cost.total < 255_000


def test_prizes_are_earned_far_from_stops_that_the_same_vehicle_may_serve() -> None:
    """A hundred stops that the crane may not serve are nearer than any other that it may."""
    rng = np.random.default_rng(3)
    van, crane = frozenset({"van"}), frozenset({"crane"})
    stops = [Stop(f"v{number}", delivery=(1,), skills=van) for number in range(300)]
    stops += [Stop(f"c{number}", delivery=(1,), skills=crane, prize=50_000) for number in range(8)]
    vehicles = [
        Vehicle("van", count=20, capacity=(20,), skills=van),
        Vehicle("crane", capacity=(20,), skills=crane),
    ]
    instance = on_plane(rng.integers(0, 10_000, (309, 2)), stops, vehicles)
    solution = vrp.solve(instance, iterations=1_000, seed=0, threads=1)
    assert solution.unassigned == ()


def test_one_vehicle_less_is_found_where_all_of_a_long_route_has_to_move() -> None:
    """Three routes of twenty stops are cheaper than four, of which none goes string by string."""
    rng = np.random.default_rng(1)
    points = rng.integers(0, 20_000, (61, 2))
    loads = rng.integers(1, 6, 60).tolist()
    stops = [Stop(f"s{number}", delivery=(load,)) for number, load in enumerate(loads)]
    vehicles = [
        Vehicle("small", count=6, capacity=(60,), cost_fixed=10_000),
        Vehicle("middle", count=6, capacity=(90,), cost_fixed=15_000, cost_per_m=2),
        Vehicle("large", count=6, capacity=(140,), cost_fixed=30_000),
    ]
    instance = on_plane(points, stops, vehicles)
    solutions = [vrp.solve(instance, iterations=3_000, seed=seed, threads=1) for seed in range(3)]
    assert [len(solution.routes) for solution in solutions] == [3, 3, 3]
    assert max(solution.cost.total for solution in solutions) < 183_500  # four routes: 184,074


def test_a_route_is_given_up_whose_prizes_do_not_pay_for_it() -> None:
    """One route that leaves 40 stops out is cheaper than two that leave 21 of them out."""
    rng = np.random.default_rng(1)
    points = rng.integers(0, 20_000, (61, 2))
    worth = zip(
        rng.integers(1, 6, 60).tolist(), rng.integers(1_000, 5_000, 60).tolist(), strict=True
    )
    stops = [
        Stop(f"s{number}", delivery=(load,), prize=prize)
        for number, (load, prize) in enumerate(worth)
    ]
    van = Vehicle("van", count=6, capacity=(70,), cost_fixed=20_000)
    instance = on_plane(points, stops, [van])
    solutions = [vrp.solve(instance, iterations=3_000, seed=seed, threads=1) for seed in range(3)]
    assert [len(solution.routes) for solution in solutions] == [1, 1, 1]
    assert max(solution.cost.total for solution in solutions) < 162_000  # two routes: 167,149


def test_small_vehicles_are_not_given_up_for_large_ones_that_hold_as_much_for_the_money() -> None:
    """A search that begins hot fills large ones, and never comes back to the plan it began with."""
    rng = np.random.default_rng(2)
    points = rng.integers(0, 10_000, (151, 2))
    stops = [
        Stop(f"s{number}", delivery=(load,))
        for number, load in enumerate(rng.integers(5, 11, 150).tolist())
    ]
    rooms_and_prices = ((27, 50), (38, 71), (54, 100), (77, 141), (109, 200))
    vehicles = [
        Vehicle(f"v{room}", count=150, capacity=(room,), cost_per_m=price)
        for room, price in rooms_and_prices
    ]
    instance = on_plane(points, stops, vehicles)
    costs = [
        vrp.solve(instance, iterations=10_000, seed=seed, threads=1).cost.total for seed in range(3)
    ]
    assert max(costs) < 26_000_000  # as hot as others: 26.3 million


def test_how_long_service_takes_does_not_change_the_search() -> None:
    """It costs the same on whatever route, so that plans differ in their drives alone."""
    rng = np.random.default_rng(5)
    points = rng.integers(0, 10_000, (41, 2))
    van = Vehicle("van", count=10, capacity=(8,), cost_per_m=1, cost_per_s=1)
    plans = []
    for service_s in (0, 7_200):
        stops = [Stop(f"s{number}", delivery=(1,), service_s=service_s) for number in range(40)]
        instance = on_plane(points, stops, [van])
        plans.append(vrp.solve(instance, iterations=500, seed=0, threads=1).routes)
    assert plans[0] == plans[1]


@pytest.mark.parametrize("speed_factor", [1.0, 0.8])
def test_metres_that_nobody_pays_for_do_not_mislead_the_search(speed_factor: float) -> None:
    """Moves are tried by how long legs are: where only hours are paid for, that is in seconds."""
    rng = np.random.default_rng(6)
    van = Vehicle(
        "van",
        count=10,
        capacity=(8,),
        shift_s=(0, 50_000),
        cost_per_m=0,
        cost_per_s=1,
        speed_factor=speed_factor,
    )
    stops = [Stop(f"s{number}", delivery=(1,), windows=((0, 40_000),)) for number in range(40)]
    by_time = on_plane(rng.integers(0, 10_000, (41, 2)), stops, [van])
    metres = rng.integers(0, 10_000, by_time.durations_s.shape)
    solutions = [
        vrp.solve(replace(by_time, distances_m=legs), iterations=500, seed=0, threads=1)
        for legs in (by_time.durations_s, metres, np.zeros_like(metres))
    ]
    assert solutions[0].routes == solutions[1].routes == solutions[2].routes
    assert solutions[0].cost.total == solutions[1].cost.total


@pytest.mark.parametrize("vehicle", [{"max_distance_m": 30_000}, {"cost_per_m": 1}])
def test_metres_count_where_they_are_paid_for_or_limited(vehicle: dict[str, int]) -> None:
    rng = np.random.default_rng(6)
    van = Vehicle("van", count=10, capacity=(8,), **({"cost_per_m": 0, "cost_per_s": 1} | vehicle))
    stops = [Stop(f"s{number}", delivery=(1,)) for number in range(20)]
    instance = on_plane(rng.integers(0, 10_000, (21, 2)), stops, [van])
    slow = replace(instance, durations_s=3 * instance.durations_s)
    solution = vrp.solve(slow, iterations=200, seed=0, threads=1)
    assert solution.unassigned == ()
    assert solution.cost.total == solution.cost.distance + solution.cost.duration


def test_stops_of_scarce_skills_are_served_on_every_number_of_threads() -> None:
    """Nearly all territories are without a vehicle for them."""
    rng = np.random.default_rng(7)
    crane = frozenset({"crane"})
    stops = [Stop(f"s{number}", delivery=(1,)) for number in range(780)]
    stops += [Stop(f"c{number}", delivery=(1,), skills=crane) for number in range(20)]
    vehicles = [
        Vehicle("van", count=80, capacity=(10,)),
        Vehicle("crane", count=3, capacity=(10,), skills=crane),
    ]
    instance = on_plane(rng.integers(0, 10_000, (801, 2)), stops, vehicles)
    for threads in (1, 4):
        solution = vrp.solve(instance, iterations=3_000, seed=0, threads=threads)
        assert solution.unassigned == ()


def test_how_far_off_the_depot_is_does_not_make_the_search_hotter() -> None:
    """All routes have to go there and back: what differs from plan to plan is the way in town."""
    rng = np.random.default_rng(9)
    stops = [Stop(f"s{number}", delivery=(1,)) for number in range(40)]
    vans = [Vehicle("van", count=10, capacity=(8,))]
    town = on_plane(rng.integers(0, 1_000, (41, 2)), stops, vans)
    mean_legs = []
    between_stops = []
    for far_m in (100_000, 200_000):
        legs = town.distances_m.copy()
        legs[0, 1:] = legs[1:, 0] = far_m
        problem = make_problem(replace(town, distances_m=legs, durations_s=legs), 20)
        searched = Search(problem.native, SearchSettings().to_engine(from_plan=False), 0)
        searched.construct()
        mean_legs.append(searched.scale[0])
        between_stops.append(searched.between_stops() * searched.scale[0])
    assert between_stops[0] == pytest.approx(between_stops[1])
    assert 50 < between_stops[0] < 500
    assert mean_legs[0] == pytest.approx(mean_legs[1])
    assert mean_legs[0] < 5_000


def test_few_vehicles_carry_the_stops_that_leave_the_fewest_and_cost_the_least() -> None:
    """A third of the loads stays behind: which stops do is what there is to decide."""
    rng = np.random.default_rng(3)
    points = rng.integers(0, 10_000, (101, 2))
    stops = [
        Stop(f"s{i}", delivery=(int(load),)) for i, load in enumerate(rng.integers(1, 31, 100))
    ]
    instance = on_plane(points, stops, [Vehicle("v", count=10, capacity=(100,))])
    solution = vrp.solve(instance, iterations=5_000, seed=0, threads=1)
    assert len(solution.unassigned) == 19  # the largest loads first: 20
    assert solution.cost.total < 168_000  # the largest loads first: 168,000 to 185,000


def test_stops_with_several_windows_wait_for_the_next_one_when_others_come_first() -> None:
    """No stop keeps to the window that was open when it was put on its route."""
    rng = np.random.default_rng(2)
    points = rng.integers(0, 10_000, (41, 2))
    opens = [np.sort(rng.choice(np.arange(30), 3, replace=False)) * 1_200 for _ in range(40)]
    stops = [
        Stop(f"s{i}", windows=[(start, start + 900) for start in starts.tolist()], service_s=300)
        for i, starts in enumerate(opens)
    ]
    instance = on_plane(points, stops, [Vehicle("v", count=40, shift_s=(0, 40_000))])
    solution = vrp.solve(instance, iterations=5_000, seed=0, threads=1)
    assert solution.cost.total < 90_500  # with a window chosen for each stop: 90,818


@pytest.mark.parametrize("seed", [1, 3])
def test_parcels_of_a_building_change_routes_together(seed: int) -> None:
    """With prizes they are no bundles: ruins take all of a place now and then."""
    single, whole = buildings(seed, 20, 10)
    prized = replace(single, stops=tuple(replace(stop, prize=10_000_000) for stop in single.stops))
    bound = vrp.solve(whole, iterations=10_000, seed=0, threads=1).cost.total
    found = vrp.solve(prized, iterations=10_000, seed=0, threads=1)
    assert not found.unassigned
    assert found.cost.total <= 1.01 * bound  # without: 1.04 and 1.08


def test_two_prizes_pay_for_a_vehicle_that_neither_pays_for() -> None:
    """There is a way past either on the route that is known, but no room beside its own stops."""
    points = np.array([[0, 0], [20, 0], [20, 1], [-20, 0], [-20, 1]])
    prizes = (119, 137, 90, 90)
    stops = [Stop(f"s{i}", delivery=(3,), prize=prize) for i, prize in enumerate(prizes)]
    instance = on_plane(points, stops, [Vehicle("v", count=2, capacity=(6,), cost_fixed=112)])
    found = [
        search(instance, Budget(None, 1_000), seed=seed, threads=1, start=[Route(0, (0, 1))])
        for seed in range(10)
    ]
    assert {len(plan.routes) for plan in found} == {2}


@pytest.mark.parametrize("ways", [[(0, 1), (1, 2), (2, 0)], [(0, 1), (1, 3), (3, 2), (2, 0)]])
def test_stops_that_can_only_be_served_together_are(ways: list[tuple[int, int]]) -> None:
    """From the depot a way leads to the first one alone, and back to it from the last one alone."""
    legs = np.full((5, 5), NO_WAY, dtype=np.int32)
    np.fill_diagonal(legs, 0)
    for way in [*ways, (0, 4), (4, 0)]:
        legs[way] = 10
    stops = [Stop(f"s{number}", delivery=(1,)) for number in range(4)]
    instance = Instance((Depot("d"),), tuple(stops), (Vehicle("v", count=3),), legs, legs)
    solution = vrp.solve(instance, iterations=200, seed=0, threads=1)
    served = {place for way in ways for place in way} - {0} | {4}
    assert set(solution.unassigned) == {0, 1, 2, 3} - {place - 1 for place in served}

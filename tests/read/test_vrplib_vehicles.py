import pytest
from vrplib_text import Changes, split

from vrp.read.vrplib_data import VehicleRow
from vrp.read.vrplib_nodes import numbering
from vrp.read.vrplib_vehicles import read_vehicles


def vehicles_of(
    changes: Changes | None = None, depots: tuple[int, ...] = (0,)
) -> tuple[tuple[VehicleRow, ...], list[str]]:
    problems: list[str] = []
    file = split(changes)
    return read_vehicles(file, numbering(file), depots, problems), problems


def test_without_a_number_there_are_as_many_vehicles_as_stops() -> None:
    vehicles, problems = vehicles_of()
    assert (len(vehicles), vehicles[0].capacity, problems) == (3, 10, [])


def test_a_travelling_salesman_is_alone() -> None:
    (vehicle,), _ = vehicles_of({"TYPE": "ATSP", "CAPACITY": None})
    assert vehicle.capacity is None


def test_a_fleet_of_several_kinds() -> None:
    vehicles, problems = vehicles_of(
        {
            "CAPACITY": None,
            "CAPACITY_SECTION": "1 10\n2 20",
            "VEHICLES_FIXED_COST_SECTION": "1 5\n2 7.5",
            "VEHICLES_UNIT_DISTANCE_COST_SECTION": "1 41\n2 60",
            "VEHICLES_MAX_DURATION": "450",
            "VEHICLES_MAX_DISTANCE_SECTION": "1 1\n2 2",
            "VEHICLES_ALLOWED_CLIENTS_SECTION": "1 2 3\n2 4",
        }
    )
    assert not problems
    assert [v.capacity for v in vehicles] == [10, 20]
    assert [v.fixed_cost for v in vehicles] == [5, 7.5]
    assert [v.unit_distance_cost for v in vehicles] == [41, 60]
    assert [v.max_duration for v in vehicles] == [450, 450]
    assert [v.max_distance for v in vehicles] == [1, 2]
    assert [v.clients for v in vehicles] == [frozenset({1, 2}), frozenset({3})]


def test_vehicles_start_at_their_depots() -> None:
    changes = {"VEHICLES": "2", "VEHICLES_DEPOT_SECTION": "1 2\n2 1"}
    vehicles, problems = vehicles_of(changes, depots=(0, 1))
    assert [vehicle.depot for vehicle in vehicles] == [1, 0]
    assert not problems


@pytest.mark.parametrize(
    ("changes", "distance", "duration"),
    [
        ({"DISTANCE": "200"}, 200, None),
        ({"DISTANCE": "200", "SERVICE_TIME": "10"}, None, 200),
        ({"DISTANCE": "9", "SERVICE_TIME": "1", "TIME_WINDOW_SECTION": "1 0 9"}, 9, None),
    ],
)
def test_the_classic_route_limit_includes_service(
    changes: Changes, distance: float | None, duration: float | None
) -> None:
    vehicles, _ = vehicles_of(changes)
    assert (vehicles[0].max_distance, vehicles[0].max_duration) == (distance, duration)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"VEHICLES": "0"}, "VEHICLES is '0', expected a whole number from 1 up"),
        ({"CAPACITY": "ten"}, "CAPACITY is 'ten'"),
        ({"CAPACITY_SECTION": "1 10\n2 20"}, "CAPACITY_SECTION and CAPACITY exclude each other"),
        ({"DISTANCE": "9", "VEHICLES_MAX_DISTANCE": "8"}, "exclude each other"),
        (
            {"CAPACITY": None, "VEHICLES": "3", "CAPACITY_SECTION": "1 10\n2 20"},
            "CAPACITY_SECTION has no row for number 3",
        ),
        (
            {"VEHICLES": "1", "VEHICLES_DEPOT_SECTION": "1 3"},
            "vehicle 1 has no single depot",
        ),
        (
            {"VEHICLES": "1", "VEHICLES_UNIT_DISTANCE_COST_SECTION": "1 0.41"},
            "value is '0.41', expected a whole number",
        ),
    ],
)
def test_wrong_fleets_are_noted(changes: Changes, problem: str) -> None:
    _, problems = vehicles_of(changes)
    assert any(problem in text for text in problems)


def test_several_depots_need_to_be_assigned() -> None:
    _, problems = vehicles_of(depots=(0, 1))
    assert problems == [
        "tiny.vrp: has 2 depots and no VEHICLES_DEPOT_SECTION, which says where each vehicle "
        "starts and ends"
    ]

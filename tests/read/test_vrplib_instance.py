from pathlib import Path

import pytest
from vrplib_text import Changes, write

from vrp.errors import ReadError
from vrp.instance import MAX_VALUE
from vrp.read.vrplib import read_vrplib

SEVERAL_DEPOTS = {
    "TYPE": "MDVRPTW",
    "DEPOT_SECTION": "4\n2\n-1",
    "DEMAND_SECTION": "1 4\n2 0\n3 5\n4 0",
    "VEHICLES": "3",
    "VEHICLES_DEPOT_SECTION": "1 4\n2 4\n3 2",
}


def test_depots_come_first_in_the_order_of_their_section(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path, SEVERAL_DEPOTS))
    assert instance.location_ids == ("4", "2", "1", "3")
    assert [(v.count, v.start, v.end) for v in instance.vehicles] == [(2, 0, 0), (1, 1, 1)]
    # From depot 4 at (0, 8.5) to node 1 at (0, 0).
    assert instance.distances_m[0, 2] == 8500


def test_durations_are_the_distances(tmp_path: Path) -> None:
    instance = read_vrplib(write(tmp_path))
    assert instance.durations_s is instance.distances_m
    assert instance.planar
    assert (instance.stops[2].lat, instance.stops[2].lon) == (8.5, 0)


@pytest.mark.parametrize(
    ("changes", "scale"),
    [
        ({}, 1),
        ({"TIME_WINDOW_SECTION": "1 0 99\n2 0 99\n3 0 99\n4 0 99"}, 10),
        (SEVERAL_DEPOTS, 1000),
        ({"CAPACITY": None, "CAPACITY_SECTION": "1 10\n2 20"}, 1000),
        ({"VEHICLES_MAX_DURATION": "30"}, 1),
    ],
)
def test_the_default_rounding_is_that_of_published_solutions(
    tmp_path: Path, changes: Changes, scale: int
) -> None:
    instance = read_vrplib(write(tmp_path, changes))
    assert instance.scale.distance == instance.scale.duration == instance.scale.cost == scale


def test_everything_is_scaled_but_the_unit_distance_cost(tmp_path: Path) -> None:
    changes = {
        "SERVICE_TIME": "1.5",
        "TIME_WINDOW_SECTION": "1 0 99\n2 0.5 9.75\n3 0 99\n4 0 99",
        "PRIZE_SECTION": "1 0\n2 7\n3 8\n4 9",
        "VEHICLES_FIXED_COST": "5",
        "VEHICLES_UNIT_DISTANCE_COST": "41",
        "VEHICLES_MAX_DISTANCE": "80",
        "VEHICLES_MAX_DURATION": "90",
    }
    instance = read_vrplib(write(tmp_path, changes), rounding="truncate1")
    stop, vehicle = instance.stops[0], instance.vehicles[0]
    assert (stop.windows, stop.service_s, stop.prize) == (((5, 97),), 15, 70)
    assert (vehicle.cost_fixed, vehicle.cost_per_m) == (50, 41)
    assert (vehicle.max_distance_m, vehicle.max_duration_s) == (800, 900)
    assert instance.depots[0].window == (0, 990)
    assert instance.depots[0].window != (0, MAX_VALUE)


def test_only_consecutive_vehicles_are_merged(tmp_path: Path) -> None:
    changes = {"CAPACITY": None, "CAPACITY_SECTION": "1 9\n2 9\n3 8\n4 9"}
    kinds = read_vrplib(write(tmp_path, changes)).vehicles
    assert [(kind.id, kind.count, kind.capacity) for kind in kinds] == [
        ("type1", 2, (9,)),
        ("type2", 1, (8,)),
        ("type3", 1, (9,)),
    ]


def test_allowed_clients_become_skills(tmp_path: Path) -> None:
    changes = {"VEHICLES": "3", "VEHICLES_ALLOWED_CLIENTS_SECTION": "1 2 3\n2 2 3\n3 2"}
    instance = read_vrplib(write(tmp_path, changes))
    everybodys, firsts, nobodys = instance.stops
    assert everybodys.skills == frozenset()
    assert [instance.can_serve(kind, 1) for kind in (0, 1)] == [True, False]
    assert [instance.can_serve(kind, 2) for kind in (0, 1)] == [False, False]
    assert firsts.skills != nobodys.skills


def test_geographical_coordinates_are_degrees(tmp_path: Path) -> None:
    changes = {"EDGE_WEIGHT_TYPE": "GEO", "NODE_COORD_SECTION": "1 0 0\n2 48.30 9\n3 1 1\n4 2 2"}
    instance = read_vrplib(write(tmp_path, changes))
    assert not instance.planar
    assert instance.stops[0].lat == pytest.approx(48.5)
    assert instance.stops[0].lon == 9


def test_what_the_instance_refuses_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"tiny\.vrp: the sum of demand over all stops is 3000000"):
        read_vrplib(write(tmp_path, {"DEMAND_SECTION": "1 0\n2 1e9\n3 1e9\n4 1e9"}))

"""Stops and vehicles as a CSV has them become those of an instance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from csv_files import STOPS_ONLY, Write

from vrp.errors import InstanceError, ReadError
from vrp.instance import MAX_VALUE, Instance, Scale
from vrp.read.csv import read_csv
from vrp.read.problems import InputWarning
from vrp.roads.haversine import estimate
from vrp.roads.mix import Mix

HEADER = (
    "id,kind,name,address,lat,lon,demand,pickup,service_min,tw_start,tw_end,skills,priority,prize,"
    "zone\n"
)


STOPS = HEADER + (
    "A,,Bakery,Long Road 1,49.41,8.69,12,3,4.5,08:00|14:00,10:00|16:30,cold| lift,80,,east\n"
    "north,depot,Hub,Quay 2,49.42,8.64,,,,06:00,20:00,,,,west\n"
    'B,stop,"Café, Bar",,49.40,8.70,,,,,,,,2.5,\n'
)


VEHICLES = (
    "id,count,capacity,start,end,shift_start,shift_end,max_km,max_min,max_stops,cost_fixed,"
    "cost_per_km,cost_per_hour,skills,speed_factor,driver\n"
    "van,2,100,north,north,07:00,18:00,80.5,480,20,50,0.35,24,cold|lift,0.9,Kim\n"
    "bike,,,,,,,,,,,,,,,\n"
)


def facts(instance: Instance) -> tuple[object, ...]:
    return instance.depots, instance.stops, instance.vehicles, instance.load_names, instance.scale


def test_every_column_of_the_stops(write: Write) -> None:
    instance = read_csv(write("today.csv", STOPS), vehicles=2, capacity=50)
    (depot,) = instance.depots
    assert (depot.id, depot.lat, depot.lon, depot.window) == ("north", 49.42, 8.64, (21600, 72000))
    assert (depot.name, depot.address, depot.extra) == ("Hub", "Quay 2", {"zone": "west"})
    bakery, bar = instance.stops
    assert (bakery.id, bakery.lat, bakery.lon) == ("A", 49.41, 8.69)
    assert (bakery.delivery, bakery.pickup, bakery.service_s) == ((12,), (3,), 270)
    assert bakery.windows == ((28800, 36000), (50400, 59400))
    assert (bakery.skills, bakery.priority, bakery.prize) == ({"cold", "lift"}, 80, None)
    assert (bakery.address, bakery.extra) == ("Long Road 1", {"zone": "east"})
    assert (bar.name, bar.delivery, bar.windows, bar.prize) == ("Café, Bar", (0,), (), 2_500_000)
    assert (instance.name, instance.epoch, instance.load_names) == ("today", None, ("",))
    assert instance.scale == Scale(cost=1_000_000, load=(1,))


def test_every_column_of_the_vehicles(write: Write) -> None:
    with pytest.warns(InputWarning, match="column not read: 'driver'"):
        instance = read_csv(write("s.csv", STOPS), vehicles=write("v.csv", VEHICLES))
    van, bike = instance.vehicles
    assert (van.id, van.count, van.capacity, van.start, van.end) == ("van", 2, (100,), 0, 0)
    assert (van.shift_s, van.max_distance_m, van.max_duration_s) == ((25200, 64800), 80500, 28800)
    assert instance.scale.cost == 3_000_000
    assert (van.max_stops, van.cost_fixed, van.cost_per_m) == (20, 150_000_000, 1050)
    assert (van.cost_per_s, van.skills, van.speed_factor) == (20_000, {"cold", "lift"}, 0.9)
    assert van.extra == {"driver": "Kim"}
    assert (bike.count, bike.capacity, bike.start, bike.end) == (1, (None,), 0, None)
    assert (bike.shift_s, bike.max_distance_m, bike.max_stops) == ((0, MAX_VALUE), None, None)
    assert (bike.cost_fixed, bike.cost_per_m, bike.cost_per_s) == (0, 0, 0)


def test_overtime_is_minutes_and_a_price_on_top(write: Write) -> None:
    text = "id,cost_per_hour,overtime_after_min,Cost per overtime hour\nvan,18,480,9\nbike,18,,\n"
    instance = read_csv(write("s.csv", STOPS_ONLY), vehicles=write("v.csv", text))
    van, bike = instance.vehicles
    assert (van.overtime_after_s, van.cost_per_overtime_s) == (28800, 2500)
    assert (bike.overtime_after_s, bike.cost_per_overtime_s) == (None, 0)
    assert van.cost_per_s == 2 * van.cost_per_overtime_s


def test_overtime_alone_leaves_the_cost_at_kilometres(write: Write) -> None:
    text = "id,overtime_after_min,cost_per_overtime_hour\nvan,480,9\n"
    (van,) = read_csv(write("s.csv", STOPS_ONLY), vehicles=write("v.csv", text)).vehicles
    assert (van.cost_per_m, van.cost_per_s, van.cost_per_overtime_s) == (1000, 0, 2500)


@pytest.mark.parametrize(
    ("cells", "column", "beside"),
    [
        ("480,", "cost_per_overtime_hour", "overtime_after_min"),
        (",9", "overtime_after_min", "cost_per_overtime_hour"),
    ],
)
def test_half_of_overtime_is_refused(write: Write, cells: str, column: str, beside: str) -> None:
    text = f"id,overtime_after_min,cost_per_overtime_hour\nvan,,\nbike,{cells}\n"
    with pytest.raises(ReadError) as refused:
        read_csv(write("s.csv", STOPS_ONLY), vehicles=write("v.csv", text))
    assert str(refused.value).endswith(
        f"v.csv, row 3, column '{column}': '' is missing beside {beside}, expected both or neither"
    )


def test_without_a_matrix_distances_are_estimates_depots_first(write: Write) -> None:
    instance = read_csv(write("s.csv", STOPS), vehicles=1)
    durations, distances = estimate([49.42, 49.41, 49.40], [8.64, 8.69, 8.70])
    np.testing.assert_array_equal(instance.durations_s, durations)
    np.testing.assert_array_equal(instance.distances_m, distances)
    assert instance.location_ids == ("north", "A", "B")
    assert instance.estimated
    assert instance.matrix_source == "great circle × 1.4 at 35 km/h"


def test_numbers_of_numpy_are_numbers_of_vehicles_and_loads(write: Write) -> None:
    stops = write("s.csv", "id,lat,lon,demand\nx,49,8.1,3\n")
    depot = np.array([49.0, 8.0])
    instance = read_csv(stops, vehicles=np.int64(4), capacity=np.float64(12.5), depot=depot)
    (vehicle,) = instance.vehicles
    assert (vehicle.count, vehicle.capacity) == (4, (125,))
    assert (instance.depots[0].lat, instance.depots[0].lon) == (49.0, 8.0)


def test_without_cost_columns_the_cost_is_kilometres(write: Write) -> None:
    for vehicles in (3, write("v.csv", "id,capacity\nvan,5\n")):
        (vehicle,) = read_csv(write("s.csv", STOPS), vehicles=vehicles).vehicles
        assert (vehicle.cost_fixed, vehicle.cost_per_m, vehicle.cost_per_s) == (0, 1000, 0)


def test_cost_columns_that_are_blank_are_as_good_as_none(write: Write) -> None:
    for rows, per_m in (("van,, ,\nbike,,,", [1000, 1000]), ("van,2,,\nbike,,,", [0, 0])):
        text = f"id,cost_fixed,cost_per_km,cost_per_hour\n{rows}\n"
        instance = read_csv(write("s.csv", STOPS_ONLY), vehicles=write("v.csv", text))
        assert [vehicle.cost_per_m for vehicle in instance.vehicles] == per_m


def test_costs_of_nothing_are_pointed_at(write: Write) -> None:
    vehicles = write("v.csv", "id,cost_per_km,cost_per_hour\nvan,0,\nbike,,0.000\n")
    with pytest.warns(InputWarning, match=r"^v\.csv: every cost is 0, so that a plan is as good"):
        read_csv(write("s.csv", STOPS_ONLY), vehicles=vehicles)


def test_without_the_column_end_routes_return_to_their_start(write: Write) -> None:
    stops = "id,kind,lat,lon\nd,depot,49,8\ne,depot,49,8.2\nx,,49,8.1\n"
    (vehicle,) = read_csv(
        write("s.csv", stops), vehicles=write("v.csv", "id,start\nv,e\n")
    ).vehicles
    assert (vehicle.start, vehicle.end) == (1, 1)
    fleet = write("v.csv", "id,start,end\nv,e,d\nw,d,\n")
    first, second = read_csv(write("s.csv", stops), vehicles=fleet).vehicles
    assert (first.start, first.end, second.start, second.end) == (1, 0, 0, None)


def test_thousands_are_not_read_as_decimals(write: Write) -> None:
    text = 'id,kind,lat,lon,demand\nd,depot,49,8,\nx,,49,8,"1,200"\n'
    fleet = write("v.csv", "id,capacity\nv,4\n")
    with pytest.raises(ReadError) as caught:
        read_csv(write("s.csv", text), vehicles=fleet)
    assert caught.value.problems == (
        "s.csv, row 3, column 'demand': '1,200' may be 1200 or 1.2, and no other number shows what "
        "its comma stands for: write 1200 or 1.2",
    )
    text = 'id,kind,lat,lon,demand\nd,depot,"49,125","8,250",\nx,,49,8,"1,200"\n'
    instance = read_csv(write("s.csv", text), vehicles=fleet)
    assert (instance.stops[0].delivery, instance.scale.load) == ((12,), (10,))
    with pytest.raises(ReadError, match=r"^v\.csv, row 2, column 'capacity': '12\.000' has a th"):
        read_csv(write("s.csv", text), vehicles=write("v.csv", "id,capacity\nv,12.000\n"))


def test_stops_are_no_vehicles(write: Write) -> None:
    stops = write("s.csv", STOPS_ONLY)
    with pytest.raises(ReadError, match=r"^s\.csv: has places and nothing of vehicles"):
        read_csv(stops, vehicles=stops)
    garages = write("v.csv", "id,lat,lon,count\nvan,49,8,1\n")
    with pytest.warns(InputWarning, match="columns not read: 'lat', 'lon'"):
        instance = read_csv(stops, vehicles=garages)
    assert instance.vehicles[0].extra == {"lat": "49", "lon": "8"}


def test_a_vehicle_of_count_zero_is_not_there(write: Write) -> None:
    fleet = write("v.csv", "id,count\nv,0\nw,2\n")
    instance = read_csv(write("s.csv", STOPS), vehicles=fleet)
    assert [vehicle.id for vehicle in instance.vehicles] == ["w"]


def test_the_earliest_date_is_the_epoch(write: Write) -> None:
    stops = (
        "id,kind,lat,lon,tw_start,tw_end\nd,depot,49,8,,\n"
        "x,,49,8.1,2025-04-01T08:00,2025-04-01 09:30\ny,,49,8.1,08:00,09:00\nz,,49,8.1,,10:00\n"
    )
    vehicles = "id,shift_start,shift_end\nv,2025-03-31T06:00,2025-04-02T06:00\n"
    with pytest.warns(InputWarning, match="times without one are taken for 2025-03-31, as in"):
        instance = read_csv(write("s.csv", stops), vehicles=write("v.csv", vehicles))
    assert instance.epoch == "2025-03-31"
    day = 86_400
    assert [stop.windows for stop in instance.stops] == [
        ((day + 28_800, day + 34_200),),
        ((28_800, 32_400),),
        ((0, 36_000),),
    ]
    assert instance.vehicles[0].shift_s == (21_600, 2 * day + 21_600)


@pytest.mark.parametrize(
    ("start", "end", "windows"),
    [
        ("14:00|08:00", "16:00|10:00", ((28_800, 36_000), (50_400, 57_600))),
        ("08:00|09:00", "10:00|12:00", ((28_800, 43_200),)),
        ("08:00|10:00", "10:00|12:00", ((28_800, 43_200),)),
        ("|14:00", "10:00|", ((0, 36_000), (50_400, MAX_VALUE))),
        ("23:00", "01:00 +1d", ((82_800, 90_000),)),
        ("08:00", "", ((28_800, MAX_VALUE),)),
        ("08:00", "08:00", ((28_800, 28_800),)),
    ],
)
def test_windows(write: Write, start: str, end: str, windows: object) -> None:
    stops = f"id,kind,lat,lon,tw_start,tw_end\nd,depot,49,8,,\nx,,49,8.1,{start},{end}\n"
    instance = read_csv(write("s.csv", stops), vehicles=1)
    assert instance.stops[0].windows == windows


def test_a_given_depot_stands_in_for_a_row(write: Write) -> None:
    stops = "id,lat,lon\nx,49,8.1\ny,49,8.2\n"
    instance = read_csv(write("s.csv", stops), vehicles=1, depot=(49.5, 8.5))
    assert [(d.id, d.lat, d.lon) for d in instance.depots] == [("depot", 49.5, 8.5)]


def test_zero_is_as_good_as_blank_on_a_depot_row(write: Write) -> None:
    stops = "id,kind,lat,lon,demand,service_min\nd,depot,49,8,0,0.0\nx,,49,8.1,1,2\n"
    assert len(read_csv(write("s.csv", stops), vehicles=1).depots) == 1


def test_matrix_without_ids_follows_the_rows(write: Write, tmp_path: Path) -> None:
    durations = np.arange(9).reshape(3, 3) * (1 - np.eye(3, dtype=int))
    np.savez(tmp_path / "m.npz", durations_s=durations, distances_m=durations * 10)
    stops = "id,kind\nA,\nnorth,depot\nB,\n"
    instance = read_csv(write("s.csv", stops), vehicles=1, matrix=tmp_path / "m.npz")
    order = np.ix_([1, 0, 2], [1, 0, 2])
    assert instance.location_ids == ("north", "A", "B")
    np.testing.assert_array_equal(instance.durations_s, durations[order])
    np.testing.assert_array_equal(instance.distances_m, 10 * durations[order])
    assert (instance.estimated, instance.matrix_source) == (False, "given matrix m.npz")
    assert instance.stops[0].lat is None


def test_matrix_without_ids_has_a_given_depot_first(write: Write, tmp_path: Path) -> None:
    durations = np.array([[0, 1, 2], [3, 0, 4], [5, 6, 0]])
    np.savez(tmp_path / "m.npz", durations_s=durations, distances_m=durations)
    stops = write("s.csv", "id\nA\nB\n")
    instance = read_csv(stops, vehicles=1, depot=(49, 8), matrix=tmp_path / "m.npz")
    assert instance.location_ids == ("depot", "A", "B")
    np.testing.assert_array_equal(instance.durations_s, durations)


def test_minutes_once_per_place(write: Write) -> None:
    rows = ("id,kind,lat,lon,setup_min", "d,depot,49,8,0", "x,,49,8.1,2.5", "y,,49,8.1,")
    instance = read_csv(write("s.csv", "\n".join(rows)), vehicles=1)
    assert [stop.setup_s for stop in instance.stops] == [150, 0]
    assert instance.setups_s is not None
    assert instance.setups_s.tolist() == [[0, 150, 0], [0, 0, 0], [0, 0, 0]]


def test_fuel_is_unknown_to_a_matrix_of_ones_own(write: Write, tmp_path: Path) -> None:
    legs = 100 * (1 - np.eye(2, dtype=int))
    np.savez(tmp_path / "m.npz", durations_s=legs, distances_m=legs)
    stops = write("s.csv", "id,kind\nd,depot\nx,\n")
    with pytest.raises(ReadError, match=r"given matrix m\.npz: knows no fuel"):
        read_csv(stops, vehicles=1, matrix=tmp_path / "m.npz", mix=Mix.parse("eco"))


def test_costs_too_large_to_count_are_refused(write: Write, tmp_path: Path) -> None:
    far = MAX_VALUE * (1 - np.eye(4, dtype=int))
    np.savez(tmp_path / "m.npz", durations_s=far, distances_m=far)
    stops = write("s.csv", "id,kind\nd,depot\nx,\ny,\nz,\n")
    fleet = write("v.csv", "id,cost_per_km\nv,1000000\n")
    with pytest.raises(InstanceError, match="costs could reach"):
        read_csv(stops, vehicles=fleet, matrix=tmp_path / "m.npz")


def test_the_sample_data(request: pytest.FixtureRequest) -> None:
    data = request.config.rootpath / "data"
    instance = read_csv(data / "stops.csv", vehicles=data / "vehicles.csv")
    assert (len(instance.depots), len(instance.stops)) == (2, 60)
    assert sum(stop.prize is not None for stop in instance.stops) == 3
    assert {vehicle.start for vehicle in instance.vehicles} == {0, 1}
    with pytest.raises(ReadError, match="5 vehicles at which of the 2 depots"):
        read_csv(data / "stops.csv", vehicles=5)


def test_reloads_and_releases(write: Write) -> None:
    stops = "id,kind,lat,lon,release\nhub,depot,49,8,\na,,49,8.1,09:30\nb,,49,8.2,\n"
    fleet = "id,max_reloads,reload_min\nvan,2,7.5\nbike,,\n"
    instance = read_csv(write("s.csv", stops), vehicles=write("v.csv", fleet))
    assert [stop.release_s for stop in instance.stops] == [34200, 0]
    assert [(v.max_reloads, v.reload_s) for v in instance.vehicles] == [(2, 450), (0, 0)]


@pytest.mark.parametrize(
    ("stops", "fleet", "problem"),
    [
        ("a,,49,8,nine", "van,1", "row 3, column 'release': 'nine'"),
        ("a,,49,8,09:00|10:00", "van,1", "holds several times, expected a single one"),
        ("a,,49,8,9:00", "van,-1", "row 2, column 'max_reloads': '-1' is out of range, expected"),
    ],
)
def test_wrong_reloads_and_releases_are_named(
    write: Write, stops: str, fleet: str, problem: str
) -> None:
    rows = f"id,kind,lat,lon,release\nhub,depot,49,8,\n{stops}\n"
    with pytest.raises(ReadError) as caught:
        read_csv(write("s.csv", rows), vehicles=write("v.csv", f"id,max_reloads\n{fleet}\n"))
    assert problem in str(caught.value)

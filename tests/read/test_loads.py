"""Loads of stops and capacities of vehicles, by their dimensions."""

from __future__ import annotations

import warnings

import pytest
from csv_files import Write

from vrp.read.csv import read_csv


def test_load_dimensions_and_their_scale(write: Write) -> None:
    stops = (
        "id,kind,lat,lon,demand_kg,pickup_crates,demand,pickup\n"
        "d,depot,49,8,,,,\nx,,49,8.1,1.125,2,3,\ny,,49,8.2,,,,7.50\n"
    )
    vehicles = "id,capacity_KG,capacity,capacity_pallets\nv,100.5,20,1.5\nw,,,\n"
    instance = read_csv(write("s.csv", stops), vehicles=write("v.csv", vehicles))
    assert instance.load_names == ("kg", "crates", "")
    assert instance.scale.load == (1000, 1, 10)
    assert [stop.delivery for stop in instance.stops] == [(1125, 0, 30), (0, 0, 0)]
    assert [stop.pickup for stop in instance.stops] == [(0, 2, 0), (0, 0, 75)]
    assert [v.capacity for v in instance.vehicles] == [(100_500, None, 200), (None, None, None)]


def test_capacity_of_equal_vehicles_keeps_its_decimals(write: Write) -> None:
    stops = "id,kind,lat,lon,demand\nd,depot,49,8,\nx,,49,8.1,3\n"
    instance = read_csv(write("s.csv", stops), vehicles=4, capacity=12.25)
    (vehicle,) = instance.vehicles
    assert (vehicle.id, vehicle.count, vehicle.capacity) == ("vehicle", 4, (1225,))
    assert (vehicle.start, vehicle.end) == (0, 0)
    assert instance.stops[0].delivery == (300,)


def test_words_under_a_name_near_that_of_a_load_are_carried_through(write: Write) -> None:
    stops = (
        "id,lat,lon,kind,Pickup address,Demand kg\n"
        "d,49,8,depot,,\nx,49,8.1,,12 High Street,3\ny,49,8.2,,,4\n"
    )
    instance = read_csv(write("s.csv", stops), vehicles=1)
    assert instance.load_names == ("kg",)
    assert instance.stops[0].extra == {"Pickup address": "12 High Street"}


@pytest.mark.parametrize(
    ("demand", "capacity", "warns"),
    [
        ("demand", "capacity_kg", True),
        ("demand_kg", "capacity", True),
        ("pickup_kg", "capacity_l", True),
        ("demand_kg", "capacity_kg", False),
        ("demand_kg", "note", False),
        ("note", "capacity_kg", False),
    ],
)
def test_loads_and_capacities_that_do_not_meet_are_pointed_at(
    write: Write, demand: str, capacity: str, warns: bool
) -> None:
    stops = write("s.csv", f"id,lat,lon,kind,{demand}\nd,49,8,depot,\nx,49,8.1,,3\n")
    vehicles = write("v.csv", f"id,{capacity}\nvan,2\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read_csv(stops, vehicles=vehicles)
    meant = demand.replace("demand", "capacity").replace("pickup", "capacity")
    said = (
        f"v.csv: no load of s.csv is limited by {capacity!r}: did you mean {meant!r}, without "
        "which loads are unlimited?"
    )
    unread = ["v.csv: column not read: 'note'"] * (capacity == "note")
    assert [str(warning.message) for warning in caught] == [said] * warns + unread

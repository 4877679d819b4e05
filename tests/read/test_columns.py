"""Columns under other names: understood, pointed at or carried along."""

from __future__ import annotations

import pytest
from csv_files import STOPS_ONLY, Write

from vrp.errors import ReadError
from vrp.read.csv import read_csv
from vrp.read.problems import InputWarning


def test_a_misspelt_column_is_pointed_at(write: Write) -> None:
    stops = "id,kind,lat,lon,tw_strat,tw_end\nd,depot,49,8,,\nx,,49,8.1,08:00,09:00\n"
    with pytest.warns(InputWarning, match="'tw_strat' is carried along unread, did you mean 'tw_s"):
        instance = read_csv(write("s.csv", stops), vehicles=1)
    assert instance.stops[0].extra == {"tw_strat": "08:00"}


@pytest.mark.parametrize(
    ("demand", "capacity"),
    [("Demand (kg)", "Capacity kg"), ("demand [kg]", "capacity-kg"), ("demand(kg)", "CAPACITY.KG")],
)
def test_blanks_hyphens_and_brackets_pass_for_underscores(
    write: Write, demand: str, capacity: str
) -> None:
    stops = f"id,lat,lon,kind,{demand}\nd,49,8,depot,\nx,49,8.1,,3\n"
    vehicles = f"id,{capacity},Max. km,cost per km\nv,7,80,0.5\n"
    instance = read_csv(write("s.csv", stops), vehicles=write("v.csv", vehicles))
    (van,) = instance.vehicles
    assert (instance.load_names, instance.stops[0].delivery) == (("kg",), (3,))
    assert (van.capacity, van.max_distance_m) == ((7,), 80_000)
    assert van.cost_per_m * 1000 == instance.scale.cost // 2


def test_a_column_spelt_in_two_ways_is_there_twice(write: Write) -> None:
    vehicles = write("v.csv", "id,max km,max_km\nv,7,80\n")
    with pytest.raises(ReadError, match=r"v\.csv, row 1, column 'max_km': is 'max km' again, exp"):
        read_csv(write("s.csv", STOPS_ONLY), vehicles=vehicles)


def test_columns_of_vehicles_that_are_not_read_are_named(write: Write) -> None:
    vehicles = write("v.csv", "id,driver,Fixed cost,max_kilometre\nv,Kim,80,9\n")
    said = (
        "v.csv: columns not read: 'driver', 'Fixed cost' (did you mean 'cost_fixed'?), "
        "'max_kilometre'"
    )
    with pytest.warns(InputWarning) as caught:
        read_csv(write("s.csv", STOPS_ONLY), vehicles=vehicles)
    assert [str(warning.message) for warning in caught] == [said]


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("weight", "demand"),
        ("Service time", "service_min"),
        ("Parking min", "setup_min"),
        ("park_min", "setup_min"),
        ("window_start", "tw_start"),
    ],
)
def test_what_others_call_a_column_is_pointed_at(write: Write, title: str, meant: str) -> None:
    text = f"id,lat,lon,kind,{title}\nd,49,8,depot,\nx,49,8.1,,3\n"
    with pytest.warns(InputWarning, match=f"is carried along unread, did you mean '{meant}'"):
        read_csv(write("s.csv", text), vehicles=1)

"""Past days, read from files that tests write."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_cities import small_city

from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.history_reading import read_history
from vrp.errors import ReadError

CITY = small_city()


def _row(name: str, point: int, rest: str = "", north_m: float = 0.0) -> str:
    return f"{name},{CITY.lat[point] + north_m / 111_195:.6f},{CITY.lon[point]:.6f},{rest}"


def _day(folder: Path, name: str, *rows: str, header: str) -> None:
    (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


HEADER = "id,lat,lon,kind,demand,service_min,tw_start,tw_end"


@pytest.fixture
def days(tmp_path: Path) -> Path:
    depot = _row("base", 0, "depot,,,06:00,20:00")
    monday = [
        depot,
        _row("a", 3, ",4,2,08:00,12:00"),
        _row("b", 4, ",1.5,,08:00|13:00,09:00|18:00", north_m=40),
    ]
    _day(tmp_path, "monday.csv", *monday, header=HEADER)
    _day(tmp_path, "tuesday.csv", depot, _row("c", 3, ",2,5,,"), header=HEADER)
    (tmp_path / "notes.txt").write_text("no day")
    return tmp_path


def test_days_are_read_in_the_order_of_their_names(days: Path) -> None:
    calls: list[tuple[int, int]] = []
    history = read_history(days, CITY, progress=lambda done, total: calls.append((done, total)))
    assert history.points.tolist() == [3, 4, 3]
    assert history.day_sizes.tolist() == [2, 1]
    assert history.depots.tolist() == [0, 0]
    assert history.service_s.tolist() == [120, 0, 300]
    # The longest of several windows; any time where there is none.
    assert history.opens_s.tolist() == [8 * 3600, 13 * 3600, 0]
    assert history.closes_s.tolist() == [12 * 3600, 18 * 3600, MAX_VALUE]
    assert history.shift_begins_s.tolist() == [6 * 3600] * 2
    assert history.shift_ends_s.tolist() == [20 * 3600] * 2
    assert calls == [(0, 2), (1, 2)]


def test_setups_count_as_service(tmp_path: Path) -> None:
    header = "id,lat,lon,kind,service_min,setup_min"
    rows = (_row("base", 0, "depot,,"), _row("a", 3, ",2,3"), _row("b", 3, ",2,"))
    _day(tmp_path, "monday.csv", *rows, header=header)
    assert read_history(tmp_path, CITY).service_s.tolist() == [300, 120]


def test_days_that_count_in_other_units_are_brought_to_one(days: Path) -> None:
    history = read_history(days, CITY)
    # Monday has halves, and so ten units for each of Tuesday's.
    assert history.demands.tolist() == [40, 15, 20]
    assert history.capacities.tolist() == [MAX_LOAD] * 2


def test_the_most_numerous_vehicles_say_hours_and_capacity(days: Path) -> None:
    (days / "vehicles.csv").write_text(
        "id,count,capacity,shift_start,shift_end\nbike,2,3,,\nvan,5,80,07:00,22:00\n"
    )
    history = read_history(days, CITY)
    assert history.capacities.tolist() == [800, 800]
    assert history.shift_begins_s.tolist() == [7 * 3600] * 2
    assert history.shift_ends_s.tolist() == [20 * 3600] * 2


def test_the_load_that_fills_the_vehicles_counts(tmp_path: Path) -> None:
    header = "id,lat,lon,kind,demand_kg,demand_crates,pickup_crates"
    rows = [_row("base", 0, "depot,,,"), _row("a", 3, ",500,4,9"), _row("b", 4, ",20,7,1")]
    _day(tmp_path, "day.csv", *rows, header=header)
    (tmp_path / "vehicles.csv").write_text("id,capacity_kg,capacity_crates\nvan,9000,30\n")
    history = read_history(tmp_path, CITY)
    assert history.demands.tolist() == [9, 7]
    assert history.capacities.tolist() == [30]


def test_goods_of_a_shipment_count_where_they_are_picked_up(tmp_path: Path) -> None:
    rows = [_row("base", 0, "depot,,,"), _row("a", 3, ",,2,"), _row("b", 4, ",7,,a")]
    _day(tmp_path, "day.csv", *rows, header="id,lat,lon,kind,demand,pickup,origin")
    assert read_history(tmp_path, CITY).demands.tolist() == [9, 0]


def test_of_alternatives_the_first_counts(tmp_path: Path) -> None:
    rows = [_row("a", 3, ",2,x"), _row("b", 4, ",7,x"), _row("c", 4, ",5,")]
    _day(
        tmp_path,
        "day.csv",
        _row("base", 0, "depot,,"),
        *rows,
        header="id,lat,lon,kind,demand,one_of",
    )
    history = read_history(tmp_path, CITY)
    assert history.points.tolist() == [3, 4]
    assert history.demands.tolist() == [2, 5]
    assert history.day_sizes.tolist() == [2]


def test_a_day_without_the_load_that_counts_has_none_of_it(tmp_path: Path) -> None:
    depot = _row("base", 0, "depot,")
    for name, load in (("monday", "kg"), ("tuesday", "crates"), ("wednesday", "crates")):
        rows = [depot, _row("a", 3, ",4")]
        _day(tmp_path, f"{name}.csv", *rows, header=f"id,lat,lon,kind,demand_{load}")
    (tmp_path / "vehicles.csv").write_text("id,capacity_kg,capacity_crates\nvan,100,10\n")
    history = read_history(tmp_path, CITY)
    assert history.demands.tolist() == [0, 4, 4]
    assert history.capacities[1:].tolist() == [10, 10]


def test_days_without_demands_have_none(tmp_path: Path) -> None:
    _day(tmp_path, "day.csv", _row("a", 3), header="id,lat,lon,note")
    history = read_history(tmp_path, CITY, depot=(float(CITY.lat[9]), float(CITY.lon[9])))
    assert history.demands.tolist() == [0]
    assert history.depots.tolist() == [9]
    assert history.shift_ends_s.tolist() == [MAX_VALUE]


def test_a_folder_without_days_is_named(tmp_path: Path) -> None:
    (tmp_path / "vehicles.csv").write_text("id\nvan\n")
    with pytest.raises(ReadError, match=f"{tmp_path.name}: has no days, expected .csv files"):
        read_history(tmp_path, CITY)
    with pytest.raises(ReadError, match="none: cannot be read: No such file"):
        read_history(tmp_path / "none", CITY)


def test_what_a_folder_without_days_has_is_said(tmp_path: Path) -> None:
    def said() -> str:
        with pytest.raises(ReadError) as caught:
            read_history(tmp_path, CITY)
        return str(caught.value)

    assert said().endswith("one for each past day, and vehicles.csv beside them; it is empty")
    for name in ("Vehicles.CSV", "monday.xlsx"):
        (tmp_path / name).touch()
    assert said().endswith("it has Vehicles.CSV, monday.xlsx: save spreadsheets as 'CSV UTF-8'")
    for number in range(9):
        (tmp_path / f"{number}.txt").touch()
    assert "it has 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 6 more: save" in said()


def test_vehicles_are_those_of_the_file_in_any_spelling(days: Path) -> None:
    (days / "Vehicles.CSV").write_text("id,capacity\nvan,7\n")
    assert read_history(days, CITY).capacities.tolist() == [70, 70]


def test_a_file_that_is_no_day_is_said_to_be_taken_for_one(days: Path) -> None:
    (days / "routes.csv").write_text("vehicle,position,id\nvan,1,a\n")
    with pytest.raises(ReadError) as caught:
        read_history(days, CITY)
    assert len(caught.value.problems) == 2
    assert "routes.csv, row 1: no column 'lat' or 'lon'" in caught.value.problems[0]
    assert "routes.csv is taken for a past day, as every .csv" in caught.value.problems[1]
    (days / "routes.csv").unlink()
    (days / "vehicles.csv").write_text("id,count\nvan,many\n")
    with pytest.raises(ReadError) as caught:
        read_history(days, CITY)
    assert "taken for a past day" not in str(caught.value)


def test_stops_outside_the_city_are_all_named(days: Path) -> None:
    far = ["x,48.0,2.0,,1,,,", "y,41.02,-8.02,,1,,,", "z,10,10,,1,,,"]
    _day(days, "far.csv", "base,50,8,depot,,,,", *far, header=HEADER)
    with pytest.raises(ReadError) as caught:
        read_history(days, CITY)
    assert [text.split(" is ")[0] for text in caught.value.problems] == [
        "far.csv: 'x' at 48.00000, 2.00000",
        "far.csv: 'z' at 10.00000, 10.00000",
        "far.csv: 'base' at 50.00000, 8.00000",
    ]
    assert "from the nearest point of small, expected at most 2,000 m" in str(caught.value)


def test_what_is_wrong_with_a_day_is_said_as_ever(days: Path) -> None:
    _day(days, "bad.csv", _row("a", 3, ",many,,,"), header=HEADER)
    with pytest.raises(ReadError, match=r"bad\.csv.*'many'"):
        read_history(days, CITY)


def test_breaks_are_refused_where_their_vehicles_count(days: Path) -> None:
    header = "id,count,break_start,break_end,break_min"
    vehicles = days / "vehicles.csv"
    vehicles.write_text(f"{header}\nbike,2,11:00,13:00,30\nvan,5,,,\n")
    assert read_history(days, CITY).day_sizes.tolist() == [2, 1]
    vehicles.write_text(f"{header}\nbike,9,11:00,13:00,30\nvan,5,,,\n")
    with pytest.raises(ReadError, match=r"vehicles\.csv: the driver of vehicle 'bike' has a break"):
        read_history(days, CITY)


def test_a_day_without_a_depot_is_named(tmp_path: Path) -> None:
    _day(tmp_path, "day.csv", _row("a", 3), header="id,lat,lon,note")
    with pytest.raises(ReadError, match=r"day\.csv: no depot"):
        read_history(tmp_path, CITY)


def test_points_are_the_nearest_ones(days: Path) -> None:
    history = read_history(days, CITY)
    metres = np.hypot(CITY.lat - CITY.lat[4] - 40 / 111_195, CITY.lon - CITY.lon[4])
    assert history.points[1] == np.argmin(metres)

"""Columns of vehicles.csv that a break is read from."""

from __future__ import annotations

import datetime
import warnings
from pathlib import Path

import pytest

from vrp.errors import ReadError
from vrp.instance import Break, Instance
from vrp.read.csv import read_csv
from vrp.read.problems import InputWarning

STOPS = "id,kind,lat,lon\nhub,depot,49,8\na,,49,8.1\n"
HEADER = "id,shift_start,shift_end,break_start,break_end,break_min"
NOON, ONE = 43_200, 46_800


def fleet(folder: Path, *rows: str, header: str = HEADER) -> Instance:
    (folder / "stops.csv").write_text(STOPS)
    (folder / "fleet.csv").write_text("\n".join((header, *rows)))
    return read_csv(folder / "stops.csv", vehicles=folder / "fleet.csv")


def test_a_row_has_a_break_or_none(tmp_path: Path) -> None:
    instance = fleet(tmp_path, "a,08:00,17:00,12:00,13:00,30", "b,,,12:00,12:00,0.5", "c,,,,,")
    assert [vehicle.breaks for vehicle in instance.vehicles] == [
        (Break(NOON, ONE, 1800),),
        (Break(NOON, NOON, 30),),
        (),
    ]
    assert instance.has_breaks
    assert not fleet(tmp_path, "van", header="id").has_breaks


def test_times_with_dates_count_from_the_first_date_of_all(tmp_path: Path) -> None:
    row = "van,2025-03-31T20:00,2025-04-01T06:00,2025-04-01T00:00,2025-04-01 01:00,45"
    instance = fleet(tmp_path, row)
    assert instance.epoch == "2025-03-31"
    assert instance.vehicles[0].breaks == (Break(86_400, 90_000, 2700),)
    # Of the break alone, and as the clock has it without dates.
    instance = fleet(tmp_path, "van,,,2025-03-31T12:00,2025-03-31T13:00,45")
    assert instance.epoch == datetime.date(2025, 3, 31).isoformat()
    instance = fleet(tmp_path, "van,20:00,06:00 +1d,00:00 +1d,01:00 +1d,45")
    assert instance.vehicles[0].breaks == (Break(86_400, 90_000, 2700),)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("12:00,,45", "'break_end': '' is missing beside break_start and break_min, expected a"),
        (",12:00,", "'break_start': '' is missing beside break_end, expected a time"),
        (",12:00,", "'break_min': '' is missing beside break_end, expected minutes"),
        ("13:00,12:00,45", "'break_end': '12:00' is before break_start '13:00', expected the"),
        ("12:00,13:00,0", "'break_min': '0' is out of range, expected minutes from 1 second to"),
        ("12:00,13:00,-5", "'break_min': '-5' is out of range, expected minutes from 1 second"),
        ("12:00,13:00,long", "'break_min': 'long' is not a number, expected minutes from 1 sec"),
        ("noon,13:00,45", "'break_start': 'noon' is not a time, expected HH:MM"),
        ("12:00|15:00,13:00,45", "'break_start': '12:00|15:00' holds several times, expected a"),
    ],
)
def test_wrong_breaks_are_named(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(ReadError) as caught:
        fleet(tmp_path, "a,,,12:00,13:00,45", f"b,,,{row}")
    found = [each for each in caught.value.problems if problem in each]
    assert len(found) == 1
    assert found[0].startswith(f"fleet.csv, row 3, column {problem}")


def test_a_break_that_misses_a_column_names_it(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        fleet(tmp_path, "van,12:00", header="id,break_start")
    assert caught.value.problems == (
        "fleet.csv, row 2, column 'break_end': '' is missing beside break_start, expected a time",
        "fleet.csv, row 2, column 'break_min': '' is missing beside break_start, expected minutes",
    )


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        ("12:00,17:00,30", "column 'break_end': '17:00' is no earlier than the end of the shift"),
        ("1:00,2:00,60", "column 'break_start': '1:00' is so early that every route leaves after"),
    ],
)
def test_a_break_that_no_route_comes_to_looks_wrong(tmp_path: Path, row: str, warning: str) -> None:
    with pytest.warns(InputWarning) as caught:
        fleet(tmp_path, f"van,08:00,17:00,{row}")
    assert len(caught) == 1
    assert str(caught[0].message).startswith(f"fleet.csv, row 2, {warning}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fleet(tmp_path, f"van,,,{row}", "bike,08:00,17:00,07:30,16:59,60")


@pytest.mark.parametrize(
    ("title", "meant"),
    [("lunch_start", "break_start"), ("Break until", "break_end"), ("break_minutes", "break_min")],
)
def test_other_names_of_the_columns_are_asked_about(tmp_path: Path, title: str, meant: str) -> None:
    with pytest.warns(InputWarning, match=f"'{title}' .did you mean '{meant}'"):
        fleet(tmp_path, "van,12:00", header=f"id,{title}")

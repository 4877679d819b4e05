"""Rows and cells of a CSV, however its program writes them."""

from __future__ import annotations

import pytest
from csv_files import Write
from hypothesis import given, settings
from hypothesis import strategies as st

from vrp.errors import ReadError
from vrp.read.csv import read_csv


@pytest.mark.filterwarnings("ignore::vrp.InputWarning")  # places anywhere on earth
@settings(max_examples=40)
@given(
    delimiter=st.sampled_from(",;\t"),
    bom=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n"]),
    decimal_comma=st.booleans(),
    announced=st.booleans(),
    order=st.permutations(range(6)),
)
def test_every_dialect_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    delimiter: str,
    bom: bool,
    newline: str,
    decimal_comma: bool,
    announced: bool,
    order: list[int],
) -> None:
    rows = [
        ("id", "lat", "lon", "demand", "kind", "Memo"),
        ("d", "49.5", "8.5", "", "depot", "a"),
        ("x", "49.51", "8.25", "1.25", "", "ü, ;"),
        ("y", "-49", "8", "3", "stop", ""),
    ]

    def cell(text: str, row: int) -> str:
        text = text.replace(".", ",") if decimal_comma else text
        text = f" {text.upper()} " if row == 0 and text != "Memo" else text
        return f'"{text}"' if any(mark in text for mark in ",;\t") else text

    lines = [
        delimiter.join(cell(row[column], number) for column in order)
        for number, row in enumerate(rows)
    ]
    text = newline.join(["sep=" + delimiter] * announced + lines + [""])
    path = tmp_path_factory.mktemp("dialect") / "s.csv"
    path.write_bytes(text.encode("utf-8-sig" if bom else "utf-8"))
    instance = read_csv(path, vehicles=1)
    assert [(place.id, place.lat, place.lon) for place in instance.stops] == [
        ("x", 49.51, 8.25),
        ("y", -49.0, 8.0),
    ]
    assert [stop.delivery for stop in instance.stops] == [(125,), (300,)]
    assert instance.scale.load == (100,)
    assert instance.stops[0].extra == {"Memo": "ü, ;"}


def test_blank_lines_and_short_rows_are_no_problem(write: Write) -> None:
    text = "id,lat,lon,kind,demand\n\nd,49,8,depot\n,,,,\nx,49,8.1\n"
    instance = read_csv(write("s.csv", text), vehicles=1)
    assert [stop.id for stop in instance.stops] == ["x"]


@pytest.mark.parametrize(
    "above", [";;;;\n", "\n ; ;\t;;\n;;;;\n", '"";"";;;\r\n', "sep=;\n;;;;\n", ";;;;\nsep=;\n\n;\n"]
)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_blank_rows_above_the_header_are_passed_over(write: Write, above: str, bom: str) -> None:
    text = f"{bom}{above}id;lat;lon;kind;demand\nd;49,5;8;depot;\nx;49;8,1;;3\n"
    instance = read_csv(write("s.csv", text), vehicles=1)
    assert [stop.id for stop in instance.stops] == ["x"]
    with pytest.raises(ReadError) as refusal:
        read_csv(write("s.csv", text.replace("8,1", "east")), vehicles=1)
    row = above.count("\n") + 3
    assert str(refusal.value).startswith(f"s.csv, row {row}, column 'lon': 'east'")


def test_a_table_that_begins_in_the_second_row_and_column(write: Write) -> None:
    text = ",,,,\n,id,lat,lon,kind\n,d,49,8,depot\n,x,49,8.1,\n"
    instance = read_csv(write("s.csv", text), vehicles=1)
    assert [(stop.id, stop.extra) for stop in instance.stops] == [("x", {})]


def test_a_column_without_a_name_is_carried_by_its_number(write: Write) -> None:
    text = ",id,lat,lon,kind,\n0,d,49,8,depot,\n1,x,49,8.1,,\n"
    instance = read_csv(write("s.csv", text), vehicles=1)
    assert instance.stops[0].extra == {"column 1": "1"}

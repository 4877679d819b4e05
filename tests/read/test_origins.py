"""The column ``origin``: which stop goods come from, and everything that can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from stop_columns import StopColumns, row

from vrp.errors import ReadError
from vrp.read.csv import read_csv

COLUMNS = StopColumns("demand,release,origin")


def test_goods_come_from_another_row_above_or_below(tmp_path: Path) -> None:
    instance = COLUMNS.read(
        tmp_path, row("b", "2.5,,a"), row("a", "1,09:00,"), row("c", ",00:00,d"), row("d", ",,")
    )
    assert instance.origins == (1, None, 3, None)
    assert instance.destinations == (None, 0, None, 2)
    assert instance.deliveries.tolist() == [[0], [10], [0], [0]]
    assert instance.pickups.tolist() == [[-25], [25], [0], [0]]


def test_a_blank_column_says_nothing(tmp_path: Path) -> None:
    assert not COLUMNS.read(tmp_path, row("a", "1,,"), row("b", "1,,")).has_shipments


A = row("a", "1,,")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            [A, row("b", "1,,x")],
            "row 4, column 'origin': 'x' is no id of this file, expected that of the stop where "
            "the goods come from",
        ),
        (
            [row("a", "1,,a")],
            "row 3, column 'origin': 'a' is the id of the same row, expected that of another stop",
        ),
        (
            [A, row("b", "1,,hub")],
            "row 4, column 'origin': 'hub' is the id of a depot, expected a blank for goods that "
            "come from the depot",
        ),
        (
            [A, row("b", "1,,a"), row("c", "1,,a")],
            "row 5, column 'origin': 'a' is already the origin of row 4, expected a stop of its "
            "own for every shipment: several may be at one place",
        ),
        (
            [A, row("b", "1,,a"), row("c", "1,,b")],
            "row 5, column 'origin': 'b' is the id of row 4, which has an origin itself, expected "
            "a stop without: goods change hands once",
        ),
        (
            [A, row("b", "1,09:00,a")],
            "row 4, column 'release': '09:00' is when goods are at the depot, and those of this "
            "stop come from 'a', expected a blank: give 'a' a time window",
        ),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, rows: list[str], problem: str) -> None:
    assert COLUMNS.problems(tmp_path, *rows) == (f"stops.csv, {problem}",)


@pytest.mark.parametrize("origin", ["a", "0"])
def test_a_depot_has_no_origin(tmp_path: Path, origin: str) -> None:
    assert COLUMNS.problems(tmp_path, A, row("0", ",,"), of_depot=origin) == (
        f"stops.csv, row 2, column 'origin': '{origin}' is on a depot row, expected a blank: it is "
        "for stops only",
    )


def test_a_depot_given_by_its_coordinates_is_one_as_well(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    path.write_text("id,lat,lon,origin\na,49.4,8.7,depot\n", encoding="utf-8")
    with pytest.raises(ReadError, match="'depot' is the id of a depot, expected a blank"):
        read_csv(path, vehicles=1, depot=(49.4, 8.6))


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    found = COLUMNS.problems(
        tmp_path, row("a", "1,,b"), row("b", "x,,a"), row("c", "1,,c"), row("d", "1,,e")
    )
    assert [text.split(":")[0] for text in found] == [
        "stops.csv, row 3, column 'origin'",
        "stops.csv, row 4, column 'demand'",
        "stops.csv, row 4, column 'origin'",
        "stops.csv, row 5, column 'origin'",
        "stops.csv, row 6, column 'origin'",
    ]


def test_a_row_that_cannot_be_read_may_be_the_one_that_is_named(tmp_path: Path) -> None:
    found = COLUMNS.problems(tmp_path, row("b", "1,,a"), row("a", "1,,,,,many"))
    assert len(found) == 1
    assert "row 4: has 10 cells, expected 7" in found[0]


def test_other_names_of_the_column_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    path.write_text("id,kind,lat,lon,From\nhub,depot,49,8,\na,,49,8,b\nb,,49,8,\n")
    with pytest.warns(
        UserWarning, match="column 'From' is carried along unread, did you mean 'orig"
    ):
        read_csv(path, vehicles=1)

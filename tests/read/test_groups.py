"""The column ``one_of``: which stops are alternatives, and what can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from stop_columns import StopColumns, row

from vrp.read.csv import read_csv
from vrp.read.problems import InputWarning

COLUMNS = StopColumns("priority,prize,origin,One of")


def test_stops_of_one_name_are_alternatives(tmp_path: Path) -> None:
    rows = [row("a", "5,,,x"), row("b", ",,,"), row("c", "5.0,,,x"), row("d", ",0,,y")]
    instance = COLUMNS.read(tmp_path, *rows, row("e", ",,,alone"), row("f", "0,0,, y "))
    assert [stop.group for stop in instance.stops] == ["x", None, "x", "y", "alone", "y"]
    assert instance.groups == ((0, 2), (3, 5), (4,))
    assert [stop.priority for stop in instance.stops] == [5, 0, 5, 0, 0, 0]


def test_groups_that_differ_in_spelling_alone_are_warned_of(tmp_path: Path) -> None:
    rows = [row("a", ",,,Box 1"), row("b", ",,,Box-2"), row("c", ",,,box  1"), row("d", ",,,Box 1")]
    with pytest.warns(InputWarning) as warned:
        instance = COLUMNS.read(tmp_path, *rows)
    assert instance.groups == ((0, 3), (1,), (2,))
    assert [str(each.message) for each in warned] == [
        "stops.csv, row 5, column 'One of': 'box  1' is another group than 'Box 1' of row 3, and "
        "one stop of each is served: spell them alike if they are one"
    ]


def test_a_blank_column_says_nothing(tmp_path: Path) -> None:
    assert COLUMNS.read(tmp_path, row("a", "5,,,"), row("b", "6,,,")).groups == ()


X = row("a", "5,7,,x")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (
            [X, row("b", "6,7,,x")],
            "row 4, column 'priority': '6' is not that of row 3, which is of group 'x' as well, "
            "expected '5': one of them is served for all",
        ),
        (
            [X, row("b", ",7,,x")],
            "row 4, column 'priority': '' is not that of row 3, which is of group 'x' as well, "
            "expected '5': one of them is served for all",
        ),
        (
            [X, row("b", "5,7.5,,x")],
            "row 4, column 'prize': '7.5' is not that of row 3, which is of group 'x' as well, "
            "expected '7': one of them is served for all",
        ),
        (
            [row("a", ",,,x"), row("b", ",0,,x")],
            "row 4, column 'prize': '0' is not that of row 3, which is of group 'x' as well, "
            "expected a blank: one of them is served for all",
        ),
        (
            [row("a", ",,,"), row("b", ",,a,x")],
            "row 4, column 'One of': 'x' is on a row that has an origin, expected a blank: stops "
            "of shipments have no alternatives",
        ),
        (
            [row("a", ",,,x"), row("b", ",,a,")],
            "row 3, column 'One of': 'x' is on a row that is the origin of row 4, expected a "
            "blank: stops of shipments have no alternatives",
        ),
        (
            [row("a", "many,,,x"), row("b", "5,,,x"), row("c", "5,,,x")],
            "row 3, column 'priority': 'many' is not a number, expected a whole number from 0 to "
            "100",
        ),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, rows: list[str], problem: str) -> None:
    assert COLUMNS.problems(tmp_path, *rows) == (f"stops.csv, {problem}",)


@pytest.mark.parametrize("group", ["x", "0"])
def test_a_depot_is_in_no_group(tmp_path: Path, group: str) -> None:
    assert COLUMNS.problems(tmp_path, X, row("b", "5,7,,0"), of_depot=group) == (
        f"stops.csv, row 2, column 'One of': '{group}' is on a depot row, expected a blank: it is "
        "for stops only",
    )


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    found = COLUMNS.problems(tmp_path, X, row("b", "6,,,x"), row("c", "5,7,a,x"))
    assert [text.split(":")[0] for text in found] == [
        "stops.csv, row 3, column 'One of'",
        "stops.csv, row 4, column 'priority'",
        "stops.csv, row 4, column 'prize'",
        "stops.csv, row 5, column 'One of'",
    ]


@pytest.mark.parametrize("title", ["alternative", "Alternatives"])
def test_other_names_of_the_column_are_asked_about(tmp_path: Path, title: str) -> None:
    path = tmp_path / "stops.csv"
    path.write_text(f"id,kind,lat,lon,{title}\nhub,depot,49,8,\na,,49,8,x\nb,,49,8,x\n")
    with pytest.warns(UserWarning, match=f"column '{title}' is .* unread, did you mean 'one_of'"):
        assert read_csv(path, vehicles=1).groups == ()

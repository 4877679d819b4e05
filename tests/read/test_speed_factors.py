"""Speed factors from files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vrp.errors import ReadError
from vrp.read.speed_factors import read_speed_factors
from vrp.roads.road_classes import road_class_number

MOTORWAY, LINK = road_class_number("motorway"), road_class_number("motorway_link")
PRIMARY = road_class_number("primary")
TOML = """
["7-9"]
all = 0.8
motorway = 0.5
["22-2"]
primary = 1.25
"""
CSV = """hours,road_class,factor
7-9,all,0.8
7-9, motorway ,0.5

22-2,primary,1.25
"""


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "text"), [("speeds.toml", TOML), ("speeds.csv", CSV)])
def test_both_kinds_of_file_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    factors = read_speed_factors(written(tmp_path, name, text)).factors
    assert (factors[7:9, [MOTORWAY, LINK]] == 0.5).all()
    assert (factors[7:9, PRIMARY] == 0.8).all()
    assert np.flatnonzero(factors[:, PRIMARY] == 1.25).tolist() == [0, 1, 22, 23]
    assert (factors[9:22] == 1).all()


def test_what_spreadsheets_write_is_read_as_everywhere(tmp_path: Path) -> None:
    text = "\ufeffFactor;Hours;Road_Class;note\r\n0,8;7-9;all;\r\n0,5;7 - 9;motorway;x\r\n"
    expected = read_speed_factors(written(tmp_path, "a.csv", CSV.replace("22-2,primary,1.25", "")))
    for delimiter in ";\t":
        name = "semicolons.csv" if delimiter == ";" else "tabs.txt"
        path = written(tmp_path, name, text.replace(";", delimiter))
        np.testing.assert_array_equal(read_speed_factors(path).factors, expected.factors)


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        ("7,all", ["row 2, column 'factor': '' is missing, expected a number from 0.02 to 5"]),
        (
            "7,autobahn,0.5",
            ["row 2, column 'road_class': 'autobahn' is no class of road, expected all, "],
        ),
        (
            "7,all,fast",
            ["row 2, column 'factor': 'fast' is not a number, expected a number from 0.02 to 5"],
        ),
        ("7,all,0", ["row 2, column 'factor': '0' is out of range, expected a number from 0.02"]),
        ("7,all,nan", ["row 2, column 'factor': 'nan' is not a number, expected a number from"]),
        ("24,all,1", ["row 2, column 'hours': '24' is no hour from 0 to 23"]),
        ("7-7,all,1", ["row 2, column 'hours': '7-7' is no hour"]),
        ("7-,all,1", ["row 2, column 'hours': '7-' is no hour"]),
        ("7" * 5000 + ",all,1", ["row 2, column 'hours': '7777"]),
        (
            "7-9,all,1\n8,all,0.9",
            ["row 3, column 'hours': '8' has hour 8, in which all has a factor already"],
        ),
        (
            "7,all,1,9\n25,all,9",
            [
                "row 2: has 4 cells, expected 3 as in the header",
                "row 3, column 'hours': '25' is no hour",
                "row 3, column 'factor': '9' is out of range",
            ],
        ),
    ],
)
def test_what_is_wrong_in_a_csv_is_named(tmp_path: Path, rows: str, messages: list[str]) -> None:
    path = written(tmp_path, "speeds.csv", f"hours,road_class,factor\n{rows}\n")
    with pytest.raises(ReadError) as refusal:
        read_speed_factors(path)
    for problem, message in zip(refusal.value.problems, messages, strict=True):
        assert problem.startswith(f"speeds.csv, {message}")


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "speeds.csv", "hour,class\n7,all\n")
    with pytest.raises(ReadError, match="no column 'hours', 'road_class' or 'factor' in the"):
        read_speed_factors(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[7-9\n", "speeds.toml: is no TOML"),
        ("7 = 0.5\n", r"speeds.toml: 7 is 0.5, expected a table such as \[\"7-9\"\]"),
        ("[7]\nall = true\n", r"speeds.toml: \[7\] all: factor is True"),
        ("[7]\nall = nan\n", r"speeds.toml: \[7\] all: factor is nan, expected a number from 0.02"),
        ("[7]\nautobahn = 1\n", r"\[7\] autobahn: road_class 'autobahn' is no class of road"),
        ("[noon]\nall = 1\n", r"speeds.toml: \[noon\] all: hours 'noon' is no hour"),
        ("[7]\nall = 1\n['7-9']\nall = 1\n", r"\[7-9\] all: hours '7-9' has hour 7, in which"),
    ],
)
def test_what_is_wrong_in_a_toml_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_speed_factors(written(tmp_path, "speeds.toml", text))


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"missing.csv: cannot be read"):
        read_speed_factors(tmp_path / "missing.csv")

"""Speed factors from files, and the matrices that they make."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_roads import made_network

from vrp.errors import ReadError
from vrp.roads.network import RoadNetwork
from vrp.roads.road_classes import ROAD_CLASSES, road_class_number
from vrp.roads.traffic import SpeedFactors, read_speed_factors, traffic_matrices

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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hour,class\n", "has the columns hour, class, expected hours, road_class, factor"),
        ("hours,road_class,factor\n7,all\n", "row 2: has 2 cells, expected 3"),
        ("hours,road_class,factor\n7,autobahn,0.5\n", "row 2: road_class is 'autobahn'"),
        ("hours,road_class,factor\n7,all,fast\n", "row 2: factor is 'fast', expected 0.02 to 5"),
        ("hours,road_class,factor\n7,all,0\n", "row 2: factor is '0', expected 0.02"),
        ("hours,road_class,factor\n7,all,nan\n", "row 2: factor is 'nan', expected 0.02"),
        ("hours,road_class,factor\n24,all,1\n", "row 2: hours is '24', expected an hour from 0"),
        ("hours,road_class,factor\n7-7,all,1\n", "row 2: hours is '7-7'"),
        ("hours,road_class,factor\n7-,all,1\n", "row 2: hours is '7-'"),
        (
            "hours,road_class,factor\n7-9,all,1\n8,all,0.9\n",
            "row 3: all has a factor in hour 8 already",
        ),
    ],
)
def test_what_is_wrong_in_a_csv_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReadError, match=rf"speeds.csv: {message}"):
        read_speed_factors(written(tmp_path, "speeds.csv", text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[7-9\n", "speeds.toml: is no TOML"),
        ("7 = 0.5\n", r"speeds.toml: 7 is 0.5, expected a table such as \[\"7-9\"\]"),
        ("[7]\nall = true\n", r"speeds.toml: \[7\] all: factor is True"),
        ("[noon]\nall = 1\n", r"speeds.toml: \[noon\] all: hours is 'noon'"),
    ],
)
def test_what_is_wrong_in_a_toml_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_speed_factors(written(tmp_path, "speeds.toml", text))


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"missing.csv: cannot be read"):
        read_speed_factors(tmp_path / "missing.csv")


def test_factors_are_checked_and_kept_from_change() -> None:
    ones = np.ones((24, len(ROAD_CLASSES)))
    mine = SpeedFactors(ones)
    ones[3, MOTORWAY] = 9
    assert mine.factors[3, MOTORWAY] == 1
    with pytest.raises(ReadError, match="speed factor of motorway in hour 3 is 9"):
        SpeedFactors(ones)
    with pytest.raises(ReadError, match=r"speed factors have shape \(2,\)"):
        SpeedFactors(np.ones(2))


@pytest.fixture
def network() -> RoadNetwork:
    """A motorway with a bend, and a primary road straight beside it."""
    made = made_network(
        np.array([[49.0, 8.0], [49.0, 8.01]]),
        [(0, 1, "both", np.array([[49.002, 8.005]])), (0, 1, "both", np.empty((0, 2)))],
        duration_ms=[(30_000, 30_000), (40_000, 40_000)],
        length_dm=[9000, 7300],
    )
    return replace(made, road_class=np.where(made.length_dm == 9000, MOTORWAY, PRIMARY))


def test_every_hour_has_its_own_fastest_paths(network: RoadNetwork, tmp_path: Path) -> None:
    factors = read_speed_factors(written(tmp_path, "speeds.toml", TOML))
    told: list[tuple[int, int]] = []
    stack = traffic_matrices(
        network, [49.0, 49.0], [8.0, 8.01], factors, progress=lambda *done: told.append(done)
    )
    assert len(stack.matrices) == 3
    assert stack.at(12).durations_s[0, 1] == 30
    assert (stack.at(7).durations_s[0, 1], stack.at(7).distances_m[0, 1]) == (50, 730)
    assert stack.at(23).durations_s[0, 1] == 30
    assert stack.slowest().durations_s[0, 1] == 50
    assert told[-1] == (6, 6)


def test_hours_that_differ_on_roads_that_are_not_there_share_a_matrix(
    network: RoadNetwork, tmp_path: Path
) -> None:
    factors = read_speed_factors(
        written(tmp_path, "speeds.csv", "hours,road_class,factor\n7,ferry,0.5\n")
    )
    stack = traffic_matrices(network, [49.0, 49.0], [8.0, 8.01], factors)
    assert len(stack.matrices) == 1
    assert stack.matrix_of == (0,) * 24

"""Instances of the same name are told apart by where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from vrp.compare.names import distinct_names


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a/stops.csv", "b/stops.csv"], ["a/stops.csv", "b/stops.csv"]),
        (["/x/a/stops.csv", "/x/b/stops.csv"], ["a/stops.csv", "b/stops.csv"]),
        (["a/y/stops.csv", "b/y/stops.csv"], ["a/y/stops.csv", "b/y/stops.csv"]),
        (["stops.csv", "b/stops.csv"], ["stops.csv", "b/stops.csv"]),
        (["a/stops.csv", "a/stops.json"], ["stops.csv", "stops.json"]),
        (["/stops.csv", "stops.csv"], ["/stops.csv", "stops.csv"]),
        (["stops.csv", "stops.csv"], ["stops.csv", "stops.csv"]),
    ],
)
def test_the_shortest_ends_that_differ(paths: list[str], expected: list[str]) -> None:
    assert distinct_names(["stops", "stops"], list(map(Path, paths))) == expected


def test_names_of_their_own_stay() -> None:
    paths = [Path("a/x.csv"), Path("y.csv"), Path("b/x.csv")]
    assert distinct_names(["x", "y", "x"], paths) == ["a/x.csv", "y", "b/x.csv"]

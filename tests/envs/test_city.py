"""Cities: what they refuse, and that files give them back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_cities import small_city, small_history

from vrp.entities import MAX_VALUE
from vrp.envs.city import City, euclidean
from vrp.errors import ReadError


def _same(one: City, other: City) -> bool:
    arrays = ("lat", "lon", "distances_m", "durations_s")
    texts = ("name", "source", "attribution", "profile", "planar")
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in arrays) and all(
        getattr(one, n) == getattr(other, n) for n in texts
    )


def test_a_file_gives_the_city_back(tmp_path: Path) -> None:
    city = small_city()
    city.save(tmp_path / "city.npz")
    again = City.load(tmp_path / "city.npz")
    assert _same(city, again)
    assert again.history is None
    assert again.fingerprint == city.fingerprint


def test_a_file_gives_the_history_back(tmp_path: Path) -> None:
    city = small_city(history=small_history())
    city.save(tmp_path / "city.npz")
    again = City.load(tmp_path / "city.npz").history
    assert again is not None
    for name, values in vars(small_history()).items():
        assert np.array_equal(getattr(again, name), values)


def test_matrices_are_frozen_and_those_of_others_copied() -> None:
    matrix = np.array([[0, 1], [2, 0]], dtype=np.int64)
    city = City("two", np.zeros(2), np.ones(2), matrix, matrix)
    matrix[0, 1] = 9
    assert city.distances_m[0, 1] == 1
    assert city.distances_m.dtype == np.int32
    assert city.durations_s is city.distances_m
    with pytest.raises(ValueError, match="read-only"):
        city.distances_m[0, 1] = 3


def test_other_matrices_have_another_fingerprint() -> None:
    assert small_city(seed=1).fingerprint != small_city(seed=2).fingerprint
    assert small_city().fingerprint == replace(small_city(), name="other").fingerprint


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lat": np.zeros(3)}, r"lat and lon have shapes \(3,\) and \(2,\)"),
        ({"lat": np.array([0.0, np.nan])}, r"lat\[1\] is nan, expected a number"),
        ({"lat": np.zeros(2, dtype=int)}, "lat has dtype int64, expected float64"),
        ({"distances_m": np.zeros((2, 3), dtype=int)}, r"distances_m has shape \(2, 3\)"),
        ({"distances_m": np.zeros((2, 2))}, "distances_m has dtype float64, expected int32"),
        ({"durations_s": np.array([[0, -1], [1, 0]])}, r"durations_s\[0, 1\] is -1, expected 0 to"),
        ({"durations_s": np.array([[0, 1], [1, 5]])}, r"durations_s\[1, 1\] is 5, expected 0"),
        ({"durations_s": np.array([[0, 1], [MAX_VALUE, 0]])}, rf"\[1, 0\] is {MAX_VALUE}"),
        ({"durations_s": np.array([[0, 2**40], [1, 0]])}, r"durations_s\[0, 1\] is 2147483647"),
        ({"history": small_history()}, "history: points has 5, expected 0 to 1"),
    ],
)
def test_what_makes_no_city_is_refused(change: dict[str, Any], message: str) -> None:
    matrix = np.array([[0, 1], [2, 0]])
    fields = {"lat": np.zeros(2), "lon": np.ones(2), "distances_m": matrix, "durations_s": matrix}
    with pytest.raises(ReadError, match=message):
        City(name="two", **(fields | change))


def _written_without(tmp_path: Path, *names: str, **others: object) -> Path:
    path = tmp_path / "city.npz"
    small_city(history=small_history()).save(path)
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive.files if name not in names}
    np.savez(path, **(arrays | others))
    return path


def test_a_file_without_matrices_says_what_to_do(tmp_path: Path) -> None:
    path = _written_without(tmp_path, "distances_m", "lat")
    with pytest.raises(ReadError, match=r"city\.npz: has no lat, distances_m; make it again with"):
        City.load(path)


def test_a_file_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is a city of version 7, expected 1; make it again"):
        City.load(_written_without(tmp_path, version=np.array(7)))


def test_a_file_with_half_a_history_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"city\.npz: has no history_depots; make it again"):
        City.load(_written_without(tmp_path, "history_depots"))


def test_a_file_with_impossible_values_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"city\.npz: lat and lon have shapes"):
        City.load(_written_without(tmp_path, lat=np.zeros(3)))


def test_nearest_point_and_how_far() -> None:
    city = small_city()
    point, metres = city.nearest(city.lat[7], city.lon[7])
    assert (point, metres) == (7, 0.0)
    square = euclidean(5, rng=np.random.default_rng(0))
    assert square.nearest(square.lat[2] + 3, square.lon[2] + 4) == (2, 5.0)


def test_euclidean_cities_round_straight_lines() -> None:
    city = euclidean(40, side_m=1000, rng=np.random.default_rng(1))
    assert city.planar
    assert city.durations_s is city.distances_m
    ways = np.hypot(city.lat[:, None] - city.lat, city.lon[:, None] - city.lon)
    assert np.array_equal(city.distances_m, np.floor(ways + 0.5))
    assert {city.lat.min() % 1, city.lon.max() % 1} == {0.0}


def test_euclidean_cities_have_a_speed() -> None:
    city = euclidean(40, speed_m_per_s=8.0, rng=np.random.default_rng(1))
    assert np.abs(city.durations_s * 8.0 - city.distances_m).max() <= 5
    assert np.array_equal(city.distances_m, euclidean(40, rng=np.random.default_rng(1)).distances_m)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": 1}, "points is 1"),
        ({"side_m": 0}, "side_m is 0"),
        ({"speed_m_per_s": 0.0}, r"speed_m_per_s is 0\.0"),
    ],
)
def test_impossible_squares_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        euclidean(rng=np.random.default_rng(0), **options)

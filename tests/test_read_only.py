"""What was checked once cannot be changed through memory that it shares."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from vrp.envs.city import City
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.plane import Plane
from vrp.read_only import ReadOnlyArrays, read_only, seal
from vrp.roads.matrices import RoadMatrices
from vrp.roads.network import RoadNetwork
from vrp.roads.network_checks import frozen


def view_of(array: np.ndarray) -> np.ndarray:
    """Read-only, of memory that the array itself can still write to."""
    view = array.view()
    view.flags.writeable = False
    return view


def test_an_array_that_nobody_can_write_to_is_shared() -> None:
    array = np.arange(6, dtype=np.int32)
    array.flags.writeable = False
    assert read_only(array, np.int32) is array
    rows = array.reshape(2, 3)
    assert read_only(rows, np.int32) is rows
    from_bytes = np.frombuffer(bytes(8), dtype=np.int32)
    assert read_only(from_bytes, np.int32) is from_bytes


@pytest.mark.parametrize("steps", [1, 3])
def test_a_read_only_view_of_a_writeable_array_is_copied(steps: int) -> None:
    array = np.zeros(6, dtype=np.int32)
    view = array[1:]
    for _ in range(steps):
        view = view_of(view)
    copy = read_only(view, np.int32)
    array[:] = 9
    assert copy.tolist() == [0] * 5
    assert not copy.flags.writeable


def test_memory_of_others_is_copied() -> None:
    memory = bytearray(8)
    copy = read_only(view_of(np.frombuffer(memory, dtype=np.int32)), np.int32)
    memory[0] = 1
    assert copy.tolist() == [0, 0]


def test_other_types_and_orders_are_copied() -> None:
    array = view_of(np.arange(6.0).reshape(2, 3).T)
    copy = read_only(array, np.int32)
    assert copy.dtype == np.int32
    assert copy.flags.c_contiguous


def test_sealed_memory_is_shared() -> None:
    rows = np.arange(6, dtype=np.int32).reshape(2, 3)
    seal(rows)
    assert read_only(rows, np.int32) is rows


def test_matrices_of_an_instance_stay_as_they_were_validated() -> None:
    matrix = np.ones((2, 2), dtype=np.int32)
    view = view_of(matrix)
    instance = Instance(
        (Depot("d"),), (Stop("a"),), (Vehicle("v"),), view, view, hourly_durations_s=(view,) * 24
    )
    matrix[0, 1] = -5
    assert instance.distances_m[0, 1] == instance.durations_s[0, 1] == 1
    assert instance.durations_s is instance.distances_m
    assert instance.hourly_durations_s is not None
    assert instance.hourly_durations_s[0][0, 1] == 1


def test_cities_planes_and_networks_stay_as_they_were_validated() -> None:
    matrix = 1 - np.eye(2, dtype=np.int32)
    places = np.zeros(2)
    city = City("c", places, places, view_of(matrix), view_of(matrix))
    points = np.array([[0.0, 0.0], [3.0, 4.0]])
    plane = Plane(view_of(points))
    lengths = np.ones(3, dtype=np.int64)
    kept = frozen("length", view_of(lengths), np.int64)
    matrix[0, 1], points[1, 0], lengths[0] = -5, np.nan, -1
    assert city.distances_m[0, 1] == 1
    assert plane[0, 1] == 5
    assert kept.tolist() == [1, 1, 1]


@dataclass(frozen=True, eq=False)
class Arrays(ReadOnlyArrays):
    """One on its own, several, and none."""

    one: np.ndarray
    several: tuple[np.ndarray, ...]
    none: int = 7


@pytest.mark.parametrize("again", [copy.deepcopy, lambda all: pickle.loads(pickle.dumps(all))])
def test_copies_are_as_read_only(again: Callable[[Any], Any]) -> None:
    given = Arrays(read_only([1, 2], np.int32), (read_only([3], np.int32), np.zeros(1)))
    other = again(given)
    assert other.none == 7
    for array in (other.one, *other.several):
        assert not array.flags.writeable
    assert other.one.tolist() == [1, 2]


@pytest.mark.parametrize("kind", [Instance, Plane, City, RoadMatrices, RoadNetwork])
def test_what_promises_read_only_arrays_keeps_them_so(kind: type) -> None:
    assert issubclass(kind, ReadOnlyArrays)

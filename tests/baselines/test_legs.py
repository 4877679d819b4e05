from __future__ import annotations

import dataclasses

import numpy as np
from small_instances import plain, with_vehicle

from vrp.baselines.legs import Legs
from vrp.instance import NO_WAY


def test_nowhere_is_no_distance_from_anywhere() -> None:
    instance = plain(1)
    legs = Legs(instance)
    assert legs.nowhere == instance.n_locations
    assert (legs.metres[:-1, :-1] == instance.distances_m).all()
    assert not legs.metres[-1].any()
    assert not legs.metres[:, -1].any()
    assert legs.end(0) == 0
    assert Legs(with_vehicle(instance, end=None)).end(0) == legs.nowhere


def test_a_leg_without_a_way_counts_as_the_longest_that_has_one() -> None:
    instance = plain(1)
    distances = np.array(instance.distances_m)
    longest = int(np.delete(distances.ravel(), np.ravel_multi_index((1, 2), distances.shape)).max())
    distances[1, 2] = NO_WAY
    legs = Legs(dataclasses.replace(instance, distances_m=distances))
    assert np.argwhere(legs.missing).tolist() == [[1, 2]]
    assert legs.metres[1, 2] == longest
    assert legs.metres.max() == longest


def test_what_is_charged_need_not_be_what_is_driven() -> None:
    instance = plain(1)
    ones = np.ones_like(instance.distances_m)
    legs = Legs(dataclasses.replace(instance, generalised_m=ones))
    assert legs.charged_m[1, 2] == 1
    assert legs.metres[1, 2] == instance.distances_m[1, 2]


def test_faster_vehicles_take_fewer_seconds() -> None:
    legs = Legs(plain(1))
    assert (legs.seconds(2.0)[:-1, :-1] == legs.instance.durations_for(2.0)).all()

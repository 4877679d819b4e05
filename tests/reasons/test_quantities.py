"""Excesses as people read them, rounded up so that the change that is named is enough."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.instance import Depot, Instance, Scale, Vehicle
from vrp.reasons.excess import Excess
from vrp.reasons.phrases import listed, stops
from vrp.reasons.quantities import Quantities, Shown


def quantities(scale: Scale | None = None, *, planar: bool = False) -> Quantities:
    nowhere = np.zeros((1, 1), dtype=np.int32)
    return Quantities(
        Instance(
            (Depot("d"),),
            (),
            (Vehicle("v"),),
            nowhere,
            nowhere,
            load_names=("kg", "m3"),
            scale=scale or Scale(),
            planar=planar,
        )
    )


@pytest.mark.parametrize(
    ("constraint", "value", "limit", "shown"),
    [
        ("shift", 64_830, 64_800, ("18:00:30", "18:00:00", "30 s")),
        ("shift", 64_861, 64_800, ("18:02", "18:00", "2 min")),
        ("shift", 64_861, 64_801, ("18:01:01", "18:00:01", "1 min")),
        ("time window", 72_000, 64_800, ("20:00", "18:00", "2 h")),
        ("time window", 90_000, 64_800, ("01:00 +1d", "18:00", "7 h")),
        ("max duration", 29_101, 28_800, ("8 h 06 min", "8 h", "6 min")),
        ("max duration", 59, 0, ("59 s", "0 s", "59 s")),
        ("max distance", 84_010, 60_000, ("84.1 km", "60 km", "24.1 km")),
        ("max distance", 60_001, 60_000, ("60.001 km", "60 km", "1 m")),
        ("max distance", 60_250, 60_050, ("60.25 km", "60.05 km", "0.2 km")),
        ("capacity", 120, 100, ("120", "100", "20")),
        ("max stops", 3, 2, ("3", "2", "1")),
    ],
)
def test_excess(constraint: str, value: int, limit: int, shown: tuple[str, str, str]) -> None:
    assert quantities().shown(Excess(constraint, value, limit, 0.0)) == Shown(*shown)


def test_planar_numbers_are_divided_by_their_scale() -> None:
    planar = quantities(Scale(distance=10, duration=10), planar=True)
    for constraint in ("time window", "max duration", "max distance"):
        excess = Excess(constraint, 1234, 1000, 0.0)
        assert planar.shown(excess) == Shown("123.4", "100", "23.4")


def test_loads_are_divided_by_the_scale_of_their_dimension() -> None:
    excess = Excess("capacity", 1250, 1000, 0.0, 1)
    assert quantities(Scale(load=(1, 100))).shown(excess) == Shown("12.5", "10", "2.5")


def test_costs() -> None:
    assert quantities(Scale(cost=1_000_000)).cost(12_300_000) == "12.30"
    assert quantities().cost(12) == "12"


def test_lists_and_plurals() -> None:
    assert [listed(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]
    assert [stops(number) for number in (0, 1, 2)] == ["0 stops", "1 stop", "2 stops"]

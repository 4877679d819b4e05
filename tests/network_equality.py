"""Comparing networks, array by array."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from vrp.roads.network import RoadNetwork


def differing_fields(one: RoadNetwork, other: RoadNetwork) -> list[str]:
    """Names of fields in which two networks differ, NaN being equal to NaN."""
    return [
        field.name
        for field in fields(RoadNetwork)
        if not _equal(getattr(one, field.name), getattr(other, field.name))
    ]


def _equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        floats = one.dtype.kind == "f"
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=floats)
    return bool(one is other or one == other)

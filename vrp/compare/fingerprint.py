"""The same problem has the same fingerprint, wherever it was read from."""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np

from vrp.instance import Depot, Instance, LegMatrix, Stop, Vehicle
from vrp.plane import Plane

__all__ = ["fingerprint"]

#: Fields that no plan and no cost depends on, and those that refer to other stops by a name.
_DESCRIPTIVE = frozenset({"id", "name", "address", "extra", "lat", "lon", "origin", "group"})
#: Left out where they say nothing: results from before they were there keep their fingerprints.
_LATER = frozenset({"breaks", "setup_s", "overtime_after_s", "cost_per_overtime_s"})
_LENGTH = 16


def fingerprint(instance: Instance) -> str:
    """Hash of everything that decides which plans are valid and what they cost.

    Names, coordinates and columns that are carried through make no difference; the order of stops
    and vehicles does.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for legs in (instance.distances_m, instance.durations_s, instance.generalised_m):
        if legs is not None:
            digest.update(_bytes(legs))
        digest.update(b"|")
    records: tuple[Depot | Stop | Vehicle, ...] = (
        *instance.depots,
        *instance.stops,
        *instance.vehicles,
    )
    for record in records:
        digest.update(repr(_decisive(record)).encode())
    if instance.has_shipments:
        digest.update(repr(instance.origins).encode())
    # A group of one is as good as none.
    groups = [group for group in instance.groups if len(group) > 1]
    if groups:
        digest.update(repr(groups).encode())
    return digest.hexdigest()[:_LENGTH]


def _bytes(legs: LegMatrix) -> bytes:
    if isinstance(legs, Plane):
        rule = np.array([legs.scale, legs.offset, legs.ceiled, legs.divisor])
        return np.concatenate([legs.points.ravel(), rule]).astype("<f8").tobytes()
    return np.ascontiguousarray(legs, dtype="<i4").tobytes()


def _decisive(record: Depot | Stop | Vehicle) -> list[object]:
    values = (
        getattr(record, field.name)
        for field in dataclasses.fields(record)
        if field.name not in _DESCRIPTIVE
        and (field.name not in _LATER or getattr(record, field.name) != field.default)
    )
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]

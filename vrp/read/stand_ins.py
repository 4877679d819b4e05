"""What a user may give in a word instead of a file or a row: the depot, and a fleet of equals."""

from __future__ import annotations

import math
from decimal import Decimal

from vrp.errors import ReadError
from vrp.instance import MAX_LOAD, Depot, Vehicle
from vrp.read.columns import LOAD_DECIMALS
from vrp.read.loads import LoadDimensions
from vrp.read.vehicles import COST_PER_M

__all__ = ["MAX_VEHICLES", "depot_at", "equal_vehicles", "exact_capacity"]

#: Most vehicles of one kind.
MAX_VEHICLES = 10**6


def depot_at(place: tuple[float, float] | None) -> tuple[Depot, ...]:
    """Make the depot with the id ``depot`` at a latitude and longitude, or none of ``None``.

    Raises
    ------
    ReadError
        If there is no such place.
    """
    if place is None:
        return ()
    lat, lon = place
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        swapped = " (they look swapped)" if abs(lat) <= 180 and abs(lon) <= 90 else ""
        raise ReadError(
            f"depot is {lat},{lon}{swapped}, expected a latitude from -90 to 90 and a longitude "
            "from -180 to 180"
        )
    return (Depot("depot", float(lat), float(lon)),)


def exact_capacity(capacity: float | None) -> Decimal | None:
    """Read a capacity as it was written, with up to three decimals.

    Raises
    ------
    ReadError
        If it is no capacity.
    """
    if capacity is None:
        return None
    if not (math.isfinite(capacity) and 0 <= capacity <= MAX_LOAD):
        raise ReadError(f"capacity is {capacity}, expected 0 to {MAX_LOAD}")
    exact = Decimal(str(capacity))
    if round(exact, LOAD_DECIMALS) != exact:
        raise ReadError(f"capacity is {capacity}, expected at most {LOAD_DECIMALS} decimals")
    return exact


def equal_vehicles(
    count: int, capacity: Decimal | None, dimensions: LoadDimensions
) -> tuple[Vehicle, ...]:
    """Make ``count`` vehicles at the first depot whose plan costs its kilometres.

    Parameters
    ----------
    count
        How many.
    capacity
        Of each in the only load dimension; ``None`` for no limit.
    dimensions
        Load dimensions and their scale.

    Raises
    ------
    ReadError
        If the count is no count, or the capacity could be of several dimensions.
    """
    if not 1 <= count <= MAX_VEHICLES:
        raise ReadError(f"vehicles is {count}, expected 1 to {MAX_VEHICLES} of them")
    if capacity is None:
        return (Vehicle("vehicle", count, cost_per_m=COST_PER_M),)
    if len(dimensions.names) > 1:
        raise ReadError(
            f"capacity {capacity} of which of the {len(dimensions.names)} load dimensions? "
            "Expected a vehicles.csv with a column 'capacity_<name>' for each"
        )
    units = int(capacity * dimensions.scale[0])
    if units > MAX_LOAD:
        raise ReadError(
            f"capacity is {capacity}, expected at most {MAX_LOAD // dimensions.scale[0]}"
        )
    return (Vehicle("vehicle", count, (units,), cost_per_m=COST_PER_M),)

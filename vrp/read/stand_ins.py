"""What a user may give in a word instead of a file or a row: the depot, and a fleet of equals."""

from __future__ import annotations

from decimal import Decimal
from numbers import Integral

from vrp.errors import ReadError
from vrp.instance import MAX_LOAD, Depot, Vehicle
from vrp.read.columns import LOAD_DECIMALS
from vrp.read.loads import LoadDimensions
from vrp.read.money import Money

__all__ = ["MAX_VEHICLES", "depot_at", "equal_vehicles", "exact_capacity", "vehicle_count"]

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
    try:
        lat, lon = map(float, place)
    except (TypeError, ValueError) as error:
        raise ReadError(f"depot is {place!r}, expected a latitude and a longitude") from error
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        swapped = " (they look swapped)" if abs(lat) <= 180 and abs(lon) <= 90 else ""
        raise ReadError(
            f"depot is {lat},{lon}{swapped}, expected a latitude from -90 to 90 and a longitude "
            "from -180 to 180"
        )
    return (Depot("depot", lat, lon),)


def exact_capacity(capacity: float | None) -> Decimal | None:
    """Read a capacity as it was written, with up to three decimals.

    Raises
    ------
    ReadError
        If it is no capacity.
    """
    if capacity is None:
        return None
    try:
        fits = 0 <= float(capacity) <= MAX_LOAD
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise ReadError(f"capacity is {capacity}, expected 0 to {MAX_LOAD}")
    exact = Decimal(str(capacity))
    if round(exact, LOAD_DECIMALS) != exact:
        raise ReadError(f"capacity is {capacity}, expected at most {LOAD_DECIMALS} decimals")
    return exact


def vehicle_count(count: object) -> int:
    """Read a number of vehicles.

    Raises
    ------
    ReadError
        If it is no such number.
    """
    if not (isinstance(count, Integral) and 1 <= int(count) <= MAX_VEHICLES):
        raise ReadError(f"vehicles is {count!r}, expected 1 to {MAX_VEHICLES} of them")
    return int(count)


def equal_vehicles(
    count: int, capacity: Decimal | None, dimensions: LoadDimensions, money: Money
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
    money
        What costs are counted in.

    Raises
    ------
    ReadError
        If the capacity could be of several dimensions, or is more than any.
    """
    if capacity is None:
        return (Vehicle("vehicle", count, cost_per_m=money.per_m),)
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
    return (Vehicle("vehicle", count, (units,), cost_per_m=money.per_m),)

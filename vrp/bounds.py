"""The bounds that depots, stops and vehicles keep, each of its own."""

from __future__ import annotations

import datetime
import math
import sys
from collections.abc import Mapping

from vrp.entities import MAX_COST, MAX_LOAD, MAX_VALUE, Break, Depot, Scale, Stop, Vehicle
from vrp.errors import InstanceError

__all__ = [
    "check_depot",
    "check_range",
    "check_shown",
    "check_stop",
    "check_text",
    "check_vehicle",
]


def check_range(what: str, value: int, low: int, high: int) -> None:
    """Refuse what is no whole number within bounds.

    Raises
    ------
    InstanceError
        Naming what it is, the value and the bounds.
    """
    if type(value) is not int:
        raise InstanceError(f"{what} is {value!r}, expected a whole number from {low} to {high}")
    if not low <= value <= high:
        raise InstanceError(f"{what} is {value}, expected {low} to {high}")


def check_shown(scale: Scale, load_names: tuple[str, ...], epoch: str | None) -> None:
    """Refuse what no report could be written with.

    Raises
    ------
    InstanceError
        Naming the field, the value and what was expected.
    """
    if not isinstance(scale, Scale):
        raise InstanceError(f"scale is {scale!r}, expected a Scale")
    if not isinstance(scale.load, tuple):
        raise InstanceError(f"scale: load is {scale.load!r}, expected a number for every load")
    for name in ("distance", "duration", "cost"):
        check_range(f"scale: {name}", getattr(scale, name), 1, MAX_COST)
    for units in scale.load:
        check_range("scale: load", units, 1, MAX_LOAD)
    if scale.load and len(scale.load) != len(load_names):
        raise InstanceError(
            f"scale: load has {len(scale.load)} dimensions, expected {len(load_names)}"
        )
    if len(set(load_names)) < len(load_names):
        raise InstanceError(f"load_names are {load_names}, expected each of them once")
    if epoch is None:
        return
    try:
        datetime.date.fromisoformat(epoch)
    except (TypeError, ValueError) as error:
        raise InstanceError(f"epoch is {epoch!r}, expected an ISO date or None") from error


def _check_place(what: str, place: Depot | Stop, planar: bool) -> None:
    _check_id(what, place.id)
    for name in ("name", "address"):
        check_text(f"{what}: {name}", getattr(place, name))
    _check_extra(what, place.extra)
    if place.lat is None and place.lon is None:
        return
    bounds = (sys.float_info.max,) * 2 if planar else (90, 180)
    for name, bound in zip(("lat", "lon"), bounds, strict=True):
        degrees = getattr(place, name)
        if type(degrees) not in (int, float) or not abs(degrees) <= bound:
            expected = "a number" if planar else f"degrees from -{bound} to {bound}"
            raise InstanceError(f"{what}: {name} is {degrees!r}, expected {expected}")


def check_text(what: str, value: object) -> None:
    """Refuse what is no text.

    Raises
    ------
    InstanceError
        Naming what it is, and the value.
    """
    if not isinstance(value, str):
        raise InstanceError(f"{what} is {value!r}, expected text")


def _check_id(what: str, identifier: object) -> None:
    """Refuse what no file could name: readers take a blank id for a missing one."""
    check_text(f"{what}: id", identifier)
    if not str(identifier).strip():
        raise InstanceError(f"{what}: id is {identifier!r}, expected text that is not blank")


def _check_extra(what: str, extra: object) -> None:
    """Refuse what could not be written to the output, after all the work of planning."""
    if not isinstance(extra, Mapping):
        raise InstanceError(f"{what}: extra is {extra!r}, expected texts by the names of columns")
    for column, cell in extra.items():
        check_text(f"{what}: a column of extra", column)
        is_number = isinstance(cell, bool | int | float) and math.isfinite(cell)
        if not (cell is None or is_number or isinstance(cell, str)):
            raise InstanceError(f"{what}: extra[{column!r}] is {cell!r}, expected text")


def _check_skills(what: str, skills: object) -> None:
    if not (isinstance(skills, frozenset) and all(isinstance(each, str) for each in skills)):
        raise InstanceError(f"{what}: skills are {skills!r}, expected a set of words")


def _check_window(what: str, window: object) -> None:
    if not (isinstance(window, tuple) and len(window) == 2):
        raise InstanceError(
            f"{what} is {window!r}, expected a start and an end in seconds, such as (0, 3600)"
        )
    start, end = window
    for bound in window:
        if type(bound) is not int:
            raise InstanceError(f"{what} is {start!r} to {end!r}, expected whole seconds")
    if not 0 <= start <= end <= MAX_VALUE:
        raise InstanceError(
            f"{what} is {start} to {end}, expected 0 <= start <= end <= {MAX_VALUE} seconds"
        )


def _check_loads(what: str, loads: object, dimensions: int) -> None:
    if not isinstance(loads, tuple):
        raise InstanceError(
            f"{what} is {loads!r}, expected a whole number, or a tuple with one for every load"
        )
    if loads and len(loads) != dimensions:
        raise InstanceError(
            f"{what} has {len(loads)} dimensions, expected {dimensions}, as many as load_names"
        )
    for units in loads:
        check_range(what, units, 0, MAX_LOAD)


def check_depot(depot: Depot, planar: bool) -> None:
    """Refuse a depot that breaks a bound of its own.

    Raises
    ------
    InstanceError
        Naming the depot, the field, the value and the bound.
    """
    what = f"depot {depot.id!r}"
    _check_place(what, depot, planar)
    _check_window(f"{what}: window", depot.window)


def check_stop(stop: Stop, dimensions: int, planar: bool) -> None:
    """Refuse a stop that breaks a bound of its own.

    Raises
    ------
    InstanceError
        Naming the stop, the field, the value and the bound.
    """
    what = f"stop {stop.id!r}"
    _check_place(what, stop, planar)
    _check_loads(f"{what}: delivery", stop.delivery, dimensions)
    _check_loads(f"{what}: pickup", stop.pickup, dimensions)
    _check_skills(what, stop.skills)
    check_range(f"{what}: service_s", stop.service_s, 0, MAX_VALUE)
    check_range(f"{what}: setup_s", stop.setup_s, 0, MAX_VALUE)
    check_range(f"{what}: release_s", stop.release_s, 0, MAX_VALUE)
    check_range(f"{what}: priority", stop.priority, 0, 100)
    if stop.prize is not None:
        check_range(f"{what}: prize", stop.prize, 0, MAX_COST)
    if stop.group is not None:
        check_text(f"{what}: group", stop.group)
    if stop.origin is not None:
        check_text(f"{what}: origin", stop.origin)
        if stop.release_s:
            raise InstanceError(
                f"{what}: release_s is {stop.release_s}, expected 0: its goods come from stop "
                f"{stop.origin!r} rather than from the depot, so give that one a window"
            )
    if not isinstance(stop.windows, tuple):
        raise InstanceError(f"{what}: windows is {stop.windows!r}, expected pairs of seconds")
    for window in stop.windows:
        _check_window(f"{what}: window", window)
    for before, after in zip(stop.windows, stop.windows[1:], strict=False):
        if after[0] <= before[1]:
            raise InstanceError(f"{what}: windows {before} and {after} overlap or are unsorted")


def _check_place_of_depots(what: str, number: object, depots: int) -> None:
    if type(number) is not int:
        raise InstanceError(
            f"{what} is {number!r}, expected the place of a depot among depots, 0 to {depots - 1}"
        )
    check_range(what, number, 0, depots - 1)


def check_vehicle(vehicle: Vehicle, depots: int, dimensions: int) -> None:
    """Refuse a vehicle that breaks a bound of its own, or starts or ends at no depot.

    Raises
    ------
    InstanceError
        Naming the vehicle, the field, the value and the bound.
    """
    what = f"vehicle {vehicle.id!r}"
    _check_id(what, vehicle.id)
    _check_extra(what, vehicle.extra)
    check_range(f"{what}: count", vehicle.count, 1, 10**6)
    _check_place_of_depots(f"{what}: start", vehicle.start, depots)
    if vehicle.end is not None:
        _check_place_of_depots(f"{what}: end", vehicle.end, depots)
    limited = vehicle.capacity
    if isinstance(limited, tuple):
        limited = tuple(MAX_LOAD if units is None else units for units in limited)
    _check_loads(f"{what}: capacity", limited, dimensions)
    _check_skills(what, vehicle.skills)
    _check_window(f"{what}: shift_s", vehicle.shift_s)
    for name in ("max_distance_m", "max_duration_s", "max_stops", "overtime_after_s"):
        limit = getattr(vehicle, name)
        if limit is not None:
            check_range(f"{what}: {name}", limit, 0, 2**62)
    for name in ("cost_fixed", "cost_per_m", "cost_per_s", "cost_per_overtime_s"):
        check_range(f"{what}: {name}", getattr(vehicle, name), 0, MAX_COST)
    if vehicle.cost_per_overtime_s and vehicle.overtime_after_s is None:
        raise InstanceError(
            f"{what}: overtime_after_s is None beside a cost_per_overtime_s of "
            f"{vehicle.cost_per_overtime_s}, expected the seconds after which that is paid"
        )
    for name in ("max_reloads", "reload_s"):
        check_range(f"{what}: {name}", getattr(vehicle, name), 0, MAX_VALUE)
    _check_breaks(what, vehicle.breaks)
    factor = vehicle.speed_factor
    if type(factor) not in (int, float) or not 0.01 <= factor <= 100:
        raise InstanceError(f"{what}: speed_factor is {factor!r}, expected 0.01 to 100")


def _check_breaks(what: str, breaks: object) -> None:
    if not isinstance(breaks, tuple) or not all(isinstance(each, Break) for each in breaks):
        raise InstanceError(f"{what}: breaks is {breaks!r}, expected a tuple of Break")
    if len(breaks) > 1:
        raise InstanceError(f"{what}: breaks has {len(breaks)} entries, expected one at most")
    for each in breaks:
        _check_window(f"{what}: break", (each.earliest_s, each.latest_s))
        check_range(f"{what}: break: duration_s", each.duration_s, 1, MAX_VALUE)

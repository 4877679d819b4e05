"""``vehicles.csv``: the fleet."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from vrp.instance import MAX_VALUE, Depot, Vehicle
from vrp.read.breaks import BREAK_COLUMNS, read_breaks
from vrp.read.column_names import ColumnNames
from vrp.read.columns import Bounds, Columns
from vrp.read.loads import LoadDimensions
from vrp.read.money import Money
from vrp.read.windows import read_windows, single_window

__all__ = ["COLUMNS", "KNOWN_COLUMNS", "read_vehicles"]

KNOWN_COLUMNS = (
    *("id", "count", "capacity", "start", "end", "shift_start", "shift_end"),
    *("max_km", "max_min", "max_stops", "cost_fixed", "cost_per_km", "cost_per_hour"),
    *("skills", "speed_factor", "max_reloads", "reload_min", *BREAK_COLUMNS),
    *("overtime_after_min", "cost_per_overtime_hour"),
)

_COSTS = ("cost_fixed", "cost_per_km", "cost_per_hour")
#: Both of a row are filled in, or none.
_OVERTIME = ("overtime_after_min", "cost_per_overtime_hour")

COLUMNS = ColumnNames(
    KNOWN_COLUMNS,
    # Every load dimension has its own.
    ("capacity",),
    numbers=(
        *("count", "max_km", "max_min", "max_stops", *_COSTS),
        *("speed_factor", "max_reloads", "reload_min", "break_min", *_OVERTIME),
    ),
    small=("speed_factor",),
    synonyms={
        **dict.fromkeys(("number", "quantity", "vehicles", "amount"), "count"),
        **dict.fromkeys(("max_load", "payload", "load", "max_weight"), "capacity"),
        **dict.fromkeys(("depot", "start_depot"), "start"),
        **dict.fromkeys(("start_time", "tw_start", "window_start"), "shift_start"),
        **dict.fromkeys(("end_time", "tw_end", "window_end"), "shift_end"),
        **dict.fromkeys(("max_distance", "max_kilometres", "max_kilometers", "range"), "max_km"),
        **dict.fromkeys(("max_duration", "max_minutes", "max_time"), "max_min"),
        **dict.fromkeys(("fixed_cost", "fixed_costs", "fixed", "cost"), "cost_fixed"),
        **dict.fromkeys(("km_cost", "cost_km", "distance_cost"), "cost_per_km"),
        **dict.fromkeys(("hourly_cost", "cost_hour", "cost_per_h", "hourly_wage"), "cost_per_hour"),
        **dict.fromkeys(("overtime_after", "overtime_min", "regular_min"), "overtime_after_min"),
        **dict.fromkeys(("overtime_cost", "overtime_per_hour"), "cost_per_overtime_hour"),
        **dict.fromkeys(("reloads", "max_trips"), "max_reloads"),
        **dict.fromkeys(("break_from", "break_earliest", "lunch_start"), "break_start"),
        **dict.fromkeys(("break_to", "break_until", "break_latest", "lunch_end"), "break_end"),
        **dict.fromkeys(("break_minutes", "break_duration", "lunch_min"), "break_min"),
        **dict.fromkeys(("vehicle", "vehicle_id", "type", "name"), "id"),
        "end_depot": "end",
        "skill": "skills",
        "speed": "speed_factor",
    },
)

_COUNT = Bounds(0, 10**6, "a whole number from 0 to 1000000")
_KM = Bounds(0, MAX_VALUE / 1000, f"kilometres from 0 to {MAX_VALUE // 1000}")
_MINUTES = Bounds(0, MAX_VALUE / 60, f"minutes from 0 to {MAX_VALUE // 60}")
_STOPS = Bounds(1, 10**6, "a whole number from 1 to 1000000")
_RELOADS = Bounds(0, 10**6, "a whole number from 0 to 1000000")
_SPEED = Bounds(0.01, 100, "a number from 0.01 to 100")


def read_vehicles(
    columns: Columns,
    dimensions: LoadDimensions,
    epoch: datetime.date | None,
    depots: Sequence[Depot],
    money: Money,
) -> tuple[Vehicle, ...]:
    """Make the fleet of the rows of a file; what is wrong goes to the columns' problems.

    A row of count 0 is a vehicle that is not there today: it is checked, and left out.

    Parameters
    ----------
    columns
        The table.
    dimensions
        Load dimensions and their scale.
    epoch
        The date of second 0.
    depots
        The depots that ``start`` and ``end`` name.
    money
        What costs are counted in.
    """
    ids = columns.ids({})
    counts = columns.integers("count", _COUNT, 1)
    capacities = dimensions.capacities(columns)
    starts, ends = _ends(columns, depots)
    shifts = [
        single_window(columns, entry, "shift_start", windows)
        for entry, windows in enumerate(read_windows(columns, "shift_start", "shift_end", epoch))
    ]
    kilometres = columns.numbers("max_km", _KM, None)
    minutes = columns.numbers("max_min", _MINUTES, None)
    stops = columns.integers("max_stops", _STOPS, None)
    fixed, per_km, per_hour = (money.prices(columns, name) for name in _COSTS)
    # Columns that nobody filled in say as little as columns that are not there: the cost of a plan
    # is its kilometres then.
    free = not any(any(columns.text(name)) for name in _COSTS)
    regular = columns.numbers("overtime_after_min", _MINUTES, None)
    overtime = money.prices(columns, "cost_per_overtime_hour")
    _check_overtime(columns)
    skills = columns.sets("skills")
    speeds = columns.numbers("speed_factor", _SPEED, 1.0)
    reloads = columns.integers("max_reloads", _RELOADS, 0)
    reload_minutes = columns.numbers("reload_min", _MINUTES, 0.0)
    breaks = read_breaks(columns, epoch, shifts)
    return tuple(
        Vehicle(
            id=ids[entry],
            count=counts[entry],
            capacity=capacities[entry],
            start=starts[entry],
            end=ends[entry],
            shift_s=shifts[entry],
            max_distance_m=_scaled(kilometres[entry], 1000),
            max_duration_s=_scaled(minutes[entry], 60),
            max_stops=stops[entry],
            cost_fixed=fixed[entry] or 0,
            cost_per_m=money.per_m if free else per_km[entry] or 0,
            cost_per_s=per_hour[entry] or 0,
            skills=skills[entry],
            speed_factor=speeds[entry],
            extra=columns.extra(entry),
            max_reloads=reloads[entry],
            reload_s=round(60 * reload_minutes[entry]),
            breaks=breaks[entry],
            overtime_after_s=_scaled(regular[entry], 60),
            cost_per_overtime_s=overtime[entry] or 0,
        )
        for entry in range(len(columns))
        if counts[entry]
    )


def _check_overtime(columns: Columns) -> None:
    """Overtime is what begins somewhere and costs something."""
    after, price = (columns.text(name) for name in _OVERTIME)
    for entry, cells in enumerate(zip(after, price, strict=True)):
        for name, cell, other in zip(_OVERTIME, cells, reversed(_OVERTIME), strict=True):
            if not cell and any(cells):
                columns.report(entry, name, f"is missing beside {other}, expected both or neither")


def _scaled(value: float | None, factor: int) -> int | None:
    return None if value is None else round(value * factor)


def _ends(columns: Columns, depots: Sequence[Depot]) -> tuple[list[int], list[int | None]]:
    """Depots where the vehicles start and end; without a column ``end`` they return."""
    numbers = {depot.id: number for number, depot in enumerate(depots)}
    expected = "expected a depot of the stops: " + ", ".join(map(repr, list(numbers)[:10]))
    starts: list[int] = []
    for entry, depot in enumerate(columns.text("start")):
        if depots and depot not in numbers and (depot or len(depots) > 1):
            columns.report(entry, "start", f"is {'no depot' if depot else 'empty'}, {expected}")
        starts.append(numbers.get(depot, 0))
    if "end" not in columns:
        return starts, list(starts)
    ends: list[int | None] = []
    for entry, depot in enumerate(columns.text("end")):
        if depots and depot and depot not in numbers:
            columns.report(entry, "end", f"is no depot, {expected}, or a blank for an open route")
        ends.append(numbers.get(depot))
    return starts, ends

"""routes.csv and unassigned.csv: the plan for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from vrp.instance import Depot, Instance, Stop
from vrp.report.group_name import group_name
from vrp.report.plan import Plan, PlannedRoute
from vrp.report.rests import PlacedRest
from vrp.report.shipment_ends import shipment_ends
from vrp.report.units import clock_text, load_numbers, plain_number
from vrp.timetable import Reload, Visit

__all__ = ["routes_csv", "unassigned_csv"]

_ENDS = ("origin", "destination")


def routes_csv(plan: Plan) -> str:
    """One row per place and break of every route, in driving order.

    The row of a break has its begin as ``arrival`` and its end as ``departure``. It names the stop
    or depot where it is taken, which has the times of a row of its own, and nothing on the road.

    Returns
    -------
    str
        Columns ``vehicle``, ``position`` (0 for the depot it leaves from), ``kind`` (``depot``,
        ``stop``, ``reload`` for a return to the depot within the route, or ``break``), ``id``,
        ``name``, ``address``, ``arrival``, ``wait_s``, ``departure``, ``load_after`` (one per load
        dimension), ``leg_m`` and ``leg_s`` (from the place before; blank for breaks),
        ``leg_estimated`` (``yes`` where those two are), where there are shipments ``origin`` and
        ``destination`` (the ids of the stops that goods come from and go to), where there are
        groups of alternatives ``one_of`` (of which this stop is the one that is served), then the
        columns carried through from the input. A route that ends at a depot has a last row for it.
    """
    instance = plan.instance
    loads = [f"load_after_{name}" if name else "load_after" for name in instance.load_names]
    header = [
        *("vehicle", "position", "kind", "id", "name", "address"),
        *("arrival", "wait_s", "departure", *loads, "leg_m", "leg_s", "leg_estimated"),
        *_bonds(instance),
    ]
    carried = _carried_columns((*instance.depots, *instance.stops))
    rows = (
        [planned.label, str(position), *row]
        for planned in plan.routes
        for position, row in enumerate(_route_rows(instance, planned, carried))
    )
    return _csv([*header, *_renamed(carried, header)], rows)


def unassigned_csv(plan: Plan) -> str:
    """One row per stop on no route, highest priority first, with the reason.

    Returns
    -------
    str
        Columns ``id``, ``name``, ``address``, ``priority``, ``constraint``, ``reason``, where there
        are groups of alternatives ``one_of``, then the columns carried through from the input. All
        stops of a group of which none is served have a row.
    """
    header = ["id", "name", "address", "priority", "constraint", "reason"]
    header += ["one_of"] if plan.instance.groups else []
    stops = plan.instance.stops
    carried = _carried_columns(stops)
    rows = (
        [
            *(*_place(stop), str(stop.priority), reason.constraint, reason.text),
            *([stop.group or ""] if plan.instance.groups else []),
            *_extra(stop, carried),
        ]
        for reason in plan.reasons
        for stop in (stops[reason.stop],)
    )
    return _csv([*header, *_renamed(carried, header)], rows)


def _route_rows(
    instance: Instance, planned: PlannedRoute, carried: Sequence[str]
) -> list[list[str]]:
    schedule = planned.schedule
    vehicle = instance.vehicles[planned.route.vehicle]
    estimated = ["yes" if leg else "" for leg in planned.estimated_legs]
    no_bonds = [""] * len(_bonds(instance))
    start = instance.depots[vehicle.start]
    rows = [
        [
            *("depot", *_place(start), "", "", clock_text(instance, schedule.departure_s)),
            *load_numbers(instance, schedule.load_at_start),
            *("", "", "", *no_bonds, *_extra(start, carried)),
        ]
    ]
    rows += [
        _call_row(instance, start, call, leg, carried)
        for call, leg in zip(schedule.calls, estimated, strict=False)
    ]
    placed = PlacedRest.of(instance, planned.route.vehicle, schedule)
    if placed is not None:
        blank = ["", "", "", *no_bonds, *("" for _ in carried)]
        rows.insert(placed.rest.position + 1, [*_rest_cells(instance, placed), *blank])
    if vehicle.end is not None:
        end = instance.depots[vehicle.end]
        back = [
            *("depot", *_place(end), clock_text(instance, schedule.return_s), "", ""),
            *load_numbers(instance, schedule.visits[-1].load_after),
            plain_number(schedule.last_leg_m, instance.scale.distance),
            plain_number(schedule.last_leg_s, instance.scale.duration),
            *(estimated[-1], *no_bonds, *_extra(end, carried)),
        ]
        rows.append(back)
    return rows


def _call_row(
    instance: Instance, depot: Depot, call: Visit | Reload, estimated: str, carried: Sequence[str]
) -> list[str]:
    place: Depot | Stop = depot
    named: dict[str, str] = {}
    if isinstance(call, Visit):
        place = instance.stops[call.stop]
        named = shipment_ends(instance, call.stop) | group_name(place)
    return [
        "reload" if isinstance(call, Reload) else "stop",
        *_place(place),
        clock_text(instance, call.arrival_s),
        plain_number(call.wait_s, instance.scale.duration),
        clock_text(instance, call.departure_s),
        *load_numbers(instance, call.load_after),
        plain_number(call.leg_m, instance.scale.distance),
        plain_number(call.leg_s, instance.scale.duration),
        estimated,
        *(named.get(bond, "") for bond in _bonds(instance)),
        *_extra(place, carried),
    ]


def _rest_cells(instance: Instance, placed: PlacedRest) -> list[str]:
    rest = placed.rest
    return [
        "break",
        *(("", "", "") if placed.place is None else _place(placed.place)),
        clock_text(instance, rest.start_s),
        "",
        clock_text(instance, rest.end_s),
        *load_numbers(instance, placed.load),
    ]


def _bonds(instance: Instance) -> tuple[str, ...]:
    """Columns that name what a stop is served with or in place of, as far as there is any."""
    return (
        *(_ENDS if instance.has_shipments else ()),
        *(("one_of",) if instance.groups else ()),
    )


def _place(place: Depot | Stop) -> tuple[str, str, str]:
    return (place.id, place.name, place.address)


def _carried_columns(places: Iterable[Depot | Stop]) -> list[str]:
    """Names of the carried-through columns, in the order in which they first appear."""
    extras: Iterable[Mapping[str, str]] = (place.extra for place in places)
    return list(dict.fromkeys(name for extra in extras for name in extra))


def _extra(place: Depot | Stop, carried: Sequence[str]) -> list[str]:
    return [place.extra.get(name, "") for name in carried]


def _renamed(carried: Sequence[str], header: Sequence[str]) -> list[str]:
    """Keep column names unique when the input used one of ours for something else."""
    taken = {*header, *carried}
    names = []
    for name in carried:
        unique = name
        if name in header:
            while unique in taken:
                unique = f"input_{unique}"
            taken.add(unique)
        names.append(unique)
    return names


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()

"""What report.html shows: texts ready to print, numbers only where something is drawn from them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from vrp.instance import MAX_VALUE, Depot, Instance, Stop, Vehicle
from vrp.report.backdrop import backdrop
from vrp.report.colours import UNASSIGNED_COLOUR
from vrp.report.encoded_lines import encode_lines
from vrp.report.geometry import LegGeometry, Point, location_point, route_line
from vrp.report.plan import Plan, PlannedRoute
from vrp.report.provenance import attribution_text, estimate_text, traffic_text
from vrp.report.rests import PlacedRest
from vrp.report.run_facts import run_facts, trace_data
from vrp.report.shipment_ends import shipment_text
from vrp.report.units import (
    clock_text,
    cost_parts,
    cost_text,
    distance_text,
    distance_unit,
    duration_text,
    gap,
    load_text,
    span_text,
    undated,
    utilisation,
    windows_text,
)
from vrp.timetable import Reload, Visit

__all__ = ["page_data"]

Json = dict[str, Any]

_TICK_STEPS_S = (300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400)
_MAX_TICKS = 14
#: Of a degree, about a metre each: streets keep their bends.
_WAY_STEPS = 100_000
_MOST_STREETS = 8


def page_data(plan: Plan, leg_geometry: LegGeometry | None = None) -> Json:
    """Everything that the page draws, as JSON values."""
    date = plan.instance.epoch
    plan = dataclasses.replace(plan, instance=undated(plan.instance))
    instance = plan.instance
    return {
        "title": instance.name,
        "date": date or "",
        "planar": instance.planar,
        "estimated": instance.estimated,
        "estimate": estimate_text(plan),
        "attribution": attribution_text(instance, leg_geometry),
        "traffic": traffic_text(instance),
        "distanceUnit": distance_unit(instance),
        "unassignedColour": UNASSIGNED_COLOUR,
        "figures": _figures(plan),
        "depots": [_place(depot) for depot in instance.depots],
        "stops": [_stop(instance, number) for number in range(len(instance.stops))],
        "routes": [_route(instance, planned, leg_geometry) for planned in plan.routes],
        "unassigned": [
            {
                "stop": reason.stop,
                "priority": instance.stops[reason.stop].priority,
                "constraint": reason.constraint,
                "reason": reason.text,
            }
            for reason in plan.reasons
        ],
        "wayUnit": 1 / _WAY_STEPS,
        "backdrop": _backdrop(leg_geometry),
        "ticks": _ticks(plan),
        "trace": trace_data(instance, plan.solution),
        "run": run_facts(instance, plan.solution),
    }


def _figures(plan: Plan) -> list[Json]:
    instance, solution = plan.instance, plan.solution
    distance = distance_text(instance, plan.distance_m)
    cost = {"label": "Cost", "value": cost_text(instance, solution.cost.total)}
    named = cost_parts(instance, solution.cost)
    parts = [f"{text} {name}" for name, text in named] if len(named) > 1 else []
    return [
        cost | {"notes": parts},
        *_gap_figure(plan),
        {
            "label": "Distance",
            "value": " ".join(filter(None, (distance, distance_unit(instance)))),
            "notes": [],
            "estimated": instance.estimated,
        },
        {
            "label": "Duration",
            "value": duration_text(instance, plan.duration_s),
            "notes": [
                f"{duration_text(instance, seconds)} {what}"
                for seconds, what in _parts_of_duration(plan)
            ],
            "estimated": instance.estimated,
        },
        {
            "label": "Vehicles used",
            "value": f"{len(solution.routes):,}",
            "notes": [f"of {instance.n_vehicles:,}"],
        },
        {
            "label": "Stops served",
            "value": f"{plan.n_served:,}",
            "notes": [f"of {plan.instance.n_to_serve:,}"],
        },
        {
            "label": "Unserved",
            "value": f"{plan.n_left_out:,}",
            "notes": [],
            "alert": bool(solution.unassigned),
        },
    ]


def _parts_of_duration(plan: Plan) -> list[tuple[int, str]]:
    parts = [(plan.driving_s, "driving"), (plan.wait_s, "waiting")]
    others = [(plan.rest_s, "breaks"), (plan.overtime_s, "overtime")]
    return parts + [part for part in others if part[0]]


def _gap_figure(plan: Plan) -> list[Json]:
    instance = plan.instance
    excess = gap(instance, plan.solution.cost.total, plan.solution.unserved)
    if excess is None:
        return []
    best = cost_text(instance, instance.best_known_cost or 0)
    return [{"label": "Gap", "value": f"{excess:+.2%}", "notes": [f"to best known {best}"]}]


def _place(place: Depot | Stop) -> Json:
    point = location_point(place)
    return {
        "id": place.id,
        "name": place.name,
        "address": place.address,
        "point": None if point is None else list(point),
        "extra": dict(place.extra),
    }


def _stop(instance: Instance, number: int) -> Json:
    stop = instance.stops[number]
    delivery, pickup = instance.deliveries[number].tolist(), stop.pickup
    return _place(stop) | {
        "windows": windows_text(instance, stop.windows),
        "delivery": load_text(instance, delivery) if any(delivery) else "",
        "pickup": load_text(instance, pickup) if any(pickup) else "",
        "shipment": shipment_text(instance, number),
        "group": stop.group or "",
        "skills": ", ".join(sorted(stop.skills)),
        "service": duration_text(instance, stop.service_s) if stop.service_s else "",
    }


def _route(instance: Instance, planned: PlannedRoute, leg_geometry: LegGeometry | None) -> Json:
    route, schedule = planned.route, planned.schedule
    vehicle = instance.vehicles[route.vehicle]
    share = utilisation(instance, route.vehicle, schedule.peak_load)
    line = route_line(instance, route, leg_geometry)
    last = len(schedule.calls)
    service_s = sum(instance.stops[stop].service_s for stop in route.stops)
    service_s += sum(reload.service_s for reload in schedule.reloads)
    overtime_s = vehicle.overtime_s(schedule.duration_s)
    calls = [
        _call(instance, call, line.streets[number], planned.estimated_legs[number])
        for number, call in enumerate(schedule.calls)
    ]
    facts = {
        "label": planned.label,
        "colour": planned.colour,
        "start": vehicle.start,
        "end": vehicle.end,
        "ways": [_way(points) for points in line.ways],
        "departure": clock_text(instance, schedule.departure_s),
        "return": clock_text(instance, schedule.return_s),
        "span": span_text(instance, schedule.departure_s, schedule.return_s),
        "startS": schedule.departure_s,
        "endS": schedule.return_s,
        "distance": distance_text(instance, schedule.distance_m),
        "duration": duration_text(instance, schedule.duration_s),
        "driving": duration_text(instance, schedule.driving_s),
        "waiting": duration_text(instance, schedule.wait_s) if schedule.wait_s else "–",
        "service": duration_text(instance, service_s),
        "overtime": duration_text(instance, overtime_s) if overtime_s else "",
        "load": load_text(instance, schedule.peak_load),
        "capacity": _capacity_text(instance, vehicle),
        "utilisation": share,
        "loadAtStart": load_text(instance, schedule.load_at_start),
        "lastLeg": distance_text(instance, schedule.last_leg_m),
        "lastLegDriving": duration_text(instance, schedule.last_leg_s),
        "lastStreets": "" if vehicle.end is None else _streets_text(line.streets[last]),
        "lastLegEstimated": vehicle.end is not None and planned.estimated_legs[last],
        "visits": [call for call in calls if "stop" in call],
    }
    if schedule.reloads:
        facts["reloads"] = [call for call in calls if "after" in call]
    placed = PlacedRest.of(instance, route.vehicle, schedule)
    if placed is not None:
        facts["breaks"] = [_rest(instance, placed)]
    return facts


def _rest(instance: Instance, placed: PlacedRest) -> Json:
    """A break after so many visits, and the stop that it is taken at."""
    rest = placed.rest
    return {
        "after": rest.position,
        "stop": placed.stop,
        "where": ", ".join(filter(None, (placed.place_id, placed.where))),
        "text": f"{span_text(instance, rest.start_s, rest.end_s)}, {placed.where}",
        "start": clock_text(instance, rest.start_s),
        "end": clock_text(instance, rest.end_s),
        "load": load_text(instance, placed.load),
        "times": [rest.start_s, rest.end_s],
    }


def _call(
    instance: Instance, call: Visit | Reload, streets: tuple[str, ...], estimated: bool
) -> Json:
    """A visit to a stop, or a reload after so many of them."""
    which: Json
    setup_s = 0
    if isinstance(call, Visit):
        which, start_s, setup_s = {"stop": call.stop}, call.start_s, call.setup_s
    else:
        which, start_s = {"after": call.position}, call.departure_s - call.service_s
    return which | {
        "arrival": clock_text(instance, call.arrival_s),
        "setup": duration_text(instance, setup_s) if setup_s else "",
        "wait": duration_text(instance, call.wait_s) if call.wait_s else "",
        "departure": clock_text(instance, call.departure_s),
        "load": load_text(instance, call.load_after),
        "leg": distance_text(instance, call.leg_m),
        "driving": duration_text(instance, call.leg_s),
        "streets": _streets_text(streets),
        "legEstimated": estimated,
        "times": [call.arrival_s, call.arrival_s + setup_s, start_s, call.departure_s],
    }


def _way(points: Sequence[Point]) -> str:
    """Longitudes and latitudes of a leg along streets; empty for a straight one."""
    if not points:
        return ""
    places = np.rint(np.asarray(points) * _WAY_STEPS).astype(np.int64)
    new = np.append(True, np.any(np.diff(places, axis=0), axis=1))
    x, y = places[new].T
    return encode_lines(x, y, np.array([0, x.size]))


def _backdrop(leg_geometry: LegGeometry | None) -> Json | None:
    streets = None if leg_geometry is None else leg_geometry.streets
    return None if streets is None else backdrop(streets)


def _streets_text(streets: tuple[str, ...]) -> str:
    """``Long Road → Quay → Mill Lane``; a long way in the middle left out."""
    if len(streets) <= _MOST_STREETS:
        return " → ".join(streets)
    half = _MOST_STREETS // 2
    return " → ".join((*streets[:half], "…", *streets[-half:]))


def _capacity_text(instance: Instance, vehicle: Vehicle) -> str:
    """Capacities in every limited dimension; empty where nothing is limited."""
    limited = [units or 0 for units in vehicle.capacity]
    if all(units is None for units in vehicle.capacity):
        return ""
    if None not in vehicle.capacity:
        return load_text(instance, limited)
    texts = load_text(instance, limited).split(", ")
    pairs = zip(texts, vehicle.capacity, strict=True)
    return ", ".join(text for text, units in pairs if units is not None)


def _ticks(plan: Plan) -> list[list[Any]]:
    """Seconds and text of the marks on the time axis, around all routes."""
    if not plan.routes:
        return []
    instance = plan.instance
    first = min(planned.schedule.departure_s for planned in plan.routes)
    last = max(planned.schedule.return_s for planned in plan.routes)
    step = _tick_step(instance, max(last - first, 1))
    start, stop = first // step * step, -(-last // step) * step
    return [[second, clock_text(instance, second)] for second in range(start, stop + 1, step)]


def _tick_step(instance: Instance, span: int) -> int:
    if not instance.planar:
        for step in _TICK_STEPS_S:
            if span / (step * instance.scale.duration) <= _MAX_TICKS:
                return step * instance.scale.duration
    powers: list[int] = [10**exponent for exponent in range(len(str(MAX_VALUE)) + 1)]
    steps = [factor * power for power in powers for factor in (1, 2, 5)]
    return next(step for step in steps if span / step <= _MAX_TICKS)

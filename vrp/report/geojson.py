"""routes.geojson: the plan for map software (RFC 7946)."""

from __future__ import annotations

import json
from typing import Any

from vrp.instance import Depot, Instance, Stop
from vrp.reasons import Reason
from vrp.report.colours import UNASSIGNED_COLOUR
from vrp.report.geometry import LegGeometry, RouteLine, location_point, route_line
from vrp.report.group_name import group_name
from vrp.report.plan import Plan, PlannedRoute
from vrp.report.provenance import attribution_text
from vrp.report.rests import PlacedRest
from vrp.report.shipment_ends import shipment_ends
from vrp.report.units import clock_text, load_numbers, windows_text
from vrp.timetable import Visit

__all__ = ["routes_geojson"]

Feature = dict[str, Any]

#: A tenth of a metre.
_DECIMALS = 6


def routes_geojson(plan: Plan, leg_geometry: LegGeometry | None = None) -> str:
    """A LineString per route and a Point per depot, served stop, reload, break and unassigned stop.

    A break is at a stop or a depot, as ``where`` says, or on the road, where it has no geometry.
    Positions are ``[lon, lat]``. Places without coordinates have a null geometry. Planar instances
    give ``[x, y]`` and say so with a foreign member ``"planar": true``. Other foreign members are
    ``"estimated"``, with what the distances were estimated from, and ``"attribution"``. Stops of a
    shipment have the id of the other one, as ``origin`` or ``destination``; those with alternatives
    have the name of their group, as ``one_of``, and those in whose place another is served are left
    out.

    Parameters
    ----------
    plan
        What to show.
    leg_geometry
        The ways that the legs take; straight lines if ``None``.
    """
    instance = plan.instance
    features = [_depot(depot) for depot in instance.depots]
    for planned in plan.routes:
        line = route_line(instance, planned.route, leg_geometry)
        features.append(_route(instance, planned, line))
        features += [
            _call(instance, planned, number, line) for number in range(len(planned.schedule.calls))
        ]
        placed = PlacedRest.of(instance, planned.route.vehicle, planned.schedule)
        features += [] if placed is None else [_rest(instance, planned, placed)]
    features += [_unassigned(instance, reason) for reason in plan.reasons]
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if instance.planar:
        collection["planar"] = True
    if instance.estimated:
        collection["estimated"] = instance.matrix_source
    attribution = attribution_text(instance, leg_geometry)
    if attribution:
        collection["attribution"] = attribution
    collection["features"] = features
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _feature(geometry: dict[str, Any] | None, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(place: Depot | Stop) -> dict[str, Any] | None:
    point = location_point(place)
    return None if point is None else {"type": "Point", "coordinates": list(point)}


def _place(kind: str, place: Depot | Stop) -> dict[str, Any]:
    return {"kind": kind, "id": place.id, "name": place.name, "address": place.address}


def _depot(depot: Depot) -> Feature:
    style = {"marker-symbol": "square", "marker-color": "#222222"}
    return _feature(_point(depot), _place("depot", depot) | style)


def _route(instance: Instance, planned: PlannedRoute, route: RouteLine) -> Feature:
    schedule = planned.schedule
    line = [(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in route.points]
    properties = {
        "kind": "route",
        "vehicle": planned.label,
        "stroke": planned.colour,
        "stops": len(schedule.visits),
        "distance_m": schedule.distance_m / instance.scale.distance,
        "duration_s": schedule.duration_s / instance.scale.duration,
        "departure": clock_text(instance, schedule.departure_s),
        "return": clock_text(instance, schedule.return_s),
        **_leg(planned, len(schedule.calls), route),
    }
    if not line:
        return _feature(None, properties)
    if len(line) == 1:
        # RFC 7946 wants at least two positions, even where all stops share the depot's place.
        line = line * 2
    geometry = {"type": "LineString", "coordinates": [list(point) for point in line]}
    return _feature(geometry, properties)


def _call(instance: Instance, planned: PlannedRoute, number: int, route: RouteLine) -> Feature:
    """A stop or a reload, which have their positions in routes.csv."""
    call, rest = planned.schedule.calls[number], planned.schedule.rest
    position = number + 1 if rest is None or number < rest.position else number + 2
    details: dict[str, Any] = {"vehicle": planned.label, "position": position}
    kind = "reload"
    place: Depot | Stop = instance.depots[instance.vehicles[planned.route.vehicle].start]
    if isinstance(call, Visit):
        kind, place = "stop", instance.stops[call.stop]
        details["window"] = windows_text(instance, instance.stops[call.stop].windows)
        details |= shipment_ends(instance, call.stop) | group_name(instance.stops[call.stop])
    details |= {
        "arrival": clock_text(instance, call.arrival_s),
        "wait_s": call.wait_s / instance.scale.duration,
        "departure": clock_text(instance, call.departure_s),
        "load_after": [float(number) for number in load_numbers(instance, call.load_after)],
        "marker-color": planned.colour,
        **_leg(planned, number, route),
    }
    return _feature(_point(place), _place(kind, place) | details)


def _rest(instance: Instance, planned: PlannedRoute, placed: PlacedRest) -> Feature:
    rest, place = placed.rest, placed.place
    details = {
        "vehicle": planned.label,
        "position": rest.position + 1,
        "where": placed.where,
        "arrival": clock_text(instance, rest.start_s),
        "departure": clock_text(instance, rest.end_s),
        "load_after": [float(number) for number in load_numbers(instance, placed.load)],
        "marker-color": planned.colour,
    }
    if place is None:
        return _feature(None, {"kind": "break"} | details)
    return _feature(_point(place), _place("break", place) | details)


def _leg(planned: PlannedRoute, number: int, route: RouteLine) -> dict[str, Any]:
    """What is known of a leg beyond its length: of a call the one to it, of a route the last."""
    if number == len(route.streets):
        return {}
    facts: dict[str, Any] = {}
    if route.streets[number]:
        facts["streets"] = list(route.streets[number])
    if planned.estimated_legs[number]:
        facts["leg_estimated"] = True
    return facts


def _unassigned(instance: Instance, reason: Reason) -> Feature:
    stop = instance.stops[reason.stop]
    why = {
        "priority": stop.priority,
        "constraint": reason.constraint,
        "reason": reason.text,
        "marker-color": UNASSIGNED_COLOUR,
        **shipment_ends(instance, reason.stop),
        **group_name(stop),
    }
    return _feature(_point(stop), _place("unassigned", stop) | why)

"""routes.geojson: the plan for map software (RFC 7946)."""

from __future__ import annotations

import json
from typing import Any

from vrp.instance import Depot, Instance, Stop
from vrp.reasons import Reason
from vrp.report.colours import UNASSIGNED_COLOUR
from vrp.report.geometry import LegGeometry, location_point, route_line
from vrp.report.plan import Plan, PlannedRoute
from vrp.report.units import clock_text, load_numbers, windows_text
from vrp.schedule import Visit

__all__ = ["routes_geojson"]

Feature = dict[str, Any]


def routes_geojson(plan: Plan, leg_geometry: LegGeometry | None = None) -> str:
    """A LineString per route and a Point per depot, served stop and unassigned stop.

    Positions are ``[lon, lat]``. Places without coordinates have a null geometry. Planar instances
    give ``[x, y]`` and say so with a foreign member ``"planar": true``.

    Parameters
    ----------
    leg_geometry
        The points driven through between two locations; straight lines if ``None``.
    """
    instance = plan.instance
    features = [_depot(depot) for depot in instance.depots]
    for planned in plan.routes:
        features.append(_route(instance, planned, leg_geometry))
        features += [
            _stop(instance, planned, position, visit)
            for position, visit in enumerate(planned.schedule.visits, start=1)
        ]
    features += [_unassigned(instance, reason) for reason in plan.reasons]
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if instance.planar:
        collection["planar"] = True
    if instance.estimated:
        collection["estimated"] = instance.matrix_source
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


def _route(instance: Instance, planned: PlannedRoute, leg_geometry: LegGeometry | None) -> Feature:
    schedule = planned.schedule
    line = route_line(instance, planned.route, leg_geometry).points
    properties = {
        "kind": "route",
        "vehicle": planned.label,
        "stroke": planned.colour,
        "stops": len(schedule.visits),
        "distance_m": schedule.distance_m / instance.scale.distance,
        "duration_s": schedule.duration_s / instance.scale.duration,
        "departure": clock_text(instance, schedule.departure_s),
        "return": clock_text(instance, schedule.return_s),
    }
    if not line:
        return _feature(None, properties)
    if len(line) == 1:
        # RFC 7946 wants at least two positions, even where all stops share the depot's place.
        line = line * 2
    geometry = {"type": "LineString", "coordinates": [list(point) for point in line]}
    return _feature(geometry, properties)


def _stop(instance: Instance, planned: PlannedRoute, position: int, visit: Visit) -> Feature:
    stop = instance.stops[visit.stop]
    details = {
        "vehicle": planned.label,
        "position": position,
        "window": windows_text(instance, stop.windows),
        "arrival": clock_text(instance, visit.arrival_s),
        "wait_s": visit.wait_s / instance.scale.duration,
        "departure": clock_text(instance, visit.departure_s),
        "load_after": [float(number) for number in load_numbers(instance, visit.load_after)],
        "marker-color": planned.colour,
    }
    return _feature(_point(stop), _place("stop", stop) | details)


def _unassigned(instance: Instance, reason: Reason) -> Feature:
    stop = instance.stops[reason.stop]
    why = {
        "priority": stop.priority,
        "constraint": reason.constraint,
        "reason": reason.text,
        "marker-color": UNASSIGNED_COLOUR,
    }
    return _feature(_point(stop), _place("unassigned", stop) | why)

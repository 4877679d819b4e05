"""The plan in the text form of CVRPLIB, to be compared with published solutions."""

from __future__ import annotations

from vrp.instance import Instance
from vrp.report.units import plain_number
from vrp.solution import Route, Solution, route_legs

__all__ = ["solution_to_sol"]


def solution_to_sol(instance: Instance, solution: Solution) -> str:
    """Routes as ``Route #k: …`` and the total as ``Cost …``.

    Stops are numbered by location, depots first from 0: 1 to n where there is one depot. Where the
    fleet has several kinds, ``Route #k`` is that of vehicle number ``k``, empty if it stays at
    home. The number of a depot between two stops is a reload there. The cost is in the unit of the
    rounded distances: with one decimal where distances were truncated to one.
    """
    routes = _by_vehicle(instance, solution)
    lines = [
        f"Route #{number}: {' '.join(map(str, places))}".rstrip()
        for number, places in enumerate(routes, start=1)
    ]
    lines.append(f"Cost {plain_number(solution.cost.total, instance.scale.cost)}")
    return "\n".join(lines) + "\n"


def _by_vehicle(instance: Instance, solution: Solution) -> list[list[int]]:
    if len(instance.vehicles) == 1:
        return [_places(instance, route) for route in solution.routes]
    driven: dict[int, list[Route]] = {}
    for route in solution.routes:
        driven.setdefault(route.vehicle, []).append(route)
    routes: list[list[int]] = []
    for kind, vehicle in enumerate(instance.vehicles):
        used = [_places(instance, route) for route in driven.get(kind, [])]
        routes += used + [[]] * (vehicle.count - len(used))
    return routes


def _places(instance: Instance, route: Route) -> list[int]:
    """Locations of a route between the depots at its ends."""
    legs = route_legs(instance, route)
    return [destination for _, destination in legs[: len(route.stops) + len(route.reloads)]]

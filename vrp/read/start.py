"""Read a plan to start another one from, though the day may have changed since it was made."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.pipes import reopenable
from vrp.read.json_object import JsonObject
from vrp.read.problems import InputWarning
from vrp.read.solution import is_json, kind_of, plan_document
from vrp.read.vrplib_solution import read_sol
from vrp.solution import Route, Solution, check

__all__ = ["read_start"]

_MOST_NAMED = 5


def read_start(path: str | os.PathLike[str], instance: Instance) -> Solution:
    """Read as much of a plan as the instance still allows.

    What the file claims of cost and unassigned stops is not asked for: it was true of another day.
    Stops and vehicles of a solution.json that the instance does not have any more are left out,
    and so are routes that break a constraint by now, each with a warning.

    Parameters
    ----------
    path
        A solution.json or a ``.sol`` file, told apart by content.
    instance
        The problem to plan for.

    Raises
    ------
    ReadError
        For a file that is no plan; for a ``.sol`` file, which has numbers in place of ids, naming
        every stop and vehicle that the instance does not have.

    Warns
    -----
    InputWarning
        Naming what was left out.
    """
    with reopenable(Path(path)) as file:
        routes = _known_routes(file, instance) if is_json(file) else read_sol(file, instance).routes
        return Solution.of(instance, tuple(_unbroken(file, routes, instance)))


def _known_routes(file: Path, instance: Instance) -> list[Route]:
    problems: list[str] = []
    document = plan_document(file, problems)
    stops = {stop.id: number for number, stop in enumerate(instance.stops)}
    gone: dict[str, None] = {}
    routes = []
    for item in document.children("routes"):
        kind = kind_of(item, instance)
        ids = item.texts("stops")
        if kind is None:
            gone[f"vehicle {item.text('vehicle')!r}"] = None
        gone |= {f"stop {each!r}": None for each in ids if each not in stops}
        if kind is not None and any(each in stops for each in ids):
            routes.append(_known_part(item, kind, ids, stops))
    if problems:
        raise ReadError(problems)
    if gone:
        more = f" and {len(gone) - _MOST_NAMED} more" if len(gone) > _MOST_NAMED else ""
        _warn(f"{file}: not there any more: {', '.join(list(gone)[:_MOST_NAMED])}{more}")
    return routes


def _known_part(
    item: JsonObject, kind: int, ids: tuple[str, ...], stops: Mapping[str, int]
) -> Route:
    """A route without the stops that are gone, and without trips that this leaves empty."""
    kept = tuple(stops[each] for each in ids if each in stops)
    behind = {
        sum(each in stops for each in ids[: reload.whole("after_stops", 0)])
        for reload in item.children("reloads")
    }
    return Route(kind, kept, tuple(sorted(behind - {0, len(kept)})))


def _unbroken(file: Path, routes: Iterable[Route], instance: Instance) -> Iterator[Route]:
    """Leave out routes that cannot be driven; where vehicles are too few, the shortest ones."""
    used: Counter[int] = Counter()
    served: set[int] = set()
    for route in sorted(routes, key=lambda route: -len(route.stops)):
        vehicle = instance.vehicles[route.vehicle]
        broken = check(instance, Solution.of(instance, [route]))
        if not broken and used[route.vehicle] == vehicle.count:
            broken = (f"there are only {vehicle.count} of vehicle {vehicle.id!r}",)
        if not broken and (twice := served.intersection(route.stops)):
            named = ", ".join(repr(instance.stops[stop].id) for stop in sorted(twice)[:_MOST_NAMED])
            broken = (f"other routes serve {named} as well",)
        if not broken:
            used[route.vehicle] += 1
            served.update(route.stops)
            yield route
            continue
        first, last = (instance.stops[route.stops[end]].id for end in (0, -1))
        reasons = "; ".join(reason.partition(": ")[2] or reason for reason in broken)
        _warn(f"{file}: the route from {first!r} to {last!r} is planned anew: {reasons}")


def _warn(message: str) -> None:
    warnings.warn(message, InputWarning, stacklevel=4)

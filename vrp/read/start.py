"""Read a plan to start another one from, though the day may have changed since it was made."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.pipes import reopenable
from vrp.read.json_object import JsonObject, load_document
from vrp.read.json_steps import read_steps
from vrp.read.json_tasks import task_of
from vrp.read.problems import InputWarning
from vrp.read.solution import check_plan, is_json, kind_named, kind_of
from vrp.read.vrplib_solution import read_sol
from vrp.schedule import trips_of
from vrp.solution import Route, Solution, check

__all__ = ["read_given_start", "read_start"]

_MOST_NAMED = 5


class _Planned(NamedTuple):
    """A route as a file has it, of a vehicle and stops that the instance may not have."""

    vehicle: str
    kind: int | None
    stops: tuple[str, ...]
    reloads: tuple[int, ...] = ()


def read_start(path: str | os.PathLike[str] | Mapping[str, Any], instance: Instance) -> Solution:
    """Read as much of a plan as the instance still allows.

    What the file claims of cost and unassigned stops is not asked for: it was true of another day.
    Stops and vehicles that the instance does not have any more are left out, and so are all but the
    first stop of a group of alternatives, shipments that no route carries from origin to
    destination and routes that break a constraint by now, each with a warning.

    Parameters
    ----------
    path
        A solution.json, an answer of VROOM or a problem of VROOM whose vehicles have ``steps``, or
        what :func:`json.loads` makes of one of these; or a ``.sol`` file. Told apart by content.
    instance
        The problem to plan for.

    Raises
    ------
    ReadError
        For what is no plan; for a ``.sol`` file, which has numbers in place of ids, naming
        every stop and vehicle that the instance does not have.

    Warns
    -----
    InputWarning
        Naming what was left out.
    """
    if isinstance(path, Mapping):
        return _read_json(path, instance)
    with reopenable(Path(path)) as file:
        if is_json(file):
            return _read_json(file, instance)
        return _as_far_as_unbroken(file, read_sol(file, instance).routes, instance)


def read_given_start(file: Path, instance: Instance) -> Solution | None:
    """Read the plan that an instance comes with in its own file, as that of :func:`read_start`.

    Parameters
    ----------
    file
        Which the instance was read from, in any format.
    instance
        The problem to plan for.

    Returns
    -------
    Solution or None
        ``None`` where there is none: other files than those of VROOM have no plan.
    """
    # Large matrices take long to parse.
    if b'"steps"' not in file.read_bytes() or not is_json(file):
        return None
    values, _ = load_document(file, file.name)
    if not any(vehicle.get("steps") for vehicle in values["vehicles"]):
        return None
    return _read_json(file, instance)


def _read_json(source: Path | Mapping[str, Any], instance: Instance) -> Solution:
    problems: list[str] = []
    values, file = load_document(source, "plan")
    document = JsonObject(values, f"{file}: $", problems)
    planned = list(_planned(document, file, instance))
    if problems:
        raise ReadError(problems)
    return _as_far_as_unbroken(file, _known_routes(file, planned, instance), instance)


def _planned(document: JsonObject, file: Path, instance: Instance) -> Iterator[_Planned]:
    """Routes, in whichever form they are."""
    ids = {task_of(instance, number): stop.id for number, stop in enumerate(instance.stops)}

    def stops(item: JsonObject) -> tuple[str, ...]:
        return tuple(ids.get(task, task.stop_id) for task in read_steps(item))

    if "vehicles" in document and "format" not in document:
        vehicles = document.children("vehicles")
        if not any("steps" in item for item in vehicles):
            document.note("vehicles", "have no steps: this is a problem without a plan")
        for number, item in enumerate(vehicles):
            if steps := stops(item):
                name = item.identifier()
                yield _Planned(name, kind_named(name, number, instance), steps)
    elif "code" in document and "routes" in document and "format" not in document:
        for item in document.children("routes"):
            yield _Planned(item.text("vehicle"), kind_of(item, instance), stops(item))
    else:
        check_plan(document, file)
        for item in document.children("routes"):
            reloads = tuple(each.whole("after_stops", 0) for each in item.children("reloads"))
            name = item.text("vehicle")
            yield _Planned(name, kind_of(item, instance), item.texts("stops"), reloads)


def _known_routes(file: Path, planned: Iterable[_Planned], instance: Instance) -> list[Route]:
    stops = {stop.id: number for number, stop in enumerate(instance.stops)}
    gone: dict[str, None] = {}
    routes = []
    for route in planned:
        if route.kind is None:
            gone[f"vehicle {route.vehicle!r}"] = None
        gone |= {f"stop {each!r}": None for each in route.stops if each not in stops}
        if route.kind is not None and any(each in stops for each in route.stops):
            routes.append(_known_part(route, route.kind, stops))
    if gone:
        _warn(f"{file}: not there any more: {_listed(gone)}")
    return routes


def _known_part(route: _Planned, kind: int, stops: Mapping[str, int]) -> Route:
    """A route without the stops that are gone."""
    kept = [each in stops for each in route.stops]
    known = tuple(stops.get(each, 0) for each in route.stops)
    return _kept_part(Route(kind, known, route.reloads), kept)


def _kept_part(route: Route, kept: Sequence[bool]) -> Route:
    """A route without some of its stops, and without trips that this leaves empty."""
    stops = tuple(compress(route.stops, kept))
    behind = {sum(kept[:reload]) for reload in route.reloads}
    return Route(route.vehicle, stops, tuple(sorted(behind - {0, len(stops)})))


def _as_far_as_unbroken(file: Path, routes: Sequence[Route], instance: Instance) -> Solution:
    if instance.groups:
        routes = _without_alternatives(file, routes, instance)
    if instance.has_shipments:
        routes = _with_whole_shipments(file, routes, instance)
    return Solution.of(instance, tuple(_unbroken(file, routes, instance)))


def _without_alternatives(
    file: Path, routes: Sequence[Route], instance: Instance
) -> Sequence[Route]:
    """Of every group keep the stop that is served first in the file."""
    chosen: dict[str, int] = {}
    others: dict[str, None] = {}
    kept = []
    for route in routes:
        flags = []
        for number in route.stops:
            stop = instance.stops[number]
            flags.append(stop.group is None or chosen.setdefault(stop.group, number) == number)
            if not flags[-1]:
                others[repr(stop.id)] = None
        kept.append(_kept_part(route, flags))
    if others:
        _warn(f"{file}: left out, as another one of their group comes first: {_listed(others)}")
    return [route for route in kept if route.stops]


def _with_whole_shipments(
    file: Path, routes: Sequence[Route], instance: Instance
) -> Sequence[Route]:
    """Leave out both stops of a shipment that no trip carries from one to the other."""
    carried = [_carried(route, instance) for route in routes]
    whole = [_kept_part(route, kept) for route, kept in zip(routes, carried, strict=True)]
    served = {stop for route in whole for stop in route.stops}
    planned = (stop for route in routes for stop in route.stops if stop not in served)
    torn = [repr(instance.stops[stop].id) for stop in dict.fromkeys(planned)]
    if torn:
        _warn(
            f"{file}: planned anew, as no trip carries their goods from origin to destination: "
            f"{_listed(torn)}"
        )
    return [route for route in whole if route.stops]


def _carried(route: Route, instance: Instance) -> list[bool]:
    """Of every stop, whether it is of no shipment or its trip serves both stops in their order."""
    carried = []
    for trip in trips_of(route.stops, route.reloads):
        at = {stop: position for position, stop in enumerate(trip)}
        for position, stop in enumerate(trip):
            origin, destination = instance.origins[stop], instance.destinations[stop]
            after = position if origin is None else at.get(origin, len(trip))
            before = position if destination is None else at.get(destination, -1)
            carried.append(after <= position <= before)
    return carried


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


def _listed(names: Collection[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(list(names)[:_MOST_NAMED])}{more}"


def _warn(message: str) -> None:
    warnings.warn(message, InputWarning, stacklevel=4)

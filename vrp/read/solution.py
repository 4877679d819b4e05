"""Read plans back: our own ``solution.json``, and the ``.sol`` files of CVRPLIB."""

from __future__ import annotations

import os
import warnings
from fractions import Fraction
from pathlib import Path

from vrp.errors import ReadError
from vrp.instance import MAX_COST, Instance
from vrp.pipes import reopenable
from vrp.read.json_object import JsonObject, load_json
from vrp.read.problems import InputWarning
from vrp.read.text_file import read_text
from vrp.read.vrplib_solution import read_sol
from vrp.solution import Cost, Route, Run, Solution, TracePoint

__all__ = [
    "SOLUTION_FORMAT",
    "SOLUTION_FORMAT_VERSION",
    "check_plan",
    "is_json",
    "kind_named",
    "kind_of",
    "read_solution",
]

#: What the keys ``format`` and ``format_version`` of a solution.json say.
SOLUTION_FORMAT = "vrp-solution"
SOLUTION_FORMAT_VERSION = 1

#: Nothing that a plan counts is larger. Numbers far beyond could not even be shown.
_MOST = 2**63 - 1


def read_solution(path: str | os.PathLike[str], instance: Instance) -> Solution:
    """Read a plan for the instance, with the cost and unassigned stops that the file claims.

    The claims are not believed: :func:`vrp.solution.check` compares them with the routes.

    Parameters
    ----------
    path
        A solution.json or a ``.sol`` file, or a pipe with either, told apart by content.
    instance
        The problem that the plan is for; ids are those of its stops and vehicles.

    Raises
    ------
    ReadError
        Naming everything that makes no plan for this instance.
    """
    with reopenable(Path(path)) as file:
        return _read_json(file, instance) if is_json(file) else read_sol(file, instance)


def is_json(file: Path) -> bool:
    """Whether a plan is a solution.json rather than a ``.sol`` file.

    Parameters
    ----------
    file
        That can be opened several times.
    """
    # No .sol begins with a bracket: a list is JSON that went wrong.
    return read_text(file).lstrip().startswith(("{", "["))


def check_plan(document: JsonObject, file: Path) -> None:
    """Refuse JSON that is no solution.json, and note if it has no routes.

    Parameters
    ----------
    document
        The whole of it.
    file
        Where it is from.

    Raises
    ------
    ReadError
        If it is something else than a plan.
    """
    _check_version(document, file)
    if "routes" not in document:
        document.note("routes", "is missing, expected a list of routes")


def kind_of(item: JsonObject, instance: Instance) -> int | None:
    """The vehicle of a route as an index into the instance, ``None`` if it has no such vehicle.

    Parameters
    ----------
    item
        The route.
    instance
        The problem.
    """
    return kind_named(item.text("vehicle"), item.limit("index"), instance)


def kind_named(name: str, index: int | None, instance: Instance) -> int | None:
    """The vehicle of an id as an index into the instance, ``None`` if it has no such vehicle.

    Parameters
    ----------
    name
        The id.
    index
        Decides between several vehicles of this id, if it is that of one of them.
    instance
        The problem.
    """
    kinds = [kind for kind, vehicle in enumerate(instance.vehicles) if vehicle.id == name]
    return index if index in kinds else next(iter(kinds), None)


def _read_json(file: Path, instance: Instance) -> Solution:
    problems: list[str] = []
    document = JsonObject(load_json(file), f"{file}: $", problems)
    check_plan(document, file)
    stops = {stop.id: number for number, stop in enumerate(instance.stops)}
    routes = tuple(_read_route(item, instance, stops) for item in document.children("routes"))
    solution = None if problems else Solution.of(instance, routes, _read_run(document.child("run")))
    _warn_of_another_question(document, file, instance)
    unassigned = tuple(_read_left_out(item, stops) for item in document.children("unassigned"))
    cost = _read_cost(document, instance)
    unserved = _limit(document, "unserved")
    if problems or solution is None:
        raise ReadError(problems)
    return Solution(
        routes=routes,
        unassigned=unassigned if "unassigned" in document else solution.unassigned,
        cost=solution.cost if cost is None else cost,
        unserved=solution.unserved if unserved is None else unserved,
        run=solution.run,
    )


def _warn_of_another_question(document: JsonObject, file: Path, instance: Instance) -> None:
    """Costs and times are recomputed with something else than what was planned with, then."""
    source = document.text("matrix_source")
    traffic = document.text("traffic")
    minimised = document.child("cost").text("minimised")
    found = []
    if source not in ("", instance.matrix_source):
        found.append(
            f"was planned with distances and times of {source}, "
            f"and is read with those of {instance.matrix_source}"
        )
    if "traffic" in document and traffic != instance.traffic:
        found.append(
            f"was planned with {_traffic(traffic)}, and is read with {_traffic(instance.traffic)}"
        )
    if minimised not in ("", instance.minimised):
        found.append(
            f"was planned to minimise {minimised}, and is read to minimise {instance.minimised}"
        )
    for text in found:
        warnings.warn(f"{file}: {text}", InputWarning, stacklevel=4)


def _traffic(name: str) -> str:
    return f"the traffic of {name}" if name else "no traffic"


def _check_version(document: JsonObject, file: Path) -> None:
    """Refuse other JSON files before their keys lead to stranger messages."""
    if document.raw("format") != SOLUTION_FORMAT:
        raise ReadError(
            f"{file}: is no plan: $.format is {document.raw('format')!r}, expected "
            f"{SOLUTION_FORMAT!r}"
        )
    version = document.raw("format_version")
    if version != SOLUTION_FORMAT_VERSION:
        raise ReadError(
            f"{file}: $.format_version is {version!r}, this version of vrp reads "
            f"{SOLUTION_FORMAT_VERSION}"
        )


def _read_route(item: JsonObject, instance: Instance, stops: dict[str, int]) -> Route:
    kind = kind_of(item, instance)
    if kind is None:
        item.note("vehicle", f"is {item.text('vehicle')!r}, which the instance does not have")
    ids = item.texts("stops")
    if not ids:
        item.note("stops", "is empty, expected the ids of stops")
    for position, identifier in enumerate(ids):
        if identifier not in stops:
            item.note(
                f"stops[{position}]", f"is {identifier!r}, a stop that the instance does not have"
            )
    reloads = tuple(_whole(reload, "after_stops") for reload in item.children("reloads"))
    return Route(kind or 0, tuple(stops.get(identifier, 0) for identifier in ids), reloads)


def _read_left_out(item: JsonObject, stops: dict[str, int]) -> int:
    identifier = item.text("stop")
    if identifier not in stops:
        item.note("stop", f"is {identifier!r}, a stop that the instance does not have")
    return stops.get(identifier, 0)


def _whole(item: JsonObject, name: str) -> int:
    return item.whole(name, 0, high=_MOST)


def _limit(item: JsonObject, name: str) -> int | None:
    return item.limit(name, high=_MOST)


def _read_cost(document: JsonObject, instance: Instance) -> Cost | None:
    if "cost" not in document:
        return None
    units = document.child("cost").child("units")
    # Another day's prices may need finer units than those of the file.
    theirs = document.child("instance").child("scale").whole("cost", 0, high=MAX_COST)
    ours = instance.scale.cost

    def read(name: str) -> int:
        claimed = _whole(units, name)
        return round(Fraction(claimed * ours, theirs)) if theirs else claimed

    return Cost(
        fixed=read("fixed"),
        distance=read("distance"),
        duration=read("duration"),
        overtime=read("overtime"),
        prizes=read("prizes"),
    )


def _read_run(item: JsonObject) -> Run:
    return Run(
        solver=item.text("solver", "given"),
        solver_version=item.text("solver_version"),
        seed=_limit(item, "seed"),
        threads=_limit(item, "threads"),
        time_limit_s=item.number("time_limit_s", 0.0) if "time_limit_s" in item else None,
        iteration_limit=_limit(item, "iteration_limit"),
        iterations=_whole(item, "iterations"),
        elapsed_s=item.number("elapsed_s", 0.0),
        interrupted=item.raw("interrupted") is True,
        lower_bound=_limit(item, "lower_bound"),
        remarks=item.texts("remarks"),
        init=item.text("init"),
        trace=tuple(
            TracePoint(
                elapsed_s=point.number("elapsed_s", 0.0),
                iterations=_whole(point, "iterations"),
                unserved=_whole(point, "unserved"),
                cost=_whole(point, "cost_units"),
                routes=_whole(point, "routes"),
                unassigned=_whole(point, "unassigned"),
            )
            for point in item.children("trace")
        ),
    )

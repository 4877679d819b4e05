"""Solutions in the text form of CVRPLIB: ``Route #1: 4 2 7`` and ``Cost 123``."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.read.problems import InputWarning
from vrp.read.rounding import NONE
from vrp.read.text_file import read_text
from vrp.solution import Route, Solution, evaluate, route_legs

__all__ = ["Sol", "SolRoute", "parse_sol", "read_sol", "with_best_known"]

_ROUTE = re.compile(r"route\s*#?\s*(\d+)\s*:?\s*(.*)", re.IGNORECASE)
_COST = re.compile(r"cost\s*:?\s*(\S+)", re.IGNORECASE)
#: How ``routes.csv`` begins, also when a spreadsheet has saved it.
_OUR_TABLE = re.compile("\ufeff?vehicle[,;\t]position")
_AMOUNT = re.compile(r"\d{1,18}(?:\.\d*)?")
#: Numbers of more digits than Python reads are cut: they are as wrong with fewer.
_MAX_DIGITS = 18
#: Largest power of ten between our cost unit and a published one: hundredths of thousandths.
_MAX_POWER = 6


@dataclass(frozen=True)
class SolRoute:
    """One route of the file: its number, and location numbers (depots come first, from 0)."""

    number: int
    line: int
    locations: tuple[str, ...]


@dataclass(frozen=True)
class Sol:
    """What a ``.sol`` file says; the cost keeps its decimals."""

    path: Path
    routes: tuple[SolRoute, ...]
    cost: Decimal | None


def parse_sol(path: Path) -> Sol:
    """Read the routes and the cost of a ``.sol`` file, whatever other lines it has.

    Raises
    ------
    ReadError
        The file cannot be read, has neither routes nor a cost, or a cost that is no amount.
    """
    routes = []
    cost = None
    text = read_text(path)
    for line, content in enumerate(text.splitlines(), start=1):
        if route := _ROUTE.fullmatch(content.strip()):
            routes.append(SolRoute(int(route[1][:_MAX_DIGITS]), line, tuple(route[2].split())))
        elif claim := _COST.fullmatch(content.strip()):
            cost = _amount(path, line, claim[1])
    if not routes and cost is None:
        if _OUR_TABLE.match(text):
            raise ReadError(f"{path}: is a table of routes, expected the solution.json beside it")
        raise ReadError(f"{path}: has no line 'Route #1: …' and no line 'Cost …', expected a .sol")
    return Sol(path, tuple(routes), cost)


def _amount(path: Path, line: int, text: str) -> Decimal:
    if not _AMOUNT.fullmatch(text):
        shown = text if len(text) <= 60 else f"{text[:57]}…"
        raise ReadError(f"{path}, line {line}: cost is {shown!r}, expected a number below 1e18")
    return Decimal(text)


def read_sol(path: Path, instance: Instance) -> Solution:
    """Read a ``.sol`` file as a solution of the instance.

    A claimed cost that is not that of the routes is kept, so that
    :func:`~vrp.solution.check` reports it.

    Raises
    ------
    ReadError
        Naming the line of every stop or vehicle that the instance does not have.
    """
    sol = parse_sol(path)
    solution = Solution.of(instance, _routes(sol, instance))
    total = solution.cost.total
    claim = _claimed_cost(sol, solution.routes, total, instance)
    if claim is None or claim == total:
        return solution
    claimed = replace(solution.cost, distance=solution.cost.distance + claim - total)
    return replace(solution, cost=claimed)


def with_best_known(instance: Instance, path: Path) -> Instance:
    """Give the instance the best known cost that a ``.sol`` file claims.

    The routes of the file say in which unit its cost is. A file whose cost and routes disagree, or
    that does not belong to the instance, leads to a warning and no best known cost.
    """
    try:
        sol = parse_sol(path)
        routes = _routes(sol, instance)
    except ReadError as error:
        warnings.warn(f"no best known cost: {error}", InputWarning, stacklevel=3)
        return instance
    if sol.cost is None:
        return instance
    if not routes:
        return replace(instance, best_known_cost=round(sol.cost * instance.scale.cost))
    total = evaluate(instance, routes).total
    claim = _claimed_cost(sol, routes, total, instance)
    if claim != total:
        warnings.warn(
            f"no best known cost: {path} claims {sol.cost}, its routes cost "
            f"{Decimal(total) / instance.scale.cost} with {instance.matrix_source}",
            InputWarning,
            stacklevel=3,
        )
        return instance
    return replace(instance, best_known_cost=total)


def _claimed_cost(sol: Sol, routes: Sequence[Route], total: int, instance: Instance) -> int | None:
    """Cost that the file claims, in cost units; ``total`` itself if that is what it means.

    Claims come in the unit of the rounded distances (530261 tenths) or in one larger by a power of
    ten (53026.1): the one closest to the cost of the routes is meant.
    """
    if sol.cost is None:
        return None
    claims = [sol.cost.scaleb(power) for power in range(_MAX_POWER + 1)]
    claim = min(claims, key=lambda cost: abs(cost - total))
    last_digit = claim.as_tuple().exponent
    slack = Decimal("0.5").scaleb(last_digit if isinstance(last_digit, int) else 0)
    if instance.scale.distance == NONE.scale:
        # Published from real distances, which ours approximate to half a unit a leg.
        slack += sum(
            Decimal(instance.vehicles[route.vehicle].cost_per_m * len(route_legs(instance, route)))
            / 2
            for route in routes
        )
    return total if abs(claim - total) <= slack else round(claim)


def _routes(sol: Sol, instance: Instance) -> list[Route]:
    problems: list[str] = []
    routes = [_route(sol, route, instance, problems) for route in sol.routes if route.locations]
    if problems:
        raise ReadError(problems)
    return routes


def _route(sol: Sol, route: SolRoute, instance: Instance, problems: list[str]) -> Route:
    """The depot of the vehicle between two stops stands for a reload, elsewhere for nothing."""
    kind = _kind(sol, route, instance, problems)
    first, last = len(instance.depots), instance.n_locations - 1
    depot = str(instance.vehicles[kind].start)
    stops: list[int] = []
    reloads: list[int] = []
    for text in route.locations:
        if text == depot and instance.has_reloads:
            if len(stops) > (reloads[-1] if reloads else 0):
                reloads.append(len(stops))
        elif text.isdecimal() and len(text) <= _MAX_DIGITS and first <= int(text) <= last:
            stops.append(int(text) - first)
        else:
            problems.append(
                f"{sol.path}, line {route.line}: there is no stop number {text[:60]}, expected "
                f"{first} to {last}"
            )
    return Route(kind, tuple(stops), tuple(at for at in reloads if at < len(stops)))


def _kind(sol: Sol, route: SolRoute, instance: Instance, problems: list[str]) -> int:
    """Kind of vehicle number ``route.number``, counted off along the fleet."""
    if len(instance.vehicles) == 1:
        return 0
    last = 0
    for kind, vehicle in enumerate(instance.vehicles):
        last += vehicle.count
        if 1 <= route.number <= last:
            return kind
    problems.append(
        f"{sol.path}, line {route.line}: there is no vehicle {route.number}, expected 1 to {last}"
    )
    return 0

"""The answer: routes, what they cost, and an independent check that they are valid.

:func:`check` recomputes everything from the instance alone and shares no code with the search
engine or the environments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from operator import index

from vrp.argument_types import check_type
from vrp.cost import Cost
from vrp.errors import InfeasibleError
from vrp.instance import Instance
from vrp.run import Run, TracePoint
from vrp.schedule import expected_schedule, make_schedule, route_places, trips_of
from vrp.timetable import Schedule
from vrp.unassigned import count_unserved, find_unassigned, sum_prizes
from vrp.violations import route_violations, shown

__all__ = [
    "Cost",
    "Route",
    "Run",
    "Solution",
    "TracePoint",
    "check",
    "evaluate",
    "route_cost",
    "route_legs",
    "route_schedule",
]


@dataclass(frozen=True)
class Route:
    """The way of one vehicle.

    Parameters
    ----------
    vehicle
        Index into ``instance.vehicles``.
    stops
        Indices into ``instance.stops``, in driving order.
    reloads
        Behind how many stops each the vehicle returns to its first depot to reload, ascending:
        stops ``(4, 7, 2)`` with reloads ``(1,)`` are the trips ``(4,)`` and ``(7, 2)``.

    Raises
    ------
    InfeasibleError
        For indices that are no whole numbers.
    """

    vehicle: int
    stops: tuple[int, ...]
    reloads: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "vehicle", index(self.vehicle))
            object.__setattr__(self, "stops", tuple(map(index, self.stops)))
            object.__setattr__(self, "reloads", tuple(map(index, self.reloads)))
        except TypeError as error:
            raise InfeasibleError(f"{self} is no route of indices: {error}") from error


@dataclass(frozen=True)
class Solution:
    """Routes for an instance. Build it with :meth:`of`, which computes the rest.

    Parameters
    ----------
    routes
        Non-empty routes, ordered by vehicle.
    unassigned
        Stops on no route, but for those in whose place another one of their group is served:
        highest priority first, then in input order.
    cost
        Parts of the cost, in cost units.
    unserved
        Sum of ``1 + priority`` over the unassigned stops that have no prize, a group counted once.
    run
        How the solution was found.
    """

    routes: tuple[Route, ...]
    unassigned: tuple[int, ...]
    cost: Cost
    unserved: int
    run: Run = field(default_factory=Run)

    def __repr__(self) -> str:
        routes = "1 route" if len(self.routes) == 1 else f"{len(self.routes)} routes"
        left = f"{len(self.unassigned)} unassigned"
        return f"<Solution: {routes}, {left}, cost of {self.cost.total} units>"

    @classmethod
    def of(cls, instance: Instance, routes: Sequence[Route], run: Run | None = None) -> Solution:
        """Make a solution of routes, with its cost from :func:`evaluate`.

        Parameters
        ----------
        instance
            The problem.
        routes
            In any order; empty ones are left out.
        run
            How they were found.

        Raises
        ------
        InfeasibleError
            For stops or vehicles that there are not; all else is left to :meth:`check`.
        TypeError
            For routes that are no :class:`Route`.
        """
        _check_plan(instance, routes)
        kept = tuple(
            sorted(
                (route for route in routes if route.stops),
                key=lambda route: (route.vehicle, route.stops, route.reloads),
            )
        )
        cost = evaluate(instance, kept)  # which looks first whether all stops are there
        unassigned = find_unassigned(instance, _visited(kept))
        unserved = count_unserved(instance, unassigned)
        return cls(kept, unassigned, cost, unserved, run or Run())

    def schedules(self, instance: Instance) -> tuple[Schedule, ...]:
        """Compute times and loads of every route.

        Parameters
        ----------
        instance
            The problem.

        Returns
        -------
        tuple of Schedule
            In the order of :attr:`routes`.

        Raises
        ------
        InfeasibleError
            For stops or vehicles that there are not; all else is left to :meth:`check`.
        """
        _check_plan(instance, self.routes)
        _refuse(_unknown(instance, self.routes))
        return tuple(route_schedule(instance, route) for route in self.routes)

    def expected(self, instance: Instance) -> tuple[Schedule, ...]:
        """Times as the traffic of the hour makes them; :meth:`schedules` where none is known.

        Parameters
        ----------
        instance
            The problem.

        Returns
        -------
        tuple of Schedule
            In the order of :attr:`routes`; see :func:`vrp.schedule.expected_schedule`.

        Raises
        ------
        InfeasibleError
            As of :meth:`schedules`.
        """
        return tuple(
            expected_schedule(instance, route.vehicle, planned)
            for route, planned in zip(self.routes, self.schedules(instance), strict=True)
        )

    def check(self, instance: Instance) -> None:
        """Recompute everything from the instance, and refuse a plan that breaks it.

        :func:`vrp.check` returns what is wrong instead, and the command ``vrp check`` prints it for
        a plan in a file.

        Parameters
        ----------
        instance
            The problem.

        Raises
        ------
        InfeasibleError
            Listing every broken constraint, and every figure that the plan claims and has not.
        TypeError
            For an instance that is none.
        """
        _refuse(check(instance, self))


def _check_plan(instance: object, routes: Iterable[object]) -> None:
    check_type("instance", instance, Instance)
    check_type("routes", routes, Sequence)
    for number, route in enumerate(routes):
        check_type(f"routes[{number}]", route, Route)


def _refuse(violations: Sequence[str]) -> None:
    if violations:
        raise InfeasibleError("the plan is not valid:\n" + "\n".join(violations))


def _visited(routes: Sequence[Route]) -> Iterator[int]:
    return (stop for route in routes for stop in route.stops)


def evaluate(instance: Instance, routes: Sequence[Route]) -> Cost:
    """Cost of the routes and of the prizes that they leave out, whether they are valid or not.

    Parameters
    ----------
    instance
        The problem.
    routes
        In any order.

    Raises
    ------
    InfeasibleError
        For stops or vehicles that there are not.
    TypeError
        For routes that are no :class:`Route`.
    """
    _check_plan(instance, routes)
    _refuse(_unknown(instance, routes))
    unassigned = find_unassigned(instance, _visited(routes))
    cost = Cost(prizes=sum_prizes(instance, unassigned))
    for route in routes:
        cost += route_cost(instance, route, route_schedule(instance, route))
    return cost


def route_schedule(instance: Instance, route: Route) -> Schedule:
    """Times and loads of one route: see :func:`vrp.schedule.make_schedule`.

    Parameters
    ----------
    instance
        The problem.
    route
        Of indices that there are.
    """
    return make_schedule(instance, route.vehicle, route.stops, route.reloads)


def route_legs(instance: Instance, route: Route) -> list[tuple[int, int]]:
    """Locations at both ends of every leg, in driving order.

    Parameters
    ----------
    instance
        The problem.
    route
        Of indices that there are.
    """
    return list(pairwise(route_places(instance, route.vehicle, route.stops, route.reloads)))


def route_cost(instance: Instance, route: Route, schedule: Schedule) -> Cost:
    """Cost of one route driven to this schedule.

    Parameters
    ----------
    instance
        The problem.
    route
        Of indices that there are.
    schedule
        Of :func:`route_schedule`.
    """
    vehicle = instance.vehicles[route.vehicle]
    return Cost(
        fixed=vehicle.cost_fixed,
        distance=vehicle.cost_per_m * _charged_m(instance, route, schedule),
        duration=vehicle.cost_per_s * schedule.duration_s,
        overtime=vehicle.cost_per_overtime_s * vehicle.overtime_s(schedule.duration_s),
    )


def _charged_m(instance: Instance, route: Route, schedule: Schedule) -> int:
    if instance.generalised_m is None:
        return schedule.distance_m
    return sum(int(instance.generalised_m[leg]) for leg in route_legs(instance, route))


def check(instance: Instance, solution: Solution) -> tuple[str, ...]:
    """Every way in which the solution breaks the instance, one sentence each; empty if valid.

    Recomputed from the instance alone. :meth:`Solution.check` raises what this returns.

    Parameters
    ----------
    instance
        The problem.
    solution
        The plan, with the cost and the unassigned stops that it claims.

    Raises
    ------
    TypeError
        For an instance or a solution that is none, or routes that are no :class:`Route`.
    """
    check_type("solution", solution, Solution)
    _check_plan(instance, solution.routes)
    violations = _check_references(instance, solution.routes)
    if violations:
        return tuple(violations)
    unassigned = find_unassigned(instance, _visited(solution.routes))
    violations += _check_assignment(instance, solution, unassigned)
    cost = Cost(prizes=sum_prizes(instance, unassigned))
    for number, route in enumerate(solution.routes, start=1):
        vehicle = instance.vehicles[route.vehicle]
        label = f"route {number} ({vehicle.id})"
        schedule = route_schedule(instance, route)
        broken = route_violations(instance, route.vehicle, route_legs(instance, route), schedule)
        violations += [f"{label}: {text}" for text in broken]
        cost += route_cost(instance, route, schedule)
    violations += _check_claims(instance, solution, cost, count_unserved(instance, unassigned))
    return tuple(violations)


def _check_references(instance: Instance, routes: Sequence[Route]) -> list[str]:
    """Find indices that point nowhere: nothing else can be checked then."""
    violations = _unknown(instance, routes)
    for number, route in enumerate(routes, start=1):
        if not route.stops:
            violations.append(f"route {number}: has no stops")
        trips = trips_of(route.stops, route.reloads)
        if route.stops and not (all(trips) and all(position > 0 for position in route.reloads)):
            violations.append(f"route {number}: reloads {route.reloads} leave a trip without stops")
    return violations


def _unknown(instance: Instance, routes: Sequence[Route]) -> list[str]:
    violations = []
    for number, route in enumerate(routes, start=1):
        if not 0 <= route.vehicle < len(instance.vehicles):
            violations.append(f"route {number}: there is no vehicle number {route.vehicle}")
        violations += [
            f"route {number}: there is no stop number {stop}"
            for stop in route.stops
            if not 0 <= stop < len(instance.stops)
        ]
    return violations


def _check_assignment(
    instance: Instance, solution: Solution, unassigned: Sequence[int]
) -> list[str]:
    violations = []
    visits = Counter(_visited(solution.routes))
    for stop, times in visits.items():
        if times > 1:
            violations.append(f"stop {instance.stops[stop].id!r} is visited {times} times")
    for group in instance.groups:
        served = [stop for stop in group if visits[stop]]
        if len(served) > 1:
            ids = " and ".join(repr(instance.stops[stop].id) for stop in served)
            name = instance.stops[group[0]].group
            violations.append(f"stops {ids} are served, expected one of group {name!r}")
    if Counter(solution.unassigned) != Counter(unassigned):
        violations.append("the stops listed as unassigned are not those that are left out")
    used = Counter(route.vehicle for route in solution.routes)
    for vehicle, routes in used.items():
        kind = instance.vehicles[vehicle]
        if routes > kind.count:
            violations.append(f"vehicle {kind.id!r} drives {routes} routes, {kind.count} available")
    return violations


def _shown_cost(instance: Instance, cost: Cost) -> str:
    scale = instance.scale.cost
    parts = (f"{name} {shown(part, scale)}" for name, part in asdict(cost).items() if part)
    return f"{shown(cost.total, scale)} ({', '.join(parts) or 'nothing'})"


def _check_claims(instance: Instance, solution: Solution, cost: Cost, unserved: int) -> list[str]:
    violations = []
    if cost != solution.cost:
        claimed, recomputed = (_shown_cost(instance, each) for each in (solution.cost, cost))
        violations.append(f"the plan claims a cost of {claimed}, recomputed {recomputed}")
    if unserved != solution.unserved:
        violations.append(f"the plan claims unserved {solution.unserved}, recomputed {unserved}")
    return violations

"""A solved instance with everything derived from it that more than one output shows."""

from __future__ import annotations

from dataclasses import dataclass

from vrp.instance import Instance
from vrp.labels import route_labels
from vrp.reasons import Reason, explain
from vrp.report.colours import route_colours
from vrp.solution import Route, Solution, route_legs
from vrp.timetable import Schedule

__all__ = ["Plan", "PlannedRoute"]


@dataclass(frozen=True)
class PlannedRoute:
    """A route with what is shown of it.

    Parameters
    ----------
    label
        Name of its vehicle, with a number where there are several of a kind.
    colour
        Of its line on the map, such as ``#1f77b4``.
    route, schedule
        Where it leads, and the times that are expected of it.
    estimated_legs
        Which of its legs are estimates, the one back to the depot last.
    """

    label: str
    colour: str
    route: Route
    schedule: Schedule
    estimated_legs: tuple[bool, ...]


@dataclass(frozen=True)
class Plan:
    """A solved instance with what is shown of it. Build it with :meth:`of`.

    Parameters
    ----------
    instance, solution
        The problem, and a valid plan for it.
    routes
        In the order of ``solution.routes``.
    reasons
        One for each stop of ``solution.unassigned``, in that order.
    """

    instance: Instance
    solution: Solution
    routes: tuple[PlannedRoute, ...]
    reasons: tuple[Reason, ...]

    def __repr__(self) -> str:
        return f"<Plan of {self.instance!r}: {self.solution!r}>"

    @classmethod
    def of(cls, instance: Instance, solution: Solution) -> Plan:
        """Label, colour and schedule every route, and explain every unassigned stop.

        Parameters
        ----------
        instance, solution
            The problem, and a valid plan for it.

        Raises
        ------
        InfeasibleError
            For a plan that breaks the instance.
        """
        reasons = explain(instance, solution)  # which checks the plan first
        parts = zip(
            route_labels(instance, solution),
            route_colours(len(solution.routes)),
            solution.routes,
            solution.expected(instance),
            (_estimated_legs(instance, route) for route in solution.routes),
            strict=True,
        )
        routes = tuple(PlannedRoute(*route) for route in parts)
        return cls(instance, solution, routes, reasons)

    @property
    def distance_m(self) -> int:
        """Metres driven on all routes."""
        return sum(planned.schedule.distance_m for planned in self.routes)

    @property
    def duration_s(self) -> int:
        """Seconds from departure to return, summed over the routes."""
        return sum(planned.schedule.duration_s for planned in self.routes)

    @property
    def driving_s(self) -> int:
        """Seconds driven on all routes."""
        return sum(planned.schedule.driving_s for planned in self.routes)

    @property
    def wait_s(self) -> int:
        """Seconds waited at stops, and at depots between trips, on all routes."""
        return sum(planned.schedule.wait_s for planned in self.routes)

    @property
    def rest_s(self) -> int:
        """Seconds of breaks on all routes."""
        rests = (planned.schedule.rest for planned in self.routes)
        return sum(rest.end_s - rest.start_s for rest in rests if rest is not None)

    @property
    def overtime_s(self) -> int:
        """Seconds of overtime on all routes."""
        return sum(
            self.instance.vehicles[planned.route.vehicle].overtime_s(planned.schedule.duration_s)
            for planned in self.routes
        )

    @property
    def n_served(self) -> int:
        """Number of stops on a route."""
        return sum(len(planned.route.stops) for planned in self.routes)

    @property
    def n_left_out(self) -> int:
        """Number of stops on no route, a group of which none is served counted as one."""
        return self.instance.count_once(self.solution.unassigned)


def _estimated_legs(instance: Instance, route: Route) -> tuple[bool, ...]:
    return tuple(instance.is_estimated(*leg) for leg in route_legs(instance, route))

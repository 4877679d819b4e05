"""Cutting a plan into parts that lie together, between routes rather than through them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.search._engine import Problem
from vrp.search.tour import Tour, routes_of

__all__ = ["Part", "cut"]

#: Stops that a border is chosen from.
_CANDIDATES = 20
#: Share of the stops left out that are sent to other parts, though theirs has vehicles for them.
_SENT_OUT = 0.2

_Stops = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Part:
    """Some stops, in order, and the routes that serve them; stops on no route are there as well."""

    stops: _Stops
    tour: Tour


def cut(
    problem: Problem, n_stops: int, tour: Tour, parts: int, random: np.random.Generator
) -> list[Part]:
    """Cut a plan along straight lines at random into parts of about as many stops each.

    There are fewer where single routes have more stops than that.

    Parameters
    ----------
    problem
        Knows how far stops are apart.
    n_stops
        All stops, on routes or not.
    tour
        The plan.
    parts
        How many.
    random
        Where the lines run.
    """
    route_of = routes_of(tour)
    heads = tour < 0
    visits = ~heads & (tour < n_stops)
    groups = len(tour) + np.arange(n_stops)
    groups[tour[visits]] = route_of[visits]
    first = problem.together()
    # What belongs together goes with whichever of it is on a route.
    lowest = groups.copy()
    np.minimum.at(lowest, first, groups)
    groups = lowest[first]
    if parts > 1 and heads.any():
        _send_out(problem, groups, first, -1 - tour[heads], parts, random)
    part_of = np.zeros(n_stops, dtype=np.int64)
    _Cutter(problem, groups, random, part_of).bisect(np.arange(n_stops, dtype=np.int32), 0, parts)
    part_of_route = part_of[tour[1:][heads[:-1]]]
    part_of_entry = part_of_route[route_of]
    return [
        Part(np.flatnonzero(part_of == part).astype(np.int32), tour[part_of_entry == part])
        for part in np.flatnonzero(np.bincount(part_of))
    ]


def _send_out(
    problem: Problem,
    groups: npt.NDArray[np.int64],
    first: npt.NDArray[np.int32],
    kinds: npt.NDArray[np.int32],
    parts: int,
    random: np.random.Generator,
) -> None:
    """Let stops that must be served and are on no route go with some route that may take them.

    The vehicles with their skills, or with room left, may be far from where they lie: the fewer
    there are, the less likely is one in the same part. ``groups`` are those of the stops, on route
    ``i`` or beyond all routes, ``first`` the first of those that they belong together with, and
    ``kinds`` the vehicles of the routes.
    """
    routes_for: dict[tuple[int, ...], npt.NDArray[np.int64]] = {}
    outside = np.flatnonzero(groups >= len(kinds))
    outside = outside[np.argsort(first[outside], kind="stable")]
    for together in np.split(outside, np.flatnonzero(np.diff(first[outside])) + 1):
        if not any(map(problem.must_be_served, together.tolist())):
            continue
        able = tuple(problem.kinds_for(together[0]))
        if able not in routes_for:
            routes_for[able] = np.flatnonzero(np.isin(kinds, able))
        routes = routes_for[able]
        elsewhere = (1 - 1 / parts) ** len(routes)
        if len(routes) and random.random() < max(_SENT_OUT, elsewhere):
            groups[together] = random.choice(routes)


@dataclass(frozen=True)
class _Cutter:
    """``groups`` has a number for every stop, the same for those that stay together."""

    problem: Problem
    groups: npt.NDArray[np.int64]
    random: np.random.Generator
    part_of: npt.NDArray[np.int64]

    def bisect(self, stops: _Stops, first: int, parts: int) -> None:
        """Number the parts of some stops from ``first`` on."""
        if parts == 1 or not len(stops):
            self.part_of[stops] = first
            return
        one, other = self._border(stops)
        nearness = self._distances(one, stops) - self._distances(other, stops)
        # A route lies where its stops lie on average; so does a stop on no route, by itself or with
        # those that it belongs together with.
        _, group_of, sizes = np.unique(self.groups[stops], return_inverse=True, return_counts=True)
        order = np.argsort(np.bincount(group_of, nearness) / sizes, kind="stable")
        lower = parts // 2
        before = np.cumsum(sizes[order]) - sizes[order]
        is_near = np.zeros(len(sizes), dtype=bool)
        is_near[order] = before < len(stops) * lower / parts
        near = is_near[group_of]
        self.bisect(stops[near], first, lower)
        self.bisect(stops[~near], first + lower, parts - lower)

    def _border(self, stops: _Stops) -> tuple[int, int]:
        """Two stops far apart, with the border half way between them.

        Every other one is chosen about as far from the depot as the first, so that the border runs
        through it and along the routes; but with such borders alone, parts far from the depot would
        be slivers.
        """
        one, *others = self.random.choice(stops, min(len(stops), _CANDIDATES), replace=False)
        if not others:
            return int(one), int(one)
        rest = np.array(others, dtype=np.int32)
        depot = len(self.groups)
        apart = self._distances(one, rest)
        from_depot = self._distances(depot, np.array([one, *rest], dtype=np.int32))
        askew = np.abs(from_depot[1:] - from_depot[0])
        straight = 2 * int(self.random.integers(2))
        return int(one), int(rest[np.argmax(apart - straight * askew)])

    def _distances(self, place: int, stops: _Stops) -> npt.NDArray[np.int64]:
        """By the shorter way, there or back: the other may be barred."""
        there = self.problem.distances_from(int(place), stops)
        back = self.problem.distances_to(int(place), stops)
        return np.minimum(there, back).astype(np.int64)

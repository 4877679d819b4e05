"""First plans by the classical constructions, each of which can be asked for by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vrp.errors import UnsupportedError
from vrp.instance import Instance
from vrp.search._engine import (
    Problem,
    Search,
    SearchSettings,
    nearest_neighbour,
    random_insertion,
    savings,
    value_of,
)
from vrp.search.crew import EnginePlan, Value
from vrp.search.problem import EngineProblem

__all__ = [
    "CONSTRUCTIONS",
    "Construction",
    "best_first",
    "insertion",
    "is_classical",
    "make_construction",
    "quick_construction",
]

#: Names of the classical constructions.
CONSTRUCTIONS = ("savings", "nearest", "random")


class Construction(Protocol):
    """Makes plans for a search to start from."""

    def __call__(
        self, problem: EngineProblem, settings: SearchSettings, count: int, seed: int
    ) -> list[EnginePlan]:
        """Make at least one plan, and up to ``count`` different ones.

        Stops may be missing from a plan: the search inserts them.
        """
        ...


def make_construction(name: str, instance: Instance) -> Construction:
    """Find a construction by its name.

    Parameters
    ----------
    name
        ``savings``: Clarke & Wright (1964), parallel, on matrices as asymmetric as they are and
        with all constraints of a route, joining near stops first. ``nearest``: one vehicle after
        another drives on to the stop that it can begin first (Solomon 1987, section 3.2).
        ``random``: stops are inserted in a random order, each where it costs least.
    instance
        What it is to be used for.

    Raises
    ------
    ValueError
        If there is no construction of that name.
    UnsupportedError
        If it cannot model the instance, naming the constraint.
    """
    if name not in CONSTRUCTIONS:
        raise ValueError(f"construction is {name!r}, expected one of {', '.join(CONSTRUCTIONS)}")
    if name == "random":
        return _random
    unmodelled = (
        _unmodelled_by_savings(instance) if name == "savings" else _unmodelled_by_nearest(instance)
    )
    if unmodelled:
        raise UnsupportedError(f"the construction {name!r} cannot model {unmodelled}")
    return _savings if name == "savings" else _nearest


def quick_construction(instance: Instance) -> Construction | None:
    """Choose a construction for parts of an instance too large to be filled by the engine's own."""
    return None if _unmodelled_by_savings(instance) else _savings


def insertion(
    problem: EngineProblem, settings: SearchSettings, count: int, seed: int
) -> list[EnginePlan]:
    """Fill routes one after another, as a search does that is given no plan to start from."""
    search = Search(problem.native, settings, seed)
    search.construct()
    return [search.best()]


def is_classical(construction: Construction) -> bool:
    """Whether it makes plans of any problem, rather than of the instance that it was made for."""
    return construction in (_savings, _nearest, _random, insertion)


def best_first(problem: Problem, plans: Sequence[EnginePlan]) -> list[EnginePlan]:
    """Sort plans by what they are worth."""

    def value(plan: EnginePlan) -> Value:
        return value_of(problem, plan)

    return sorted(plans, key=value)


def _savings(
    problem: EngineProblem, settings: SearchSettings, count: int, seed: int
) -> list[EnginePlan]:
    return [savings(problem.native)]


def _nearest(
    problem: EngineProblem, settings: SearchSettings, count: int, seed: int
) -> list[EnginePlan]:
    return [nearest_neighbour(problem.native)]


def _random(
    problem: EngineProblem, settings: SearchSettings, count: int, seed: int
) -> list[EnginePlan]:
    seeds = (seed * 2**16 + number for number in range(count))
    return [random_insertion(problem.native, settings, own) for own in seeds]


def _unmodelled_by_savings(instance: Instance) -> str:
    if instance.has_reloads:
        return "reloads"
    if instance.has_releases:
        return "release times"
    if instance.has_breaks:
        return "breaks of drivers"
    if len(instance.vehicles) > 1:
        return "several kinds of vehicles"
    for stop in instance.stops:
        if len(stop.windows) > 1:
            return f"the several time windows of stop {stop.id!r}"
    return _unmodelled_by_nearest(instance)


def _unmodelled_by_nearest(instance: Instance) -> str:
    if instance.has_shipments:
        return "goods carried from one stop to another"
    if instance.groups:
        return "stops of which one is served in the place of others"
    for stop in instance.stops:
        if stop.prize is not None:
            return f"the prize of stop {stop.id!r}: it does not know what to leave out"
    return ""

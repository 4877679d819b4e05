"""The stops that a plan leaves out, and what that counts for: those of a group as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vrp.instance import Instance, Stop

__all__ = ["count_unserved", "find_unassigned", "sum_prizes"]


def find_unassigned(instance: Instance, visited: Iterable[int]) -> tuple[int, ...]:
    """Stops that nobody visits, nor another one of their group in their place.

    Parameters
    ----------
    instance
        The problem.
    visited
        Indices into ``instance.stops``, in any order.

    Returns
    -------
    tuple of int
        Highest priority first, then in input order.
    """
    served = {alternative for stop in visited for alternative in instance.alternatives[stop]}
    left = (stop for stop in range(len(instance.stops)) if stop not in served)
    return tuple(sorted(left, key=lambda stop: -instance.stops[stop].priority))


def count_unserved(instance: Instance, unassigned: Sequence[int]) -> int:
    """Sum of ``1 + priority`` over the stops that have no prize; see :func:`find_unassigned`."""
    stops = _first_of_each(instance, unassigned)
    return sum(1 + stop.priority for stop in stops if stop.prize is None)


def sum_prizes(instance: Instance, unassigned: Sequence[int]) -> int:
    """Cost units of the prizes of the stops; see :func:`find_unassigned`."""
    return sum(stop.prize or 0 for stop in _first_of_each(instance, unassigned))


def _first_of_each(instance: Instance, stops: Sequence[int]) -> Iterator[Stop]:
    """The stops, of every group the first."""
    return (instance.stops[stop] for stop in stops if stop == min(instance.alternatives[stop]))

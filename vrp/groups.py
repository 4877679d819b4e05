"""Stops of which one is served: who is in a group, and whom each of them stands for."""

from __future__ import annotations

from collections.abc import Sequence

from vrp.entities import Stop

__all__ = ["find_alternatives", "find_groups"]


def find_groups(stops: Sequence[Stop]) -> tuple[tuple[int, ...], ...]:
    """Numbers of stops of one group each, in the order of their first; see :attr:`Stop.group`.

    Parameters
    ----------
    stops
        In the order of their numbers.
    """
    members: dict[str, list[int]] = {}
    for number, stop in enumerate(stops):
        if stop.group is not None:
            members.setdefault(stop.group, []).append(number)
    return tuple(map(tuple, members.values()))


def find_alternatives(
    n_stops: int, groups: Sequence[tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    """Of every stop, the numbers of all that may be served in its place, its own first.

    Parameters
    ----------
    n_stops
        How many stops there are.
    groups
        Of :func:`find_groups`.
    """
    alternatives: list[tuple[int, ...]] = [(number,) for number in range(n_stops)]
    for group in groups:
        for member in group:
            alternatives[member] = (member, *(each for each in group if each != member))
    return tuple(alternatives)

"""Breaks of drivers, as solvers want them: those that a route may be out for."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.departure import route_hours
from vrp.entities import Break
from vrp.instance import Instance

__all__ = [
    "due_break",
    "due_breaks",
    "fits_on_the_road",
    "leaves_time_for_a_break",
    "rested",
]


def due_break(instance: Instance, kind: int) -> Break | None:
    """The break of a kind of vehicle, unless its hours leave it for before or after all routes."""
    leave, finish = route_hours(instance, kind)
    for due in instance.vehicles[kind].breaks:
        if finish[1] > due.latest_s and leave[0] < due.earliest_s + due.duration_s:
            return due
    return None


def due_breaks(instance: Instance) -> Iterator[tuple[int, Break]]:
    """Every kind of vehicle that a break may be due on, and the break."""
    for kind in range(len(instance.vehicles)):
        due = due_break(instance, kind)
        if due is not None:
            yield kind, due


def fits_on_the_road(instance: Instance, kind: int, due: Break) -> bool:
    """Whether the hours of a kind of vehicle hold its break."""
    leave, finish = route_hours(instance, kind)
    begins = max(leave[0], due.earliest_s)
    return begins <= due.latest_s and begins + due.duration_s <= finish[1]


def leaves_time_for_a_break(instance: Instance, kind: int) -> bool:
    """Whether the break, where one may be due, comes before, after or into the shortest route."""
    due = due_break(instance, kind)
    if due is None or fits_on_the_road(instance, kind, due):
        return True
    leave, finish = route_hours(instance, kind)
    rested_s = max(leave[0], due.earliest_s + due.duration_s)
    return max(leave[0], finish[0]) <= due.latest_s or rested_s <= min(leave[1], finish[1])


def rested(instance: Instance) -> Iterator[str]:
    """Name the breaks that are due while the vehicle may be out."""
    for kind, _ in due_breaks(instance):
        yield f"breaks of vehicle {instance.vehicles[kind].id!r}"

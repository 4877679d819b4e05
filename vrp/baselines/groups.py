"""Alternatives, of which one is served: plans serve or leave out one of several stops."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.errors import UnsupportedError
from vrp.instance import Instance

__all__ = ["grouped", "refuse_groups"]


def grouped(instance: Instance) -> Iterator[str]:
    """Name every stop that there are alternatives to."""
    for stop, alternatives in zip(instance.stops, instance.alternatives, strict=True):
        if len(alternatives) > 1:
            yield f"group of stop {stop.id!r}"


def refuse_groups(instance: Instance, solver: str) -> None:
    """Refuse an instance with stops of which one is served.

    Raises
    ------
    UnsupportedError
        Naming the solver and the first of them.
    """
    for what in grouped(instance):
        raise UnsupportedError(f"{solver} cannot model {what}: it serves whatever it can")

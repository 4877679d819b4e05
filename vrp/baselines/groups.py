"""Alternatives, of which one is served: plans serve or leave out one of several stops."""

from __future__ import annotations

from collections.abc import Iterator

from vrp.instance import Instance

__all__ = ["grouped"]


def grouped(instance: Instance) -> Iterator[str]:
    """Name every stop that there are alternatives to."""
    for stop, alternatives in zip(instance.stops, instance.alternatives, strict=True):
        if len(alternatives) > 1:
            yield f"group of stop {stop.id!r}"

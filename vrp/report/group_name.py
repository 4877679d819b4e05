"""The group of alternatives that a stop is of, as it is named beside the stop."""

from __future__ import annotations

from vrp.instance import Stop

__all__ = ["group_name"]


def group_name(stop: Stop) -> dict[str, str]:
    """Name of its group, as ``one_of``; empty for a stop without alternatives."""
    return {} if stop.group is None else {"one_of": stop.group}

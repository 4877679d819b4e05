"""The problems that are learned, by their names."""

from __future__ import annotations

__all__ = ["PROBLEMS"]

#: Asymmetric travelling salesman; capacitated vehicle routing; the same with time windows.
PROBLEMS = ("atsp", "acvrp", "acvrptw")

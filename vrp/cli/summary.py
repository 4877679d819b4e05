"""The plan in a table on standard output."""

from __future__ import annotations

from rich.console import Console

from vrp.instance import Instance
from vrp.report import summary_table
from vrp.solution import Solution

__all__ = ["print_summary"]

_WIDTH = 100


def print_summary(instance: Instance, solution: Solution) -> None:
    """Print routes, totals and unassigned stops, 100 columns wide at most."""
    console = Console(width=_WIDTH, highlight=False)
    console.print(summary_table(instance, solution))

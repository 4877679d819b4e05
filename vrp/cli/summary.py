"""The plan in a table on standard output."""

from __future__ import annotations

from vrp.cli.tables import print_table
from vrp.report import Plan, summary_table

__all__ = ["print_summary"]

_WIDTH = 100


def print_summary(plan: Plan) -> None:
    """Print routes, totals and unassigned stops, 100 columns wide at most."""
    print_table(summary_table(plan), _WIDTH)

"""Is it better than what you use now? Solvers side by side, at equal time on the same machine.

Every run has a process of its own, so that its CPU time and memory are its own; results are kept
as they come, and what is already there is not run again.
"""

from __future__ import annotations

from vrp.compare.defeat import Match, losses, matches
from vrp.compare.plot import plot_gaps, save_plot
from vrp.compare.result import Result
from vrp.compare.runs import compare, results_so_far
from vrp.compare.standings import Standing, standings
from vrp.compare.store import load_results
from vrp.compare.table import comparison_table

__all__ = [
    "Match",
    "Result",
    "Standing",
    "compare",
    "comparison_table",
    "load_results",
    "losses",
    "matches",
    "plot_gaps",
    "results_so_far",
    "save_plot",
    "standings",
]

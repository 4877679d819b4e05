"""``vrp check``: is this plan valid, and what does it amount to?"""

from __future__ import annotations

import argparse
import sys

from vrp.cli.progress_line import ProgressLine
from vrp.cli.reading import read_input, read_plan
from vrp.cli.summary import print_summary
from vrp.report import Plan
from vrp.solution import check

__all__ = ["run_check"]

_INVALID = 4


def run_check(arguments: argparse.Namespace) -> int:
    """Check a plan and print its summary, or everything that is wrong with it.

    Returns
    -------
    int
        0 for a valid plan, 4 for an invalid one.
    """
    with ProgressLine(sys.stderr if sys.stderr.isatty() else None) as line:
        instance, _ = read_input(arguments, line)
    solution = read_plan(arguments.solution, instance)
    violations = check(instance, solution)
    for violation in violations:
        print(f"vrp: error: {arguments.solution}: {violation}", file=sys.stderr)
    if violations:
        return _INVALID
    print_summary(Plan.of(instance, solution))
    print("valid: every constraint was recomputed and holds")
    return 0

"""``vrp check``: is this plan valid, and what does it amount to?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vrp.cli.progress_line import ProgressLine
from vrp.cli.reading import read_input, reported
from vrp.cli.summary import print_summary
from vrp.pipes import reopenable
from vrp.read.json_object import load_json
from vrp.read.solution import is_json, read_solution
from vrp.report import Plan
from vrp.report.claims import false_claim
from vrp.solution import check

__all__ = ["run_check"]

_INVALID = 4


def run_check(arguments: argparse.Namespace) -> int:
    """Check a plan and print its summary, or everything that is wrong with it.

    Of the figures that a plan gives beside its routes, the first false one is named.

    Returns
    -------
    int
        0 for a valid plan, 4 for an invalid one.
    """
    with ProgressLine.on_terminal() as line:
        instance = read_input(arguments, line).instance
    with reported(), reopenable(Path(arguments.solution)) as file:
        solution = read_solution(file, instance)
        document = load_json(file) if is_json(file) else {}
    violations = list(check(instance, solution))
    plan = None if violations else Plan.of(instance, solution)
    false = plan and false_claim(document, plan)
    if false:
        violations.append(false)
    for violation in violations:
        print(f"vrp: error: {arguments.solution}: {violation}", file=sys.stderr)
    if plan is None or violations:
        return _INVALID
    print_summary(plan)
    print("valid: every constraint was recomputed and holds")
    return 0

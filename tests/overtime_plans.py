"""A plan whose second route takes an hour of overtime."""

from __future__ import annotations

import numpy as np

from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.report.plan import Plan
from vrp.solution import Route, Solution

__all__ = ["overtime_plan"]


def overtime_plan() -> Plan:
    """Two hours of driving, then four of which three are regular."""
    at = 60 * np.array([0, 60, -120])
    metres = np.abs(at[:, None] - at[None, :])
    van = Vehicle("van", count=2, overtime_after_s=3 * 3600, cost_per_overtime_s=1)
    stops = [Stop("a", 49.1, 8.0), Stop("b", 49.2, 8.0)]
    instance = Instance([Depot("d", 49.0, 8.0)], stops, [van], metres, metres)
    return Plan.of(instance, Solution.of(instance, [Route(0, (0,)), Route(0, (1,))]))

"""Results made by hand, for everything that reads them."""

from __future__ import annotations

from dataclasses import replace

from vrp.compare.result import REFUSED, VALID, Result

__all__ = ["made_up_results", "result"]


def result(solver: str, cost: int | None, **changes: object) -> Result:
    """A run at 1 s, seed 0, of an instance whose best known cost is 100; no cost, no plan."""
    made = Result(
        instance="one",
        fingerprint="1",
        stops=5,
        solver=solver,
        version="1.0",
        budget_s=1.0,
        seed=0,
        threads=1,
        status=VALID,
        cost=cost,
        unserved=None if cost is None else 0,
        unassigned=None if cost is None else 0,
        routes=None if cost is None else 2,
        best_known=100,
        wall_s=1.1,
        cpu_s=1.0,
        peak_mib=50.0,
        machine="abacus",
        trace=() if cost is None else ((0.1, 0, 2 * cost), (0.5, 0, cost)),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def made_up_results() -> tuple[Result, ...]:
    """Two instances and two seeds: we win once, lose twice and draw once; one solver refuses."""
    two = {"instance": "two", "fingerprint": "2", "best_known": 200}
    return (
        result("vrp", 100),
        result("theirs", 110),
        result("vrp", 104, seed=1),
        result("theirs", 102, seed=1),
        result("vrp", 220, **two),
        result("theirs", 210, **two),
        result("vrp", 210, seed=1, **two),
        result("theirs", 210, seed=1, **two),
        result("picky", None, status=REFUSED, reason="picky cannot model stops"),
    )

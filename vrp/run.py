"""How a solution was found."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Run", "TracePoint"]


@dataclass(frozen=True)
class TracePoint:
    """The best plan known at a moment of the search.

    Parameters
    ----------
    elapsed_s
        Seconds since the search began.
    iterations
        Made by then, on the thread that made most.
    unserved
        Sum of ``1 + priority`` over the unassigned stops without a prize: plans are ranked by it
        first and by cost second.
    cost
        In cost units.
    routes, unassigned
        Their numbers; 0 where the solver does not tell.
    """

    elapsed_s: float
    iterations: int
    unserved: int
    cost: int
    routes: int
    unassigned: int = 0


@dataclass(frozen=True)
class Run:
    """How a solution was found, enough to find it again.

    Parameters
    ----------
    solver, solver_version
        Which program searched; an empty version is that of this package.
    seed, threads
        What it was given; ``None`` where it has no such thing.
    time_limit_s, iteration_limit
        Seconds and iterations that it was given; ``None`` for no limit.
    iterations, elapsed_s
        What it took.
    interrupted
        It was told to stop before it had spent its limits.
    trace
        The best plan known over time, as far as the solver tells.
    lower_bound
        Proven: no valid plan that leaves out as little as this one costs less. ``None``: unknown.
    remarks
        What the solver could not take into account, one sentence each.
    init
        How the plan was made that the search started from, as far as the solver tells.
    """

    solver: str = "given"
    seed: int | None = None
    threads: int | None = None
    time_limit_s: float | None = None
    iteration_limit: int | None = None
    iterations: int = 0
    elapsed_s: float = 0.0
    interrupted: bool = False
    trace: tuple[TracePoint, ...] = field(default=(), repr=False)
    solver_version: str = ""
    lower_bound: int | None = None
    remarks: tuple[str, ...] = ()
    init: str = ""

"""One run of one solver: what it was asked, what came of it, what it took."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FAILED", "INVALID", "OURS", "REFUSED", "VALID", "Key", "Result"]

#: What this package's own search is called among the solvers.
OURS = "vrp"

#: What may become of a run.
VALID = "valid"
#: The solver cannot model the instance.
REFUSED = "refused"
#: It found no plan, or one that breaks a constraint.
INVALID = "invalid"
#: Its process ended, or had to be ended, without an answer.
FAILED = "failed"

#: What tells one run from another: fingerprint, solver, version, build, machine, budget, seed,
#: threads.
Key = tuple[str, str, str, str, str, float, int, int]


@dataclass(frozen=True)
class Result:
    """A run, fit for one line of a CSV file (its trace aside).

    Parameters
    ----------
    instance, fingerprint, stops
        Which problem.
    solver, version, build, machine, budget_s, seed, threads
        Who searched, made of which code (see :func:`vrp.compare.build.build_of`), on what, and
        within which limits.
    status, reason
        One of :data:`VALID`, :data:`REFUSED`, :data:`INVALID`, :data:`FAILED`, and why.
    cost, unserved, lower_bound, best_known, cost_scale
        In cost units, ``cost_scale`` of which make one unit of the user; plans are ranked by
        ``unserved`` first.
    unassigned, routes
        Their numbers; of alternatives that are all left out, one counts.
    remarks
        What the solver could not take into account.
    wall_s, cpu_s, peak_mib
        Of the search: seconds on the clock, seconds of all threads; and the most memory that its
        process held, the interpreter and the instance included.
    trace
        (seconds, unserved, cost) of every new best plan, where the solver tells.
    """

    instance: str
    fingerprint: str
    stops: int
    solver: str
    version: str
    budget_s: float
    seed: int
    threads: int
    status: str
    reason: str = ""
    cost: int | None = None
    unserved: int | None = None
    unassigned: int | None = None
    routes: int | None = None
    lower_bound: int | None = None
    best_known: int | None = None
    cost_scale: int = 1
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mib: float = 0.0
    remarks: str = ""
    machine: str = ""
    build: str = ""
    trace: tuple[tuple[float, int, int], ...] = ()

    @property
    def key(self) -> Key:
        """What tells this run from others."""
        return (
            self.fingerprint,
            self.solver,
            self.version,
            self.build,
            self.machine,
            self.budget_s,
            self.seed,
            self.threads,
        )

    @property
    def rank(self) -> tuple[int, int] | None:
        """(unserved, cost), smaller being better; ``None`` without a valid plan."""
        if self.status != VALID or self.unserved is None or self.cost is None:
            return None
        return self.unserved, self.cost

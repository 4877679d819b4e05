"""Every error that this package raises on purpose, one class per way out of the program."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "CheckpointError",
    "InfeasibleError",
    "InstanceError",
    "ReadError",
    "RoadError",
    "SolverError",
    "TrainingError",
    "UnsupportedError",
    "VrpError",
]


class VrpError(Exception):
    """Base class of all errors of this package; ``exit_code`` is what the CLI returns for it."""

    exit_code: int = 1


class ReadError(VrpError):
    """An input file that cannot be used.

    Parameters
    ----------
    problems
        One complete sentence per problem, each naming file, row, column, value and what was
        expected. At most :attr:`MAX_SHOWN` of them are printed.
    """

    exit_code = 2
    MAX_SHOWN = 20

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems: tuple[str, ...] = (
            (problems,) if isinstance(problems, str) else tuple(problems)
        )
        shown = list(self.problems[: self.MAX_SHOWN])
        if len(self.problems) > self.MAX_SHOWN:
            shown.append(f"… and {len(self.problems) - self.MAX_SHOWN} more")
        super().__init__("\n".join(shown))


class InstanceError(VrpError):
    """Data that make no consistent instance, naming the field, the value and the bound it broke."""

    exit_code = 2


class RoadError(VrpError):
    """Distances or durations could not be had."""

    exit_code = 3


class SolverError(VrpError):
    """A solver that cannot be used, such as one that is not installed."""

    exit_code = 2


class UnsupportedError(SolverError):
    """An instance that a solver cannot model, naming the constraint."""


class InfeasibleError(VrpError):
    """A plan that breaks a constraint, or no plan at all."""

    exit_code = 4


class CheckpointError(VrpError):
    """A model checkpoint that cannot be used."""

    exit_code = 2


class TrainingError(VrpError):
    """A training run that came to nothing, naming what is left of it."""

    exit_code = 4

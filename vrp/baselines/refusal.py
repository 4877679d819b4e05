"""How a solver refuses what it cannot model: by name."""

from __future__ import annotations

from collections.abc import Iterable

from vrp.errors import UnsupportedError

__all__ = ["refuse"]


def refuse(solver: str, unmodelled: Iterable[str], *, why: str = "") -> None:
    """Refuse the first of what a solver cannot model, if there is any.

    Parameters
    ----------
    solver
        Its name.
    unmodelled
        What an instance has of it, each named as the user knows it.
    why
        What the solver does instead.

    Raises
    ------
    UnsupportedError
        Naming the solver and what it cannot model.
    """
    for what in unmodelled:
        raise UnsupportedError(f"{solver} cannot model {what}" + (f": {why}" if why else ""))

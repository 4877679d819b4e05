"""What is written, and what is said when it cannot be."""

from __future__ import annotations

from vrp.errors import VrpError

__all__ = ["OutputError"]


class OutputError(VrpError):
    """A directory or file that cannot be written to."""

    exit_code = 2

"""How many processors this process may use, which is not how many the machine has."""

from __future__ import annotations

import os

__all__ = ["usable_processors"]


def usable_processors() -> int:
    """Count the processors that the process may run on, at least one.

    ``taskset`` and the like, and from Python 3.13 on ``-X cpu_count`` and ``PYTHON_CPU_COUNT``,
    leave fewer than there are: more threads would only wait for one another.
    """
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1

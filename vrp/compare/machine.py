"""What the runs were made on, in one line."""

from __future__ import annotations

import os
import platform
from pathlib import Path

__all__ = ["machine_name"]


def machine_name() -> str:
    """Processor, number of cores, operating system and Python."""
    cores = os.cpu_count() or 1
    return f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    """The model, where the system tells; else the architecture."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()

"""Files of text that tests write, and stops that they need not care about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["STOPS_ONLY", "Write"]

#: Makes a file of a name and a text; the fixture ``write`` of the readers' tests.
Write = Callable[[str, str], Path]

STOPS_ONLY = "id,kind,lat,lon,demand\nd,depot,49,8,\nx,,49,8.1,1\n"

"""Options and commands that are nearly called as something that was typed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["nearest_name"]

#: What other programs call these options, where the names are not alike.
_SYNONYMS = {
    "budget": "time-limit",
    "fleet": "vehicles",
    "jobs": "threads",
    "map": "roads",
    "osm": "roads",
    "timeout": "time-limit",
    "trucks": "vehicles",
    "vans": "vehicles",
    "warm-start": "start",
}


def nearest_name(typed: str, names: Iterable[str]) -> str | None:
    """Which of the options or commands may be meant.

    Parameters
    ----------
    typed
        With its hyphens; none of them.
    names
        Those that there are.
    """
    named = {known.strip("-"): known for known in names}
    typed = typed.strip("-").lower().replace("_", "-")
    if not typed:
        return None
    if (synonym := _SYNONYMS.get(typed)) in named:
        return named[synonym]
    likely = [
        name
        for name in named
        if name.startswith(typed)
        or typed.startswith(name)
        or typed in name.split("-")
        or name in typed.split("-")
    ]
    close = difflib.get_close_matches(typed, likely, 1, cutoff=0)
    close += difflib.get_close_matches(typed, named, 1, cutoff=0.75)
    return named[close[0]] if close else None

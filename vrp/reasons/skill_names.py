"""Skills in words, and how they may have been meant where no vehicle has them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

__all__ = ["likely_meaning", "quoted"]

#: What people write in place of ``|`` between the words of a cell.
_OTHER_SEPARATORS = re.compile("[,;]")
_GAPS = re.compile(r"[\s_-]+")


def quoted(skills: Collection[str]) -> list[str]:
    """Skills in the order of the alphabet, in quotes: a comma may be in them."""
    return [repr(skill) for skill in sorted(skills)]


def likely_meaning(missing: Collection[str], offered: Collection[str]) -> str:
    """Say in brackets what skills that no vehicle has may be meant for; empty where nothing is.

    Parameters
    ----------
    missing
        Skills that no vehicle has.
    offered
        Those that there are.
    """
    if any(_OTHER_SEPARATORS.search(skill) for skill in missing):
        return " (several skills are separated by '|')"
    plain = {_plain(skill): skill for skill in sorted(offered)}
    close = (difflib.get_close_matches(_plain(skill), plain, 1, 0.85) for skill in sorted(missing))
    meant = [plain[match] for matches in close for match in matches]
    return f" (vehicles have {', '.join(map(repr, meant))})" if meant else ""


def _plain(skill: str) -> str:
    return _GAPS.sub(" ", skill.casefold()).strip()

"""Which of many names are spelt much like one that is not among them."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable

__all__ = ["SimilarNames"]

_SIMILAR = 0.6
#: Names that share the most triples of letters, of which the most similar ones are chosen: to
#: compare with all names of a city takes a tenth of a second.
_COMPARED = 50


class SimilarNames:
    """Names to choose from.

    Parameters
    ----------
    names
        All of them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._with: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            for triple in _triples(name):
                self._with[triple].append(name)

    def like(self, text: str, most: int = 3) -> list[str]:
        """Give the names that are most like a text, the most similar first.

        Parameters
        ----------
        text
            What is meant to be one of the names.
        most
            How many, at most.
        """
        shared = Counter(name for triple in _triples(text) for name in self._with.get(triple, ()))
        near = [name for name, _ in shared.most_common(_COMPARED)]
        return difflib.get_close_matches(text, near, most, cutoff=_SIMILAR)


def _triples(text: str) -> list[str]:
    padded = f" {text} "
    return sorted({padded[at : at + 3] for at in range(len(padded) - 2)})

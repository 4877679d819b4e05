"""Whether the figures that a ``solution.json`` tells other programs are those of its routes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from vrp.report.plan import Plan
from vrp.report.solution_json import solution_to_dict

__all__ = ["false_claim"]

#: What follows from the instance and the routes; all else is words, or about the search.
_FOLLOWS = ("cost", "unserved", "routes")


def false_claim(document: Mapping[str, Any], plan: Plan) -> str | None:
    """Name the first figure of a document that is not the one recomputed from its routes.

    Costs, places, times, distances and loads are compared; a figure that the document does not
    have, or that :func:`vrp.report.solution_json.solution_to_dict` does not write, claims nothing.

    Parameters
    ----------
    document
        A ``solution.json``.
    plan
        The plan that was read from it.

    Returns
    -------
    str or None
        One sentence with the figure's JSON path, ``None`` if all are right.
    """
    recomputed = solution_to_dict(plan)
    for name in _FOLLOWS:
        if name in document:
            for text in _differences(f"$.{name}", document[name], recomputed[name]):
                return text
    return None


def _differences(path: str, claimed: Any, actual: Any) -> Iterator[str]:
    if isinstance(actual, dict) and isinstance(claimed, dict):
        for name, value in actual.items():
            if name in claimed:
                yield from _differences(f"{path}.{name}", claimed[name], value)
    elif isinstance(actual, list) and isinstance(claimed, list):
        if len(claimed) != len(actual):
            yield f"{path} has {len(claimed)} entries, recomputed {len(actual)}"
        for index, (one, other) in enumerate(zip(claimed, actual, strict=False)):
            yield from _differences(f"{path}[{index}]", one, other)
    elif not _is_same(claimed, actual):
        yield f"{path} is {_shown(claimed)}, recomputed {_shown(actual)}"


def _is_same(claimed: Any, actual: Any) -> bool:
    numbers = (int, float)
    if isinstance(claimed, numbers) and isinstance(actual, numbers):
        return isinstance(claimed, bool) is isinstance(actual, bool) and (
            claimed == actual or math.isclose(claimed, actual, rel_tol=1e-9)
        )
    return bool(claimed == actual)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"

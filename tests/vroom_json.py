"""A small made-up problem in the JSON form of VROOM, of which tests change parts."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

__all__ = ["problem", "write_json"]

_PROBLEM: dict[str, Any] = {
    "vehicles": [
        {"id": 1, "start_index": 0, "end_index": 0, "capacity": [4]},
        {"id": 2, "start_index": 0, "end_index": 3, "capacity": [5]},
    ],
    "jobs": [
        {"id": 7, "location_index": 1, "delivery": [1], "service": 60},
        {"id": 8, "location_index": 2, "pickup": [2]},
    ],
    "matrices": {
        "car": {
            "durations": [[0, 10, 20, 30], [11, 0, 12, 13], [21, 22, 0, 23], [31, 32, 33, 0]],
            "distances": [
                [0, 100, 200, 300],
                [110, 0, 120, 130],
                [210, 220, 0, 230],
                [310, 320, 330, 0],
            ],
        }
    },
}


def problem() -> dict[str, Any]:
    """Two vehicles and two jobs on given matrices over four places."""
    return copy.deepcopy(_PROBLEM)


def write_json(folder: Path, document: object) -> Path:
    """Write a document as a file."""
    path = folder / "problem.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path

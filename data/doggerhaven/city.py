"""From a seed to a city: lines, names, rules and signs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from doggerhaven.geometry import Line, Point
from doggerhaven.names import named
from doggerhaven.plan import drawn
from doggerhaven.rules import with_one_ways, with_tags
from doggerhaven.signs import Restriction, node_tags, restrictions, signal_junctions, split_at
from doggerhaven.skeleton import MARKET, RAILWAY, RIVER, bank
from doggerhaven.street import Street
from doggerhaven.structures import with_structures

__all__ = ["City", "made_city"]

_SEED = 7


@dataclass(frozen=True)
class City:
    """Everything that is written to the file."""

    streets: list[Street]
    node_tags: Mapping[Point, Mapping[str, str]]
    restrictions: list[Restriction]
    scenery: list[tuple[Line, Mapping[str, str]]]


def made_city() -> City:
    """Make Doggerhaven, the same every time."""
    rng = random.Random(_SEED)
    streets = named(with_structures(drawn(rng)), rng)
    streets = with_one_ways(with_tags(streets, rng), rng)
    signals = signal_junctions(streets)
    streets = split_at(streets, set(signals))
    signs = node_tags(streets, rng)
    signs[MARKET] = {"place": "city", "name": "Doggerhaven", "population": "71300"}
    return City(streets, signs, restrictions(streets, signals), _scenery())


def _scenery() -> list[tuple[Line, Mapping[str, str]]]:
    south, north = bank(1), bank(-1)
    return [
        (RIVER, {"waterway": "river", "name": "River Merl"}),
        ([*south, *reversed(north), south[0]], {"natural": "water", "water": "river"}),
        (RAILWAY, {"railway": "rail", "name": "Coast Line"}),
    ]

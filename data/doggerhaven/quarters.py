"""Every face between the main streets filled in the manner of its district."""

from __future__ import annotations

import random
from collections.abc import Iterator

from doggerhaven.districts import district_at
from doggerhaven.fill import Cutting, divided, gridded
from doggerhaven.geometry import Line, area, centroid, length, position_at
from doggerhaven.skeleton import MARKET, is_rail, is_water
from doggerhaven.street import Street

__all__ = ["filled", "is_built"]

_OLD = Cutting(block_m2=5200, tilt=0.42, sag=0.09, narrow=22)
_SUBURB = Cutting(block_m2=30000, tilt=0.3, sag=0.16, narrow=45)
_PEDESTRIAN_M = 235.0


def is_built(face: Line) -> bool:
    """Whether streets may be drawn in a face: it is neither water nor rail, and no sliver."""
    return area(face) > 9000 and not all(map(is_water, face)) and not all(map(is_rail, face))


def filled(face: Line, rng: random.Random) -> list[Street]:
    """The streets within a face."""
    district = district_at(centroid(face))
    makers = {"old": _old, "grid": _grid, "works": _works, "suburb": _suburb}
    return list(makers[district.pattern](face, rng)) if is_built(face) else []


def _old(face: Line, rng: random.Random) -> Iterator[Street]:
    for generation, line in divided(face, _OLD, rng):
        middle, _ = position_at(line, length(line) / 2)
        if abs(middle - MARKET) < _PEDESTRIAN_M:
            highway = "pedestrian"
        elif generation < 3 or rng.random() < 0.5:
            highway = "residential"
        else:
            highway = rng.choice(("living_street", "residential", "service"))
        yield Street(line, highway)


def _grid(face: Line, rng: random.Random) -> Iterator[Street]:
    spacing = (rng.uniform(78, 96), rng.uniform(112, 150))
    for line in gridded(face, district_at(centroid(face)).angle, spacing, rng, gaps=0.13):
        yield Street(line, "residential")


def _works(face: Line, rng: random.Random) -> Iterator[Street]:
    for line in gridded(face, district_at(centroid(face)).angle, (170, 240), rng, gaps=0.2):
        yield Street(line, "unclassified")


def _suburb(face: Line, rng: random.Random) -> Iterator[Street]:
    for generation, line in divided(face, _SUBURB, rng):
        collector = generation < 2 and length(line) > 350
        highway = "tertiary" if collector else "residential"
        yield Street(line, highway)

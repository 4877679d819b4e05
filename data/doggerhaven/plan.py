"""The lines of the whole city, in the order in which it grew."""

from __future__ import annotations

import random

from doggerhaven.blocks import furnished
from doggerhaven.faces import faces
from doggerhaven.joining import joined, merged
from doggerhaven.quarters import filled
from doggerhaven.roundabouts import with_roundabouts
from doggerhaven.skeleton import borders, main_streets
from doggerhaven.street import Street
from doggerhaven.surroundings import MOTORWAY_BORDERS, country_roads, motorway

__all__ = ["drawn"]

#: Junctions nearer to each other than this along a street are one.
_MERGED_M = 14.0


def drawn(rng: random.Random) -> list[Street]:
    """All streets, joined where they meet; borders are still among them."""
    hand_laid = main_streets()
    skeleton = joined([*with_roundabouts(hand_laid), *borders()])
    streets = list(skeleton)
    for face in faces(street.line for street in skeleton):
        streets += filled(face, rng)
    streets = merged(joined(streets), _MERGED_M)
    streets += furnished(faces(street.line for street in streets), streets, rng)
    streets += [*country_roads(streets), *MOTORWAY_BORDERS, *motorway(hand_laid)]
    return joined(streets)

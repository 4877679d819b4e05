"""What road users are told: speeds, one-ways, surfaces, and who may not enter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from doggerhaven.connectivity import cut_off, is_drivable
from doggerhaven.districts import District, district_at
from doggerhaven.geometry import length, position_at
from doggerhaven.joining import junctions
from doggerhaven.street import Street

__all__ = ["with_one_ways", "with_tags"]

#: Districts where 30 km/h is posted at the entrances, and written on every street of the map.
_ZONE_30 = {"Northbank", "Swanside", "Eastgate", "Heronsmere", "Thornmoor", "Southfield", "Dunlin"}
#: Metres from the market within which main roads have the speed limit of a city.
_CITY_M = 2700.0
_MAIN = ("primary", "secondary", "tertiary")
_ONE_WAY_SHARE = {"old": 0.34, "grid": 0.24, "suburb": 0.01, "works": 0.03}


def with_tags(streets: Sequence[Street], rng: random.Random) -> list[Street]:
    """The streets with limits and surfaces; some have none on the map, as everywhere."""
    arms = junctions(streets)
    tagged = []
    for street in streets:
        middle, _ = position_at(street.line, length(street.line) / 2)
        district = district_at(middle)
        is_dead_end = 1 in (arms[street.line[0]], arms[street.line[-1]])
        if street.highway == "tertiary" and is_dead_end and abs(middle) > 1500:
            street = replace(street, highway="residential")
        tags = _speed(street, district, abs(middle), rng) | _surface(street, district, rng)
        tagged.append(street.tagged(**{**tags, **street.tags}))
    return tagged


def _speed(
    street: Street, district: District, from_centre: float, rng: random.Random
) -> dict[str, str]:
    draw = rng.random()
    if street.highway == "motorway":
        return {"maxspeed": "none" if street.line[0].real < street.line[-1].real else "120"}
    if street.highway in _MAIN:
        limit = "50" if from_centre < _CITY_M else "70" if draw < 0.5 else "100"
        return {"maxspeed": limit} if draw < 0.8 else {}
    if street.highway == "residential" and district.name in _ZONE_30:
        return {"maxspeed": "30", "source:maxspeed": "zone:30"} if draw < 0.9 else {}
    if street.highway in ("residential", "unclassified"):
        return {"maxspeed": "30" if district.pattern == "old" else "50"} if draw < 0.3 else {}
    if street.highway == "living_street":
        return {"maxspeed": "walk"} if draw < 0.4 else {}
    return {}


def _surface(street: Street, district: District, rng: random.Random) -> dict[str, str]:
    draw = rng.random()
    if street.highway in ("track", "path"):
        return {"surface": "gravel" if draw < 0.5 else "ground"}
    tags: dict[str, str] = {}
    if district.pattern == "old" and street.highway in ("residential", "pedestrian"):
        tags = {"surface": "sett"}
    elif street.highway in _MAIN:
        tags = {"surface": "asphalt"}
        if street.highway == "primary" and draw < 0.6:
            tags["lanes"] = "3" if draw < 0.2 else "2"
    if street.highway == "residential" and draw < 0.03:
        tags |= {"hgv": "no"} if draw < 0.015 else {"maxweight": "7.5"}
    if street.highway == "pedestrian" and draw < 0.2:
        tags["bicycle"] = "yes"
    return tags


def with_one_ways(streets: Sequence[Street], rng: random.Random) -> list[Street]:
    """The streets with some of them one-way, and none of those a trap.

    A one-way that leaves a place without a way in or out is taken back.
    """
    chosen = [_maybe_one_way(street, rng) for street in streets]
    while True:
        lost = cut_off(chosen)
        trapped = [
            number
            for number, street in enumerate(chosen)
            if street is not streets[number]
            and is_drivable(street)
            and lost.intersection(street.line)
        ]
        if not trapped:
            return [_written(street, rng) for street in chosen]
        for number in trapped:
            chosen[number] = streets[number]


def _maybe_one_way(street: Street, rng: random.Random) -> Street:
    draw, turned = rng.random(), rng.random() < 0.5
    middle, _ = position_at(street.line, length(street.line) / 2)
    if street.highway not in ("residential", "living_street") or "bridge" in street.tags:
        return street
    if draw > _ONE_WAY_SHARE[district_at(middle).pattern] or street.line[0] == street.line[-1]:
        return street
    return replace(street, line=street.line[::-1] if turned else street.line).tagged(oneway="yes")


def _written(street: Street, rng: random.Random) -> Street:
    """One-ways as mappers draw them: now and then against the line, and often open to bicycles."""
    if street.tags.get("oneway") != "yes" or street.highway not in ("residential", "living_street"):
        return street
    draw = rng.random()
    if draw < 0.06:
        return street.along(street.line[::-1]).tagged(oneway="-1")
    return street.tagged(**{"oneway:bicycle": "no"}) if draw < 0.5 else street

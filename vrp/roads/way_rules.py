"""What the tags of a way mean to a vehicle: whether and how fast it goes each way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vrp.roads.access import (
    CYCLEWAY_KEYS,
    DISMOUNT,
    SIZE_SIGNS,
    access_verdict,
    directions,
    fits,
)
from vrp.roads.profile import Profile
from vrp.roads.road_classes import ROAD_CLASSES, road_class_number
from vrp.roads.speed_limits import ZONE_KEYS, speed_limit_kmh

__all__ = ["WayRules", "all_way_rules", "street_name", "way_rules"]

_SLOWING_KEYS = ("surface", "smoothness", "tracktype", "service")


class WayRules(NamedTuple):
    """Class of a way, and free-flow speeds along and against it; 0 where it is closed."""

    road_class: int
    forward_kmh: float
    backward_kmh: float


def all_way_rules(tag_sets: Sequence[Mapping[str, str]], profile: Profile) -> list[WayRules | None]:
    """Read many sets of tags; those that differ in tags without meaning here are read once."""
    bases = _telling_keys(profile)
    matters = {
        key: key in bases or key.rpartition(":")[0] in bases
        for key in {key for tags in tag_sets for key in tags}
    }
    known: dict[tuple[tuple[str, str], ...], WayRules | None] = {}
    rules = []
    for tags in tag_sets:
        telling = tuple([item for item in tags.items() if matters[item[0]]])
        if telling not in known:
            known[telling] = way_rules(dict(telling), profile)
        rules.append(known[telling])
    return rules


def _telling_keys(profile: Profile) -> set[str]:
    """Keys that :func:`way_rules` looks at, as they are or with a direction or vehicle behind."""
    keys = {"highway", "junction", "route", *_SLOWING_KEYS, *ZONE_KEYS, *CYCLEWAY_KEYS}
    keys.update(profile.access_keys, profile.limit_keys, profile.oneway_keys)
    keys.update(tag.split("=", 1)[0] for tag in profile.avoids)
    if profile.size is not None:
        keys.update(*SIZE_SIGNS.values())
    return keys


def way_rules(tags: Mapping[str, str], profile: Profile) -> WayRules | None:
    """Read the tags of a way for a vehicle; ``None`` if it is no road to it."""
    if any(tags.get(key) == value for key, value in (tag.split("=", 1) for tag in profile.avoids)):
        return None
    if not fits(tags, profile.size):
        return None
    if "highway" not in tags and tags.get("route") == "ferry":
        highway = "ferry"
    else:
        highway = ROAD_CLASSES[road_class_number(tags.get("highway", ""))]
    along, against = directions(tags, profile)
    forward = _speed_kmh(tags, profile, highway, "forward") if along else 0.0
    backward = _speed_kmh(tags, profile, highway, "backward") if against else 0.0
    if not (forward or backward):
        return None
    return WayRules(road_class_number(highway), forward, backward)


def _speed_kmh(tags: Mapping[str, str], profile: Profile, highway: str, direction: str) -> float:
    """Free-flow speed in one direction; 0 if it is closed."""
    verdict = access_verdict(tags, profile.access_keys, direction)
    if verdict is not None and not verdict.allowed:
        return 0.0
    if verdict is not None and verdict.value == DISMOUNT:
        return profile.dismount_kmh
    if highway == "ferry":
        return profile.ferry_kmh
    speed = profile.speeds_kmh.get(highway, 0.0)
    permitted_only = not speed
    if permitted_only and verdict is not None and verdict.key != profile.access_keys[0]:
        speed = profile.permitted_kmh.get(highway, 0.0)
    limit = speed_limit_kmh(tags, profile.limit_keys, direction)
    if speed and limit is not None:
        speed = limit if profile.drives_at_limit and not permitted_only else min(speed, limit)
    caps = (profile.slow_kmh.get(tags.get(key, "")) for key in _SLOWING_KEYS)
    return min(speed, profile.max_kmh, *(cap for cap in caps if cap is not None))


def street_name(tags: Mapping[str, str]) -> str:
    """Name of a street, or its number where it has none, or nothing."""
    name = tags.get("name") or tags.get("ref") or ""
    if not name.isprintable():
        name = "".join(sign if sign.isprintable() else " " for sign in name)
    return " ".join(name.split())

"""Who may use a road, in which direction, and who passes a barrier, by OpenStreetMap's tags.

https://wiki.openstreetmap.org/wiki/Key:access
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vrp.roads.profile import Profile, VehicleSize
from vrp.roads.quantities import parse_metres, parse_tonnes

__all__ = [
    "CYCLEWAY_KEYS",
    "DISMOUNT",
    "SIZE_SIGNS",
    "Verdict",
    "access_verdict",
    "directions",
    "fits",
    "passes_barrier",
]

#: Value of an access key that lets one through on foot.
DISMOUNT = "dismount"
_ALLOWED = frozenset(
    {
        "yes",
        "true",
        "permissive",
        "designated",
        "official",
        "destination",
        "customers",
        "delivery",
        "discouraged",
        DISMOUNT,
    }
)
_REFUSED = frozenset(
    {
        "no",
        "false",
        "private",
        "agricultural",
        "bus",
        "emergency",
        "employees",
        "forestry",
        "military",
        "never",
        "none",
        "permit",
        "psv",
        "residents",
        "restricted",
        "service",
        "staff",
        "taxi",
        "use_sidepath",
    }
)
_FORWARD = frozenset({"yes", "true", "1"})
_BACKWARD = frozenset({"-1", "reverse"})
_BOTH = frozenset({"no", "false", "0", "alternating"})
_IMPLIED_ONEWAY = {("junction", "roundabout"), ("junction", "circular")}
_IMPLIED_ONEWAY |= {("highway", "motorway"), ("highway", "motorway_link")}
#: Where cycling against a one-way street is tagged.
CYCLEWAY_KEYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
#: Signs that restrict each measure of a vehicle.
SIZE_SIGNS = {
    "height_m": ("maxheight", "maxheight:physical"),
    "width_m": ("maxwidth", "maxwidth:physical"),
    "length_m": ("maxlength",),
    "weight_t": ("maxweight", "maxweightrating"),
    "axle_load_t": ("maxaxleload",),
}


class Verdict(NamedTuple):
    """What the most special tag that says anything says, and which key that was."""

    allowed: bool
    key: str
    value: str


def access_verdict(
    tags: Mapping[str, str], keys: Sequence[str], direction: str = ""
) -> Verdict | None:
    """Find out whether tags let somebody through.

    Parameters
    ----------
    tags
        Of a way or a node.
    keys
        Access keys from the general to the special, which wins.
    direction
        ``"forward"`` or ``"backward"`` where tags for one direction count as well.

    Returns
    -------
    Verdict or None
        ``None`` if no tag says anything; of several values (``"bus;delivery"``) one that allows is
        enough, and values that nobody knows say nothing.
    """
    for key in reversed(keys):
        tagged = (f"{key}:{direction}", key) if direction else (key,)
        for name in tagged:
            text = tags.get(name)
            if text is None:
                continue
            values = [value.strip() for value in text.split(";")]
            for group, allowed in ((_ALLOWED, True), (_REFUSED, False)):
                known = [value for value in values if value in group]
                if known:
                    return Verdict(allowed, key, known[0])
    return None


def directions(tags: Mapping[str, str], profile: Profile) -> tuple[bool, bool]:
    """Find out whether a way may be used forwards and backwards, as far as one-way tags go.

    A reversible way is closed in both directions: which one is open depends on the time of day.
    """
    if "oneway:bicycle" in profile.oneway_keys and "oneway:bicycle" not in tags:
        contraflow = any(tags.get(key, "").startswith("opposite") for key in CYCLEWAY_KEYS)
        if contraflow:
            return True, True
    for key in profile.oneway_keys:
        value = tags.get(key, "")
        if value == "reversible":
            return False, False
        if value in _BOTH:
            return True, True
        if value in _FORWARD:
            return True, False
        if value in _BACKWARD:
            return False, True
    implied = "oneway" in profile.oneway_keys and any(
        tags.get(key) == value for key, value in _IMPLIED_ONEWAY
    )
    return True, not implied


def fits(tags: Mapping[str, str], size: VehicleSize | None) -> bool:
    """Whether a vehicle is within the signed height, width, length and weight."""
    if size is None:
        return True
    for name, keys in SIZE_SIGNS.items():
        parse = parse_tonnes if name.endswith("_t") else parse_metres
        for key in keys:
            for tagged in (key, f"{key}:hgv"):
                limit = parse(tags.get(tagged, ""))
                if limit is not None and limit < getattr(size, name):
                    return False
    return True


def passes_barrier(tags: Mapping[str, str], profile: Profile) -> bool:
    """Whether the vehicle gets past a node with these tags.

    Access tags count at barriers only: at a crossing they are about those who cross, at an entrance
    about those who enter.
    """
    if not fits(tags, profile.size):
        return False
    barrier = tags.get("barrier")
    if barrier is None:
        return True
    verdict = access_verdict(tags, profile.access_keys)
    if verdict is not None:
        return verdict.allowed
    return barrier not in profile.blocking_barriers and tags.get("locked") != "yes"

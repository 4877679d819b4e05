"""Speed limits from the tags of a road, zones by country included."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from vrp.roads.quantities import WALKING_KMH, parse_speed_kmh

__all__ = ["ZONE_KEYS", "speed_limit_kmh", "zone_limit_kmh"]

_MPH = 1.609344
#: Tags that name a zone rather than a number.
ZONE_KEYS = ("zone:maxspeed", "maxspeed:type", "source:maxspeed", "zone:traffic")
#: Limits of cars in km/h inside towns, on country roads, on trunk roads and on motorways, as far as
#: they differ from _EUROPE.
_EUROPE = {"urban": 50.0, "rural": 90.0, "trunk": 100.0, "motorway": 120.0}
_COUNTRIES: dict[str, dict[str, float]] = {
    "AT": {"rural": 100, "motorway": 130},
    "AU": {"rural": 100, "motorway": 110},
    "BE": {"trunk": 120},
    "BG": {"motorway": 140},
    "BY": {"urban": 60, "motorway": 110},
    "CA": {"rural": 80, "motorway": 100},
    "CH": {"rural": 80},
    "CZ": {"trunk": 110, "motorway": 130},
    "DE": {"rural": 100, "trunk": math.inf, "motorway": math.inf},
    "DK": {"rural": 80, "trunk": 90, "motorway": 130},
    "EE": {"trunk": 110},
    "FI": {"rural": 80},
    "FR": {"rural": 80, "trunk": 110, "motorway": 130},
    "GB": {
        "urban": 30 * _MPH,
        "rural": 60 * _MPH,
        "trunk": 70 * _MPH,
        "motorway": 70 * _MPH,
        "nsl_restricted": 30 * _MPH,
        "nsl_single": 60 * _MPH,
        "nsl_dual": 70 * _MPH,
    },
    "GR": {"trunk": 110, "motorway": 130},
    "HR": {"trunk": 110, "motorway": 130},
    "HU": {"trunk": 110, "motorway": 130},
    "IE": {"rural": 80},
    "IL": {"rural": 80},
    "IT": {"trunk": 110, "motorway": 130},
    "JP": {"urban": 40, "rural": 60, "motorway": 100},
    "LT": {"trunk": 120, "motorway": 130},
    "LU": {"motorway": 130},
    "NL": {"rural": 80, "motorway": 100},
    "NO": {"rural": 80, "motorway": 110},
    "PL": {"motorway": 140},
    "RO": {"motorway": 130},
    "RS": {"rural": 80, "motorway": 130},
    "RU": {"urban": 60, "motorway": 110},
    "SE": {"rural": 70, "motorway": 110},
    "SI": {"trunk": 110, "motorway": 130},
    "SK": {"motorway": 130},
    "TR": {"trunk": 110},
    "UA": {"trunk": 110, "motorway": 130},
    "US": {"urban": 25 * _MPH, "rural": 55 * _MPH, "trunk": 65 * _MPH, "motorway": 70 * _MPH},
    "ZA": {"urban": 60, "rural": 100, "motorway": 120},
}
_LIVING_STREETS = {"CH": 20.0, "FR": 20.0, "BE": 20.0, "PT": 20.0, "PL": 20.0, "RU": 20.0}
_LIVING_STREETS |= {"CZ": 20.0, "SK": 20.0, "UA": 20.0, "ES": 20.0, "NL": 15.0, "NO": 15.0}
_ZONE = re.compile(r"([A-Z]{2})(?:-[A-Z0-9]+)?:(?:zone)?:?([a-z_]+|\d+)")


def speed_limit_kmh(tags: Mapping[str, str], keys: Sequence[str], direction: str) -> float | None:
    """Find the limit of a road in one direction.

    Parameters
    ----------
    tags
        Of the road.
    keys
        Keys of limits from the special to the general, such as ``("maxspeed:hgv", "maxspeed")``.
    direction
        ``"forward"`` or ``"backward"`` along the way as it was drawn.

    Returns
    -------
    float or None
        Kilometres per hour, infinity where there is no limit, ``None`` where it is unknown.
    """
    for key in keys:
        for tagged in (f"{key}:{direction}", key):
            limit = _limit(tags.get(tagged))
            if limit is not None:
                return limit
    for key in ZONE_KEYS:
        limit = _limit(tags.get(key))
        if limit is not None:
            return limit
    return None


def _limit(text: str | None) -> float | None:
    if text is None:
        return None
    numeric = parse_speed_kmh(text)
    return zone_limit_kmh(text) if numeric is None else numeric


def zone_limit_kmh(code: str) -> float | None:
    """Limit of a zone: ``"DE:urban"``, ``"FR:zone30"``, ``"GB:nsl_single"``; else ``None``."""
    match = _ZONE.fullmatch(code.strip())
    if match is None:
        return None
    country, zone = match.groups()
    miles = country in ("GB", "UK", "US")
    if zone.isdigit():
        return (float(zone) * (_MPH if miles else 1.0)) or None
    if zone in ("walk", "pedestrian_zone", "bicycle_road"):
        return 30.0 if zone == "bicycle_road" else WALKING_KMH
    if zone == "living_street":
        return _LIVING_STREETS.get(country, WALKING_KMH)
    known = _EUROPE | _COUNTRIES.get("GB" if country == "UK" else country, {})
    return known.get(zone)

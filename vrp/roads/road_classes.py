"""The kinds of road that a network tells apart, named as OpenStreetMap's ``highway`` values."""

from __future__ import annotations

__all__ = ["ROAD_CLASSES", "road_class_number"]

#: ``RoadNetwork.road_class`` holds indices into this tuple; new classes are added at the end.
ROAD_CLASSES: tuple[str, ...] = (
    "other",
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "pedestrian",
    "cycleway",
    "footway",
    "path",
    "bridleway",
    "steps",
    "ferry",
    "busway",
)

_NUMBERS = {name: number for number, name in enumerate(ROAD_CLASSES)}
# A road whose class nobody has looked up yet.
_NUMBERS["road"] = _NUMBERS["unclassified"]


def road_class_number(name: str) -> int:
    """Index into :data:`ROAD_CLASSES` of a ``highway`` value; 0 (``"other"``) for unknown ones."""
    return _NUMBERS.get(name, 0)

"""The streets behind the routes on the map, few enough bytes for a page that people send around."""

from __future__ import annotations

from typing import Any

import numpy as np

from vrp.report.encoded_lines import encode_lines
from vrp.report.strung_lines import string_together
from vrp.report.world import to_world
from vrp.roads.road_classes import ROAD_CLASSES
from vrp.roads.streets import Streets

__all__ = ["MAX_BYTES", "STREET_TIERS", "backdrop"]

Json = dict[str, Any]

#: Of all streets of a page together.
MAX_BYTES = 300_000

#: Classes of road that are drawn alike, the widest ones first; those not named are not drawn.
STREET_TIERS: tuple[tuple[str, ...], ...] = (
    ("motorway", "motorway_link", "trunk", "trunk_link"),
    ("primary", "primary_link"),
    ("secondary", "secondary_link"),
    ("tertiary", "tertiary_link"),
    ("unclassified", "residential", "living_street", "busway", "other"),
    ("service", "pedestrian", "track"),
    ("cycleway", "footway", "path", "bridleway", "steps"),
)

#: Steps across the whole backdrop: from a metre in a city of ten kilometres to some pixels.
_STEPS = (12_000, 6_000, 3_000)
_METRE = 1 / 40_075_017


def backdrop(streets: Streets, max_bytes: int = MAX_BYTES) -> Json | None:
    """Streets cut to their box and simplified, ready for the page; ``None`` where there are none.

    ``tiers`` has ``lines``, a text of :func:`vrp.report.encoded_lines.encode_lines`, for each of
    :data:`STREET_TIERS`; a step is ``unit`` of the Web Mercator square, and zero is at ``origin``.
    Every tier is as fine as fits into what the wider ones have left of the bytes; from the first
    one that does not fit at all, they are left out.
    """
    south, west, north, east = streets.box
    (left, right), (bottom, top) = to_world(np.array([west, east]), np.array([south, north]))
    extent = max(right - left, bottom - top)
    tiers: list[Json] = []
    room = max_bytes
    for classes in STREET_TIERS:
        lines = _clipped(streets, classes, (left, top, right, bottom))
        units = (max(extent / steps, _METRE) for steps in _STEPS)
        written = ({"unit": unit, "lines": _encoded(lines, left, top, unit)} for unit in units)
        tier = next((tier for tier in written if len(tier["lines"]) <= room), None)
        if tier is None:
            break
        room -= len(tier["lines"])
        tiers.append(tier)
    if room == max_bytes:
        return None
    return {"origin": [left, top], "tiers": tiers}


def _clipped(streets: Streets, names: tuple[str, ...], frame: tuple[float, ...]) -> Any:
    """The lines of a tier in the frame, joined where they meet; a geometry of shapely's."""
    import shapely

    classes = [ROAD_CLASSES.index(name) for name in names]
    line = np.repeat(np.arange(streets.road_class.size), np.diff(streets.first_point))
    chosen = np.isin(streets.road_class, classes)[line]
    x, y = to_world(streets.lon[chosen], streets.lat[chosen])
    numbers = np.unique(line[chosen], return_inverse=True)[1]
    lines = shapely.linestrings(x, y, indices=numbers)
    inside = shapely.clip_by_rect(lines, *frame)
    return shapely.line_merge(shapely.multilinestrings(_line_parts(inside)))


def _line_parts(geometries: Any) -> Any:
    import shapely

    parts = shapely.get_parts(geometries)
    parts = shapely.get_parts(parts)  # of lines that were cut into collections
    is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    return parts[is_line & ~shapely.is_empty(parts)]


def _encoded(lines: Any, left: float, top: float, unit: float) -> str:
    """Lines simplified (Douglas & Peucker 1973) to a step and written in whole steps."""
    import shapely

    parts = _line_parts(shapely.simplify(lines, unit, preserve_topology=False))
    places, line = shapely.get_coordinates(parts, return_index=True)
    steps = np.rint((places - (left, top)) / unit).astype(np.int64)
    new = np.ones(line.size, dtype=bool)
    new[1:] = np.any(np.diff(steps, axis=0), axis=1) | (np.diff(line) != 0)
    cuts = np.flatnonzero(np.diff(line[new])) + 1
    strung = string_together([part for part in np.split(steps[new], cuts) if len(part) > 1])
    if not strung:
        return ""
    x, y = np.concatenate(strung).T
    return encode_lines(x, y, np.cumsum([0, *map(len, strung)]))

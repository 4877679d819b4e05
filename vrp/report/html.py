"""report.html: one self-contained page with a map, which opens without a network."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from vrp.report.geometry import LegGeometry
from vrp.report.page_data import page_data
from vrp.report.plan import Plan

__all__ = ["report_html"]

_SCRIPTS = (
    "dom.js",
    "map_geometry.js",
    "encoded_lines.js",
    "lanes.js",
    "route_strokes.js",
    "route_lines.js",
    "street_layer.js",
    "tiles.js",
    "map_canvas.js",
    "map.js",
    "charts.js",
    "report.js",
)


def report_html(plan: Plan, leg_geometry: LegGeometry | None = None) -> str:
    """The page, with styles, scripts and data inlined.

    A content security policy forbids every request, except for map tiles of openstreetmap.org,
    which the page asks for only after the user has turned them on; planar instances may not even
    do that.

    Parameters
    ----------
    plan
        What to show.
    leg_geometry
        The ways that the legs take; straight lines if ``None``.
    """
    data = page_data(plan, leg_geometry)
    instance = plan.instance
    return Template(_template("report.html")).substitute(
        title=escape(instance.name),
        images="data:" if instance.planar else "data: https://tile.openstreetmap.org",
        style=_template("report.css"),
        data=_script_safe_json(data),
        script="\n".join(_template(name) for name in _SCRIPTS),
    )


def _template(name: str) -> str:
    return (files("vrp.report") / "page" / name).read_text(encoding="utf-8")


def _script_safe_json(data: Any) -> str:
    """JSON that no HTML parser can take for markup: ``<``, ``>`` and ``&`` are escaped."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text

"""A street as it is drawn, before anything is joined to anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from doggerhaven.geometry import Line

__all__ = ["RANK", "Street"]

#: Where two streets meet too closely, the lower one gives way.
RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            "motorway",
            "motorway_link",
            "primary",
            "secondary",
            "tertiary",
            "unclassified",
            "residential",
            "living_street",
            "pedestrian",
            "service",
            "track",
            "cycleway",
            "footway",
            "path",
        )
    )
}


@dataclass(frozen=True)
class Street:
    """A line with the tags that it will have.

    Parameters
    ----------
    line
        Metres in the plane of the city, at least two points.
    highway
        The OpenStreetMap class of the road; empty for a ferry.
    name
        Of the street, where it has one.
    tags
        Further tags.
    at_ends_only
        Whether it passes over or under whatever it crosses and is joined at its two ends only.
    """

    line: Line
    highway: str
    name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    at_ends_only: bool = False

    def along(self, line: Line) -> Street:
        """The same street on another line."""
        return replace(self, line=line)

    def tagged(self, **tags: str) -> Street:
        """The same street with more tags."""
        return replace(self, tags={**self.tags, **tags})

"""What goes well with roads, but not as well as its user may think."""

from __future__ import annotations

__all__ = ["RoadWarning"]


class RoadWarning(UserWarning):
    """Roads could be used, and the user should know about something on the way."""

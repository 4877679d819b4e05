"""What must be said of a plan's distances, durations and ways: estimates, sources, attribution."""

from __future__ import annotations

from vrp.instance import Instance
from vrp.report.geometry import LegGeometry
from vrp.report.plan import Plan
from vrp.roads.attribution import join_attributions

__all__ = ["attribution_text", "estimate_text", "traffic_text"]


def attribution_text(instance: Instance, geometry: LegGeometry | None = None) -> str:
    """Name everybody whose data the plan was made from or is drawn on; empty for nobody."""
    return join_attributions(instance.attribution, geometry.attribution if geometry else "")


def estimate_text(plan: Plan) -> str:
    """Say which legs are estimates, and of what kind; empty if none is."""
    instance = plan.instance
    if instance.estimated:
        return f"Distances and times are estimates: {instance.matrix_source}"
    legs = [estimated for planned in plan.routes for estimated in planned.estimated_legs]
    if not any(legs):
        return ""
    return f"{sum(legs):,} of {len(legs):,} legs are estimates: {instance.matrix_source}"


def traffic_text(instance: Instance) -> str:
    """Say which times are expected of the traffic and which ones planned with; empty for none."""
    if instance.hourly_durations_s is None:
        return ""
    return (
        f"Times are those expected of the traffic of the hour ({instance.traffic}); the plan and "
        "its cost keep to the slowest hour of the shifts"
    )

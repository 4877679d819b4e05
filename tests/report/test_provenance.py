"""Estimates and attribution, wherever a plan is shown."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import Any

import numpy as np
import pytest
from fake_roads import Detours

from vrp.instance import Instance
from vrp.report.geometry import LegGeometry
from vrp.report.html import report_html
from vrp.report.plan import Plan
from vrp.report.provenance import attribution_text, estimate_text
from vrp.report.routes_csv import routes_csv
from vrp.report.solution_json import solution_to_dict
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.solution import Solution


@pytest.fixture
def partly(plan: Any) -> tuple[Instance, Solution]:
    """A plan on roads of which the first and the last leg are estimates."""
    instance, solution = plan
    legs = np.zeros(instance.distances_m.shape, dtype=bool)
    legs[0, instance.location(solution.routes[0].stops[0])] = True
    legs[instance.location(solution.routes[-1].stops[-1]), 0] = True
    changed = dataclasses.replace(
        instance,
        estimated=False,
        estimated_legs=legs,
        matrix_source="roads of a test",
        attribution=OSM_ATTRIBUTION,
    )
    return changed, solution


def test_says_how_many_legs_are_estimates(plan: Any, partly: Any) -> None:
    whole, solution = plan
    assert estimate_text(Plan.of(whole, solution)).startswith("Distances and times are estimates:")
    legs = sum(len(route.stops) + 1 for route in solution.routes)
    text = f"2 of {legs} legs are estimates: roads of a test"
    assert estimate_text(Plan.of(*partly)) == text
    roads = dataclasses.replace(partly[0], estimated_legs=None)
    assert estimate_text(Plan.of(roads, solution)) == ""


def test_names_everybody_once(plan: Any, partly: Any) -> None:
    instance, solution = plan
    assert attribution_text(instance) == ""
    geometry = LegGeometry.of(instance, solution, Detours())
    assert attribution_text(instance, geometry) == OSM_ATTRIBUTION
    assert attribution_text(partly[0], geometry) == OSM_ATTRIBUTION
    other = dataclasses.replace(geometry, attribution="© another")
    assert attribution_text(partly[0], other) == f"{OSM_ATTRIBUTION}; © another"


def test_rows_say_which_legs_are_estimates(plan: Any, partly: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(routes_csv(Plan.of(*partly)))))
    marks = [row["leg_estimated"] for row in rows]
    assert marks[1] == marks[-1] == "yes"
    assert marks.count("yes") == 2
    whole = csv.DictReader(io.StringIO(routes_csv(Plan.of(*plan))))
    assert {row["leg_estimated"] for row in whole if row["leg_m"]} == {"yes"}


def test_json_says_which_legs_are_estimates_and_whose_data_they_are(partly: Any) -> None:
    written = json.loads(json.dumps(solution_to_dict(Plan.of(*partly))))
    assert written["attribution"] == OSM_ATTRIBUTION
    first, last = written["routes"][0], written["routes"][-1]
    assert first["visits"][0]["leg_estimated"] is True
    assert first["visits"][1]["leg_estimated"] is False
    assert last["last_leg_estimated"] is True


def test_page_says_so_too(partly: Any) -> None:
    page = report_html(Plan.of(*partly), LegGeometry.of(*partly, Detours()))
    assert "legs are estimates" in page
    assert page.count('"legEstimated":true') == 1
    assert page.count('"lastLegEstimated":true') == 1
    assert '"streets":"Long Road → Quay"' in page
    assert f'"attribution":"{OSM_ATTRIBUTION}"' in page

"""The page's scripts, run by a real browser where there is one."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from browser import document_of, value_in
from fake_roads import Detours
from rested_plans import rested_plan

from vrp.report.geometry import LegGeometry
from vrp.report.html import report_html
from vrp.report.plan import Plan
from vrp.solution import Run, Solution

_USE_THE_PAGE = """<script>
addEventListener("error", (event) => document.body.setAttribute("data-error", event.message));
addEventListener("load", () => setTimeout(() => {
  const canvas = document.querySelector("canvas");
  if (canvas) {
    const pointer = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
      pointerId: 1, clientX: canvas.getBoundingClientRect().x + x, clientY: canvas.getBoundingClientRect().y + y, bubbles: true }));
    canvas.setPointerCapture = () => {};
    const stop = map.places.find((place) => place.kind === "stop");
    const [x, y] = map.toScreen(stop.world);
    pointer("pointermove", x, y); pointer("pointerdown", x, y); pointer("pointerup", x, y);
    document.body.setAttribute("data-popup", document.querySelector(".popup h3").textContent);
    pointer("pointerdown", 100, 100); pointer("pointermove", 160, 130); pointer("pointerup", 160, 130);
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -300, cancelable: true }));
  }
  document.querySelectorAll("#routes details").forEach((details) => { details.open = true; });
  document.querySelector("#legend button")?.click();
}, 50));
</script></body>"""  # noqa: E501


def _used_page(
    instance: Any, solution: Any, folder: Path, geometry: LegGeometry | None = None
) -> str:
    """The document after its map, legend and tables have been used."""
    text = report_html(Plan.of(instance, solution), geometry)
    return document_of(text.replace("</body>", _USE_THE_PAGE), folder)


def test_a_click_opens_a_popup_and_tables_fill(make_plan: Any, tmp_path: Path) -> None:
    instance, solution = make_plan(40, 4)
    document = _used_page(instance, solution, tmp_path)
    assert "data-error" not in document
    first = instance.stops[solution.routes[0].stops[0]]
    assert f'data-popup="{first.id}' in document
    assert document.count('aria-pressed="true"') == 1
    # Every served stop has a link in its route's table, every unassigned one in its list.
    assert document.count('class="link"') == len(instance.stops)


def test_what_is_printed_is_filled_and_fits_the_paper(make_plan: Any, tmp_path: Path) -> None:
    instance, solution = make_plan(40, 4)
    text = report_html(Plan.of(instance, solution))
    printed = """(dispatchEvent(new Event("beforeprint")), [
        document.querySelectorAll("#routes .stops tbody tr").length,
        ...Array.from(document.querySelectorAll("#timeline > svg, .timeline-rows svg, #trace svg"),
          (chart) => chart.viewBox.baseVal.width)])"""
    rows, *widths = value_in(text, printed, tmp_path)
    assert rows >= len(instance.stops) - len(solution.unassigned)
    assert widths == [680] * len(widths)
    assert widths


def test_the_map_has_the_shape_of_the_paper_while_it_is_printed(
    make_plan: Any, tmp_path: Path
) -> None:
    instance, solution = make_plan(40, 4)
    sizes = """["beforeprint", "afterprint"].map((name) => {
        dispatchEvent(new Event(name));
        const { canvas, width, height } = map;
        return [width, height, canvas.width / width, canvas.height / height];
    }).concat([[map.container.clientWidth, map.container.clientHeight]])"""
    printed, after, container = value_in(report_html(Plan.of(instance, solution)), sizes, tmp_path)
    assert printed == [478, 567, 3, 3]
    assert after == [*container, 1, 1]


def test_sheets_of_drivers_have_date_and_addresses(make_plan: Any, tmp_path: Path) -> None:
    instance, solution = make_plan(40, 4)
    stops = [dataclasses.replace(stop, address=f"Gate {stop.id}") for stop in instance.stops]
    dated = dataclasses.replace(instance, name="Monday", epoch="2026-11-30", stops=tuple(stops))
    shown = """(dispatchEvent(new Event("beforeprint")), [document.title, ...Array.from(
        document.querySelectorAll("#routes .address"), (span) => span.textContent)])"""
    title, *addresses = value_in(report_html(Plan.of(dated, solution)), shown, tmp_path)
    assert title == "Monday · 2026-11-30 · routes"
    assert sorted(addresses) == sorted(
        f"Gate {dated.stops[stop].id}" for route in solution.routes for stop in route.stops
    )


def test_streets_and_their_makers_are_named(make_plan: Any, tmp_path: Path) -> None:
    instance, solution = make_plan(40, 4)
    attack = "<i>Quay</i>"
    roads = Detours(streets=("Long Road", attack))
    document = _used_page(instance, solution, tmp_path, LegGeometry.of(instance, solution, roads))
    assert "data-error" not in document
    escaped = attack.replace("<", "&lt;").replace(">", "&gt;")
    assert f"<dt>Via</dt><dd>Long Road → {escaped}</dd>" in document
    legs = sum(len(route.stops) + 1 for route in solution.routes)
    assert document.count('title="Long Road → ') == legs
    assert 'href="https://www.openstreetmap.org/copyright"' in document
    assert "(ODbL)" in document


def test_text_of_users_runs_nothing(plan: Any, tmp_path: Path) -> None:
    instance, solution = plan
    attack = '</script><img src=x onerror="document.body.dataset.error=1"><b>'
    stops = tuple(dataclasses.replace(stop, name=attack, address=attack) for stop in instance.stops)
    instance = dataclasses.replace(instance, stops=stops, name=attack, matrix_source=attack)
    document = _used_page(instance, solution, tmp_path)
    assert "data-popup" in document
    assert "data-error" not in document
    assert "<b>" not in document


def test_nothing_to_draw_is_said(plan: Any, tmp_path: Path) -> None:
    instance, _ = plan
    stops = tuple(dataclasses.replace(stop, lat=None, lon=None) for stop in instance.stops)
    depots = tuple(dataclasses.replace(depot, lat=None, lon=None) for depot in instance.depots)
    instance = dataclasses.replace(instance, stops=stops, depots=depots)
    document = _used_page(instance, Solution.of(instance, [], Run()), tmp_path)
    assert "data-error" not in document
    assert "there is no map to draw" in document
    assert "no curve to draw" in document


def test_stops_of_a_shipment_say_where_their_goods_go(shipment_plan: Any, tmp_path: Path) -> None:
    document = _used_page(*shipment_plan, tmp_path)
    assert "data-error" not in document
    assert "<dt>Shipment</dt><dd>5 kg to B</dd>" in document
    assert "(5 kg from A)" in document
    assert "(9 kg to D)" in document


def test_the_finder_leads_to_the_stop_that_is_served_in_place_of_another(
    group_plan: Any, tmp_path: Path
) -> None:
    text = report_html(Plan.of(*group_plan))
    find = """["A", "B", "C"].map((id) => {
      byId("find-text").value = id;
      byId("find").requestSubmit();
      return [byId("find-result").textContent, document.querySelector(".popup h3").textContent];
    })"""
    assert value_in(text, find, tmp_path) == [
        ["B is served in its place.", "B"],
        ["", "B"],
        ["", "C"],
    ]
    document = _used_page(*group_plan, tmp_path)
    assert "data-error" not in document
    assert "<dt>One of</dt><dd>parcel 1</dd>" in document
    assert document.count("(one of parcel 2)") == 2


def test_a_break_is_in_table_timeline_and_popup(tmp_path: Path) -> None:
    plan = rested_plan("waiting at B")
    document = _used_page(plan.instance, plan.solution, tmp_path)
    assert "data-error" not in document
    row = '<td></td><td>B, on arrival</td><td>break</td><td class="nowrap">10:30</td>'
    assert document.index(">A</button>") < document.index(row) < document.index(">B</button>")
    assert document.count('class="break"') == 2  # of the key and the route
    popup = """describe({ kind: "stop", index: 1, route: 0, order: 1 }).flat()
        .map((node) => node?.textContent ?? "").join(" ")"""
    assert "Break10:30–11:15, on arrival" in value_in(report_html(plan), popup, tmp_path)


def test_a_break_on_the_last_leg_comes_before_the_depot(tmp_path: Path) -> None:
    plan = rested_plan("on the road home")
    document = _used_page(plan.instance, plan.solution, tmp_path)
    row = '<td></td><td>on the road</td><td>break</td><td class="nowrap">11:00</td>'
    assert document.index(">B</button>") < document.index(row)
    home = rested_plan("at home")
    document = _used_page(home.instance, home.solution, tmp_path)
    assert 'class="break"' not in document

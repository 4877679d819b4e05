"""report.html: self-contained, escaped, and true to the plan."""

from __future__ import annotations

import dataclasses
import json
from html.parser import HTMLParser
from typing import Any

from vrp.report.html import report_html
from vrp.report.page_data import page_data
from vrp.report.plan import Plan

_NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\u2028"


class _Page(HTMLParser):
    """Collects start tags, and the text of scripts by id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts[-1] += data


def _policy(page: _Page) -> str:
    metas = (attributes for tag, attributes in page.tags if tag == "meta")
    return next(m["content"] or "" for m in metas if "http-equiv" in m)


def test_data_equals_the_plan(plan: Any) -> None:
    derived = Plan.of(*plan)
    page = _Page(report_html(derived))
    assert json.loads(page.scripts[0]) == json.loads(json.dumps(page_data(derived)))


def test_loads_nothing_by_itself(plan: Any) -> None:
    text = report_html(Plan.of(*plan))
    page = _Page(text)
    for tag, attributes in page.tags:
        assert not {"src", "href", "srcset", "data", "poster"} & set(attributes), (tag, attributes)
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert _policy(page).startswith("default-src 'none'")


def test_tiles_are_allowed_for_real_places_only(make_plan: Any) -> None:
    assert "https://tile.openstreetmap.org" in _policy(_Page(report_html(Plan.of(*make_plan()))))
    planar = _policy(_Page(report_html(Plan.of(*make_plan(planar=True)))))
    assert "http" not in planar


def test_text_of_users_cannot_become_markup(plan: Any) -> None:
    instance, solution = plan
    first, *others = instance.stops
    first = dataclasses.replace(
        first, id=f"id{_NASTY}", name=_NASTY, address=_NASTY, extra={_NASTY: _NASTY}
    )
    vehicles = tuple(dataclasses.replace(v, id=v.id + _NASTY) for v in instance.vehicles)
    nasty = dataclasses.replace(
        instance, name=_NASTY, matrix_source=_NASTY, stops=(first, *others), vehicles=vehicles
    )
    page, plain = _Page(report_html(Plan.of(nasty, solution))), _Page(report_html(Plan.of(*plan)))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    data = json.loads(page.scripts[0])
    assert data["stops"][0]["name"] == _NASTY
    assert data["title"] == _NASTY


def test_scripts_never_parse_text_as_markup(plan: Any) -> None:
    script = _Page(report_html(Plan.of(*plan))).scripts[1]
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert sink not in script


def test_dollar_signs_survive_the_template(plan: Any) -> None:
    instance, solution = plan
    instance = dataclasses.replace(instance, name="$data costs $5")
    assert "<title>$data costs $5 · routes</title>" in report_html(Plan.of(instance, solution))

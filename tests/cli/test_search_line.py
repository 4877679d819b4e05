"""The line that follows the search."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest

from vrp.cli.search_line import SearchLine, progress_text
from vrp.instance import Depot, Instance, Scale, Stop, Vehicle
from vrp.solver import Progress


@pytest.fixture
def instance() -> Instance:
    matrix = np.array([[0, 10], [10, 0]])
    return Instance(
        (Depot("d"),),
        (Stop("a"),),
        (Vehicle("van"),),
        matrix,
        matrix,
        scale=Scale(cost=100, load=(1,)),
        best_known_cost=120_000,
    )


@pytest.fixture
def progress() -> Progress:
    return Progress(
        elapsed_s=7.5,
        time_limit_s=10.0,
        iterations=12_345,
        cost=123_456,
        unserved=0,
        routes=3,
        unassigned=0,
    )


def test_shows_cost_routes_gap_and_time_left(instance: Instance, progress: Progress) -> None:
    shown = progress_text(instance, progress)
    assert shown == "cost 1,234.56 · 3 routes · 0 unassigned · gap +2.88% · 2.5 s left"


def test_no_gap_while_stops_are_left_out(instance: Instance, progress: Progress) -> None:
    shown = progress_text(instance, replace(progress, unassigned=2, unserved=2))
    assert "2 unassigned" in shown
    assert "gap" not in shown


def test_counts_iterations_without_a_time_limit(instance: Instance, progress: Progress) -> None:
    assert progress_text(instance, replace(progress, time_limit_s=None)).endswith(
        "12,345 iterations in 7.5 s"
    )


def test_time_left_is_never_negative(instance: Instance, progress: Progress) -> None:
    assert progress_text(instance, replace(progress, elapsed_s=10.2)).endswith("0.0 s left")


def test_the_line_is_narrower_than_the_terminal_and_leaves_no_trace(
    instance: Instance, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    screen = io.StringIO()
    with SearchLine(instance, screen) as line:
        line(progress)
    assert screen.getvalue() == "\r\x1b[Kcost 1,234.56 · 3 r\r\x1b[K"


def test_without_a_terminal_it_is_silent(
    instance: Instance, progress: Progress, capfd: pytest.CaptureFixture[str]
) -> None:
    with SearchLine(instance, None) as line:
        line(progress)
        line.show_share("roads", 1, 2)
    assert capfd.readouterr() == ("", "")

"""The line that says how the work is going."""

from __future__ import annotations

import io
import sys

import pytest

from vrp.cli.progress_line import ProgressLine


def test_a_share_is_a_bar_and_a_percentage() -> None:
    screen = io.StringIO()
    with ProgressLine(screen) as line:
        line.show_share("roads", 1, 4)
        line.show_share("roads", 0, 0)
    _, quarter, whole, _ = screen.getvalue().split("\r\x1b[K")
    assert quarter == f"roads {'━' * 6}{'╌' * 18}  25%"
    assert whole == f"roads {'━' * 24} 100%"


@pytest.mark.parametrize(("term", "shown"), [("xterm", True), ("dumb", False)])
def test_nothing_is_rewritten_where_that_cannot_be(
    term: str, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", term)
    with ProgressLine.on_terminal() as line:
        line.show("roads")
    assert ("roads" in screen.getvalue()) is shown
    assert ("\x1b" in screen.getvalue()) is shown

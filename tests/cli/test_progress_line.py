"""The line that says how the work is going."""

from __future__ import annotations

import io

from vrp.cli.progress_line import ProgressLine


def test_a_share_is_a_bar_and_a_percentage() -> None:
    screen = io.StringIO()
    with ProgressLine(screen) as line:
        line.show_share("roads", 1, 4)
        line.show_share("roads", 0, 0)
    _, quarter, whole, _ = screen.getvalue().split("\r\x1b[K")
    assert quarter == f"roads {'━' * 6}{'╌' * 18}  25%"
    assert whole == f"roads {'━' * 24} 100%"
